//! Exports: CSV for spreadsheets, JSON for programs.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::{Cell, Entry};

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A table for spreadsheets; safe against formulas in foreign text.
    Csv,
    /// An array of objects.
    Json,
}

const COLUMNS: [&str; 18] = [
    "id",
    "at",
    "received_at",
    "base",
    "table",
    "kind",
    "row_name",
    "row_id",
    "actor",
    "title",
    "text",
    "cells",
    "link",
    "unread",
    "outcome",
    "outcome_reason",
    "authenticity",
    "source",
];

/// An export on its way to a writer.
pub struct Export<W: Write>(To<W>);

enum To<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json { out: W, first: bool },
}

impl<W: Write> Export<W> {
    /// Begins one.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn begin(format: Format, mut out: W) -> io::Result<Self> {
        Ok(Self(match format {
            Format::Csv => {
                // Spreadsheets of many countries part fields at semicolons; in quotes they are text everywhere.
                let mut csv = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::NonNumeric).from_writer(out);
                csv.write_record(COLUMNS)?;
                To::Csv(Box::new(csv))
            }
            Format::Json => {
                out.write_all(b"[")?;
                To::Json { out, first: true }
            }
        }))
    }

    /// Writes changes.
    ///
    /// # Errors
    /// As [`Export::begin`].
    pub fn write(&mut self, entries: &[Entry]) -> io::Result<()> {
        for entry in entries {
            match &mut self.0 {
                To::Csv(csv) => csv.write_record(record(entry))?,
                To::Json { out, first } => {
                    out.write_all(if *first { b"\n" } else { b",\n" })?;
                    *first = false;
                    serde_json::to_writer(&mut *out, entry)?;
                }
            }
        }
        Ok(())
    }

    /// Writes the end.
    ///
    /// # Errors
    /// As [`Export::begin`].
    pub fn end(self) -> io::Result<()> {
        match self.0 {
            To::Csv(mut csv) => csv.flush(),
            To::Json { mut out, .. } => {
                out.write_all(b"\n]\n")?;
                out.flush()
            }
        }
    }
}

fn record(entry: &Entry) -> [String; 18] {
    let cell = |cell: &Cell| format!("{}: {} → {}", cell.column, cell.old_text, cell.new_text);
    let cells = entry.cells.iter().map(cell).collect::<Vec<_>>().join("; ");
    [
        &entry.id.to_string(),
        &entry.at,
        &entry.received_at,
        &entry.base.clone().unwrap_or_default(),
        &entry.table,
        &entry.kind,
        &entry.row.name,
        &entry.row.id,
        &entry.actor,
        &entry.title,
        &entry.text,
        &cells,
        &entry.link.clone().unwrap_or_default(),
        &entry.unread.to_string(),
        &entry.outcome,
        &entry.outcome_reason.clone().unwrap_or_default(),
        &entry.authenticity,
        &entry.source,
    ]
    .map(|field| harmless(&field.replace('\n', " · ")))
}

/// A field that no spreadsheet takes for a formula (OWASP: CSV injection).
fn harmless(field: &str) -> String {
    let first = field.trim_start_matches(['\u{feff}', ' ']).chars().next();
    let formula = first
        .is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    if formula { format!("'{field}") } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn exported(format: Format, entries: &[Entry]) -> String {
        let mut out = Vec::new();
        let mut export = Export::begin(format, &mut out).unwrap();
        export.write(entries).unwrap();
        export.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn formulas_are_made_harmless_and_quotes_kept() {
        let entry =
            Entry { title: "=HYPERLINK(\"http://evil\")".into(), table: "a \"b\", c".into(), ..Entry::default() };
        let csv = exported(Format::Csv, &[entry]);
        assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{csv}");
        assert!(csv.contains("\"a \"\"b\"\", c\""), "{csv}");
        let parted = exported(Format::Csv, &[Entry { title: "a;=1+1".into(), ..Entry::default() }]);
        assert!(parted.contains("\"a;=1+1\""), "{parted}");
        for odd in ["+1", "-1", "@x", "\t=1", " =1", "＝1"] {
            assert!(harmless(odd).starts_with('\''), "{odd}");
        }
        assert_eq!(harmless("Acme - Ltd"), "Acme - Ltd");
    }

    #[test]
    fn json_is_an_array_however_many_there_are() {
        for count in 0..3 {
            let text = exported(Format::Json, &vec![Entry::default(); count]);
            assert_eq!(serde_json::from_str::<Vec<Entry>>(&text).unwrap().len(), count);
        }
    }
}
