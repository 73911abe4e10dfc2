//! References to container images.

use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

/// `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The host, when one is written; without one `docker.io` is meant.
    registry: Option<String>,
    /// The path below the registry.
    repository: String,
    /// `:TAG`, `@DIGEST` or both, as written.
    suffix: String,
}

impl Image {
    /// The registry's host; Docker's own where none is written.
    pub fn registry(&self) -> &str {
        self.registry.as_deref().unwrap_or("docker.io")
    }

    /// As the author wrote it.
    pub fn text(&self) -> String {
        match &self.registry {
            Some(registry) => format!("{registry}/{}{}", self.repository, self.suffix),
            None => format!("{}{}", self.repository, self.suffix),
        }
    }

    /// The same image from another registry: the host is replaced, the path kept. Docker's one-word images are under `library/`.
    pub fn from_registry(&self, replacement: &str) -> String {
        let library = self.registry() == "docker.io" && !self.repository.contains('/');
        let prefix = if library { "library/" } else { "" };
        format!("{}/{prefix}{}{}", replacement.trim_end_matches('/'), self.repository, self.suffix)
    }

    pub fn tag(&self) -> Option<&str> {
        let tag = self.suffix.split('@').next().unwrap_or("");
        tag.strip_prefix(':')
    }

    /// Whether it means another program every day.
    pub fn moves(&self) -> bool {
        !self.has_digest() && self.tag().is_none_or(|tag| tag == "latest")
    }

    pub fn has_digest(&self) -> bool {
        self.suffix.contains('@')
    }
}

/// A registry's host and a slash, as a regular expression.
const HOST: &str = "((localhost|[A-Za-z0-9][A-Za-z0-9-]*[.:][A-Za-z0-9.:-]*)/)";
/// What stands below a registry, as a regular expression.
const PATH: &str = "[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*";
/// A path without a registry: what stands before a slash is one where it has a point.
const PLAIN: &str = "([a-z0-9]+([_-]+[a-z0-9]+)*/PATH|[a-z0-9]+([._-]+[a-z0-9]+)*)";

impl Literal for Image {
    const TYPE: Type = Type::Image;
    const CODE: &'static str = "bad-image";

    fn parse(text: &str) -> Result<Self, Problem> {
        if let Some((scheme, rest)) = text.split_once("://") {
            return Err(Problem::new(format!("begins with `{scheme}://`")).help(format!("write `{rest}`")));
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        if digest.is_some_and(|digest| !is_digest(digest)) {
            return Err(Problem::new("has no valid digest").help("a digest is `sha256:` and 64 hexadecimal digits"));
        }
        let last_slash = name.rfind('/').map_or(0, |at| at + 1);
        let tag_at = name.get(last_slash..).and_then(|last| last.find(':')).map(|at| last_slash + at);
        let (path, tag) = name.split_at(tag_at.unwrap_or(name.len()));
        let (registry, repository) = match path.split_once('/') {
            Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), rest),
            Some(_) | None => (None, path),
        };
        if registry.is_some_and(|host| !is_host(host)) || !is_repository(repository) || !is_tag(tag) || text.len() > 512
        {
            let why = "is no image: `[REGISTRY/]REPOSITORY:TAG` with a lower-case repository";
            return Err(Problem::new(why).help("for example `registry.example/shop/web:1.8.2`"));
        }
        let suffix = format!("{tag}{}", digest.map(|digest| format!("@{digest}")).unwrap_or_default());
        Ok(Image { registry: registry.map(str::to_owned), repository: repository.to_owned(), suffix })
    }

    fn schema() -> Value {
        let tag = ":[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
        let image = format!("^({HOST}{PATH}|{})({tag})?(@sha256:[0-9a-f]{{64}})?$", PLAIN.replace("PATH", PATH));
        json!({"type": "string", "maxLength": 512, "pattern": image})
    }
}

fn is_digest(text: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.strip_prefix("sha256:").is_some_and(|digits| digits.len() == 64 && digits.bytes().all(hex))
}

fn is_host(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b".-:".contains(&b);
    !text.starts_with(['.', '-', ':']) && text.bytes().all(allowed)
}

fn is_repository(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.split('/').all(|part| part.starts_with(edge) && part.ends_with(edge) && part.bytes().all(inner))
}

/// Nothing, or `:` and a tag.
fn is_tag(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    let valid = |tag: &str| (1..=128).contains(&tag.len()) && !tag.starts_with(['.', '-']) && tag.bytes().all(allowed);
    text.is_empty() || text.strip_prefix(':').is_some_and(valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_replaced_and_the_path_kept() {
        let moved = |text: &str| Image::parse(text).ok().map(|image| image.from_registry("mirror.example/hub"));
        assert_eq!(moved("postgres:16.4").as_deref(), Some("mirror.example/hub/library/postgres:16.4"));
        assert_eq!(moved("bitnami/kafka:3.7").as_deref(), Some("mirror.example/hub/bitnami/kafka:3.7"));
        assert_eq!(moved("quay.io:443/a/b:1").as_deref(), Some("mirror.example/hub/a/b:1"));
    }

    #[test]
    fn bad_references_are_refused() {
        let digest = format!("x@sha256:{}", "a".repeat(64));
        for good in ["x:1", "localhost/x:1", "r.example:5000/a/b:1.2-rc_3", digest.as_str()] {
            assert!(Image::parse(good).is_ok(), "{good}");
        }
        for bad in ["x:", "x@sha256:short", "../x:1", "Shop/web:1", "https://x:1", "", "a//b:1", "é:1"] {
            assert!(Image::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tags_that_move() {
        let digest = format!("x:latest@sha256:{}", "a".repeat(64));
        let moves = |text: &str| Image::parse(text).unwrap().moves();
        assert!(["x", "x:latest", "localhost:5000/x"].into_iter().all(moves));
        assert!(!["x:1", digest.as_str()].into_iter().any(moves));
    }
}
