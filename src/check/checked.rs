//! The mark of what has passed.

use std::ops::Deref;

use crate::diagnostic::Diagnostics;

/// Something that can be found wrong.
pub trait Check {
    /// Reports everything that is wrong.
    fn findings(&self, diagnostics: &mut Diagnostics);
}

/// A value without errors; only [`check`] makes one.
#[derive(Debug)]
pub struct Checked<T>(T);

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The value with the mark of having passed, or nothing after its errors were reported.
pub fn check<T: Check>(value: T, diagnostics: &mut Diagnostics) -> Option<Checked<T>> {
    let mut own = Diagnostics::default();
    value.findings(&mut own);
    let failed = own.has_errors();
    diagnostics.extend(own);
    (!failed).then_some(Checked(value))
}
