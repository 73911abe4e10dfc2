//! Copies of a box are equal but for their identity.

use boxc::emit::Bundle;
use boxc::source::Disk;

use crate::support::{compile, root};

/// The files of a bundle with the box's name taken out.
fn masked(bundle: &Bundle) -> Vec<(String, String)> {
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap().replace(&bundle.name, "NAME");
    bundle.files.iter().map(|(name, bytes)| (name.clone(), text(bytes))).collect()
}

#[test]
fn copies_differ_only_in_identity() {
    for cluster in ["bj-a", "hz-b"] {
        let outcome = compile(&Disk::new(root().join("golden/voting")), Some(cluster));
        let [one, two] = outcome.bundles.as_slice() else { panic!("{}", outcome.text()) };
        assert_ne!(one.files, two.files);
        assert_eq!(masked(one), masked(two), "on {cluster}");
        let digests = |bundle: &Bundle| {
            let index: serde_json::Value = serde_json::from_slice(&bundle.index).unwrap();
            index["masked"].clone()
        };
        assert!(digests(one).as_object().is_some_and(|digests| digests.contains_key("vote")));
        assert_eq!(digests(one), digests(two), "on {cluster}");
    }
}
