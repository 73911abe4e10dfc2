//! Durations: `30s`, `1m30s`, `8h`.

use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

/// A span of time in whole seconds, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    pub seconds: u32,
}

impl Duration {
    pub fn seconds_i32(self) -> i32 {
        i32::try_from(self.seconds).unwrap_or(i32::MAX)
    }
}

impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (hours, minutes, seconds) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        if seconds > 0 {
            write!(f, "{seconds}s")?;
        }
        Ok(())
    }
}

impl Literal for Duration {
    const TYPE: Type = Type::Duration;

    fn parse(text: &str) -> Result<Self, Problem> {
        let not_one = || Problem::new("is no duration").help("write it as `30s`, `5m` or `1h30m`");
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Problem::new("has no unit").help(format!("write `{text}s` if seconds are meant")));
        }
        if text.ends_with("ms") {
            return Err(Problem::new("is finer than a second, which Kubernetes counts in").help("write `1s` or more"));
        }
        if let Some(days) = text.strip_suffix('d').and_then(|days| days.parse::<u32>().ok()) {
            let hours = days.saturating_mul(24);
            return Err(Problem::new("is in days").help(format!("write `{hours}h`")));
        }
        let seconds = total(text).ok_or_else(not_one)?;
        match u32::try_from(seconds) {
            Ok(seconds) if seconds > 0 && i32::try_from(seconds).is_ok() => Ok(Duration { seconds }),
            _ => Err(Problem::new("is not between a second and 68 years")),
        }
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$", "minLength": 2, "not": {"pattern": "^[0hms]+$"}})
    }
}

/// The seconds of hours, minutes and seconds, each at most once and in this order.
fn total(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut total: u64 = 0;
    for (unit, factor) in [('h', 3600), ('m', 60), ('s', 1)] {
        let Some((number, after)) = rest.split_once(unit) else { continue };
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(factor)?)?;
        rest = after;
    }
    (rest.is_empty() && !text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_style_in_whole_seconds() {
        let seconds = |text: &str| Duration::parse(text).ok().map(|d| d.seconds);
        assert_eq!(seconds("1m30s"), Some(90));
        assert_eq!(seconds("600s"), Some(600));
        assert_eq!(seconds("8h"), Some(28_800));
        for bad in ["", "30", "5d", "500ms", "s", "1s1m", "-1s", "0s", "99999999999999999999h"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
        assert_eq!(Duration { seconds: 5430 }.to_string(), "1h30m30s");
    }
}
