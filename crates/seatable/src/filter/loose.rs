//! Values as JavaScript takes them where it compares a number with a text or a list, which SeaTable's pages leave to
//! it.
//!
//! It decides only where a cell or a term is not what its column promises: a number that came as a text, a lookup of
//! several numbers.

use std::{borrow::Cow, cmp::Ordering};

use serde_json::Value;

use crate::value::decimal::Decimal;

/// Whether there is anything: zero, no and the empty text are nothing, empty lists and objects are something.
pub(super) fn is_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Bool(true) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// The value as a text: of a list its entries with commas between.
pub(super) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "null".into(),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::Number(number) => Decimal::of_number(number).map_or_else(|| number.to_string(), Decimal::text).into(),
        Value::String(text) => text.into(),
        Value::Array(items) => {
            let entry = |item| if matches!(item, &Value::Null) { Cow::Borrowed("") } else { text(item) };
            items.iter().map(entry).collect::<Vec<_>>().join(",").into()
        }
        Value::Object(_) => "[object Object]".into(),
    }
}

/// The value as a number, and as a text if it is compared as one with other texts.
#[derive(Debug, Clone)]
pub(super) struct Comparable<'v> {
    number: f64,
    text: Option<Cow<'v, str>>,
}

impl<'v> Comparable<'v> {
    pub(super) fn of(value: &'v Value) -> Self {
        match value {
            Value::Null | Value::Bool(false) => Self { number: 0.0, text: None },
            Value::Bool(true) => Self { number: 1.0, text: None },
            Value::Number(number) => Self { number: number.as_f64().unwrap_or(f64::NAN), text: None },
            Value::String(_) | Value::Array(_) | Value::Object(_) => {
                let text = text(value);
                Self { number: number(&text), text: Some(text) }
            }
        }
    }

    /// The same, for longer than the value is there.
    pub(super) fn into_owned(self) -> Comparable<'static> {
        Comparable { number: self.number, text: self.text.map(|text| Cow::Owned(text.into_owned())) }
    }

    /// As a number; NaN if it is none.
    pub(super) fn number(&self) -> f64 {
        self.number
    }

    /// Which is the greater; none if that can't be told.
    pub(super) fn order(&self, other: &Comparable<'_>) -> Option<Ordering> {
        match (&self.text, &other.text) {
            (Some(one), Some(other)) => Some(one.encode_utf16().cmp(other.encode_utf16())),
            _ => self.number.partial_cmp(&other.number),
        }
    }
}

/// The number that a text is: nothing is zero, and hexadecimal and the like count.
fn number(text: &str) -> f64 {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let whole = |digits: &str, radix| u64::from_str_radix(digits, radix).map_or(f64::NAN, |number| number as f64);
    match text {
        "" => 0.0,
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ => match text.get(..2) {
            Some("0x" | "0X") => whole(&text[2..], 16),
            Some("0o" | "0O") => whole(&text[2..], 8),
            Some("0b" | "0B") => whole(&text[2..], 2),
            // Rust reads "inf" and "nan" too.
            _ if text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) => text.parse().unwrap_or(f64::NAN),
            _ => f64::NAN,
        },
    }
}
