//! Changes that are no mistakes: what becomes of the rendered files.

use boxc::syntax::Kind;

use super::names::{droppable, is_gated, losers};
use super::ports::{elements, numbers};
use super::text::{Part, range, text};
use super::{Mistake, Random, Rendered, System, Then};

/// A need that nothing reads: nobody waits, and the way between the two is closed.
pub fn unread_need(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (part, need) in droppable(system) {
        let name = &need.key.value;
        let [consumer] = losers(system, part, name)[..] else { continue };
        let Some(provider) = service(system, name).filter(|other| other.name() != consumer.name()) else { continue };
        let named = system.merged(provider, "needs").iter().any(|(back, _)| back.key.value == consumer.name());
        let opened = need.value.get("ports").is_none_or(|ports| !elements(&ports.value).is_empty());
        if named || !opened || !system.read(consumer, name).is_empty() {
            continue;
        }
        let at = system.whole_entry(&part.get("needs").unwrap().value, need);
        let serves = |name: &str| format!("boxc.dev/serves.{name}:");
        let mut gone = vec![serves(name)];
        if is_gated(system, consumer, need) {
            gone.push(format!("\"{name}: "));
        }
        let of_consumer = Rendered { file: format!("{}.yaml", consumer.name()), gone, new: Vec::new() };
        let gone = vec![serves(consumer.name())];
        let of_provider = Rendered { file: format!("{name}.yaml"), gone, new: Vec::new() };
        let then = Then::Change(vec![of_consumer, of_provider]);
        mistakes.push(Mistake { what: format!("{} without {name}", part.name()), at, new: String::new(), then });
    }
    mistakes
}

/// Another port of the same service: that is waited for, and that is opened.
pub fn other_port(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for part in system.parts() {
        for need in part.of("needs") {
            let name = &need.key.value;
            // What others read of it changes, too.
            let one = losers(system, part, name).into_iter().filter(|item| item.get("outputs").is_none());
            let [consumer] = one.collect::<Vec<_>>()[..] else { continue };
            let (Some(ports), Some(provider)) = (need.value.get("ports"), service(system, name)) else { continue };
            let [port] = elements(&ports.value) else { continue };
            let all = numbers(system, provider);
            let own = text(port).unwrap();
            let from = all.iter().find(|(name, _)| name == own).unwrap();
            let reads = system.uses(&format!("needs.{name}.ports"));
            let stable = system.chain(provider).iter().any(|part| part.get("identity").is_some());
            for to in all.iter().filter(|(name, _)| name != own && reads.is_empty()) {
                let (mut gone, mut new) = (Vec::new(), Vec::new());
                if is_gated(system, consumer, need) && !stable {
                    gone.push(format!("{name}: tcp {name}:{}", from.1));
                    new.push(format!("{name}: tcp {name}:{}", to.1));
                }
                let of_consumer = Rendered { file: format!("{}.yaml", consumer.name()), gone, new };
                let of_provider = Rendered { file: format!("{name}.yaml"), gone: Vec::new(), new: Vec::new() };
                let then = Then::Change(vec![of_consumer, of_provider]);
                let what = format!("{} needs {} of {name}", part.name(), to.0);
                mistakes.push(Mistake { what, at: range(port.span), new: to.0.clone(), then });
            }
        }
    }
    mistakes
}

/// Another version of a service's image: its own file changes, and no other.
pub fn other_image(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for part in system.parts() {
        let Some(image) = part.get("image").filter(|image| system.is_one_line(&image.value)) else { continue };
        let old = text(&image.value).unwrap();
        let users = system.users(part);
        let own = |item: Part<'_>| {
            let own = system.chain(item).into_iter().find(|part| part.get("image").is_some());
            own.is_some_and(|own| own.entry.key.span == part.entry.key.span)
        };
        let users = users.into_iter().filter(|item| own(*item));
        let users: Vec<Part<'_>> = users.collect();
        let plain = !old.contains(['$', '@']) && matches!(image.value.kind, Kind::Scalar(_));
        if !plain || users.iter().any(|item| item.section != "services") {
            continue;
        }
        let new = format!("{old}-rc.1");
        let change = |item: &Part<'_>| {
            let (gone, new) = (vec![format!("image: {old}\n")], vec![format!("image: {new}\n")]);
            Rendered { file: format!("{}.yaml", item.name()), gone, new }
        };
        let then = Then::Change(users.iter().map(change).collect());
        mistakes.push(Mistake { what: format!("{}: {new}", part.name()), at: range(image.value.span), new, then });
    }
    mistakes
}

fn service<'s>(system: &'s System, name: &str) -> Option<Part<'s>> {
    system.items().into_iter().find(|item| item.section == "services" && item.name() == name)
}
