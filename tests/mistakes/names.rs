//! Names and references.

use std::ops::Range;

use boxc::syntax::{Entry, Kind};

use super::text::{Part, range, text, typo};
use super::{Mistake, Random, System, Then};

/// A need's name.
pub fn misspelt_need(system: &System, random: &mut Random) -> Vec<Mistake> {
    let needs = system.parts().into_iter().flat_map(|part| part.of("needs").iter());
    let written = needs.filter(|need| !matches!(need.value.kind, Kind::Null));
    written.map(|need| system.misspelt(range(need.key.span), "dangling-need", random)).collect()
}

/// The name of an item that others need: said at the first of them.
pub fn misspelt_item(system: &System, random: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for item in system.items() {
        let Some(first) =
            consumers(system, item).into_iter().map(|(_, need)| range(need.key.span)).min_by_key(|at| at.start)
        else {
            continue;
        };
        let at = range(item.entry.key.span);
        let new = typo(item.name(), random);
        // Another name may be as near.
        let help = "write `".to_owned();
        let place = moved(first, &at, new.len());
        let what = format!("{}: {} → {new}", system.line(at.start), item.name());
        mistakes.push(Mistake {
            what,
            at,
            new,
            then: Then::Finding { code: "dangling-need", places: vec![place], help },
        });
    }
    mistakes
}

/// `needs.NAME` in an expression.
pub fn misspelt_reference(system: &System, random: &mut Random) -> Vec<Mistake> {
    names_behind(system, "needs.").into_iter().map(|at| system.misspelt(at, "undeclared-need", random)).collect()
}

/// `params.NAME` in an expression.
pub fn misspelt_parameter(system: &System, random: &mut Random) -> Vec<Mistake> {
    names_behind(system, "params.").into_iter().map(|at| system.misspelt(at, "unknown-name", random)).collect()
}

/// A secret's name, in an expression or as a value.
pub fn misspelt_secret(system: &System, random: &mut Random) -> Vec<Mistake> {
    let named = names_behind(system, "secrets.").into_iter().map(|at| (at, "unknown-name"));
    let used = secret_values(system, "secret").into_iter().map(|at| (at, "dangling-secret"));
    named.chain(used).map(|(at, code)| system.misspelt(at, code, random)).collect()
}

/// The name of a key of a secret.
pub fn misspelt_secret_key(system: &System, random: &mut Random) -> Vec<Mistake> {
    let behind = |at: Range<usize>| name_at(system, at.end + 1);
    let named = names_behind(system, "secrets.").into_iter().map(|at| (behind(at), "unknown-name"));
    let used = secret_values(system, "key").into_iter().map(|at| (at, "dangling-secret"));
    named.chain(used).map(|(at, code)| system.misspelt(at, code, random)).collect()
}

/// A volume's name where it is mounted, or where it is declared.
pub fn misspelt_volume(system: &System, random: &mut Random) -> Vec<Mistake> {
    let mounts: Vec<&Entry> = system.parts().into_iter().flat_map(|part| part.of("mounts").iter()).collect();
    let mut mistakes: Vec<Mistake> =
        mounts.iter().map(|mount| system.misspelt(range(mount.value.span), "dangling-volume", random)).collect();
    for volume in system.section("volumes") {
        let named = mounts.iter().filter(|mount| text(&mount.value) == Some(&*volume.key.value));
        let first = named.map(|mount| range(mount.value.span)).min_by_key(|at| at.start).unwrap();
        let at = range(volume.key.span);
        let new = typo(&volume.key.value, random);
        let (what, help) = (format!("volume {} → {new}", volume.key.value), format!("`{new}`"));
        let places = vec![moved(first, &at, new.len())];
        mistakes.push(Mistake { what, at, new, then: Then::Finding { code: "dangling-volume", places, help } });
    }
    mistakes
}

pub fn misspelt_template(system: &System, random: &mut Random) -> Vec<Mistake> {
    let extends = system.parts().into_iter().filter_map(|part| part.get("extends"));
    extends.map(|entry| system.misspelt(range(entry.value.span), "unknown-template", random)).collect()
}

/// What a menu is told that is taken in: a name of its parameters.
pub fn misspelt_inclusion(system: &System, random: &mut Random) -> Vec<Mistake> {
    let with = system.section("include").iter().filter_map(|inclusion| inclusion.value.get("with"));
    let arguments = with.flat_map(|with| with.value.entries().unwrap());
    arguments.map(|argument| system.misspelt(range(argument.key.span), "unknown-parameter", random)).collect()
}

/// A need that an expression reads: said at the first that does.
pub fn dropped_need(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (part, need) in droppable(system) {
        let name = &need.key.value;
        let first =
            losers(system, part, name).into_iter().flat_map(|item| system.read(item, name)).min_by_key(|at| at.start);
        let Some(first) = first else { continue };
        let at = system.whole_entry(&part.get("needs").unwrap().value, need);
        let places = vec![moved(first, &at, 0)];
        let then = Then::Finding { code: "undeclared-need", places, help: format!("`{name}: ") };
        mistakes.push(Mistake { what: format!("{} without {name}", part.name()), at, new: String::new(), then });
    }
    mistakes
}

/// An alias that is another service's name.
pub fn taken_name(system: &System, random: &mut Random) -> Vec<Mistake> {
    let services: Vec<Part<'_>> = system.items().into_iter().filter(|item| item.section == "services").collect();
    let mut mistakes = Vec::new();
    for item in &services {
        let other = services[random.below(services.len())];
        if other.name() == item.name() {
            continue;
        }
        let (at, new) = system.inserted(&item.entry.value, &format!("aliases: [{}]", other.name()));
        let start = at + "aliases: [".len();
        let place = start..start + other.name().len();
        let then = Then::Finding { code: "duplicate-name", places: vec![place], help: "rename".to_owned() };
        mistakes.push(Mistake { what: format!("{} is {}, too", item.name(), other.name()), at: at..at, new, then });
    }
    mistakes
}

/// A key that its mapping has already.
pub fn given_twice(system: &System, random: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for part in system.parts() {
        let entries = part.entry.value.entries().unwrap();
        let entry = &entries[random.below(entries.len())];
        let (at, new) = system.inserted(&part.entry.value, &format!("{}: {{}}", entry.key.value));
        let places = vec![moved(range(entry.key.span), &(at..at), new.len())];
        let then = Then::Finding { code: "duplicate-key", places, help: "remove one".to_owned() };
        mistakes.push(Mistake { what: format!("{}: {} twice", part.name(), entry.key.value), at: at..at, new, then });
    }
    mistakes
}

/// A need of what waits for this: said at one of the two.
pub fn closed_circle(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for item in system.items() {
        for (consumer, need) in consumers(system, item) {
            let back = system.merged(item, "needs").iter().any(|(need, _)| need.key.value == consumer.name());
            let conditional = item.get("when").or(consumer.get("when")).is_some();
            if back || conditional || consumer.name() == item.name() || !is_gated(system, consumer, need) {
                continue;
            }
            let entry = format!("{}: {{ports: []}}", consumer.name());
            let (at, new, skipped) = match item.get("needs") {
                Some(needs) => {
                    let (at, new) = system.inserted(&needs.value, &entry);
                    (at, new, 0)
                }
                None => {
                    let (at, new) = system.inserted(&item.entry.value, &format!("needs: {{{entry}}}"));
                    (at, new, "needs: {".len())
                }
            };
            let added = at + skipped..at + skipped + consumer.name().len();
            let places = vec![added, moved(range(need.key.span), &(at..at), new.len())];
            let then = Then::Finding { code: "need-cycle", places, help: String::new() };
            let what = format!("{} needs {} back", item.name(), consumer.name());
            mistakes.push(Mistake { what, at: at..at, new, then });
        }
    }
    mistakes
}

/// A condition on what others need always: said at the first of them.
pub fn switched_off(system: &System, random: &mut Random) -> Vec<Mistake> {
    let is_bool = |param: &&Entry| param.value.get("type").is_some_and(|ty| text(&ty.value) == Some("bool"));
    let params: Vec<&str> =
        system.section("params").iter().filter(is_bool).map(|param| param.key.value.as_str()).collect();
    let mut mistakes = Vec::new();
    for item in system.items().into_iter().filter(|item| !params.is_empty() && item.get("when").is_none()) {
        let param = params[random.below(params.len())];
        let condition = format!("when: \"${{{{ params.{param} }}}}\"");
        let always = |(consumer, need): &(Part<'_>, &Entry)| {
            let reads =
                |entry: Option<&Entry>| entry.is_some_and(|when| system.source(when.value.span).contains(param));
            consumer.name() != item.name() && !reads(consumer.get("when")) && !reads(need.value.get("when"))
        };
        let first = consumers(system, item).into_iter().filter(always).map(|(_, need)| range(need.key.span));
        let Some(first) = first.min_by_key(|at| at.start) else { continue };
        let (at, new) = system.inserted(&item.entry.value, &condition);
        let places = vec![moved(first, &(at..at), new.len())];
        let then = Then::Finding { code: "switched-off", places, help: "`when`".to_owned() };
        mistakes.push(Mistake { what: format!("{} only with {param}", item.name()), at: at..at, new, then });
    }
    mistakes
}

/// Who needs an item, and the entries that say so.
pub fn consumers<'s>(system: &'s System, item: Part<'_>) -> Vec<(Part<'s>, &'s Entry)> {
    let mut found = Vec::new();
    for consumer in system.items() {
        // Where several say it, the furthest is named: what is nearer is merged over it.
        let named = system.chain(consumer).into_iter().flat_map(|part| part.of("needs"));
        let named: Vec<&Entry> = named.filter(|need| need.key.value == item.name()).collect();
        if system.merged(consumer, "needs").iter().any(|(need, _)| need.key.value == item.name()) {
            found.push((consumer, named[0]));
        }
    }
    found
}

/// Whether the start of a consumer waits for a need.
pub fn is_gated(system: &System, consumer: Part<'_>, need: &Entry) -> bool {
    let written = system.chain(consumer).into_iter().flat_map(|part| part.of("needs"));
    let mut written = written.filter(|other| other.key.value == need.key.value);
    !written.any(|need| system.source(need.value.span).contains("none"))
}

/// Every need that can be cut out of its text.
pub fn droppable(system: &System) -> Vec<(Part<'_>, &Entry)> {
    let mut found = Vec::new();
    for part in system.parts() {
        let flow = part.get("needs").is_some_and(|needs| system.source(needs.value.span).starts_with('{'));
        let needs = part.of("needs");
        let written = needs.iter().filter(|need| !matches!(need.value.kind, Kind::Null));
        found.extend(written.filter(|_| flow || needs.len() > 1).map(|need| (part, need)));
    }
    found
}

/// The items that do not need something any more once a part does not say so.
pub fn losers<'s>(system: &'s System, part: Part<'s>, need: &str) -> Vec<Part<'s>> {
    let says = |of: &Part<'_>| of.of("needs").iter().any(|entry| entry.key.value == need);
    let alone = |item: &Part<'s>| system.chain(*item).iter().filter(|of| says(of)).count() == 1;
    system.users(part).into_iter().filter(alone).collect()
}

/// A place after a splice before it.
pub fn moved(place: Range<usize>, at: &Range<usize>, new: usize) -> Range<usize> {
    if place.start < at.end && !(at.is_empty() && place.start == at.start) {
        return place;
    }
    let shift = |byte: usize| byte - (at.end - at.start) + new;
    shift(place.start)..shift(place.end)
}

fn name_at(system: &System, start: usize) -> Range<usize> {
    let rest = &system.text[start..];
    start..start + rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap()
}

/// The names behind a root in expressions.
fn names_behind(system: &System, root: &str) -> Vec<Range<usize>> {
    let starts = system.text.match_indices(root).map(|(at, _)| at);
    let starts = starts.filter(|at| system.text[..*at].ends_with([' ', '(']));
    starts.map(|at| name_at(system, at + root.len())).collect()
}

/// The values of variables that name a secret.
fn secret_values(system: &System, key: &str) -> Vec<Range<usize>> {
    let env = system.parts().into_iter().flat_map(|part| part.of("env").iter());
    env.filter_map(|variable| Some(range(variable.value.get(key)?.value.span))).collect()
}
