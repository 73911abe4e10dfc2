//! Places of findings in scalars as the YAML reader gives them.

use super::*;
use crate::syntax::{Kind, Node, parse as read};

/// Every value has an expression whose last `nope` is no root.
const TEXT: &str = r#"
plain: é ${{ 1
    + nope }}
single: 'it''s ${{ ''a'' ~ nope }}'
double: "\t\u00e9 nope \x24{{ \"a\\n\" ~ nope }}"
joined: ["x \
   y

  ${{ 'b' ~
 nope }}", "a\
     \ b ${{ \
   \x27\x27 ~ nope }}"]
literal: |-
    # no comment
      b

    ${{ 1 +
      nope }}
indented: |+2
     a
  ${{ nope }}

folded: >2 # with a comment
    a
   b

   ${{ 1 +
   nope }}
nested:
  - >-
   ${{ nope
   }}
  - {x: '${{
     nope
   }}'}
"#;

#[test]
fn findings_stand_under_the_name_in_every_style() {
    for text in [TEXT.to_owned(), TEXT.replace('\n', "\r\n")] {
        let (mut sources, mut d) = (SourceMap::default(), Diagnostics::default());
        let file = sources.add("menu.yaml", &text);
        let document = read(file, &sources, &mut d).unwrap();
        let mut seen = 0;
        scalars(&document.root, &mut |scalar, span| {
            let mut d = Diagnostics::default();
            assert!(Template::parse(scalar, span, &sources, &mut d).is_none(), "{scalar:?}");
            let label = d.iter().next().unwrap().labels[0].span;
            let last = span.start() + sources.text(span).rfind("nope").unwrap();
            assert_eq!((sources.text(label), label.start()), ("nope", last), "{scalar:?}");
            seen += 1;
        });
        assert_eq!(seen, 10);
    }
}

fn scalars(node: &Node, visit: &mut dyn FnMut(&Scalar, Span)) {
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar(scalar) => visit(scalar, node.span),
        Kind::List(nodes) => nodes.iter().for_each(|node| scalars(node, visit)),
        Kind::Map(entries) => entries.iter().for_each(|entry| scalars(&entry.value, visit)),
    }
}
