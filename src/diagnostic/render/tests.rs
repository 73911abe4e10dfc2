use proptest::prelude::*;

use super::*;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceMap, Span};

const MENU: &str = "menu: shop\nversion: 1.4.0\nservices:\n  web:\n    image: shop/web:1.8\n    needs:\n      \
                    ordr-db: {until: ready}\n";
const FLEET: &str = "fleet: eleme\nclusters:\n  bj-a:\n    domain: bj-a.boxes.example\n";

const ASCII: Look = Look { colour: false, unicode: false, width: 80 };
const DRAWN: Look = Look { colour: false, unicode: true, width: 80 };

/// The texts of a test and what is found in them.
#[derive(Default)]
struct Case {
    sources: SourceMap,
    findings: Diagnostics,
}

impl Case {
    fn file(&mut self, path: &str, text: &str) -> FileId {
        self.sources.add(path, text)
    }

    /// The place of the first `what` in a file.
    fn span(&self, file: FileId, what: &str) -> Span {
        let start = self.sources.file(file).unwrap().text().find(what).unwrap();
        Span::new(file, start, start + what.len())
    }

    fn found(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    fn plain(&self) -> String {
        plain(&self.findings, &self.sources)
    }

    fn drawn(&self) -> String {
        terminal(&self.findings, &self.sources, DRAWN)
    }

    fn both(&self) -> String {
        format!("{}\n{}", self.plain(), self.drawn())
    }
}

fn dangling(case: &mut Case) -> FileId {
    let menu = case.file("menus/shop.yaml", MENU);
    let place = case.span(menu, "ordr-db");
    case.found(
        Diagnostic::error("dangling-need", "nothing in this menu is called `ordr-db`")
            .at(place, "no such item")
            .help("write `order-db`"),
    );
    menu
}

#[test]
fn one_label() {
    let mut case = Case::default();
    dangling(&mut case);
    insta::assert_snapshot!(case.both());
}

#[test]
fn ascii_and_colour() {
    let mut case = Case::default();
    dangling(&mut case);
    insta::assert_snapshot!(terminal(&case.findings, &case.sources, ASCII));
    let coloured = terminal(&case.findings, &case.sources, Look { colour: true, ..ASCII });
    insta::assert_snapshot!(coloured.replace('\u{1b}', "ESC"));
}

#[test]
fn two_labels_on_one_line() {
    let mut case = Case::default();
    let menu = case.file("menus/shop.yaml", MENU);
    let (key, until) = (case.span(menu, "ordr-db"), case.span(menu, "ready"));
    let finding = Diagnostic::error("wrong-gate", "a job is needed `ready`");
    case.found(finding.at(until, "waits for readiness").at(key, "this is a job"));
    insta::assert_snapshot!(case.both());
}

#[test]
fn labels_that_overlap() {
    let mut case = Case::default();
    let menu = case.file("menus/shop.yaml", MENU);
    let (whole, part) = (case.span(menu, "ordr-db: {until: ready}"), case.span(menu, "until"));
    let finding = Diagnostic::error("wrong-gate", "a job is needed `ready`");
    case.found(finding.at(whole, "the need").at(part, "its gate").at(part, "said twice"));
    insta::assert_snapshot!(case.drawn());
}

#[test]
fn two_files() {
    let mut case = Case::default();
    let menu = case.file("menus/shop.yaml", MENU);
    let fleet = case.file("fleet.yaml", FLEET);
    let image = case.span(menu, "shop/web:1.8");
    let (cluster, name) = (case.span(fleet, "bj-a"), case.span(menu, "shop"));
    let finding = Diagnostic::error(
        "unreachable-registry",
        "the image `shop/web:1.8` is of a registry that the member cluster `bj-a` has no mirror for, and it can't reach",
    );
    case.found(
        finding
            .at(image, "this image")
            .at(cluster, "the cluster that the box is placed on, which has neither a mirror nor a way out")
            .at(name, "in this menu")
            .help("add the registry to the cluster's `registries`:\n  registries: {docker.io: mirror.example/hub}"),
    );
    insta::assert_snapshot!(case.both());
}

#[test]
fn the_end_of_a_file() {
    for text in ["menu: shop\n", "menu: shop"] {
        let mut case = Case::default();
        let menu = case.file("menus/shop.yaml", text);
        let end = Span::new(menu, text.len(), text.len());
        case.found(Diagnostic::error("missing-field", "`version` is missing").at(end, "the file ends here"));
        assert_eq!(case.plain().lines().count(), 3);
        insta::assert_snapshot!(case.both());
    }
}

#[test]
fn nothing_at_all() {
    let mut case = Case::default();
    let empty = case.file("menus/shop.yaml", "");
    case.found(Diagnostic::error("empty-file", "the file is empty").at(Span::new(empty, 0, 0), ""));
    case.found(Diagnostic::error("no-fleet", "there is no `fleet.yaml` here").help("run `boxc new`"));
    insta::assert_snapshot!(case.both());
}

#[test]
fn an_empty_span() {
    let mut case = Case::default();
    let menu = case.file("menus/shop.yaml", "menu: shop\nsummary:\nversion: 1.0.0\n");
    case.found(
        Diagnostic::error("wrong-shape", "nothing stands here").at(Span::new(menu, 19, 19), "a value belongs here"),
    );
    insta::assert_snapshot!(case.both());
}

#[test]
fn many_lines() {
    let mut case = Case::default();
    let menu = case.file("menus/shop.yaml", MENU);
    let service = case.span(menu, "image: shop/web:1.8\n    needs:\n      ordr-db: {until: ready}\n");
    case.found(
        Diagnostic::error("wrong-shape", "a mapping stands where a list belongs").at(service, "expected a list"),
    );
    let long = case.file("menus/long.yaml", &format!("services:\n{}", "  web: x\n".repeat(40)));
    let all = Span::new(long, 12, 12 + 38 * 9);
    case.found(Diagnostic::error("wrong-shape", "a mapping stands where a list belongs").at(all, "expected a list"));
    insta::assert_snapshot!(case.both());
}

#[test]
fn a_long_line() {
    let mut case = Case::default();
    let text = format!("value: [{}, mark, {}]\n", "first, ".repeat(400), "last, ".repeat(400));
    let file = case.file("long.yaml", &text);
    let mark = case.span(file, "mark");
    case.found(Diagnostic::error("wrong-value", "`mark` is no number").at(mark, "here"));
    let far = Span::new(file, text.len() - 3, text.len() - 2);
    case.found(Diagnostic::error("wrong-value", "far apart").at(far, "the end").at(mark, "the middle"));
    insta::assert_snapshot!(case.both());
}

#[test]
fn wide_and_hidden_characters() {
    let mut case = Case::default();
    let file = case.file("菜单.yaml", "摘要: \"订单\u{202e}\" # e\u{301}\n\tnext: \u{1b}[31m1\r\n");
    let (value, next) = (case.span(file, "\"订单\u{202e}\""), case.span(file, "1\r"));
    case.found(Diagnostic::error("wrong-value", "`订单\u{202e}` is\n\u{1b}[2J no name").at(value, "\u{7f}bell"));
    case.found(Diagnostic::error("wrong-value", "behind a tab").at(next, "one"));
    insta::assert_snapshot!(case.both());
}

#[test]
fn errors_and_warnings() {
    let mut case = Case::default();
    let menu = dangling(&mut case);
    let version = case.span(menu, "1.4.0");
    case.found(Diagnostic::warning("old-version", "a newer version of this menu exists").at(version, ""));
    let note = Diagnostic::error("silent-fleet", "the fleet says nothing about its nodes");
    case.found(Diagnostic { severity: Severity::Note, ..note });
    insta::assert_snapshot!(case.both());
    assert_eq!(summary(&case.findings), "1 error, 1 warning, 1 note");
    assert_eq!(summary(&Diagnostics::default()), "");
}

/// Texts of what is hard to draw, cut anywhere between two characters.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z: ]{1,30}",
        2 => Just("\n".to_owned()),
        1 => prop::sample::select(vec!["\r\n", "\r", "\t", "\u{202e}", "\u{200d}", "\u{1b}[2J", "\0", "订单", "e\u{301}", "😀", "\u{85}"])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => Just("long ".repeat(60)),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// What of a line stands above the underline of the next.
fn under(line: &str, underline: &str) -> String {
    let is_mark = |c: char| matches!(c, '^' | '─' | '┬');
    let start = underline.chars().position(is_mark).unwrap();
    let end = start + underline.chars().filter(|c| is_mark(*c)).count();
    let mut column = 0;
    let mut found = String::new();
    for c in line.chars() {
        // An accent belongs to the letter before it.
        let width = super::escape::cells_of(c);
        if column >= start + usize::from(width == 0) && column < end + usize::from(width == 0) {
            found.push(c);
        }
        column += width;
    }
    found
}

/// Our own colours are all that may begin with an escape.
fn without_colours(text: &str) -> String {
    regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(text, "").into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_place_and_no_text_does_harm(
        (one, two) in (texts(), texts()),
        places in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..5),
        said in texts(),
        width in 0_usize..120,
        (colour, unicode) in any::<(bool, bool)>(),
    ) {
        let mut case = Case::default();
        let files = [(case.file(&said, &one), one), (case.file("b.yaml", &two), two)];
        let mut finding = Diagnostic::error("some-code", said.clone()).help(said.clone());
        for (second, from, to) in places {
            let (file, text) = &files[usize::from(second)];
            let ends: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let (a, b) = (*from.get(&ends), *to.get(&ends));
            finding = finding.at(Span::new(*file, a.min(b), a.max(b)), said.clone());
        }
        case.found(finding);
        let printed = [case.plain(), without_colours(&terminal(&case.findings, &case.sources, Look { colour, unicode, width }))];
        for text in printed {
            let harmful = |c: &char| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}'..='\u{200f}');
            prop_assert_eq!(text.chars().find(harmful), None, "{}", text);
        }
    }

    #[test]
    fn underlines_stand_under_what_they_mean(
        parts in prop::collection::vec(prop::sample::select(vec!["key: ", "订单", "e\u{301}", "\t", "\u{202e}", "😀", "é", "\u{7}"]), 9),
        cuts in (0..4_usize, 4..9_usize),
    ) {
        let [before, inside, after] = [&parts[..cuts.0], &parts[cuts.0..cuts.1], &parts[cuts.1..]].map(|parts| parts.concat());
        let mut case = Case::default();
        let file = case.file("a.yaml", &format!("{before}<{inside}>{after}\n"));
        let place = Span::new(file, before.len(), before.len() + inside.len() + 2);
        case.found(Diagnostic::error("some-code", "m").at(place, ""));
        let wanted = escape(&format!("<{inside}>")).into_owned();
        for text in [case.plain(), case.drawn()] {
            let lines: Vec<&str> = text.lines().collect();
            let marks = lines.iter().rposition(|line| line.contains(['^', '┬']) || line.contains("──")).unwrap();
            let at = if lines[marks].contains('╰') { marks - 1 } else { marks };
            prop_assert_eq!(under(lines[at - 1], lines[at]), wanted.clone(), "{}", text);
        }
    }

    #[test]
    fn escaping_is_the_same_in_parts((a, b) in (texts(), texts())) {
        let whole = escape(&format!("{a}{b}")).into_owned();
        prop_assert_eq!(&whole, &format!("{}{}", escape(&a), escape(&b)));
        prop_assert_eq!(escape(&whole), whole.as_str());
    }
}
