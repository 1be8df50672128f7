//! CSV. Spreadsheets guess what a field is, so much is done to have them keep it as it is; sure is only a workbook.

use std::io::{self, Write};

use super::record;
use crate::Entry;

/// By this Excel knows UTF-8; without it, it takes the file for one of an 8-bit code page.
const MARK: &[u8] = "\u{feff}".as_bytes();

pub(super) struct Separated<W: Write>(csv::Writer<W>);

impl<W: Write> Separated<W> {
    pub(super) fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(MARK)?;
        // In quotes a field is text to LibreOffice and Gnumeric where they are told so, and a semicolon, at which spreadsheets
        // of many countries part fields, is no end of one.
        let mut csv = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(out);
        csv.write_record(record(&Entry::default()).map(|(name, _)| name))?;
        Ok(Self(csv))
    }

    pub(super) fn write(&mut self, entry: &Entry) -> io::Result<()> {
        Ok(self.0.write_record(record(entry).map(|(_, field)| harmless(&field.replace('\n', " · "))))?)
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A field that no spreadsheet takes for a formula that does something (OWASP: CSV injection).
fn harmless(field: &str) -> String {
    let mut rest = field.trim_start_matches(['\u{feff}', ' ']).chars();
    let formula = match rest.next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => !is_number(rest.as_str()) && !is_id(rest.as_str()),
        _ => false,
    };
    if formula { format!("'{field}") } else { field.to_owned() }
}

/// A number or a telephone number: nothing is called and no cell named in it.
fn is_number(rest: &str) -> bool {
    rest.chars().all(|c| {
        c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | ',' | '-' | '/' | '(' | ')' | '%' | '€')
    })
}

/// An id of a row, of which one in thirty-two begins with such a sign. With the apostrophe it would find no row.
fn is_id(rest: &str) -> bool {
    rest.len() == 21 && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn exported(entry: &Entry) -> String {
        let mut out = Vec::new();
        let mut table = Separated::begin(&mut out).unwrap();
        table.write(entry).unwrap();
        table.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn formulas_are_made_harmless_and_quotes_kept() {
        let entry =
            Entry { title: "=HYPERLINK(\"http://evil\")".into(), table: "a \"b\", c".into(), ..Entry::default() };
        let csv = exported(&entry);
        assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{csv}");
        assert!(csv.contains("\"a \"\"b\"\", c\""), "{csv}");
        for odd in ["+x", "-1+A1", "-x", "@x", "\t=1", " =1", "＝1", "－A1", "-SUM(A1)", "+cmd|' /C calc'!A0", "- milk"]
        {
            assert!(harmless(odd).starts_with('\''), "{odd}");
        }
    }

    #[test]
    fn what_is_no_formula_has_no_apostrophe() {
        for text in [
            "-5",
            "+49 (30) 12-34",
            "-1.234,50 €",
            "Acme - Ltd",
            "-Ab_9dEfGhIjKlMnOpQrSt",
            "-",
            "",
            "5",
            "-AAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn every_field_is_in_quotes_and_the_file_has_the_mark_of_utf_8() {
        let csv =
            exported(&Entry { id: 7, row: crate::Row { name: "00123".into(), id: "1E5".into() }, ..Entry::default() });
        assert!(csv.starts_with("\u{feff}\"id\",\"at\","), "{csv}");
        assert!(csv.contains("\"7\",") && csv.contains(",\"00123\",\"1E5\","), "{csv}");
        assert!(
            csv.lines().all(|line| line.trim_start_matches('\u{feff}').split(',').all(|field| field.starts_with('"')))
        );
    }
}
