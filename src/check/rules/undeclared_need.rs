//! A text that names an item of the box as a host is a need.

use crate::check::errors::UndeclaredNeed;
use crate::check::scope::ItemScope;
use crate::diagnostic::Diagnostics;
use crate::hir::{Item, Menu};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        for (text, span) in item.workload().into_iter().flat_map(|workload| workload.literals()) {
            let scope = ItemScope { menu, item };
            for host in hosts(text).filter(|host| is_used(menu, item, host) && !scope.is_dangling(host)) {
                let name = Spanned::new(host.to_owned(), span as Span);
                diagnostics.push(UndeclaredNeed::new(scope, name));
            }
        }
    }
}

fn is_used(menu: &Menu, item: Item<'_>, host: &str) -> bool {
    let own = menu.named(host).is_none_or(|named| named.id() == item.id());
    let needed = item.written_needs().iter().any(|(name, _)| name.value.as_str() == host);
    !own && !needed
}

/// The host names that stand behind a scheme, such as `apache` in `http://user@apache:23973/`.
fn hosts(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.' | '_' | '@' | '%' | '$' | '{' | '}');
    text.split("://").skip(1).filter_map(move |rest| {
        let authority = rest.split(['/', '?', '#', ' ', '"', '\'']).next().unwrap_or(rest);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        host.split(ends).next().filter(|host| !host.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::hosts;

    #[test]
    fn hosts_stand_behind_a_scheme() {
        let found = |text| hosts(text).collect::<Vec<_>>();
        assert_eq!(found("http://apache:23973/x"), ["apache"]);
        assert_eq!(found("postgres://shop:pw@order-db/shop"), ["order-db"]);
        assert_eq!(found("a http://b and redis://c:1"), ["b", "c"]);
        assert!(found("apache, redis: none of them").is_empty());
        assert_eq!(found("https://web.example.com"), ["web.example.com"]);
    }
}
