//! Hosts that a text names.
//!
//! Input: a text. Output: the hosts in it that cannot be anything else: behind `//`, before `:PORT`, or by their ending.
//! Not here: whose they are.

use crate::ast::{SeenText, TextPlace};
use crate::expr::HOLE;
use crate::hir::Item;

/// A host that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Host<'t> {
    pub name: &'t str,
    pub port: Option<u16>,
    /// It stands in a URL or behind `//`.
    pub url: bool,
    /// The URL asks for TLS.
    pub tls: bool,
}

impl Host<'_> {
    /// As it stands in its text.
    pub fn written(self) -> String {
        self.port.map_or_else(|| self.name.to_owned(), |port| format!("{}:{port}", self.name))
    }

    /// Whether it leads to an item that it names. Outside of a URL it takes one of the item's ports to tell.
    pub fn reaches(self, item: Item<'_>) -> bool {
        self.url || item.ports().iter().any(|(_, port)| Some(port.port.value.0) == self.port)
    }
}

/// The in-box name in a host: a member's (`es-0.es`, `db-0.db-members`) is its service's, and so is `es-ready`.
pub fn item_name(host: &str) -> &str {
    let (member, service) = host.split_once('.').unwrap_or(("", host));
    let name = ["-members", "-ready"].iter().find_map(|ending| service.strip_suffix(ending)).unwrap_or(service);
    let number = member.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
    let numbered = number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    if numbered || member.is_empty() { name } else { host }
}

/// Schemes that begin with TLS.
const TLS: [&str; 6] = ["https:", "wss:", "rediss:", "amqps:", "ldaps:", "mqtts:"];

/// The lines of a text that may name hosts: no comments of files, and nothing of a file that is taken as it is.
pub fn lines<'t>(text: &'t SeenText<'_>) -> impl Iterator<Item = &'t str> {
    let file = text.place == TextPlace::File;
    let raw = text.place == TextPlace::Raw;
    let comment = |line: &str| ["#", "//", ";", "--", "*", "/*", "<!--"].iter().any(|mark| line.starts_with(mark));
    text.text.lines().filter(move |line| !(raw || file && comment(line.trim_start())))
}

/// The hosts of a line.
pub fn hosts(line: &str) -> Vec<Host<'_>> {
    let mut found = Vec::new();
    if !line.contains([':', '.', '/']) {
        return found;
    }
    let mut plain = line;
    while let Some((before, rest)) = plain.split_once("//") {
        named(before, &mut found);
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'<>`,;)]}\\|".contains(c)).unwrap_or(rest.len());
        let (authority, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (name, number) = host.split_once(':').map_or((host, ""), |(name, number)| (name, number));
        if is_name(name) {
            let tls = TLS.iter().any(|scheme| before.ends_with(scheme));
            found.push(Host { name, port: number.parse().ok(), url: true, tls });
        }
        plain = after;
    }
    named(plain, &mut found);
    found
}

/// The hosts of a text without URLs.
fn named<'t>(text: &'t str, found: &mut Vec<Host<'t>>) {
    for (at, word) in words(text) {
        let before = text.get(..at).unwrap_or("");
        let port = text.get(at.saturating_add(word.len())..).and_then(port);
        // A path, a name below something else, or a part of something that is put together.
        let other = before.ends_with(['/', '$', '{', '%', ':', HOLE]);
        if !other && (port.is_some() || is_inner_anywhere(word)) {
            found.push(Host { name: word, port, url: false, tls: false });
        }
    }
}

/// Whether a host is a name inside a cluster.
pub fn is_inner(host: &str) -> bool {
    is_inner_anywhere(host) || host.ends_with(".svc") || host.contains(".svc.")
}

/// The same for what may be anything else.
fn is_inner_anywhere(name: &str) -> bool {
    name.ends_with(".cluster.local") || name == "kubernetes.default.svc"
}

/// Names and where they stand; whatever is attached to a name is a part of it, so that nothing else looks like one.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut from = 0usize;
    std::iter::from_fn(move || {
        let rest = line.get(from..)?;
        let start = from.saturating_add(rest.find(part)?);
        let tail = line.get(start..)?;
        let end = start.saturating_add(tail.find(|c: char| !part(c)).unwrap_or(tail.len()));
        from = end;
        Some((start, line.get(start..end)?))
    })
    .filter(|(_, word)| is_name(word))
}

fn is_name(word: &str) -> bool {
    let label = |label: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(inner)
    };
    word.split('.').all(label) && word.bytes().any(|b| b.is_ascii_lowercase())
}

/// The number in `:PORT`, when nothing else follows.
fn port(rest: &str) -> Option<u16> {
    let rest = rest.strip_prefix(':')?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    let after = rest.get(digits.len()..)?;
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | HOLE);
    digits.parse().ok().filter(|port| *port > 0 && !after.starts_with(goes_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<String> {
        let one = |host: Host<'_>| {
            let port = host.port.map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}{}{port}", if host.url { "//" } else { "" }, host.name)
        };
        hosts(line).into_iter().map(one).collect()
    }

    #[test]
    fn hosts_stand_behind_slashes_or_before_a_port() {
        assert_eq!(found("http://apache:23973/x"), ["//apache:23973"]);
        assert_eq!(found("postgres://shop:pw@order-db/shop"), ["//order-db"]);
        assert_eq!(found("kafka:9092,log:9092"), ["kafka:9092", "log:9092"]);
        assert_eq!(found("--addr=cache:6379"), ["cache:6379"]);
        assert_eq!(found("https://web.example.com"), ["//web.example.com"]);
        assert_eq!(found("db.team.svc.cluster.local"), ["db.team.svc.cluster.local"]);
    }

    #[test]
    fn members_have_their_services_name() {
        for (host, name) in [
            ("db", "db"),
            ("es-0.es", "es"),
            ("db-12.db-members", "db"),
            ("es-ready", "es"),
            ("my.app", "my.app"),
            ("es-x.es", "es-x.es"),
            ("es-.es", "es-.es"),
        ] {
            assert_eq!(item_name(host), name);
        }
    }

    #[test]
    fn what_only_looks_like_a_host_is_none() {
        for none in [
            "apache, redis: none of them",
            "redis:7.4.1",
            "library/redis:7",
            "com.example.shop.Main",
            "com.example.svc",
            "user:1000:1000",
            "proxy_pass http://$upstream:80",
            "${HOST}:80",
            "key:value",
            "at 12:30",
            "/srv/web:80",
            "key: 80",
        ] {
            assert!(found(none).is_empty(), "{none}: {:?}", found(none));
        }
    }
}
