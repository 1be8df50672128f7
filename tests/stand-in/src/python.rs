//! JSON as Python's `json.dumps` writes it by default, which is what SeaTable signs and posts: `, ` and `: ` between
//! things, and nothing but printable ASCII.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// `json.dumps(value)`.
pub(crate) fn dumps(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Python)).expect("JSON");
    bytes
}

struct Python;

impl Formatter for Python {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for char in fragment.chars() {
            if char.is_ascii() && char != '\u{7f}' {
                writer.write_all(&[char as u8])?;
            } else {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let size = value.abs();
        if size != 0.0 && !(1e-4..1e16).contains(&size) {
            // Rust writes 1e16, Python 1e+16; and 1e-5 is 1e-05.
            let text = format!("{value:e}");
            let (mantissa, exponent) = text.split_once('e').expect("an exponent");
            let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
            return write!(writer, "{mantissa}e{sign}{digits:0>2}");
        }
        write!(writer, "{value:?}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_writes_what_python_writes() {
        for (value, python) in [
            (json!({"a": [1, 2.5, null, true], "b": {}}), r#"{"a": [1, 2.5, null, true], "b": {}}"#),
            (json!("Müller 😀 \"\\\n\u{7f}"), r#""M\u00fcller \ud83d\ude00 \"\\\n\u007f""#),
            (
                json!([1e16, 1e-5, 1.5e-7, 1e15, 0.0001, 1.0]),
                "[1e+16, 1e-05, 1.5e-07, 1000000000000000.0, 0.0001, 1.0]",
            ),
            (json!("\u{1}\u{8}\u{c}"), r#""\u0001\b\f""#),
        ] {
            assert_eq!(String::from_utf8(dumps(&value)).unwrap(), python);
        }
    }
}
