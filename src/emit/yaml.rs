//! The one YAML writer: a `serde` value -> one YAML document.
//!
//! Input: anything that serialises as `k8s-openapi` types and `serde_json::Value` do. Output: bytes, ending with a newline.
//! Gained: every YAML 1.1 and 1.2 reader sees the same value; equal values give equal bytes.
//! Not here: order of keys below the first level (the caller's), and which objects are written.

mod compound;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;

use serde::ser::{self, Impossible, Serialize};

use compound::{List, Map};

/// Appends `value` to `out` as one document. In its first mapping `apiVersion`, `kind` and `metadata` come first; all
/// else is in the order in which it serialises.
///
/// # Errors
/// [`Error`] for what has no YAML form here; `out` then holds a part of the document.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), Error> {
    value.serialize(Writer { out, place: Place::Root, column: 0 })
}

/// Why a value can't be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A float that is not finite.
    NotFinite,
    /// A key that is neither text nor a whole number.
    KeyIsNoText,
    /// Raw bytes, or an enum's variant that holds data: nothing that Kubernetes objects have.
    Unsupported(&'static str),
    /// Said by the value itself.
    Custom(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFinite => write!(f, "a number is not finite"),
            Error::KeyIsNoText => write!(f, "a key is not text"),
            Error::Unsupported(what) => write!(f, "{what} can't be written as YAML"),
            Error::Custom(message) => write!(f, "{message}"),
        }
    }
}

impl std::error::Error for Error {}

impl ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Error::Custom(message.to_string())
    }
}

/// What stands before a value on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Root,
    AfterKey,
    AfterDash,
}

/// Writes one value; `column` is that of its key or dash.
struct Writer<'a> {
    out: &'a mut Vec<u8>,
    place: Place,
    column: usize,
}

impl Writer<'_> {
    /// A value that stays on this line.
    fn line(self, text: &[u8]) {
        if self.place != Place::Root {
            self.out.push(b' ');
        }
        self.out.extend_from_slice(text);
        self.out.push(b'\n');
    }

    fn float(self, shown: &str) {
        // YAML 1.1 wants a point and a sign: 1e21 would be text to it.
        match shown.split_once('e') {
            None => self.line(shown.as_bytes()),
            Some((digits, exponent)) => {
                let point = if digits.contains('.') { "" } else { ".0" };
                let sign = if exponent.starts_with('-') { "" } else { "+" };
                self.line(format!("{digits}{point}e{sign}{exponent}").as_bytes());
            }
        }
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method(self, value: $type) -> Result<(), Error> {
            self.line(itoa::Buffer::new().format(value).as_bytes());
            Ok(())
        }
    )*};
}

impl<'a> ser::Serializer for Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Map<'a>;
    type SerializeStruct = Map<'a>;
    type SerializeStructVariant = Impossible<(), Error>;

    integers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.line(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        if !value.is_finite() {
            return Err(Error::NotFinite);
        }
        self.float(&format!("{value:?}"));
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        if !value.is_finite() {
            return Err(Error::NotFinite);
        }
        self.float(&format!("{value:?}"));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        if self.place != Place::Root {
            self.out.push(b' ');
        }
        match text::block_header(value) {
            Some(header) => text::block(self.out, header, value, self.column + 2),
            None => {
                text::inline(self.out, value);
                self.out.push(b'\n');
            }
        }
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(Error::Unsupported("a run of raw bytes"))
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.line(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error::Unsupported("an enum's variant with data"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Error> {
        Ok(List::new(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'a>, Error> {
        Ok(List::new(self))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>, Error> {
        Ok(List::new(self))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error::Unsupported("an enum's variant with data"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map<'a>, Error> {
        Ok(Map::new(self))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Map<'a>, Error> {
        Ok(Map::new(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error::Unsupported("an enum's variant with data"))
    }
}
