use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Diagnostic, Page};
use crate::source::{SourceMap, Span};

const PAGES: &[Page] = &[Page { code: "bad-name", text: "# bad-name\n\nA name that is\nnone.\n\n## Fails\n" }];

/// Two places, the second on two lines, characters of every width, a warning, and one without a place.
fn case() -> (Diagnostics, SourceMap) {
    let mut sources = SourceMap::default();
    let text = "# 😀 订单: e\u{301}\nmenu: \u{202e}shop, 100%\n";
    let file = sources.add("menus/a b:c,100%.yaml", text);
    let at = |what: &str| text.find(what).unwrap();
    let mut found = Diagnostics::default();
    found.push(
        Diagnostic::error("bad-name", "`订单` is <no> name & \"so\" on: 100%, {a}")
            .at(Span::new(file, at("订单"), at(": e")), "this")
            .at(Span::new(file, at("menu"), text.len()), "")
            .help("write `a`,\nor `b`"),
    );
    found.push(Diagnostic::warning("other", "nothing").at(Span::new(file, 0, 0), "here"));
    found.push(Diagnostic::warning("placeless", "nowhere"));
    (found, sources)
}

#[test]
fn reports_for_machines() {
    let (found, sources) = case();
    let all =
        [json(&found, &sources), sarif(&found, &sources, PAGES), junit(&found, &sources), github(&found, &sources)];
    insta::assert_snapshot!(all.join("\n").replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn no_findings() {
    let (found, sources) = (Diagnostics::default(), SourceMap::default());
    assert_eq!(github(&found, &sources), "");
    insta::assert_snapshot!(junit(&found, &sources));
}

#[test]
fn no_format_shows_a_secret() {
    let mut sources = SourceMap::default();
    let text = "password: 秘密-hunter2\nport: 80\n";
    let file = sources.add("a.yaml", text);
    let secret = Span::new(file, 10, text.find('\n').unwrap());
    let mut found = Diagnostics::default();
    let finding =
        Diagnostic::error("literal-secret", "`秘密-hunter2` looks like a credential").at(secret, "秘密-hunter2");
    found.push(finding.help("not `秘密-hunter2`").hiding(Some(secret), "秘密-hunter2"));
    for text in
        [json(&found, &sources), sarif(&found, &sources, &[]), junit(&found, &sources), github(&found, &sources)]
    {
        assert!(!text.contains("hunter2") && !text.contains('秘'), "{text}");
    }
    // The place is that of the characters, not of the mask's.
    assert!(github(&found, &sources).contains("col=11,endColumn=21,"), "{}", github(&found, &sources));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a<>&\"'\\]%:,\n\r\t\u{0}\u{7f}\u{85}\u{2028}\u{fffe}😀]{0,12}"]
}

proptest! {
    #[test]
    fn any_text_gives_a_sound_report(path in any_text(), text in any_text(), message in any_text(), label in any_text()) {
        let mut sources = SourceMap::default();
        let file = sources.add(&path, &text);
        let mut found = Diagnostics::default();
        found.push(Diagnostic::error("x", message.clone()).at(Span::new(file, 0, text.len()), label).help(message));
        let value: serde_json::Value = serde_json::from_str(&json(&found, &sources)).unwrap();
        prop_assert_eq!(&value["findings"][0]["place"]["path"], &serde_json::json!(path));
        serde_json::from_str::<serde_json::Value>(&sarif(&found, &sources, &[])).unwrap();
        let xml = junit(&found, &sources);
        let document = roxmltree::Document::parse(&xml);
        prop_assert!(document.is_ok(), "{document:?}: {xml}");
        let command = github(&found, &sources);
        prop_assert_eq!(command.lines().count(), 1);
        prop_assert_eq!(command.matches("::").count(), 2 + command.rsplit("title=x::").next().unwrap().matches("::").count());
    }
}
