use super::*;

#[test]
fn every_field_has_its_page() {
    let language = Language::new();
    assert!(language.fields.len() > 200);
    for field in language.roots.iter().chain(&language.fields) {
        let page = language.page(&field.path).unwrap();
        assert!(page.starts_with(&format!("# {}\n\n", field.path)), "{page}");
        let wide = page.lines().find(|line| line.chars().count() > WIDTH);
        assert_eq!(wide, None, "{page}");
        assert!(!field.description().is_empty(), "{}", field.path);
        assert_eq!(language.page(field.key()).map(drop), Ok(()), "{}", field.key());
    }
}

#[test]
fn pages() {
    let paths =
        ["service.health", "need.until", "fleet.clusters.exposure", "box.place", "env", "storage", "secret.from"];
    insta::assert_snapshot!(paths.map(|path| field_page(path).unwrap()).join("\n"));
    // What is set is what it changes.
    let page = |path: &str| field_page(path).unwrap().split_once("\n\n").unwrap().1.to_owned();
    assert_eq!(page("box.set.services.health"), page("service.health"));
}

#[test]
fn near_paths() {
    let language = Language::new();
    let near = |path: &str| language.page(path).unwrap_err().near;
    for (wrong, right) in [
        ("servce.health", "service.health"),
        ("service.helth.every", "service.health.every"),
        ("exposre.gateway", "exposure.gateway"),
        ("cluster.networ.api", "cluster.network.api"),
        ("fleets.clusters", "fleet.clusters"),
    ] {
        assert_eq!(near(wrong).as_deref(), Some(right));
    }
    assert_eq!(near("box.menu.x"), None);
    assert_eq!(near(""), None);
    assert_eq!(near(".."), None);
}

#[test]
fn where_to_begin() {
    let fields = fields();
    for field in ["menu", "menu.services", "box.place", "fleet.clusters", "placement.boxes"] {
        assert!(fields.iter().any(|own| own == field), "{field}");
    }
}
