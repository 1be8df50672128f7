//! Reads single fields, or whole texts, whatever they hold and within bounds of memory.

use std::{borrow::Cow, cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::tame::tame;

/// Names and ids are cut after this many characters.
pub(crate) const LONGEST_NAME: usize = 1_000;

/// Values nested deeper make the strict reading fail, and the tamed one has none.
const DEEPEST: usize = 64;

/// How much memory a body's values may still take beside their texts, in bytes, roughly. The texts are bounded by the
/// body's own length, but `[{},{},…` would take two hundred times that. When it is used up, the rest is read past.
pub(crate) struct Budget(Cell<usize>);

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Cell::new(bytes))
    }

    /// Whether this much was left.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(bytes));
        left >= bytes
    }

    pub(crate) fn left(&self) -> usize {
        self.0.get()
    }

    /// Forgets what was taken since this much was left.
    pub(crate) fn give_back(&self, left: usize) {
        self.0.set(left);
    }
}

/// Why a text could not be read as JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotJson {
    #[error("it is empty")]
    Empty,
    #[error("it is not JSON (line {line}, column {column})")]
    At { line: usize, column: usize },
}

/// The text as JSON. What is nearly JSON is repaired; values beyond the budget, in bytes, are read past.
pub(crate) fn value(text: &str, budget: usize) -> Result<Value, NotJson> {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0' || c == '\u{feff}');
    if text.is_empty() {
        return Err(NotJson::Empty);
    }
    let strict = |text: &str| {
        let budget = Budget::new(budget);
        let mut source = serde_json::Deserializer::from_str(text);
        let value = Kept::new(&budget).deserialize(&mut source)?;
        source.end().map(|()| value)
    };
    let read = strict(text).or_else(|_| strict(&tame(text)));
    read.map_err(|error| NotJson::At { line: error.line(), column: error.column() })
}

/// Estimates of what a value takes beside its text.
const SCALAR: usize = 32;
pub(crate) const FIELD: usize = 100;
pub(crate) const OBJECT: usize = 640;

/// Fills in the parts of a visitor for which anything will do: they read past the value and answer with the default.
macro_rules! otherwise_default {
    ($($part:ident),*) => { $(otherwise_default!(@$part);)* };
    (@numbers) => {
        fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
    (@text) => {
        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
    (@unit) => {
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("anything")
        }
        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
    (@seq) => {
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
    (@map) => {
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            use serde::de::IgnoredAny;
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
}

/// Lets a visitor serve as its own seed.
macro_rules! seed_of_any {
    ($type:ty, $value:ty) => {
        impl<'de> serde::de::DeserializeSeed<'de> for $type {
            type Value = $value;

            fn deserialize<D: serde::de::Deserializer<'de>>(self, deserializer: D) -> Result<$value, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
    };
}

pub(crate) use {otherwise_default, seed_of_any};

/// A name or id as text: numbers and booleans are written out, anything else counts as empty.
pub(crate) struct Text;

seed_of_any!(Text, String);

impl<'de> Visitor<'de> for Text {
    type Value = String;

    otherwise_default!(unit, seq, map);

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        Ok(shortened(value).to_owned())
    }
}

pub(crate) fn shortened(text: &str) -> &str {
    match text.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// An object's field name, borrowed where it can be.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

/// A value as it is, as far as the budget goes.
#[derive(Clone, Copy)]
pub(crate) struct Kept<'b> {
    budget: &'b Budget,
    depth: usize,
}

impl<'b> Kept<'b> {
    pub(crate) fn new(budget: &'b Budget) -> Self {
        Self { budget, depth: 0 }
    }

    fn inner<E: Error>(self) -> Result<Self, E> {
        if self.depth == DEEPEST {
            return Err(E::custom("nested too deeply"));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

seed_of_any!(Kept<'_>, Value);

impl<'de> Visitor<'de> for Kept<'_> {
    type Value = Value;

    otherwise_default!(unit);

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.budget.take(SCALAR);
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut items = Vec::new();
        while self.budget.take(SCALAR) {
            match seq.next_element_seed(inner)? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut fields = Map::new();
        if self.budget.take(OBJECT) {
            while let Some(key) = map.next_key_seed(Key)? {
                if !self.budget.take(FIELD) {
                    map.next_value::<IgnoredAny>()?;
                    break;
                }
                let value = map.next_value_seed(inner)?;
                fields.insert(key.into_owned(), value);
            }
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Object(fields))
    }
}
