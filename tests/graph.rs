//! Drawings of who needs whom.

use std::collections::BTreeMap;

use boxc::compile;
use boxc::diagnostic::Diagnostics;
use boxc::draw::{Drawing, Part, dot, draw, json, mermaid, svg, text};
use boxc::hir::defaults;
use boxc::source::SourceMap;

use crate::support::{boxc, project, root, stderr, stdout, voting};

/// Every kind of item and of need, and conditions with characters that mean something in some format.
const MENU: &str = "\
menu: shop
version: 1.4.0
params:
  cache: {type: bool, default: true}
  size: {type: string, enum: [small, large], default: small}
services:
  web:
    image: shop/web:1.0.0
    ports: {http: {port: 80, interface: http}}
    needs:
      db: {interface: postgres@>=15, members: all}
      cache: {optional: true, when: \"${{ params.size == \\\"large\\\" and params.size != '<&>' }}\"}
      payments: {}
      migrate: {}
  db:
    image: postgres:16.4
    replicas: 2
    ports: {postgres: {port: 5432, interface: postgres@16.4}}
    storage: {data: {mount: /data, size: 1Gi}}
    needs: {web: {until: none}}
  cache:
    image: redis:7.4.1
    ports: {redis: 6379}
    when: ${{ params.cache }}
servers:
  desk:
    image: shop/desk:1.0.0
    command: [/desk]
    home: {mount: /home/dev, size: 1Gi}
    needs: {web: {until: none, when-down: unready}}
jobs:
  migrate: {image: \"shop/migrate:1.0.0\", needs: {db: {}}}
  nightly: {image: \"shop/report:1.0.0\", schedule: {cron: \"0 3 * * *\"}, needs: {db: {}}}
externals:
  payments: {ports: {https: {port: 443, interface: https}}}
";

fn drawn(all: bool) -> Drawing {
    let (mut sources, mut findings) = (SourceMap::default(), Diagnostics::default());
    let opened = compile::open(&project(&[MENU.to_owned()]), &mut sources, &mut findings).unwrap();
    assert!(findings.is_empty(), "{}", boxc::diagnostic::render::plain(&findings, &sources));
    let menu = &opened.menus()[0];
    let arguments = defaults(&menu.ast);
    let bound = BTreeMap::from([("payments".to_owned(), "pay.corp.example".to_owned())]);
    let part = if all { Part::All } else { Part::Of(&arguments) };
    Drawing { subtitle: "version 1.4.0".to_owned(), ..draw(menu, part, &bound, &sources) }
}

fn plain(drawing: &Drawing) -> String {
    text(drawing).into_iter().map(|line| line.text + "\n").collect()
}

#[test]
fn text_shows_the_waves() {
    insta::assert_snapshot!(plain(&drawn(false)));
}

#[test]
fn everything_has_its_conditions() {
    let all = drawn(true);
    insta::assert_snapshot!(plain(&all));
    assert!(all.nodes.iter().any(|node| node.when.as_deref() == Some("if params.cache")));
}

#[test]
fn graphviz_and_mermaid() {
    insta::assert_snapshot!("dot", dot(&drawn(true)));
    insta::assert_snapshot!("mermaid", mermaid(&drawn(true)));
}

#[test]
fn a_picture_of_text_alone() {
    let picture = svg(&drawn(true));
    insta::assert_snapshot!("svg", picture);
    assert!(picture.contains("&lt;&amp;&gt;"), "what means something in XML is escaped");
    assert!(!picture.contains("<script") && !picture.contains("href"), "nothing runs, and nothing is fetched");
    assert_eq!(picture, svg(&drawn(true)));
}

#[test]
fn programs_read_it_as_json() {
    let whole: serde_json::Value = serde_json::from_str(&json(&drawn(false))).unwrap();
    assert_eq!(whole["start"]["critical"], serde_json::json!(["db", "web", "desk"]));
    assert_eq!(whole["start"]["unbounded"], serde_json::json!(["migrate"]));
    let need = &whole["needs"][0];
    assert_eq!(
        [&need["consumer"], &need["provider"], &need["interface"], &need["until"]],
        ["web", "db", "postgres@>=15", "all ready"]
    );
}

#[test]
fn a_box_is_drawn_as_it_is_ordered() {
    let project = voting();
    let output = boxc(project.path(), &["graph"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let first = stdout(&output);
    assert!(first.starts_with("voting-1: voting 1.0.0 on bj-a\n"), "{first}");
    assert!(first.contains("smtp.bj.corp.example"), "{first}");
    let second = stdout(&boxc(project.path(), &["graph", "--box", "voting-2"]));
    assert!(second.starts_with("voting-2: voting 1.0.0 on hz-b\n"), "{second}");
    let menu = stdout(&boxc(project.path(), &["graph", "--menu", "voting"]));
    assert!(menu.starts_with("voting: version 1.0.0, with its defaults\n"), "{menu}");
    assert!(!menu.contains("smtp.bj.corp.example"), "{menu}");
    assert!([first, second, menu].iter().flat_map(|text| text.lines()).all(|line| line.chars().count() <= 80));
}

#[test]
fn a_menu_is_drawn_with_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let with = ["graph", "--menu", "airflow", "--with", "flower=true", "--format", "mermaid"];
    let output = boxc(folder.path(), &with);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("flower<br/>by 10m+"), "{}", stdout(&output));
    assert!(!stdout(&boxc(folder.path(), &["graph", "--menu", "airflow"])).contains("flower"));
    for (wrong, says) in [
        (&["graph", "--menu", "airflow", "--with", "flower"][..], "write it as `--with PARAMETER=VALUE`"),
        (&["graph", "--menu", "airflow", "--with", "flowr=true"], "did you mean `flower`?"),
        (&["graph", "--menu", "airflow", "--with", "flower=on"], "`on` is not a bool"),
        (&["graph"], "there is no `fleet.yaml`"),
    ] {
        let output = boxc(folder.path(), wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(stderr(&output).contains(says), "{wrong:?}: {}", stderr(&output));
    }
}

#[test]
fn what_is_drawn_can_be_told() {
    let project = voting();
    let ask = |arguments: &[&str]| {
        let output = boxc(project.path(), arguments);
        (output.status.code(), stderr(&output))
    };
    let (code, said) = ask(&["graph", "--box", "votng"]);
    assert_eq!((code, said.contains("did you mean `voting`?")), (Some(2), true), "{said}");
    std::fs::write(project.path().join("boxes/more.yaml"), "box: more\nmenu: voting\nplace: {cluster: bj-a}\n")
        .unwrap();
    let (code, said) = ask(&["graph"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("write one of `--box more`, `--box voting`, `--menu voting`"), "{said}");
    std::fs::write(project.path().join("boxes/more.yaml"), "box: more\nmenu: votin\n").unwrap();
    let (code, said) = ask(&["graph", "--box", "more"]);
    assert_eq!(code, Some(1), "what is wrong with it is told");
    assert!(said.contains("error[unknown-menu]"), "{said}");
}

#[test]
fn a_drawing_is_written_to_a_file() {
    let project = voting();
    for _ in 0..2 {
        let output = boxc(project.path(), &["graph", "--format", "svg", "-o", "pictures/voting.svg"]);
        assert_eq!(stdout(&output), "wrote pictures/voting.svg\n", "{}", stderr(&output));
    }
    let written = std::fs::read_to_string(project.path().join("pictures/voting.svg")).unwrap();
    let shown = std::fs::read_to_string(root().join("docs/voting.svg")).unwrap();
    let page = std::fs::read_to_string(root().join("docs/graph.md")).unwrap();
    let text = stdout(&boxc(project.path(), &["graph"]));
    assert!(
        page.contains(&format!("$ boxc graph -C golden/voting\n{text}```\n")),
        "put this into docs/graph.md:\n{text}"
    );
    assert_eq!(written, shown, "draw it anew: boxc graph -C golden/voting --format svg -o docs/voting.svg");
}
