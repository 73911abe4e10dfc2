//! When a job runs: the five fields of cron, and zones of time.

use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

/// Minute, hour, day of the month, month and day of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron(pub String);

/// A zone of time, such as `Asia/Shanghai`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(pub String);

/// A field's name, its least and greatest number, and the words that stand for numbers.
type Field = (&'static str, u32, u32, &'static [&'static str]);

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: [Field; 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, MONTHS),
    ("day of the week", 0, 6, DAYS),
];
const NAMED: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

impl Literal for Cron {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        if NAMED.contains(&text) {
            return Ok(Cron(text.to_owned()));
        }
        let parts: Vec<&str> = text.split(' ').filter(|part| !part.is_empty()).collect();
        if parts.len() != FIELDS.len() {
            return Err(Problem::new(format!("has {} fields, not five", parts.len()))
                .help("write minute, hour, day of the month, month and day of the week, such as `30 3 * * *`"));
        }
        for (part, field) in parts.iter().zip(FIELDS) {
            if !part.split(',').all(|one| bounds(one, field).is_some()) {
                let (name, least, most, _) = field;
                return Err(Problem::new(format!("has `{part}` as its {name}")).help(
                    match field.3.first().zip(field.3.last()) {
                        Some((first, last)) => {
                            format!("a {name} is `*`, numbers from {least} to {most}, or `{first}` to `{last}`")
                        }
                        None => {
                            format!("a {name} is `*`, or numbers from {least} to {most}, such as `{least}-{most}/2`")
                        }
                    },
                ));
            }
        }
        match parts.as_slice() {
            [_, _, day, month, weekday] if never(day, month, weekday) => {
                Err(Problem::new("names days that no month has, so it would never run")
                    .help("a month has 28 to 31 days; leave the month `*`, or name an earlier day"))
            }
            _ => Ok(Cron(parts.join(" "))),
        }
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|[^ ]+( +[^ ]+){4})$"})
    }
}

/// The first and the last number of a part, and its step: of `*`, a number, or a range, perhaps with a step.
fn bounds(text: &str, field: Field) -> Option<(u32, u32, u32)> {
    let (_, least, most, _) = field;
    let (range, step) = text.split_once('/').map_or((text, None), |(range, step)| (range, Some(step)));
    let inside = |text: &str| value(text, field);
    let (from, to) = match range.split_once('-') {
        Some((from, to)) => (inside(from)?, inside(to)?),
        None if range == "*" => (least, most),
        // A number with a step goes on to the end.
        None => (inside(range)?, if step.is_some() { most } else { inside(range)? }),
    };
    let step = step.map_or(Some(1), number)?;
    (step > 0 && from <= to).then_some((from, to, step))
}

/// Whether no date fits: days are of the month and of the week alike only where one of them is `*`; else either will do.
fn never(day: &str, month: &str, weekday: &str) -> bool {
    let [_, _, days, months, _] = FIELDS;
    let any = |part: &str| part.split(',').any(|one| one == "*" || one == "*/1");
    let longest = (1..=12).filter(|at| month.split(',').any(|one| includes(one, *at, months))).map(days_of).max();
    let earliest = day.split(',').filter_map(|one| bounds(one, days)).map(|(from, ..)| from).min();
    any(weekday) && earliest > longest
}

fn days_of(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn includes(part: &str, number: u32, field: Field) -> bool {
    bounds(part, field).is_some_and(|(from, to, step)| {
        (from..=to).contains(&number) && number.checked_sub(from).and_then(|past| past.checked_rem(step)) == Some(0)
    })
}

fn value(text: &str, (_, least, most, words): Field) -> Option<u32> {
    let word = words.iter().position(|word| word.eq_ignore_ascii_case(text));
    let number = match word {
        Some(at) => u32::try_from(at).ok()?.checked_add(least)?,
        None => number(text)?,
    };
    (least..=most).contains(&number).then_some(number)
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl Literal for Zone {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let letters = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+-".contains(&b))
        };
        if text.split('/').all(letters) && !text.eq_ignore_ascii_case("local") {
            return Ok(Zone(text.to_owned()));
        }
        Err(Problem::new("is no zone of time").help("for example `Etc/UTC` or `Asia/Shanghai`"))
    }

    fn schema() -> Value {
        let part = "[A-Za-z][A-Za-z0-9_+-]*";
        let local = "^[Ll][Oo][Cc][Aa][Ll]$";
        json!({"type": "string", "pattern": format!("^{part}(/{part})*$"), "not": {"pattern": local}})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_never_comes() {
        for never in ["0 0 30 2 *", "0 0 31 4 *", "0 0 31 feb-apr/2,6 *", "0 0 31,30 2 */1", "0 0 31/2 9,11 *"] {
            assert!(Cron::parse(never).is_err(), "{never}");
        }
        for comes in ["0 0 29 2 *", "0 0 31 4,5 *", "0 0 30 2 mon", "0 0 30 2 */2", "0 0 1,31 4 *", "0 0 31 1-12/2 *"] {
            assert!(Cron::parse(comes).is_ok(), "{comes}");
        }
    }

    #[test]
    fn five_fields_within_their_bounds() {
        for good in ["30 3 * * *", "*/5 0-6,22 1 jan-mar MON", "0 0 31 12 6", "@hourly", "0  0 * * 0"] {
            assert!(Cron::parse(good).is_ok(), "{good}");
        }
        let bad = ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "*/0 * * * *"];
        for bad in bad.into_iter().chain(["5-1 * * * *", "a * * * *", "@reboot", "TZ=UTC 0 0 * * *", "1,,2 * * * *"]) {
            assert!(Cron::parse(bad).is_err(), "{bad}");
        }
        assert!(Zone::parse("America/Argentina/Buenos_Aires").is_ok() && Zone::parse("Etc/GMT+3").is_ok());
        assert!(
            Zone::parse("../etc").is_err()
                && ["Local", "local"].iter().all(|text| Zone::parse(text).is_err())
                && Zone::parse("").is_err()
        );
    }
}
