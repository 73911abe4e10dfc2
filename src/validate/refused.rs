//! What patches and raw manifests ask for in vain, in words.

use crate::diagnostic::{Diagnostic, listed, nearest};
use crate::lower::{Refused, Why};

impl From<Refused> for Diagnostic {
    fn from(error: Refused) -> Self {
        let Refused { span, why } = error;
        match why {
            Why::Missing { target, item, emitted } => {
                let help = match nearest(&target, emitted.iter().map(String::as_str)) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("it gives {}", listed(&emitted)),
                };
                let finding = Diagnostic::error("unknown-object", format!("`{item}` gives no `{target}`"));
                finding.at(span, "nothing to patch").help(help)
            }
            Why::Several { kind, emitted } => {
                let finding =
                    Diagnostic::error("unknown-object", format!("`{kind}` could mean {} objects", emitted.len()));
                finding.at(span, "which one?").help(format!("write {}", listed(&emitted)))
            }
            Why::Fixed { pointer, help } => {
                Diagnostic::error("fixed-field", format!("`{pointer}` can't be written by hand"))
                    .at(span, "boxc alone writes this")
                    .help(help)
            }
            Why::Unknown { kind, pointer } => {
                let field = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
                Diagnostic::error("invalid-patch", format!("`{kind}` has no field `{field}` there"))
                    .at(span, format!("gives `{pointer}`"))
                    .help("see `kubectl explain` for the fields that there are")
            }
            Why::Unfit { kind, pointer, expected } => {
                Diagnostic::error("invalid-patch", format!("`{kind}` does not take this as `{pointer}`"))
                    .at(span, "of another type")
                    .help(format!("write {expected}"))
            }
            Why::Incomplete { field } => Diagnostic::error("invalid-object", format!("this object has no `{field}`"))
                .at(span, "what is it?")
                .help("write `apiVersion`, `kind` and `metadata: {name: …}`"),
            Why::NotTaken { kind, help } => {
                Diagnostic::error("fixed-field", format!("a menu can't add a `{kind}`")).at(span, "as it is").help(help)
            }
            Why::Weakened { what, help } => {
                let finding = Diagnostic::error("weakened-isolation", format!("so patched, a pod {what}"));
                finding.at(span, "nothing allows that").help(help)
            }
        }
    }
}
