//! Objects that menus add as they are, and what they can't be.

use crate::support::{Outcome, compile, project};

const MENU: &str = "menu: shop\nversion: 1.0.0\nmanifests: [{from: extra/*.yaml}]\nservices: {web: {image: 'a:1'}}\n";
const FLEET: &str = "fleet: example\nclusters:\n  one: {kubernetes: \"1.33\"}\n";

fn of(object: &str) -> Outcome {
    let order = "box: alice\nmenu: shop\n".to_owned();
    let world = project(&[FLEET.to_owned(), MENU.to_owned(), order]);
    compile(&world.with("menus/extra/a.yaml", object), None)
}

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {team: x}}\ndata: {a: '${{ x }}'}\n";

#[test]
fn objects_get_the_boxs_namespace_and_labels_and_nothing_else() {
    let other = "apiVersion: team.example/v1\nkind: Thing\nmetadata: {name: b}\nanything: [1, two, {three: 3}]\n";
    let outcome = of(&format!("# two\n{CONFIG}---\n{other}"));
    let text = outcome.file("_manifests.yaml");
    for part in
        ["namespace: alice", "team: x", "app.kubernetes.io/part-of: shop", "a: ${{ x }}", "three: 3", "kind: Thing"]
    {
        assert!(
            text.contains(part) || text.contains(&part.replace("a: ${{ x }}", "a: \"${{ x }}\"")),
            "{part}\n{text}{}",
            outcome.text()
        );
    }
}

#[test]
fn what_walls_boxes_off_or_has_words_of_its_own_is_refused() {
    let object = |version: &str, kind: &str| format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\n");
    let refused = [
        ("networking.k8s.io/v1", "NetworkPolicy"),
        ("v1", "ResourceQuota"),
        ("rbac.authorization.k8s.io/v1", "RoleBinding"),
        ("rbac.authorization.k8s.io/v1", "ClusterRole"),
        ("v1", "Namespace"),
        ("v1", "Secret"),
        ("apps/v1", "Deployment"),
        ("cert-manager.io/v1", "ClusterIssuer"),
        ("v1", "ConfigMaps"),
        ("v2", "ConfigMap"),
    ];
    for (version, kind) in refused {
        let outcome = of(&object(version, kind));
        assert_eq!(outcome.codes(), ["fixed-field"], "{version} {kind}: {}", outcome.text());
    }
}

#[test]
fn what_is_wrong_with_an_object_is_told_at_its_place() {
    let cases = [
        (CONFIG.replace("name: a,", "name: a, namespace: other,"), "fixed-field"),
        (CONFIG.replace("team: x", "boxc.dev/serves.web: 'true'"), "fixed-field"),
        (CONFIG.replace("\ndata:", "\ndat:"), "invalid-patch"),
        (CONFIG.replace("'${{ x }}'", "1"), "invalid-patch"),
        (CONFIG.replace("'${{ x }}'", "no"), "disputed-scalar"),
        (CONFIG.replace("kind: ConfigMap\n", ""), "invalid-object"),
        (CONFIG.replace("name: a,", "name: A,"), "invalid-object"),
        (format!("{CONFIG}---\n{CONFIG}"), "invalid-object"),
        ("[1]\n".to_owned(), "wrong-shape"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: NodePort}\n".to_owned(), "fixed-field"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n".to_owned(), "invalid-object"),
    ];
    for (object, code) in cases {
        let outcome = of(&object);
        let codes: Vec<&str> = outcome.codes();
        assert_eq!(codes, [code], "{object}: {}", outcome.text());
        assert!(outcome.text().contains("menus/extra/a.yaml:") || code == "invalid-object", "{}", outcome.text());
    }
}

#[test]
fn files_lie_in_a_folder_beside_the_menu() {
    let order = "box: alice\nmenu: shop\n".to_owned();
    let codes = |from: &str| {
        let menu = MENU.replace("extra/*.yaml", from);
        compile(&project(&[FLEET.to_owned(), menu, order.clone()]).with("menus/extra/a.yaml", CONFIG), None).codes()
    };
    assert!(codes("extra/a*.yaml").is_empty());
    assert_eq!(codes("extra/b.yaml"), ["missing-file"]);
    assert_eq!(codes("../extra/a.yaml"), ["wrong-value"]);
    assert_eq!(codes("other/a.yaml"), ["wrong-value"]);
}
