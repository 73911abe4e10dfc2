//! Declares a record of the language once.

/// A struct with its keys; gives its decoding, its JSON schema and the walk over its expressions.
///
/// A field's documentation is its description in the schema. `..name: Type` takes another record's keys in as well.
/// Keys under `alternatives` tell what the record is; a merge replaces one by another whole. Keys under `later` belong to the language and have no effect yet; those under `foreign` are of
/// others, with what to write instead. Under `short` stand the decoding and the schema of
/// what may be written instead of a mapping.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $( $(#[doc = $fdoc:literal])* $field:ident: $ty:ty = $key:literal, )*
            $( ..$flat:ident: $flat_ty:ty, )*
        }
        $( later { $($later:literal),* $(,)? } )?
        $( foreign { $($foreign:literal = $why:literal),* $(,)? } )?
        $( short { $short:path, $short_schema:path $(, $short_key:literal)? } )?
        $( alternatives { $($alternative:literal),* $(,)? } )?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $( $(#[doc = $fdoc])* pub $field: $ty, )*
            $( pub $flat: $flat_ty, )*
        }

        impl $crate::ast::decode::Record for $name {
            fn take_from(
                fields: &mut $crate::ast::decode::Fields<'_>,
                cx: &mut $crate::ast::decode::Decoder<'_>,
            ) -> Option<Self> {
                $( let $field = fields.take::<$ty>($key, cx); )*
                $( let $flat = <$flat_ty as $crate::ast::decode::Record>::take_from(fields, cx); )*
                $( $( fields.later($later, cx); )* )?
                $( $( fields.foreign($foreign, $why, cx); )* )?
                Some($name { $( $field: $field?, )* $( $flat: $flat?, )* })
            }

            fn merge_field(
                key: &str,
                base: &$crate::syntax::Node,
                over: &$crate::syntax::Node,
            ) -> Option<$crate::syntax::Node> {
                match key {
                    $( $key => return Some(<$ty as $crate::ast::decode::Decode>::merge(base, over)), )*
                    _ => {}
                }
                $(
                    let merged = <$flat_ty as $crate::ast::decode::Record>::merge_field(key, base, over);
                    if merged.is_some() {
                        return merged;
                    }
                )*
                let _ = (base, over);
                None
            }

            fn properties(
                schemas: &mut $crate::ast::schema::Schemas,
                properties: &mut $crate::ast::schema::Properties,
            ) {
                let _ = (&schemas, &properties);
                $( properties.add::<$ty>($key, concat!($($fdoc),*), schemas); )*
                $( <$flat_ty as $crate::ast::decode::Record>::properties(schemas, properties); )*
            }
        }

        impl $crate::ast::decode::Decode for $name {
            fn decode(node: &$crate::syntax::Node, cx: &mut $crate::ast::decode::Decoder<'_>) -> Option<Self> {
                $( if !matches!(node.kind, $crate::syntax::Kind::Map(_)) {
                    return $short(node, cx);
                } )?
                let mut fields = $crate::ast::decode::Fields::open(node, stringify!($name), cx)?;
                let record = <$name as $crate::ast::decode::Record>::take_from(&mut fields, cx);
                if fields.finish(cx) { record } else { None }
            }

            fn schema(schemas: &mut $crate::ast::schema::Schemas) -> serde_json::Value {
                let record = schemas.record::<$name>(stringify!($name), concat!($($doc),*));
                $( let record = serde_json::json!({"anyOf": [$short_schema(schemas), record]}); )?
                record
            }

            fn merge(base: &$crate::syntax::Node, over: &$crate::syntax::Node) -> $crate::syntax::Node {
                $( $(
                    let base = &$crate::ast::merge::written_out(base, $short_key);
                    let over = &$crate::ast::merge::written_out(over, $short_key);
                )? )?
                $( if $crate::ast::merge::differ(base, over, &[$($alternative),*]) {
                    return over.clone();
                } )?
                let field = |key: &str, old: &$crate::syntax::Node, new: &$crate::syntax::Node| {
                    <$name as $crate::ast::decode::Record>::merge_field(key, old, new)
                };
                let merged = $crate::ast::merge::maps(base, over, &|key, old, new| {
                    field(key, old, new).unwrap_or_else(|| new.clone())
                });
                $crate::ast::merge::with_unknown(merged, over, &|key, value| field(key, value, value).is_some())
            }
        }

        impl $crate::ast::decode::Visit for $name {
            fn visit(&self, visitor: &mut $crate::ast::decode::Visitor<'_>) {
                $( $crate::ast::decode::Visit::visit(&self.$field, visitor); )*
                $( $crate::ast::decode::Visit::visit(&self.$flat, visitor); )*
                let _ = visitor;
            }
        }
    };
}

pub(crate) use record;
