//! How much an object may hold.

use serde_json::Value;

use super::Report;

/// What the data of a ConfigMap hold at most, in bytes.
const DATA_BYTES: usize = 1 << 20;

pub(super) fn check(value: &Value, report: &mut Report<'_>) {
    let data = value.get("data").and_then(Value::as_object);
    let bytes: usize =
        data.into_iter().flatten().map(|(key, text)| key.len() + text.as_str().map_or(0, str::len)).sum();
    if bytes > DATA_BYTES {
        report.add("/data", format!("holds {bytes} bytes, more than {DATA_BYTES}"));
    }
}
