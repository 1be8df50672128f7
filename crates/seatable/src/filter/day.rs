//! Which day a cell or a term names.

use jiff::{civil::Date, tz::TimeZone};
use serde_json::Value;

use super::loose;
use crate::value::date::moment;

/// The day of a cell, or of a term: as written, or as of where the viewer is if there is an offset.
pub(super) fn day(value: &Value, zone: &TimeZone) -> Option<Date> {
    match value {
        Value::String(text) => day_of(text, zone),
        // A lookup of one date counts as that; several are none.
        Value::Array(_) => day_of(&loose::text(value), zone),
        _ => None,
    }
}

fn day_of(text: &str, zone: &TimeZone) -> Option<Date> {
    if let Some(day) = plain(text) {
        return Some(day);
    }
    let text = text.trim();
    if !is_possible(text) {
        return None;
    }
    moment(text, zone).map(|moment| moment.date()).or_else(|| lone_number(text))
}

/// `2026-12-01` or `2026-12-01 09:30`, which nearly all are.
fn plain(text: &str) -> Option<Date> {
    let (&[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1], time) = text.as_bytes().split_first_chunk::<10>()? else {
        return None;
    };
    let number = |digits: &[u8]| {
        let digit = |sum: i16, digit: &u8| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0'));
        digits.iter().try_fold(0, digit)
    };
    match *time {
        [] => {}
        [b' ', h0, h1, b':', n0, n1] if number(&[h0, h1])? < 24 && number(&[n0, n1])? < 60 => {}
        _ => return None,
    }
    // What is far back is read as JavaScript has it.
    let year = number(&[y0, y1, y2, y3]).filter(|year| *year >= 100)?;
    let [month, day] = [number(&[m0, m1])?, number(&[d0, d1])?].map(|part| i8::try_from(part).unwrap_or_default());
    Date::new(year, month, day).ok()
}

/// A day beyond the end of its month counts on, as in the grid. Unlike there, a month or an hour that there is not
/// makes it no date.
fn is_possible(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let is_year_first = text.starts_with(|c: char| c.is_ascii_digit());
    match numbers.next().map_or(0, str::len) {
        4 if is_year_first => numbers
            .zip([1..=12, 1..=31, 0..=24])
            .all(|(number, possible)| number.parse().is_ok_and(|number: u32| possible.contains(&number))),
        digits => digits <= 4,
    }
}

/// A month of 2001, which JavaScript makes of words with one small number. So an error `#DIV/0!` is a date to
/// SeaTable's filters, and not empty.
fn lone_number(text: &str) -> Option<Date> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text[start..].trim_end_matches(|c: char| c.is_ascii_punctuation());
    match digits.parse().ok()? {
        0 => Date::new(2000, 1, 1).ok(),
        month => Date::new(2001, month, 1).ok(),
    }
}
