//! Makes near-JSON palatable to a strict reader, in one walk over the bytes.
//!
//! Python and JavaScript write and accept more than JSON allows, and forwarders mangle the rest: numbers of any size,
//! `NaN`, half of a surrogate pair, raw control characters, nesting without end. Here each becomes the nearest JSON,
//! and what is not even near stays as it is for the reader to refuse.

use std::borrow::Cow;

/// What is nested deeper, counted from the whole body, becomes a string with the beginning of its source.
const DEEPEST: usize = 64;

/// Length of that beginning in characters.
const EXCERPT: usize = 120;

/// The body as text: UTF-8, or UTF-16 if it says so with a byte order mark. Bytes that are not valid become U+FFFD.
pub(crate) fn decoded(body: &[u8]) -> Cow<'_, str> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => String::from_utf8_lossy(body),
    }
}

/// The same document with everything repaired that can be. Valid JSON of moderate depth means the same as before.
pub(crate) fn tame(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string(text, at, &mut out),
            b'{' | b'[' if depth >= DEEPEST => {
                let end = end_of_nest(bytes, at);
                excerpt(&text[at..end], &mut out);
                at = end;
            }
            b'{' | b'[' | b'}' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {
                match byte {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                out.push(char::from(byte));
                at += 1;
            }
            _ => {
                let ends =
                    |b: &u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t' | b'"' | b',' | b':' | b'[' | b']' | b'{' | b'}');
                let end = bytes[at..].iter().position(ends).map_or(bytes.len(), |n| at + n);
                token(&text[at..end], &mut out);
                at = end;
            }
        }
    }
    out
}

/// Copies the string that starts at `at` and returns where it ends.
fn string(text: &str, at: usize, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    out.push('"');
    let mut at = at + 1;
    loop {
        let special = |&b: &u8| b == b'"' || b == b'\\' || b < 0x20;
        let Some(run) = bytes[at..].iter().position(special) else {
            // Never closed; the reader will say so.
            out.push_str(&text[at..]);
            return bytes.len();
        };
        out.push_str(&text[at..at + run]);
        at += run;
        match bytes[at] {
            b'"' => {
                out.push('"');
                return at + 1;
            }
            b'\\' => at = escape(text, at, out),
            control => {
                escaped(control, out);
                at += 1;
            }
        }
    }
}

/// Copies the escape sequence that starts at `at` and returns where it ends.
fn escape(text: &str, at: usize, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
            out.push_str(&text[at..at + 2]);
            at + 2
        }
        Some(b'u') => match (unit(bytes, at), unit(bytes, at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => {
                out.push_str(&text[at..at + 12]);
                at + 12
            }
            (Some(0xd800..=0xdfff), _) => {
                out.push(char::REPLACEMENT_CHARACTER);
                at + 6
            }
            (Some(_), _) => {
                out.push_str(&text[at..at + 6]);
                at + 6
            }
            (None, _) => {
                out.push_str("\\\\");
                at + 1
            }
        },
        // Not an escape of JSON: the backslash stands for itself.
        _ => {
            out.push_str("\\\\");
            at + 1
        }
    }
}

/// The UTF-16 unit that the `\u` escape at this place stands for.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0u16, |unit, &digit| {
        let digit = u16::try_from(char::from(digit).to_digit(16)?).ok()?;
        Some(unit << 4 | digit)
    })
}

fn escaped(control: u8, out: &mut String) {
    out.push_str(match control >> 4 {
        0 => "\\u000",
        _ => "\\u001",
    });
    out.push(char::from(b"0123456789abcdef"[usize::from(control & 15)]));
}

/// A bare word: a number or one of the three names as it is, anything else as a string.
fn token(word: &str, out: &mut String) {
    if matches!(word, "true" | "false" | "null") || is_number(word) {
        out.push_str(word);
    } else {
        quoted(word, out);
    }
}

/// Whether the word is a JSON number that an `f64` can hold, with some room.
fn is_number(word: &str) -> bool {
    let digits = |text: &mut &str| {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let count = text.len() - rest.len();
        *text = rest;
        count
    };
    if word.len() > 300 {
        return false;
    }
    let mut rest = word.strip_prefix('-').unwrap_or(word);
    let leading_zero = rest.starts_with('0');
    match digits(&mut rest) {
        0 => return false,
        1 => {}
        _ if leading_zero => return false,
        _ => {}
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction;
        if digits(&mut rest) == 0 {
            return false;
        }
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        rest = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits(&mut rest) == 0 {
            return false;
        }
    }
    rest.is_empty() && word.parse::<f64>().is_ok_and(|number| number.abs() < 1e300)
}

/// Where the object or array that starts at `at` ends.
fn end_of_nest(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0usize;
    let mut inside_string = false;
    let mut at = at;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            // Skips what is escaped; if that is the first byte of a longer character, the rest does no harm.
            b'\\' if inside_string => at += 1,
            b'"' => inside_string = !inside_string,
            b'{' | b'[' if !inside_string => depth += 1,
            b'}' | b']' if !inside_string => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    bytes.len()
}

fn excerpt(source: &str, out: &mut String) {
    match source.char_indices().nth(EXCERPT) {
        Some((end, _)) => quoted(&format!("{}…", &source[..end]), out),
        None => quoted(source, out),
    }
}

pub(crate) fn quoted(text: &str, out: &mut String) {
    out.push('"');
    if !text.bytes().any(|b| matches!(b, b'"' | b'\\' | 0..0x20)) {
        out.push_str(text);
        out.push('"');
        return;
    }
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\0'..='\u{1f}' => escaped(c as u8, out),
            _ => out.push(c),
        }
    }
    out.push('"');
}
