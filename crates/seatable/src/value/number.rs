//! Numbers, durations and ratings.

use serde_json::Value;

use super::{Format, line::Line};
use crate::column::settings::{count, flag, word};

/// More stars than this are a number.
const MOST_STARS: u64 = 10;

/// More decimals than this are noise of binary fractions.
const DECIMALS: usize = 10;

pub(super) fn number(line: &mut Line, data: &Value, value: &Value, format: &Format) -> Option<()> {
    let setting = |name| word(data, name);
    let mut digits = Digits::of(value)?;
    let kind = setting("format").unwrap_or("number");
    if kind == "percent" {
        digits = Digits::Float(digits.float() * 100.0);
    }
    let fixed = flag(data, "enable_precision");
    // The server's own default is 2.
    let precision = || count(data, "precision").unwrap_or(2).min(DECIMALS as u64) as usize;
    let text = digits.text(fixed.then(precision));

    let decimal = match setting("decimal") {
        Some("comma") => ',',
        Some("dot") => '.',
        _ => format.decimal,
    };
    let thousands = match setting("thousands") {
        Some("comma") => Some(','),
        Some("dot") => Some('.'),
        Some("space") => Some(' '),
        Some(_) => None,
        None => format.thousands,
    };
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) if text.bytes().any(|b| b.is_ascii_digit() && b != b'0') => ("-", text),
        Some(text) => ("", text),
        None => ("", text.as_str()),
    };
    let symbol = setting("currency_symbol").unwrap_or("$");
    let after = setting("currency_symbol_position").is_some_and(|position| position != "before");
    let (before, behind) = match kind {
        "percent" => ("", "%"),
        "dollar" => ("$", ""),
        "euro" => ("€", ""),
        "yuan" => ("￥", ""),
        "custom_currency" if after => ("", symbol),
        "custom_currency" => (symbol, ""),
        _ => ("", ""),
    };
    line.push(&format!("{sign}{before}{}{behind}", punctuated(text, decimal, thousands)));
    Some(())
}

/// Seconds as `h:mm` or `h:mm:ss`; the API writes that itself.
pub(super) fn duration(line: &mut Line, data: &Value, value: &Value) -> Option<()> {
    if let Value::String(text) = value
        && text.contains(':')
    {
        line.push(text);
        return Some(());
    }
    let seconds = match Digits::of(value)? {
        Digits::Whole(seconds) => seconds,
        Digits::Float(seconds) => seconds.trunc() as i128,
    };
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let format = word(data, "duration_format");
    line.push(&match format {
        Some("h:mm:ss") => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
        _ if hours == 0 && minutes == 0 => "0:00".to_owned(),
        _ => format!("{sign}{hours}:{minutes:02}"),
    });
    Some(())
}

pub(super) fn rate(line: &mut Line, value: &Value) -> Option<()> {
    let Digits::Whole(stars) = Digits::of(value)? else {
        return None;
    };
    match u64::try_from(stars) {
        Ok(stars @ 0..=MOST_STARS) => line.push(&"★".repeat(stars as usize)),
        _ => line.push(&format!("{stars} ★")),
    }
    Some(())
}

/// A finite number, whole ones without loss.
enum Digits {
    Whole(i128),
    Float(f64),
}

impl Digits {
    fn of(value: &Value) -> Option<Self> {
        let float = |number: f64| {
            let whole = number.trunc() == number && number.abs() < 1e15;
            if whole { Self::Whole(number as i128) } else { Self::Float(number) }
        };
        match value {
            Value::Number(number) => {
                let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
                whole.map(Self::Whole).or_else(|| number.as_f64().map(float))
            }
            Value::String(text) => {
                let text = text.trim();
                if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
                    return None;
                }
                let float = || text.parse().ok().filter(|n: &f64| n.is_finite()).map(float);
                text.parse::<i64>().ok().map(|n| Self::Whole(n.into())).or_else(float)
            }
            _ => None,
        }
    }

    fn float(&self) -> f64 {
        match self {
            Self::Whole(number) => *number as f64,
            Self::Float(number) => *number,
        }
    }

    /// With a point and no groups.
    fn text(&self, precision: Option<usize>) -> String {
        match (self, precision) {
            (Self::Whole(number), None | Some(0)) => number.to_string(),
            (Self::Whole(number), Some(precision)) => format!("{number}.{:0precision$}", 0),
            (Self::Float(number), _) if number.abs() >= 1e21 => format!("{number:e}"),
            (Self::Float(number), Some(precision)) => format!("{number:.precision$}"),
            (Self::Float(number), None) if *number != 0.0 && number.abs() < 1e-7 => format!("{number:e}"),
            (Self::Float(number), None) => {
                let shortest = number.to_string();
                match shortest.split_once('.') {
                    Some((_, decimals)) if decimals.len() > DECIMALS => {
                        let rounded = format!("{number:.DECIMALS$}");
                        rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
                    }
                    _ => shortest,
                }
            }
        }
    }
}

/// The digits of a number without sign, with its column's decimal sign and groups of three.
fn punctuated(text: &str, decimal: char, thousands: Option<char>) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut out = String::with_capacity(text.len() * 2);
    let groups = thousands.filter(|_| whole.bytes().all(|b| b.is_ascii_digit()));
    for (at, digit) in whole.char_indices() {
        if let Some(mark) = groups
            && at > 0
            && (whole.len() - at) % 3 == 0
        {
            out.push(mark);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(decimal);
        out.push_str(fraction);
    }
    out
}
