//! Texts that look like credentials.
//!
//! Input: a text and, perhaps, the name that it stands under. Output: what it looks like, and the part of it to hide.
//! What is found is found by its own form: a format that some service gives to its keys, a password in a URL, or a text
//! that nobody would write by hand under a name that tells. A path is none, nor is what still has to be filled in.

use std::sync::LazyLock;

use regex::Regex;

use crate::expr::HOLE;

/// What looks like a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Such as `a GitHub token`.
    pub what: &'static str,
    /// What nobody should see.
    pub text: String,
}

/// A format: what it is, how it begins, and how many characters of which kind follow.
type Format = (&'static str, &'static str, std::ops::RangeInclusive<usize>, fn(char) -> bool);

const FORMATS: &[Format] = &[
    ("an AWS access key", "AKIA", 16..=16, upper),
    ("an AWS access key", "ASIA", 16..=16, upper),
    ("a GitHub token", "ghp_", 36..=255, word),
    ("a GitHub token", "gho_", 36..=255, word),
    ("a GitHub token", "ghu_", 36..=255, word),
    ("a GitHub token", "ghs_", 36..=255, word),
    ("a GitHub token", "ghr_", 36..=255, word),
    ("a GitHub token", "github_pat_", 60..=255, word),
    ("a GitLab token", "glpat-", 20..=300, dashed),
    ("a Slack token", "xoxb-", 20..=255, dashed),
    ("a Slack token", "xoxp-", 20..=255, dashed),
    ("a Slack token", "xoxa-", 20..=255, dashed),
    ("a Google key", "AIza", 35..=35, dashed),
    ("a Stripe key", "sk_live_", 20..=255, word),
    ("a Stripe key", "rk_live_", 20..=255, word),
    ("an npm token", "npm_", 36..=36, word),
    ("a PyPI token", "pypi-AgE", 50..=300, dashed),
    ("a Vault token", "hvs.", 24..=300, dashed),
    ("an age key", "AGE-SECRET-KEY-1", 58..=58, upper),
];

/// How any of the formats begins: almost no text has one of these, and one search tells.
static BEGINNINGS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let beginnings: Vec<String> = FORMATS.iter().map(|(_, prefix, ..)| regex::escape(prefix)).collect();
    Regex::new(&beginnings.join("|")).ok()
});

fn upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn dashed(c: char) -> bool {
    word(c) || c == '-'
}

/// The first thing in a text that looks like a credential.
pub fn credential(name: Option<&str>, text: &str) -> Option<Credential> {
    private_key(text)
        .or_else(|| known(text))
        .or_else(|| web_token(text))
        .or_else(|| in_url(text))
        .or_else(|| name.filter(|name| tells(name)).and_then(|_| random(text)))
        .or_else(|| text.lines().filter_map(pair).find_map(|(name, value)| random(value).filter(|_| tells(name))))
}

fn private_key(text: &str) -> Option<Credential> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (kind, body) = rest.split_once("-----")?;
    let body = body.split("-----END").next().unwrap_or(body).trim();
    let real = kind.ends_with("PRIVATE KEY") && body.len() > 40 && !body.contains(HOLE);
    real.then(|| Credential { what: "a private key", text: body.to_owned() })
}

fn known(text: &str) -> Option<Credential> {
    let begins = BEGINNINGS.as_ref().is_none_or(|beginnings| beginnings.is_match(text));
    if begins { FORMATS.iter().find_map(|format| token(text, format)) } else { None }
}

fn token(text: &str, (what, prefix, lengths, kind): &Format) -> Option<Credential> {
    text.match_indices(prefix).find_map(|(at, _)| {
        let from = at.saturating_add(prefix.len());
        let body: String = text.get(from..)?.chars().take_while(|c| kind(*c)).collect();
        let apart = !text.get(..at)?.ends_with(|c: char| dashed(c) || c == '/');
        let real = apart && lengths.contains(&body.len()) && is_varied(&body) && !body.ends_with("EXAMPLE");
        real.then(|| Credential { what, text: format!("{prefix}{body}") })
    })
}

/// A JSON web token: three parts in base64, of which two are JSON.
fn web_token(text: &str) -> Option<Credential> {
    text.match_indices("eyJ").find_map(|(at, _)| {
        let body: String = text.get(at..)?.chars().take_while(|c| dashed(*c) || *c == '.').collect();
        let parts: Vec<&str> = body.split('.').collect();
        let real = matches!(parts.as_slice(), [_, claims, _] if claims.starts_with("eyJ"));
        (real && parts.iter().all(|part| part.len() >= 10))
            .then_some(Credential { what: "a JSON web token", text: body })
    })
}

/// A password that is written out in a URL.
fn in_url(text: &str) -> Option<Credential> {
    text.split("://").skip(1).find_map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'<>`|".contains(c)).unwrap_or(rest.len());
        let (user, _) = rest.get(..end)?.rsplit_once('@')?;
        let (_, password) = user.split_once(':')?;
        let real = !password.is_empty() && !is_open(password);
        real.then(|| Credential { what: "a password in a URL", text: format!(":{password}@") })
    })
}

/// Whether something still has to be filled in.
fn is_open(text: &str) -> bool {
    text.contains([HOLE, '$', '{', '<', '*', '%', '[']) || text.chars().all(|c| "xX.-_".contains(c))
}

/// Whether what stands under a name is meant to be secret.
fn tells(name: &str) -> bool {
    let lower = name.to_ascii_lowercase().replace(['.', '-'], "_");
    let parts: Vec<&str> = lower.split('_').collect();
    let secret = ["password", "passwd", "passphrase", "secret", "token", "apikey", "credential", "credentials", "pwd"];
    let key =
        |pair: &[&str]| matches!(pair, ["api" | "access" | "private" | "secret" | "signing" | "encryption", "key"]);
    let tells = parts.iter().any(|part| secret.iter().any(|word| part.ends_with(word))) || parts.windows(2).any(key);
    // Facts about a secret are none.
    let about =
        ["file", "path", "dir", "url", "uri", "name", "id", "hash", "host", "issuer", "type", "header", "class"];
    tells && !parts.last().is_some_and(|last| about.contains(last))
}

/// A text that nobody would write by hand: within its words the kind of character changes all the time.
fn random(text: &str) -> Option<Credential> {
    let text = text.trim();
    let odd = |c: char| c.is_whitespace() || !c.is_ascii() || ":,;()\"'\\|".contains(c);
    let path =
        text.starts_with(['/', '.', '~']) || (text.contains('/') && !text.contains(|c: char| c.is_ascii_uppercase()));
    let changes = text.chars().zip(text.chars().skip(1)).filter(|(one, next)| turns(*one, *next)).count();
    let varied = text.len() >= 16 && is_varied(text) && changes.saturating_mul(4) >= text.len();
    let random =
        varied && text.contains(|c: char| c.is_ascii_digit()) && !text.contains(odd) && !is_open(text) && !path;
    random.then(|| Credential { what: "a random text", text: text.to_owned() })
}

/// Whether the next character is of another kind, which inside a word it hardly is.
fn turns(one: char, next: char) -> bool {
    let ends = |c: char| "-_.".contains(c);
    let word = one.is_ascii_alphabetic() && next.is_ascii_lowercase();
    let number = one.is_ascii_digit() && next.is_ascii_digit();
    let capitals = one.is_ascii_uppercase() && next.is_ascii_uppercase();
    !(word || number || capitals || ends(one) || ends(next))
}

/// Whether a text has many characters that differ.
fn is_varied(text: &str) -> bool {
    text.chars().collect::<std::collections::BTreeSet<char>>().len() >= 8
}

/// The name and the value of a line such as `NAME=VALUE`, `--name=VALUE`, `name: VALUE` or `"name": "VALUE",`.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(['=', ':'])?;
    let quotes = |c: char| c.is_whitespace() || "\"',;".contains(c);
    let name = name.trim_matches(quotes).trim_start_matches("export ").trim_start_matches('-');
    let named = !name.is_empty() && name.chars().all(|c| dashed(c) || c == '.');
    named.then(|| (name, value.trim_matches(quotes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Option<&'static str> {
        credential(Some(name), text).map(|found| found.what)
    }

    #[test]
    fn formats_that_services_give_to_their_keys() {
        for (text, what) in [
            (concat!("AKIA", "Q3EGRIRVKZMCB7WD"), "an AWS access key"),
            (concat!("x ghp", "_16C7e42F292c6912E7710c838347Ae178B4a"), "a GitHub token"),
            (concat!("glpat", "-kJ3f9_sLwq82Xm4TzPbv"), "a GitLab token"),
            (concat!("xoxb", "-263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1"), "a Slack token"),
            (
                concat!("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"),
                "a JSON web token",
            ),
            ("postgres://shop:hunter2@db/shop", "a password in a URL"),
            ("redis://:s3cret@cache:6379", "a password in a URL"),
        ] {
            assert_eq!(found("X", text), Some(what), "{text}");
        }
        let body = "MIIEowIBAAKCAQEAn0Yx3D8jJq5pZk2vWm7rTu9xQe4LsBf6HgNc1oRaKtVyXwEd";
        let key = format!("-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n");
        assert_eq!(credential(None, &key), Some(Credential { what: "a private key", text: body.to_owned() }));
    }

    #[test]
    fn a_random_text_under_a_name_that_tells() {
        let random = "kP3v9XqL2mZt8RwB";
        for name in
            ["PASSWORD", "DB_PASSWORD", "api-token", "AWS_SECRET_ACCESS_KEY", "SIGNING_KEY", "spring.db.password"]
        {
            assert_eq!(found(name, random), Some("a random text"), "{name}");
        }
        for name in ["CLUSTER_ID", "PASSWORD_FILE", "TOKEN_URL", "SECRET_NAME", "KEYBOARD", "MONKEY", "BUILD"] {
            assert_eq!(found(name, random), None, "{name}");
        }
        assert_eq!(found("ARGS", "--db-password=kP3v9XqL2mZt8RwB"), Some("a random text"));
        assert_eq!(
            found("FILE", "a = 1\n  \"apiKey\": \"x\",\n\"api_key\": \"kP3v9XqL2mZt8RwB\",\n"),
            Some("a random text")
        );
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for none in [
            "",
            "shop",
            "changeme-please-123456",
            "/run/secrets/4f3kP3v9XqL2mZt8RwB",
            "registry.example/shop/token-service:1.8.2",
            "https://auth.example.com/realms/shop/tokens",
            "com.example.security.JwtTokenProvider2",
            "${DB_PASSWORD}",
            "$(cat /run/secret)",
            "postgres://shop:${PASSWORD}@db/shop",
            "postgres://shop:\u{FFFC}@db/shop",
            "postgres://user:<password>@db",
            "http://web:8080/@scope/package",
            concat!("ghp", "_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            concat!("AKIA", "IOSFODNN7EXAMPLE"),
            "xoxb-your-token",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----\n\u{FFFC}\n-----END PRIVATE KEY-----",
            "my-app-v2-token-prod-eu1",
            "ScramLoginModuleV2",
            "1234567890123456",
            "30m0s",
            "org.apache.kafka.common.security.scram.ScramLoginModule",
        ] {
            assert_eq!(found("TOKEN", none), None, "{none}");
        }
    }
}
