//! Exports: a workbook for people, CSV and JSON for programs.

mod separated;
mod workbook;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use self::{separated::Separated, workbook::Sheets};
use crate::Entry;

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A workbook of a spreadsheet, Office Open XML: texts stay texts, numbers are numbers, times are times.
    Xlsx,
    /// A table with commas, UTF-8 with its mark; safe against formulas in foreign text.
    Csv,
    /// An array of objects.
    Json,
}

/// An export on its way to a writer.
pub struct Export<W: Write>(To<W>);

enum To<W: Write> {
    Xlsx { sheets: Box<Sheets>, out: W },
    Csv(Box<Separated<W>>),
    Json { out: W, first: bool },
}

impl<W: Write + Send> Export<W> {
    /// Begins one. A workbook grows in temporary files that have no name, and comes out at the end.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn begin(format: Format, mut out: W) -> io::Result<Self> {
        Ok(Self(match format {
            Format::Xlsx => To::Xlsx { sheets: Box::new(Sheets::begin(workbook::ROWS)?), out },
            Format::Csv => To::Csv(Box::new(Separated::begin(out)?)),
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
                To::Xlsx { sheets, .. } => sheets.write(entry)?,
                To::Csv(table) => table.write(entry)?,
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
            To::Xlsx { sheets, mut out } => {
                sheets.end(&mut out)?;
                out.flush()
            }
            To::Csv(table) => table.end(),
            To::Json { mut out, .. } => {
                out.write_all(b"\n]\n")?;
                out.flush()
            }
        }
    }
}

/// What both tables tell of a change, by the names of the columns.
fn record(entry: &Entry) -> [(&'static str, String); 18] {
    [
        ("id", entry.id.to_string()),
        ("at", entry.at.clone()),
        ("received_at", entry.received_at.clone()),
        ("base", entry.base.clone().unwrap_or_default()),
        ("table", entry.table.clone()),
        ("kind", entry.kind.clone()),
        ("row_name", entry.row.name.clone()),
        ("row_id", entry.row.id.clone()),
        ("actor", entry.actor.clone()),
        ("title", entry.title.clone()),
        ("text", entry.text.clone()),
        ("cells", entry.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("; ")),
        ("link", entry.link.clone().unwrap_or_default()),
        ("unread", entry.unread.to_string()),
        ("outcome", entry.outcome.clone()),
        ("outcome_reason", entry.outcome_reason.clone().unwrap_or_default()),
        ("authenticity", entry.authenticity.clone()),
        ("source", entry.source.clone()),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn json_is_an_array_however_many_there_are() {
        for count in 0..3 {
            let mut out = Vec::new();
            let mut export = Export::begin(Format::Json, &mut out).unwrap();
            export.write(&vec![Entry::default(); count]).unwrap();
            export.end().unwrap();
            assert_eq!(serde_json::from_slice::<Vec<Entry>>(&out).unwrap().len(), count);
        }
    }
}
