//! Names, labels and annotations.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::Report;

/// What all annotations of an object hold at most, in bytes.
const ANNOTATION_BYTES: usize = 256 << 10;

/// `at` is where the metadata are, of the object or of the pods that it makes.
pub(super) fn check(metadata: &ObjectMeta, at: &str, report: &mut Report<'_>) {
    if let Some(name) = &metadata.name {
        name_of(name, report);
    }
    for (key, text) in metadata.labels.iter().flatten() {
        label(&format!("{at}/labels"), key, text, report);
    }
    let bytes: usize = metadata.annotations.iter().flatten().map(|(key, text)| key.len() + text.len()).sum();
    if bytes > ANNOTATION_BYTES {
        report.add(
            &format!("{at}/annotations"),
            format!("has {bytes} bytes of annotations, more than {ANNOTATION_BYTES}"),
        );
    }
}

/// Most names are DNS subdomains; those that become host names or labels are single labels.
fn name_of(name: &str, report: &mut Report<'_>) {
    let most = match report.object.kind.as_ref() {
        "StatefulSet" | "CronJob" => 52,
        "Namespace" | "Service" | "Job" => 63,
        _ => 253,
    };
    if name.len() > most {
        report.add("/metadata/name", format!("has a name of {} characters, more than {most}", name.len()));
    }
    if !name.split('.').all(is_label) {
        report.add("/metadata/name", "has a name that is no DNS name".to_owned());
    }
}

fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn label(at: &str, key: &str, text: &str, report: &mut Report<'_>) {
    let mut add = |why| report.add(&format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), why);
    let (prefix, name) = key.split_once('/').unwrap_or(("", key));
    if name.len() > 63 || prefix.len() > 253 || !is_label_text(name) || name.is_empty() {
        add(format!("has the label `{key}`, whose name is too long or has other characters"));
    }
    if text.len() > 63 || !is_label_text(text) {
        add(format!("has the label value `{text}`, which is too long or has other characters"));
    }
}

/// Letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; or nothing.
fn is_label_text(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    text.is_empty() || (text.starts_with(edge) && text.ends_with(edge) && text.bytes().all(inner))
}
