//! How much an object may hold.

use crate::lower::Body;

use super::Report;

/// What the data of a ConfigMap hold at most, in bytes.
const DATA_BYTES: usize = 1 << 20;

pub(super) fn check(body: &Body, report: &mut Report<'_>) {
    let Body::ConfigMap(map) = body else { return };
    let texts = map.data.iter().flatten().map(|(key, text)| key.len() + text.len());
    let bytes: usize = texts.sum();
    if bytes > DATA_BYTES {
        report.add("/data", format!("holds {bytes} bytes, more than {DATA_BYTES}"));
    }
}
