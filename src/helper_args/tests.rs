//! What is rendered is read back, and nothing else is read.

use proptest::prelude::*;

use super::*;

/// Names, among them the words of the grammar.
fn names() -> impl Strategy<Value = String> {
    "[a-z][-a-z0-9.]{0,20}|or|within|wait|tcp|dns|job|at-least|restart|run"
}

fn conditions() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (names(), 1..=u16::MAX).prop_map(|(host, port)| Condition::Tcp { host, port }),
        (names(), any::<u32>()).prop_map(|(host, at_least)| Condition::Dns { host, at_least }),
        names().prop_map(|item| Condition::Job { item }),
    ]
}

fn gates() -> impl Strategy<Value = Gate> {
    let any_of = prop::collection::vec(conditions(), 1..4);
    (names(), any_of, any::<Option<u32>>()).prop_map(|(need, any, within)| Gate { need, any, within })
}

/// Anything that may stand in a command line, among it what looks like an argument of ours.
fn words() -> impl Strategy<Value = String> {
    ".{0,12}|--|sequence|wait a: job a|open-files 1"
}

fn renderings() -> impl Strategy<Value = Rendering> {
    let format = prop::sample::select(vec![Format::Plain, Format::Json, Format::Properties, Format::Xml]);
    let variables = prop::collection::vec("[A-Z_][A-Z0-9_.-]{0,8}", 1..4);
    ("[a-z][-a-z0-9_.]{0,20}", format, 0..=0o7777u32, variables).prop_map(|(name, format, mode, variables)| Rendering {
        name,
        format,
        mode,
        variables,
    })
}

fn watches() -> impl Strategy<Value = Watch> {
    let reaction = prop_oneof![
        Just(Reaction::Restart),
        "[A-Z0-9]{1,6}".prop_map(Reaction::Signal),
        prop::collection::vec(words(), 1..4).prop_map(Reaction::Run),
    ];
    (gates(), reaction).prop_map(|(gate, reaction)| Watch { gate, reaction })
}

fn runs() -> impl Strategy<Value = Run> {
    let store = (names(), names()).prop_map(|(secret, key)| Store { secret, key });
    let (wait, watch) = (prop::collection::vec(gates(), 0..3), prop::collection::vec(watches(), 0..3));
    let command = prop::collection::vec(words(), 1..4);
    (any::<bool>(), any::<Option<u32>>(), prop::option::of(store), wait, watch, command).prop_map(
        |(sequence, open_files, output, wait, watch, command)| Run {
            sequence,
            open_files,
            output,
            wait,
            watch,
            command,
        },
    )
}

fn args() -> impl Strategy<Value = HelperArgs> {
    let path = || "/.{0,20}";
    let dirs = prop::collection::vec((0..=0o7777u32, path()), 1..4);
    prop_oneof![
        path().prop_map(|to| HelperArgs::Copy { to }),
        prop::collection::vec(gates(), 1..5).prop_map(HelperArgs::Wait),
        prop::collection::vec(gates(), 1..5).prop_map(HelperArgs::Check),
        (path(), path(), prop::collection::vec(renderings(), 1..4)).prop_map(|(from, to, files)| HelperArgs::Render {
            from,
            to,
            files
        }),
        (path(), path()).prop_map(|(from, to)| HelperArgs::Seed { from, to }),
        dirs.prop_map(HelperArgs::Dirs),
        runs().prop_map(HelperArgs::Run),
        Just(HelperArgs::Pause),
    ]
}

proptest! {
    #[test]
    fn what_is_rendered_is_read_back(args in args()) {
        prop_assert_eq!(HelperArgs::parse(&args.to_args()), Ok(args));
    }

    #[test]
    fn only_what_is_rendered_is_read(
        command in "(wait|check|copy|render|seed|dirs|run|pause)?",
        rest in prop::collection::vec(
            "--|sequence|open-files 0?7|(wait |watch )?a: (tcp b:1|job a)(, within 1s)?(, restart| \\| job b)?|0?750 /a|\
             a: json, mode 0644, variables A|[a-z0-9: +]{0,9}.{0,9}",
            0..4,
        ),
    ) {
        let args: Vec<String> = std::iter::once(command).chain(rest).collect();
        if let Ok(read) = HelperArgs::parse(&args) {
            prop_assert_eq!(read.to_args(), args);
        }
    }

    #[test]
    fn the_parts_of_a_text_are_all_of_it(text in "([$]{0,3}[{]?[A-C}é ]{0,3}){0,6}") {
        let written = |part: &Macro<'_>| match part {
            Macro::Text("${") => "$${".to_owned(),
            Macro::Text(text) | Macro::Broken(text) => (*text).to_owned(),
            Macro::Variable(name) => format!("${{{name}}}"),
        };
        prop_assert_eq!(macros(&text).iter().map(written).collect::<String>(), text);
    }
}

#[test]
fn errors_say_what_was_expected() {
    let message = |args: &[&str]| {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        HelperArgs::parse(&args).err().map(|error| error.to_string())
    };
    let commands = "expected `copy`, `wait`, `check`, `render`, `seed`, `dirs`, `run` or `pause`";
    assert_eq!(message(&[]), Some(format!("there is no command: {commands}")));
    assert_eq!(message(&["go"]), Some(format!("`go` is no command: {commands}")));
    assert_eq!(message(&["wait"]).as_deref(), Some("`wait` takes one gate an argument, and at least one"));
    let gate = message(&["wait", "db: tcp db:0"]);
    let expected = "`db: tcp db:0` is not understood: expected `tcp HOST:PORT`, `dns HOST at-least N` or `job ITEM`";
    assert_eq!(gate.as_deref(), Some(expected));
    assert_eq!(message(&["wait", "db: tcp db:5432, within 10s"]), None);
    assert_eq!(message(&["run", "sequence", "--"]).as_deref(), Some("`run` takes `--` and a program"));
    assert_eq!(message(&["dirs", "750 /a"]).as_deref(), Some("`750 /a` is not understood: expected `MODE /FOLDER`"));
}

#[test]
fn variables_stand_in_braces() {
    use Macro::{Broken, Text, Variable};
    assert_eq!(macros("a${B}c$${D}$E"), [Text("a"), Variable("B"), Text("c"), Text("${"), Text("D}$E")]);
    assert_eq!(macros("${A:-x}${"), [Broken("${A"), Text(":-x}"), Broken("${")]);
    assert_eq!(macros("$$$ {A} $$${A}"), [Text("$$$ {A} $"), Text("${"), Text("A}")]);
}
