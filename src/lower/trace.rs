//! Why each emitted scalar has its value.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::Origin;

/// Takes the origin of a value at a JSON pointer (RFC 6901) of the object that is being made.
/// An origin holds for everything below its pointer that has none of its own.
pub trait Trace {
    fn set(&mut self, pointer: fmt::Arguments<'_>, origin: Origin);

    /// Ends the present object; what follows belongs to the next.
    fn next_object(&mut self);
}

/// Records nothing and costs nothing: for `build`.
#[derive(Debug, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    fn set(&mut self, _: fmt::Arguments<'_>, _: Origin) {}

    fn next_object(&mut self) {}
}

/// Records every origin: for `why`, and for findings about emitted objects.
#[derive(Debug, Default)]
pub struct Recorder {
    objects: Vec<BTreeMap<String, Origin>>,
    current: BTreeMap<String, Origin>,
}

impl Recorder {
    /// The origin of `pointer` in the object with this number, or of the nearest value that holds it.
    pub fn origin(&self, object: usize, pointer: &str) -> Option<Origin> {
        let origins = self.objects.get(object)?;
        let mut at = pointer;
        loop {
            if let Some(origin) = origins.get(at) {
                return Some(*origin);
            }
            at = at.rsplit_once('/').map(|(parent, _)| parent)?;
        }
    }

    /// The pointers that have an origin of their own in the object with this number.
    pub fn pointers(&self, object: usize) -> impl Iterator<Item = &str> {
        self.objects.get(object).into_iter().flatten().map(|(pointer, _)| pointer.as_str())
    }
}

impl Trace for Recorder {
    fn set(&mut self, pointer: fmt::Arguments<'_>, origin: Origin) {
        self.current.insert(pointer.to_string(), origin);
    }

    fn next_object(&mut self) {
        self.objects.push(std::mem::take(&mut self.current));
    }
}
