//! A column's settings (`column_data`), of which a select column can have very many.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, value::RawValue};

use crate::{
    column::References,
    lenient::{Budget, FIELD, Kept, Key, OBJECT, otherwise_default, seed_of_any},
};

/// Settings of more bytes are kept only as far as the cell's values need them.
const LARGE: usize = 64 * 1024;

/// Options of one column that are looked at in large settings.
const MOST_OPTIONS: usize = 100_000;

/// The settings of a cell's column, once its values are known: small ones whole as long as `whole` lasts, of others
/// only the options that the values name.
pub(super) fn settings<'a>(
    raw: &RawValue,
    values: impl IntoIterator<Item = &'a Value>,
    whole: &Budget,
    needed: &Budget,
) -> Result<Value, serde_json::Error> {
    // Options take about ten times their source.
    if raw.get().len() <= LARGE && raw.get().len() < whole.left() / 10 {
        let before = whole.left();
        let settings = Kept::new(whole).deserialize(&mut serde_json::Deserializer::from_str(raw.get()))?;
        // An exhausted budget may have cost the very option that is needed.
        if whole.left() > 0 {
            return Ok(settings);
        }
        whole.give_back(before);
    }
    let mut names = References::default();
    for value in values {
        names.add(value);
    }
    let large = Large { names: &names, budget: needed };
    large.deserialize(&mut serde_json::Deserializer::from_str(raw.get()))
}

#[derive(Clone, Copy)]
struct Large<'b> {
    names: &'b References,
    budget: &'b Budget,
}

seed_of_any!(Large<'_>, Value);

impl<'de> Visitor<'de> for Large<'_> {
    type Value = Value;

    otherwise_default!(numbers, text, unit, seq);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key_seed(Key)? {
            if key == "options" {
                let options = map.next_value_seed(Options(self))?;
                fields.insert("options".to_owned(), Value::Array(options));
            } else if self.budget.take(FIELD) {
                let value = map.next_value_seed(Kept::new(self.budget))?;
                fields.insert(key.into_owned(), value);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Value::Object(fields))
    }
}

/// The options that the values name; the others leave nothing behind.
struct Options<'b>(Large<'b>);

seed_of_any!(Options<'_>, Vec<Value>);

impl<'de> Visitor<'de> for Options<'_> {
    type Value = Vec<Value>;

    otherwise_default!(numbers, text, unit, map);

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Value>, A::Error> {
        let mut options = Vec::new();
        for _ in 0..MOST_OPTIONS {
            let Some(option) = seq.next_element_seed(OneOption)? else {
                return Ok(options);
            };
            let [id, ..] = &option;
            // More options than ids are repetitions.
            if self.0.names.contains(id) && options.len() < 2 * self.0.names.len() && self.0.budget.take(OBJECT) {
                let fields = OPTION_FIELDS.iter().zip(option).filter(|(_, text)| !text.is_empty());
                options.push(Value::Object(fields.map(|(&k, v)| (k.to_owned(), Value::from(v))).collect()));
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(options)
    }
}

const OPTION_FIELDS: [&str; 5] = ["id", "name", "color", "textColor", "text_color"];

/// An option's fields as texts, borrowed where they can be.
struct OneOption;

seed_of_any!(OneOption, [Cow<'de, str>; 5]);

impl<'de> Visitor<'de> for OneOption {
    type Value = [Cow<'de, str>; 5];

    otherwise_default!(numbers, text, unit, seq);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Self::Value::default();
        while let Some(key) = map.next_key_seed(Key)? {
            match OPTION_FIELDS.iter().position(|&field| field == key) {
                Some(at) => fields[at] = map.next_value_seed(Word)?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

/// A string or a number as text, anything else as nothing.
struct Word;

seed_of_any!(Word, Cow<'de, str>);

impl<'de> Visitor<'de> for Word {
    type Value = Cow<'de, str>;

    otherwise_default!(unit, seq, map);

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(Value::from(value).to_string()))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
