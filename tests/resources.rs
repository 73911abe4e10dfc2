//! Custom resources against the definitions that a fleet holds.

use crate::support::{Outcome, compile, project};

const MENU: &str = "menu: shop\nversion: 1.0.0\nmanifests: [{from: extra/*.yaml}]\nservices: {web: {image: 'a:1'}}\n";
const FLEET: &str = "fleet: example\nschemas: [crds/*.yaml]\nclusters:\n  one: {kubernetes: \"1.33\"}\n";
const WIDGETS: &str = r#"
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.team.example}
spec:
  group: team.example
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - {name: v1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
    - name: v2
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: {type: string}
            kind: {type: string}
            metadata: {type: object}
            spec:
              type: object
              required: [size]
              properties:
                size: {type: integer, minimum: 0, exclusiveMinimum: true}
                port: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}
                color: {type: string, enum: [red, green], nullable: true}
                code: {type: string, pattern: "^(?i)[a-z]+$"}
                labels: {type: object, additionalProperties: {type: string}}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                inner: {type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}}
                steps: {type: array, items: {type: object, properties: {run: {type: string, format: date}}}}
                choice: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}
"#;

fn with(schemas: &str, object: &str) -> Outcome {
    let order = "box: alice\nmenu: shop\n".to_owned();
    let world = project(&[FLEET.to_owned(), MENU.to_owned(), order]);
    compile(&world.with("crds/a.yaml", schemas).with("menus/extra/a.yaml", object), None)
}

fn widget(spec: &str) -> Outcome {
    with(WIDGETS, &format!("apiVersion: team.example/v2\nkind: Widget\nmetadata: {{name: a}}\nspec: {spec}\n"))
}

#[test]
fn what_a_definition_allows_is_taken() {
    for spec in [
        "{size: 1}",
        "{size: 1, port: 80, color: red, code: aB}",
        "{size: 1, port: http, labels: {any: thing}, free: {any: [1, {b: c}]}, color: null}",
        "{size: 1, inner: {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {}}, steps: [{run: now}], choice: {a: x}}",
    ] {
        let outcome = widget(spec);
        assert!(outcome.findings.is_empty(), "{spec}: {}", outcome.text());
        assert!(outcome.file("_manifests.yaml").contains("kind: Widget"));
    }
}

#[test]
fn what_it_does_not_allow_is_told_at_the_authors_text() {
    let cases = [
        ("{}", "`Widget` lacks `size` here"),
        ("{size: 1, colour: red}", "write `color`"),
        ("{size: 1, strange: red}", "there are `choice`, `code`"),
        ("{size: one}", "/spec/size"),
        ("{size: 0}", "less than or equal to the minimum of 0"),
        ("{size: 1, port: 1.5}", "/spec/port"),
        ("{size: 1, color: blue}", "\"red\""),
        ("{size: 1, code: a1}", "this does not match `^(?i)[a-z]+$`"),
        ("{size: 1, labels: {a: 1}}", "/spec/labels/a"),
        ("{size: 1, inner: {data: {}}}", "no field `data`"),
        ("{size: 1, inner: {spec: {a: 1}}}", "leave it out"),
        ("{size: 1, steps: [{run: a}, {ran: b}]}", "no field `ran`"),
        ("{size: 1, choice: {a: x, b: z}}", "/spec/choice"),
    ];
    for (spec, part) in cases {
        let outcome = widget(spec);
        assert_eq!(outcome.codes(), ["invalid-resource"], "{spec}: {}", outcome.text());
        assert!(outcome.text().contains(part), "{spec}: {part}\n{}", outcome.text());
    }
}

#[test]
fn kinds_and_versions_are_declared_ones() {
    let object = |version: &str, kind: &str| format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\n");
    let outcome = with(WIDGETS, &object("team.example/v1", "Widget"));
    assert_eq!(outcome.codes(), ["invalid-resource"]);
    assert!(outcome.text().contains("write `team.example/v2`"), "{}", outcome.text());
    let outcome = with(&WIDGETS.replace("Namespaced", "Cluster"), &object("team.example/v2", "Widget"));
    assert!(outcome.text().contains("belongs to a whole cluster"), "{}", outcome.text());
    let outcome = with(WIDGETS, &object("other.example/v1", "Widget"));
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
}

#[test]
fn files_that_declare_nothing_are_errors() {
    let used = "apiVersion: team.example/v2\nkind: Widget\nmetadata: {name: a}\nspec: {size: 1}\n";
    let cases = [
        (WIDGETS.replace("CustomResourceDefinition", "Deployment"), "it is no `CustomResourceDefinition`"),
        (WIDGETS.replace("apiextensions.k8s.io/v1\n", "apiextensions.k8s.io/v1beta1\n"), "it is no"),
        (WIDGETS.replace("group: team.example", "groups: x"), "it has no `spec.group`"),
        (WIDGETS.replace("openAPIV3Schema", "openapi"), "no `schema.openAPIV3Schema`"),
        (format!("{WIDGETS}---\n{WIDGETS}"), "declared twice"),
        (WIDGETS.replace("^(?i)[a-z]+$", "["), "is no pattern"),
        (WIDGETS.replace("type: integer, minimum", "$ref: 'http://example.com/a.json', minimum"), "`$ref`"),
        (
            WIDGETS.replace(
                "{type: integer, minimum: 0, exclusiveMinimum: true}",
                "{$ref: '#/properties/spec/properties/size'}",
            ),
            "`$ref`",
        ),
        (WIDGETS.replace("served: true", "served: false"), "no version of it is served"),
        (WIDGETS.replace("type: integer, minimum", "type: whole, minimum"), "whole"),
    ];
    for (schemas, part) in cases {
        let outcome = with(&schemas, used);
        assert_eq!(outcome.codes(), ["bad-schema"], "{part}: {}", outcome.text());
        assert!(outcome.text().contains(part), "{part}: {}", outcome.text());
    }
    let world = project(&[FLEET.to_owned(), MENU.to_owned()]).with("menus/extra/a.yaml", used);
    let outcome = compile(&world, None);
    assert_eq!(outcome.codes(), ["missing-file"], "{}", outcome.text());
}
