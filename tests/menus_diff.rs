//! `boxc menus diff`: which menus, who breaks, what is printed, how it ends.

use std::path::Path;

use serde_json::Value;

use crate::support::{boxc, stderr, stdout};

const SHOP: &str = "\
menu: shop
version: 1.3.0
params:
  size: {type: string, enum: [small, large], default: small}
  replicas: {type: int, default: 1, max: 5}
services:
  web:
    image: shop/web:1.3.0
    ports: {http: {port: 80, interface: http@1.1}}
    replicas: ${{ params.replicas }}
    outputs: {path: /api}
    files: {/etc/logo.svg: {from: files/logo.svg}}
";

const FLEET: &str = "fleet: example\nclusters: {one: {kubernetes: \"1.33\"}}\n";

const MALL: &str = "\
menu: mall
version: 1.0.0
include: {shop: {menu: shop@^1.3}}
services:
  front: {image: \"mall/front:1\", needs: {web: {interface: http@1}}, env: {P: \"${{ needs.web.outputs.path }}\"}}
";

fn put(dir: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// A project with an old `shop`, and beside it a folder with a new one.
fn shops(new: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(
        dir.path(),
        &[
            ("own/fleet.yaml", FLEET),
            ("own/menus/shop.yaml", SHOP),
            ("own/menus/files/logo.svg", "<svg/>\n"),
            ("own/menus/mall.yaml", MALL),
            ("own/boxes/alice.yaml", "box: alice\nmenu: shop@^1.3\nwith: {size: large, replicas: 4}\n"),
            ("own/boxes/bob.yaml", "box: bob\nmenu: mall\n"),
            ("own/boxes/carol.yaml", "box: carol\nmenu: shop@~1.3\nwith: {size: large}\n"),
            ("own/boxes/dave.yaml", "box: dave\nmenu: shop@1.3\n"),
            ("own/boxes/erin.yaml", "box: erin\nmenu: shop\n"),
            ("new/shop.yaml", new),
            ("new/files/logo.svg", "<svg/>\n"),
        ],
    );
    dir
}

fn diff(dir: &Path, old: &str, new: &str) -> (Option<i32>, String, String) {
    let output = boxc(dir, &["menus", "diff", old, new]);
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn what_breaks_and_whom() {
    let new = SHOP
        .replace("1.3.0", "1.4.0")
        .replace("small, large", "small, huge")
        .replace("outputs: {path: /api}", "outputs: {base: /api}");
    let dir = shops(&new);
    let (code, text, errors) = diff(&dir.path().join("own"), "shop@1.3.0", "../new/shop.yaml");
    assert_eq!((code, errors.as_str()), (Some(1), ""));
    insta::assert_snapshot!(text);
    let output = boxc(&dir.path().join("own"), &["menus", "diff", "shop", "../new/shop.yaml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
    insta::assert_snapshot!(format!("{json:#}"));
}

#[test]
fn an_honest_version_ends_well() {
    let new = SHOP.replace("1.3.0", "1.4.0").replace("params:", "params:\n  zone: {type: string, default: a}");
    let dir = shops(&new);
    let (code, text, errors) = diff(&dir.path().join("own"), "shop@1.3.0", "../new/shop.yaml");
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn two_versions_of_a_project() {
    let new = SHOP.replace("1.3.0", "1.4.0").replace("large]", "large, huge]");
    let dir = shops(SHOP);
    let own = dir.path().join("own");
    put(&own, &[("menus/shop-1.4.yaml", new.as_str())]);
    for (old, new) in [("shop@1.3", "shop@1.4"), ("menus/shop.yaml", "menus/shop-1.4.yaml"), ("shop@1.3.0", "shop")] {
        let (code, text, errors) = diff(&own, old, new);
        assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
        assert!(
            text.starts_with("shop 1.3.0 -> 1.4.0\n\nis new:\n\nmenus/shop.yaml:4:3: note: `size` may be `huge`"),
            "{text}"
        );
        let last = "box `carol` stays at 1.3.0, since `shop@~1.3` does not take 1.4.0\n\
                    box `dave` stays at 1.3.0, since `shop@1.3` does not take 1.4.0\n\n\
                    1.4.0 is honest; the smallest honest version is 1.4.0\n";
        let last = last.replace("honest; the smallest honest version is 1.4.0", "the smallest honest version");
        assert!(text.ends_with(&last), "{text}");
    }
}

#[test]
fn a_box_that_breaks_tells_what_no_rule_does() {
    // A name that a box has for itself is new in the menu, too.
    let new = SHOP.replace("1.3.0", "1.4.0") + "  probe: {image: \"shop/probe:1\"}\n";
    let dir = shops(&new);
    let own = dir.path().join("own");
    put(&own, &[("boxes/erin.yaml", "box: erin\nmenu: shop\nservices: {probe: {image: \"own/probe:1\"}}\n")]);
    let (code, text, _) = diff(&own, "shop", "../new/shop.yaml");
    assert_eq!(code, Some(0), "an item of a box replaces one of its menu: {text}");
    put(
        &own,
        &[("boxes/erin.yaml", "box: erin\nmenu: shop\nservices: {own: {image: \"own/probe:1\", aliases: [probe]}}\n")],
    );
    let (code, text, _) = diff(&own, "shop", "../new/shop.yaml");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("box `erin` (boxes/erin.yaml) breaks with 1.4.0:\n"), "{text}");
    assert!(text.contains("error[duplicate-name]: the name `probe` is taken"), "{text}");
    assert!(text.ends_with("1.4.0 promises too much; the smallest honest version is 2.0.0\n"), "{text}");
}

#[test]
fn folders_are_compared_by_the_names_of_their_menus() {
    let dir = shops(&SHOP.replace("1.3.0", "1.3.1"));
    put(dir.path(), &[("new/deli.yaml", "menu: deli\nversion: 0.1.0\nservices: {web: {image: \"deli/web:1\"}}\n")]);
    let (code, text, errors) = diff(dir.path(), "own/menus", "new");
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn ready_made_menus_are_known_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let (code, text, errors) = diff(dir.path(), "redis", "redis@^1");
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert_eq!(text, "redis 1.0.0 -> 1.0.0\nnothing differs\n\n1.0.0 is the smallest honest version\n");
}

#[test]
fn a_wrong_argument_is_told() {
    let dir = shops("menu: shop\nversion: 1.4.0\nservices: {web: {imge: \"a:1\"}}\n");
    let own = dir.path().join("own");
    for (old, new, code, says) in [
        ("shop@2", "shop", 2, "error: there is no `shop@2`\n  help: there is `1.3.0`\n"),
        ("shpo", "shop", 2, "error: there is no menu `shpo`\n  help: did you mean `shop`?\n"),
        ("none/shop.yaml", "shop", 2, "error: there is no file `none/shop.yaml`\n"),
        ("boxes", "shop", 2, "error: there is no sound menu in `boxes`\n  help: a menu begins with `menu: NAME`\n"),
        ("shop", "../new/shop.yaml", 1, "../new/shop.yaml:3:18: error[unknown-key]"),
    ] {
        let (found, text, errors) = diff(&own, old, new);
        assert_eq!((found, text.as_str()), (Some(code), ""), "{old} {new}: {errors}");
        assert!(errors.contains(says), "{errors}");
    }
}
