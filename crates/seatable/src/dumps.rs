//! A JSON text as Python's `json.dumps` writes it by default, which is what SeaTable signs and posts: `, ` and `: ` between
//! values, keys in their order, and nothing but printable ASCII (`dtable_events/webhook/models.py`; `json/encoder.py`).

use std::{fmt::Write, iter::Peekable, str::Chars};

use serde::de::IgnoredAny;

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// As the text has them.
    AsWritten,
    /// Fractions as Python's `repr` writes them: other programs write 0.00001 for 1e-05.
    AsPython,
}

/// What Python would write for the values in this text; none if it is not JSON. The result keeps the values: only spaces
/// and the spelling of characters, and with [`Numbers::AsPython`] of fractions, are lost.
pub(crate) fn dumps(json: &[u8], numbers: Numbers) -> Option<String> {
    let json = std::str::from_utf8(json).ok()?;
    // What is not JSON could be taken for something else once its spaces are gone.
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let mut python = String::with_capacity(json.len() + json.len() / 8);
    let mut rest = json.chars().peekable();
    while let Some(&next) = rest.peek() {
        match next {
            '"' => string(&mut rest, &mut python)?,
            '-' | '0'..='9' => number(&mut rest, numbers, &mut python),
            _ => {
                rest.next();
                match next {
                    ',' => python.push_str(", "),
                    ':' => python.push_str(": "),
                    ' ' | '\t' | '\n' | '\r' => {}
                    // Brackets, and the letters of true, false and null.
                    other => python.push(other),
                }
            }
        }
    }
    Some(python)
}

fn number(rest: &mut Peekable<Chars<'_>>, numbers: Numbers, python: &mut String) {
    let mut written = String::new();
    while let Some(next) = rest.next_if(|c| matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9')) {
        written.push(next);
    }
    let fraction = match numbers {
        Numbers::AsPython if written.contains(['.', 'e', 'E']) => written.parse::<f64>().ok(),
        _ => None,
    };
    match fraction.filter(|fraction| fraction.is_finite()) {
        Some(fraction) => python.push_str(&repr(fraction)),
        None => python.push_str(&written),
    }
}

/// Both languages write the fewest digits that read as the same number; Python has an exponent of at least two digits where
/// it is below -4 or above 15.
fn repr(number: f64) -> String {
    if number == 0.0 || (1e-4..1e16).contains(&number.abs()) {
        return format!("{number:?}");
    }
    let text = format!("{number:e}");
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

/// A string from its opening to its closing quote. None where an escape has no meaning.
fn string(rest: &mut Peekable<Chars<'_>>, python: &mut String) -> Option<()> {
    python.push('"');
    rest.next();
    loop {
        match rest.next()? {
            '"' => break,
            '\\' => match rest.next()? {
                'u' => {
                    let mut unit = 0;
                    for _ in 0..4 {
                        unit = unit * 16 + rest.next()?.to_digit(16)?;
                    }
                    // Half of a pair stays what it is.
                    match char::from_u32(unit) {
                        Some(c) => character(c, python),
                        None => escape(unit, python),
                    }
                }
                'n' => python.push_str("\\n"),
                'r' => python.push_str("\\r"),
                't' => python.push_str("\\t"),
                'b' => python.push_str("\\b"),
                'f' => python.push_str("\\f"),
                c @ ('"' | '\\' | '/') => character(c, python),
                _ => return None,
            },
            c => character(c, python),
        }
    }
    python.push('"');
    Some(())
}

fn character(c: char, python: &mut String) {
    match c {
        '"' => python.push_str("\\\""),
        '\\' => python.push_str("\\\\"),
        '\n' => python.push_str("\\n"),
        '\r' => python.push_str("\\r"),
        '\t' => python.push_str("\\t"),
        '\u{8}' => python.push_str("\\b"),
        '\u{c}' => python.push_str("\\f"),
        ' '..='~' => python.push(c),
        _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| escape(u32::from(*unit), python)),
    }
}

fn escape(unit: u32, python: &mut String) {
    // Writing into a string can't fail.
    let _ = write!(python, "\\u{unit:04x}");
}

#[cfg(test)]
mod tests {
    use super::{
        Numbers::{AsPython, AsWritten},
        dumps,
    };

    #[test]
    fn it_is_written_as_python_writes_it() {
        // What `json.dumps(json.loads(text))` of Python 3.11 gives.
        for (text, python) in [
            ("{\"b\":1 ,\n\"a\" : [ 1,2 , {} , [ ] ]}\r\n", r#"{"b": 1, "a": [1, 2, {}, []]}"#),
            ("[true,false,null,-0.5,12345678901234567890]", "[true, false, null, -0.5, 12345678901234567890]"),
            ("\"Müller 😀 \u{7f}\"", r#""M\u00fcller \ud83d\ude00 \u007f""#),
            (r#""\u004dü\u00FC\/\ud83d \uD83D\uDE00""#, r#""M\u00fc\u00fc/\ud83d \ud83d\ude00""#),
            (r#""\u0022\u005c\u000a\b\f\t\r\n\u0001:,""#, r#""\"\\\n\b\f\t\r\n\u0001:,""#),
        ] {
            for numbers in [AsWritten, AsPython] {
                assert_eq!(dumps(text.as_bytes(), numbers).as_deref(), Some(python), "{text}");
            }
        }
    }

    #[test]
    fn fractions_are_as_written_or_as_python_writes_them() {
        let text = b"[0.00001,1e-7,1.5e+22,1e400,0.1,1.50,-0.0,0.0001,1e15]";
        let python = "[1e-05, 1e-07, 1.5e+22, 1e400, 0.1, 1.5, -0.0, 0.0001, 1000000000000000.0]";
        assert_eq!(dumps(text, AsPython).as_deref(), Some(python));
        let written = "[0.00001, 1e-7, 1.5e+22, 1e400, 0.1, 1.50, -0.0, 0.0001, 1e15]";
        assert_eq!(dumps(text, AsWritten).as_deref(), Some(written));
    }

    #[test]
    fn what_is_no_json_has_no_such_form() {
        for text in ["", "{\"a\":1 2}", "{\"a\" 1}", "[1,]", "t rue", "\"\\x\"", "\"\\ud8\"", "[1] [2]", "[0 1]"] {
            assert_eq!(dumps(text.as_bytes(), AsWritten), None, "{text}");
        }
        assert_eq!(dumps(b"\"\xff\"", AsWritten), None);
    }
}
