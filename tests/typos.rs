//! One mistake, one finding.

use boxc::source::Memory;

use crate::support::{compile, files, root};

/// The file, what stands in it, what is written instead (everywhere or once), and the code of the only finding.
const TYPOS: &[(&str, &str, &str, &str)] = &[
    ("menus/voting.yaml", "menu: voting\n", "menu: voting:\n", "syntax"),
    ("menus/voting.yaml", "menu: voting\n", "menue: voting\n", "unknown-document"),
    ("menus/voting.yaml", "  vote:\n", "  vote_1:\n", "bad-name"),
    ("menus/voting.yaml", "version: 1.0.0", "version: 1.0", "wrong-value"),
    ("menus/voting.yaml", "  replicas: {type: int,", "  replicas: {type: integer,", "wrong-value"),
    ("menus/voting.yaml", "{type: int, default: 2,", "{type: int, default: 20,", "bad-default"),
    ("menus/voting.yaml", "  first: {type", "  frist: {type", "unknown-name"),
    ("menus/voting.yaml", "    image: redis:7.4.1", "    imge: redis:7.4.1", "unknown-key"),
    ("menus/voting.yaml", "    image: redis:7.4.1", "    image: redis", "latest-image"),
    ("menus/voting.yaml", "  redis:\n    image", "  reddis:\n    image", "dangling-need"),
    ("menus/voting.yaml", "interface: redis@7.4", "interface: redis@8.0", "interface-mismatch"),
    ("menus/voting.yaml", "${{ needs.redis.host }}\n", "${{ needs.rediss.host }}\n", "undeclared-need"),
    ("menus/voting.yaml", "${{ needs.redis.host }}\n", "${{ needs.redis.hst }}\n", "unknown-name"),
    ("menus/voting.yaml", "${{ needs.redis.host }}\n", "${{ needs.redis.host }\n", "bad-expression"),
    ("menus/voting.yaml", "outputs: {database: votes}", "outputs: {databse: votes}", "unknown-name"),
    ("menus/voting.yaml", "      prepare: completed", "      prepare: complete", "wrong-value"),
    ("menus/voting.yaml", "      redis: {port: 6379", "      redis: {port: 63790000", "wrong-value"),
    ("menus/voting.yaml", "cpu: 250m, memory: 256Mi", "cpu: 250m, memory: 256MB", "wrong-value"),
    ("menus/voting.yaml", "class: fast", "class: slow", "no-storage-class"),
    ("menus/voting.yaml", "${{ cluster.domain }}", "${{ cluster.vars.tier }}", "missing-fact"),
    ("menus/voting.yaml", "{secret: db, key: password}", "{secret: db, key: pasword}", "dangling-secret"),
    ("boxes/voting.yaml", "menu: voting@^1", "menu: votin@^1", "unknown-menu"),
    ("boxes/voting.yaml", "menu: voting@^1", "menu: voting@^2", "no-version"),
    ("boxes/voting.yaml", "{second: Puppies", "{secund: Puppies", "unknown-parameter"),
    ("boxes/voting.yaml", "copies: 2", "copies: two", "wrong-value"),
    ("fleet.yaml", "  bj-a:\n", "  bj_a:\n", "bad-name"),
    ("fleet.yaml", "smtp.bj.corp.example, ports: {smtp", "smtp.bj.corp.example, ports: {mail", "dangling-port"),
    ("fleet.yaml", "      mail: {host:", "      male: {host:", "unbound-external"),
    ("fleet.yaml", "    domain: bj-a.boxes.example\n", "", "missing-fact"),
    ("placement.yaml", "voting-1: bj-a", "voting-1: bj-b", "unknown-cluster"),
];

/// How often a mistake shows where it stands in several places that each need mending.
fn places(code: &str, from: &str) -> usize {
    match (code, from) {
        // The parameter is used in three places.
        ("unknown-name", "  first: {type") => 3,
        // Each of the two clusters would have to state it.
        ("missing-fact", "${{ cluster.domain }}") => 2,
        // Each of the two clusters would have to map the class.
        ("no-storage-class", _) => 2,
        // Two items read the output.
        ("unknown-name", "outputs: {database: votes}") => 2,
        ("wrong-value", "      prepare: completed") | ("dangling-secret", _) => 2,
        _ => 1,
    }
}

#[test]
fn one_mistake_is_one_finding() {
    let sources = files(&root().join("golden/voting"));
    for (file, from, to, code) in TYPOS {
        let mut world = Memory::default();
        for (name, bytes) in sources.iter().filter(|(name, _)| !name.starts_with("rendered/")) {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(name != file || text.contains(from), "{file} has no {from:?}");
            world = world.with(name, if name == file { text.replace(from, to) } else { text });
        }
        let outcome = compile(&world, None);
        let codes = outcome.codes();
        assert!(codes.iter().all(|found| found == code), "{from:?} -> {to:?}: {}", outcome.text());
        assert_eq!(codes.len(), places(code, from), "{from:?} -> {to:?}: {}", outcome.text());
    }
}
