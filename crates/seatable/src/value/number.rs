//! Numbers, durations and ratings, as SeaTable's grid shows them.

use serde_json::Value;

use super::{decimal::Decimal, line::Line};
use crate::column::settings::{count, flag, word};

/// More stars than this are a number.
const MOST_STARS: f64 = 10.0;

/// Decimals that are shown where the column fixes none.
const FREE: u32 = 8;

/// Decimals of money where the column fixes none.
const MONEY: u32 = 2;

/// No column fixes more.
const MOST_DECIMALS: u64 = 20;

/// What a column says of its decimals.
enum Decimals {
    Fixed(u32),
    Free,
    /// Money whose decimals are not fixed: always two, and what is more is cut.
    Money,
}

pub(super) fn number(line: &mut Line, data: &Value, value: &Value) -> Option<()> {
    let kind = word(data, "format").unwrap_or("number");
    if kind == "duration" {
        return duration(line, data, value);
    }
    let number = Decimal::of(value)?;
    let number = if kind == "percent" { number.shifted(2) } else { number };
    let symbol = word(data, "currency_symbol").unwrap_or_default();
    let after = word(data, "currency_symbol_position").is_some_and(|position| position != "before");
    let (before, behind) = match kind {
        "percent" => ("", "%"),
        "dollar" => ("$", ""),
        "euro" => ("€", ""),
        "yuan" => ("￥", ""),
        "custom_currency" if after => ("", symbol),
        "custom_currency" => (symbol, ""),
        _ => ("", ""),
    };
    let decimals = if flag(data, "enable_precision") {
        // Two is what SeaTable's own editor begins with.
        let precision =
            if data.get("precision").is_some_and(Value::is_null) { Some(0) } else { count(data, "precision") };
        Decimals::Fixed(precision.unwrap_or(2).min(MOST_DECIMALS) as u32)
    } else if matches!(kind, "dollar" | "euro" | "yuan" | "custom_currency") {
        Decimals::Money
    } else {
        Decimals::Free
    };
    line.push(&format!("{before}{}{behind}", written(number, data, &decimals)));
    Some(())
}

/// A number of no column in particular.
pub(super) fn plain(number: Decimal) -> String {
    written(number, &Value::Null, &Decimals::Free)
}

fn written(number: Decimal, data: &Value, decimals: &Decimals) -> String {
    if number.is_scientific() {
        return if number.float().abs() < 1.0 { tiny(number, decimals) } else { number.text() };
    }
    let (number, places) = match *decimals {
        Decimals::Fixed(0) => (number.rounded(0), Some(0)),
        // The grid rounds twice: 2.3449 to 2.345, and that to 2.35.
        Decimals::Fixed(places) => (number.rounded(places + 1).rounded(places), Some(places)),
        Decimals::Free => (number.rounded(FREE + 1).rounded(FREE), None),
        Decimals::Money => (number.rounded(FREE + 1).rounded(FREE), Some(MONEY)),
    };
    let (whole, fraction) = number.parts(places);
    let sign = if number.is_negative() { "-" } else { "" };
    let decimal = match word(data, "decimal") {
        Some("comma") => ',',
        Some("space") => ' ',
        _ => '.',
    };
    let mut text = format!("{sign}{}", grouped(&whole, data));
    if !fraction.is_empty() {
        text.push(decimal);
        text.push_str(&fraction);
    }
    text
}

/// What is less than a millionth: always with a dot.
fn tiny(number: Decimal, decimals: &Decimals) -> String {
    let places = match *decimals {
        Decimals::Fixed(places) => places,
        Decimals::Free | Decimals::Money => FREE,
    };
    // Here the grid rounds the binary number: 1.5e-7 to seven decimals is 0.0000001.
    let text = format!("{:.*}", places as usize, number.float());
    let is_zero = !text.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    let text = if is_zero { text.trim_start_matches('-') } else { &text };
    match decimals {
        Decimals::Fixed(_) => text.to_owned(),
        _ => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

/// Digits in groups of three, if the column says so.
fn grouped(digits: &str, data: &Value) -> String {
    let mark = match word(data, "thousands") {
        Some("comma") => ',',
        Some("dot") => '.',
        Some("space") => ' ',
        _ => return digits.to_owned(),
    };
    let mut out = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

/// Seconds as `h:mm` or `h:mm:ss`; the API writes that itself. Other formats have a name in SeaTable but no text there,
/// and count as the nearest of the two.
pub(super) fn duration(line: &mut Line, data: &Value, value: &Value) -> Option<()> {
    if let Value::String(text) = value
        && text.contains(':')
    {
        line.push(text);
        return Some(());
    }
    let duration = Decimal::of(value)?;
    if duration.is_zero() {
        line.push("0:00");
        return Some(());
    }
    // Enough for 285 million years; beyond that the grid is off in the same way.
    let all = duration.float().abs().round();
    let hours = (all / 3600.0).floor();
    let rest = (all - hours * 3600.0).clamp(0.0, 3599.0);
    let (minutes, seconds) = ((rest / 60.0).floor(), rest % 60.0);
    let hours = Decimal::of_float(hours)?.text();
    let sign = if duration.is_negative() { "-" } else { "" };
    line.push(&match word(data, "duration_format") {
        Some(format) if format.contains("ss") => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{sign}{hours}:{minutes:02}"),
    });
    Some(())
}

pub(super) fn rate(line: &mut Line, value: &Value) -> Option<()> {
    let stars = Decimal::of(value)?;
    let count = stars.float();
    line.push(&match count {
        _ if count.fract() != 0.0 => return None,
        0.0..=MOST_STARS => "★".repeat(count as usize),
        _ => format!("{} ★", stars.text()),
    });
    Some(())
}
