//! Texts are judged alike by the types that parse them and by their schemas.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use crate::ast::Literal;
use crate::ast::types::*;

/// Tries texts that are nearly right: made of what such texts are made of.
fn agree<T: Literal>(parts: &[&'static str], what_only_parsing_tells: fn(&str) -> bool) {
    let schema = jsonschema::validator_for(&T::schema()).unwrap();
    let parts = parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let texts = prop::collection::vec(prop::sample::select(parts), 0..7).prop_map(|parts| parts.concat());
    let config = Config { cases: 2000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let judged = runner.run(&texts, |text| {
        let (parsed, valid) = (T::parse(&text).is_ok(), schema.is_valid(&json!(text)));
        prop_assert!(!parsed || valid, "the schema refuses `{text}`");
        prop_assert!(parsed || !valid || what_only_parsing_tells(&text), "the schema accepts `{text}`");
        Ok(())
    });
    judged.unwrap_or_else(|error| panic!("{}: {error}", std::any::type_name::<T>()));
}

const NOTHING: fn(&str) -> bool = |_| false;
const ANYTHING: fn(&str) -> bool = |_| true;

#[test]
fn of_names() {
    let parts =
        ["a", "db", "-", "_", ".", "1", "Z", "é", "box", "-members", "-ready", "-gate", "-lb", "BOX_SECRET_", ".."];
    let long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let parts = [&parts[..], &[long]].concat();
    agree::<Name>(&parts, NOTHING);
    agree::<AnyName>(&parts, NOTHING);
    agree::<KeyName>(&parts, NOTHING);
    agree::<VariableName>(&parts, NOTHING);
    agree::<crate::ast::ParamName>(&parts, NOTHING);
    agree::<Domain>(&parts, NOTHING);
}

#[test]
fn of_paths_and_images() {
    agree::<AbsolutePath>(&["/", "a", "..", ".", ":", "b c", "\n", "é", "//"], NOTHING);
    let digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    agree::<Image>(
        &["a", "shop", "/", ":", "1.0", "latest", "-", "_", ".", "Z", "localhost", "r.io:5000", digest, "@", "://"],
        NOTHING,
    );
    agree::<Mode>(&["0", "6", "7", "8", "44", "x"], NOTHING);
}

#[test]
fn of_amounts_and_versions() {
    // Nothing is finer than a thousandth, or of a byte.
    agree::<Quantity>(&["1", "0", ".", "5", "m", "Mi", "G", "k", "-", "e3", "b"], |text| {
        text.contains('.') || text.len() > 8
    });
    agree::<Bytes>(&["1", "0", ".", "5", "m", "Mi", "G", "k", "-", "e3", "b"], |text| {
        text.contains('.') || text.len() > 8
    });
    agree::<Cpu>(&["1", "0", ".", "5", "m", "Mi", "G", "k", "-", "e3", "b"], ANYTHING);
    // Nobody waits for 68 years.
    agree::<Duration>(&["1", "30", "s", "m", "h", "ms", "d", "-", "."], |text| text.len() > 6);
    agree::<Interface>(&["http", "postgres", "@", "16", ".", "2", ">=", "-", "A"], |text| text.len() > 8);
    // Ranges of versions, the days of months and what fits a mask take more than a regular expression.
    agree::<Requirement>(&["http", "postgres", "@", "16", ".", "2", ">=", "^", "-", "A"], ANYTHING);
    agree::<crate::ast::MenuRange>(&["shop", "@", "1", ".4", "^", "-", "A"], ANYTHING);
    agree::<crate::ast::Version>(&["1", ".", "4", "0", "-rc", "+a", "v"], ANYTHING);
    agree::<Cron>(&["*", " ", "1", "/2", "-", "mon", ",", "@daily"], ANYTHING);
    agree::<Zone>(&["Etc", "/", "UTC", "local", "+3", "-", "..", "1"], NOTHING);
    agree::<Cidr>(&["10.", "1.2.3", "4", "0", "::", "fe80", "/", "16"], ANYTHING);
    agree::<Address>(&["10.", "1.2.3", "4", "0", "::", "fe80", "/", "16"], ANYTHING);
}
