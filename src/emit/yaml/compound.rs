//! Lists and mappings in block style; both begin only with their first child, since empty ones are `[]` and `{}`.

use serde::ser::{self, Impossible, Serialize};

use super::{Error, Place, Writer, text};

/// What the first mapping of a document begins with.
const HEAD: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// A list that is being written.
pub(super) struct List<'a> {
    out: &'a mut Vec<u8>,
    place: Place,
    column: usize,
    empty: bool,
}

impl<'a> List<'a> {
    pub fn new(writer: Writer<'a>) -> Self {
        let Writer { out, place, column } = writer;
        // Items are not indented under their key, as kubectl writes them.
        let column = if place == Place::AfterDash { column + 2 } else { column };
        List { out, place, column, empty: true }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        begin(self.out, self.place, self.column, &mut self.empty);
        self.out.push(b'-');
        value.serialize(Writer { out: self.out, place: Place::AfterDash, column: self.column })
    }

    fn finish(self) {
        if self.empty {
            Writer { out: self.out, place: self.place, column: self.column }.line(b"[]");
        }
    }
}

/// Goes to where a child begins: the first one in a list shares its dash's line.
fn begin(out: &mut Vec<u8>, place: Place, column: usize, first: &mut bool) {
    let was_first = std::mem::replace(first, false);
    match (was_first, place) {
        (true, Place::Root) => {}
        (true, Place::AfterDash) => out.push(b' '),
        (true, Place::AfterKey) => {
            out.push(b'\n');
            text::indent(out, column);
        }
        (false, _) => text::indent(out, column),
    }
}

impl ser::SerializeSeq for List<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeTuple for List<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeTupleStruct for List<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

/// A mapping that is being written.
pub(super) struct Map<'a> {
    out: &'a mut Vec<u8>,
    place: Place,
    column: usize,
    empty: bool,
    /// Of the first mapping only: where it begins, and where its entries of [`HEAD`] stand.
    start: usize,
    head: [Option<(usize, usize)>; 3],
    /// The entry of `HEAD` that is being written, and where it begins.
    current: (Option<usize>, usize),
}

impl<'a> Map<'a> {
    pub fn new(writer: Writer<'a>) -> Self {
        let Writer { out, place, column } = writer;
        let column = if place == Place::Root { 0 } else { column + 2 };
        let start = out.len();
        Map { out, place, column, empty: true, start, head: [None; 3], current: (None, start) }
    }

    fn key(&mut self, key: &str) {
        if self.place == Place::Root {
            self.current = (HEAD.iter().position(|head| *head == key), self.out.len());
        }
        begin(self.out, self.place, self.column, &mut self.empty);
        let start = self.out.len();
        text::inline(self.out, key);
        if text::is_long_key(self.out.get(start..).unwrap_or_default()) {
            self.out.splice(start..start, *b"? ");
            self.out.push(b'\n');
            text::indent(self.out, self.column);
        }
        self.out.push(b':');
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Writer { out: self.out, place: Place::AfterKey, column: self.column })?;
        let (which, start) = self.current;
        if let Some(slot) = which.and_then(|which| self.head.get_mut(which)) {
            *slot = Some((start, self.out.len()));
        }
        Ok(())
    }

    fn finish(mut self) {
        if self.empty {
            Writer { out: self.out, place: self.place, column: self.column }.line(b"{}");
        } else if self.place == Place::Root {
            self.reorder();
        }
    }

    /// Puts the head's entries in front, in the head's order; each entry is whole lines.
    fn reorder(&mut self) {
        let mut at = self.start;
        for which in 0..self.head.len() {
            let Some((from, to)) = self.head.get(which).copied().flatten() else { continue };
            let length = to - from;
            if let Some(part) = self.out.get_mut(at..to) {
                part.rotate_right(length);
            }
            // What stood before it has moved back by its length.
            for (start, end) in self.head.iter_mut().flatten().filter(|(start, _)| *start < from) {
                *start += length;
                *end += length;
            }
            at += length;
        }
    }
}

impl ser::SerializeMap for Map<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        key.serialize(Key { map: self })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeStruct for Map<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.key(key);
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

/// Accepts a key: text, or a whole number as text.
struct Key<'m, 'a> {
    map: &'m mut Map<'a>,
}

macro_rules! number_keys {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method(self, value: $type) -> Result<(), Error> {
            self.map.key(itoa::Buffer::new().format(value));
            Ok(())
        }
    )*};
}

macro_rules! no_keys {
    ($($method:ident($($argument:ty),*) -> $answer:ty,)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$answer, Error> {
            Err(Error::KeyIsNoText)
        }
    )*};
}

impl ser::Serializer for Key<'_, '_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    number_keys! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
    }

    no_keys! {
        serialize_bool(bool) -> (),
        serialize_f32(f32) -> (),
        serialize_f64(f64) -> (),
        serialize_bytes(&[u8]) -> (),
        serialize_none() -> (),
        serialize_unit() -> (),
        serialize_unit_struct(&'static str) -> (),
        serialize_seq(Option<usize>) -> Self::SerializeSeq,
        serialize_tuple(usize) -> Self::SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant,
        serialize_map(Option<usize>) -> Self::SerializeMap,
        serialize_struct(&'static str, usize) -> Self::SerializeStruct,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant,
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.map.key(value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.map.key(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
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
        Err(Error::KeyIsNoText)
    }
}
