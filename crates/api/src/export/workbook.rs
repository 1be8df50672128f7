//! A workbook: a sheet of changes, a row each, and one of their cells, a row each, in which numbers are numbers and times
//! are times.

use std::io::{self, Write};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::record;
use crate::{Cell, Entry};

/// The rows that a sheet has room for.
pub(super) const ROWS: u32 = 1_048_576;
/// What a field has room for, in UTF-16 units.
const LONGEST: usize = 32_767;

/// Dates before this day are texts: spreadsheets disagree about the year 1900, and know none before.
const FIRST_DAY: DateTime = DateTime::constant(1900, 3, 1, 0, 0, 0, 0);

pub(super) struct Sheets {
    book: Workbook,
    changes: Sheet,
    cells: Sheet,
    formats: Formats,
}

struct Formats {
    head: Format,
    time: Format,
    day: Format,
    zone: TimeZone,
    /// The rows of a sheet.
    rows: u32,
}

/// A field of a sheet.
#[derive(Clone, Copy)]
enum Field<'a> {
    Text(&'a str),
    Number(f64),
    Truth(bool),
    Time(DateTime),
    Day(DateTime),
}

/// A sheet, and those that go on where it is full.
struct Sheet {
    name: &'static str,
    columns: Vec<(&'static str, f64)>,
    /// Its place in the workbook.
    index: usize,
    parts: u32,
    next_row: u32,
}

impl Sheets {
    /// With sheets of at most so many rows.
    pub(super) fn begin(rows: u32) -> io::Result<Self> {
        let wide = |name| match name {
            "id" | "at" | "received_at" | "base" | "table" | "row_name" | "actor" | "column" => 20.0,
            "title" | "text" | "cells" | "old" | "new" => 40.0,
            _ => 12.0,
        };
        let columns = |names: &[&'static str]| names.iter().map(|name| (*name, wide(name))).collect();
        let changes = record(&Entry::default()).map(|(name, _)| name);
        let cells = ["id", "at", "base", "table", "row_name", "row_id", "actor", "column", "type", "old", "new"];
        let formats = Formats {
            head: Format::new().set_bold(),
            time: Format::new().set_num_format("yyyy\\-mm\\-dd hh:mm:ss"),
            day: Format::new().set_num_format("yyyy\\-mm\\-dd"),
            zone: TimeZone::system(),
            rows,
        };
        let mut book = Workbook::new();
        let changes = Sheet::begin(&mut book, &formats, "Changes", columns(&changes))?;
        let cells = Sheet::begin(&mut book, &formats, "Cells", columns(&cells))?;
        Ok(Self { book, changes, cells, formats })
    }

    pub(super) fn write(&mut self, entry: &Entry) -> io::Result<()> {
        let told = record(entry);
        let at = self.formats.time_of(&entry.at);
        let fields = told.iter().map(|(name, text)| match *name {
            "at" | "received_at" => self.formats.time_of(text),
            "unread" => Field::Truth(entry.unread),
            _ => Field::Text(text),
        });
        self.changes.write(&mut self.book, &self.formats, fields)?;
        let id = entry.id.to_string();
        let of_entry = [
            &id,
            "",
            entry.base.as_deref().unwrap_or_default(),
            &entry.table,
            &entry.row.name,
            &entry.row.id,
            &entry.actor,
        ];
        for cell in &entry.cells {
            let of_entry = of_entry.iter().enumerate().map(|(n, text)| if n == 1 { at } else { Field::Text(text) });
            let of_cell = [
                Field::Text(&cell.column),
                Field::Text(&cell.kind),
                self.formats.value(cell, &cell.old, &cell.old_text),
                self.formats.value(cell, &cell.new, &cell.new_text),
            ];
            self.cells.write(&mut self.book, &self.formats, of_entry.chain(of_cell))?;
        }
        Ok(())
    }

    pub(super) fn end(mut self, out: &mut (impl Write + Send)) -> io::Result<()> {
        self.book.save_to_writer(out).map_err(failed)
    }
}

impl Formats {
    /// A time of the API as this computer's clock shows it; a workbook knows no zones.
    fn time_of<'a>(&self, text: &'a str) -> Field<'a> {
        match text.parse::<Timestamp>() {
            Ok(at) => within(self.zone.to_datetime(at), Field::Time).unwrap_or(Field::Text(text)),
            Err(_) => Field::Text(text),
        }
    }

    /// A cell's value as what it is, where a spreadsheet can hold it without loss, and otherwise as SeaTable shows it.
    fn value<'a>(&self, cell: &Cell, value: &Value, text: &'a str) -> Field<'a> {
        let typed = match (cell.kind.as_str(), value) {
            ("number" | "rate", Value::Number(number)) => exact(number).map(Field::Number),
            ("checkbox", Value::Bool(truth)) => Some(Field::Truth(*truth)),
            ("date", Value::String(date)) => self.date(date),
            _ => None,
        };
        typed.unwrap_or(Field::Text(text))
    }

    /// SeaTable stores a date as a day, a day and minute, or a time with its offset.
    fn date<'a>(&self, date: &str) -> Option<Field<'a>> {
        if let Ok(at) = date.parse::<Timestamp>() {
            return within(self.zone.to_datetime(at), Field::Time);
        }
        match date.len() {
            10 => within(date.parse::<Date>().ok()?.into(), Field::Day),
            _ => within(date.parse().ok()?, Field::Time),
        }
    }
}

fn within<'a>(at: DateTime, field: fn(DateTime) -> Field<'a>) -> Option<Field<'a>> {
    (FIRST_DAY..).contains(&at).then(|| field(at))
}

/// Spreadsheets keep 15 digits.
fn exact(number: &serde_json::Number) -> Option<f64> {
    let digits =
        number.to_string().bytes().take_while(|byte| !matches!(byte, b'e' | b'E')).filter(u8::is_ascii_digit).count();
    number.as_f64().filter(|value| value.is_finite() && digits <= 15)
}

impl Sheet {
    fn begin(
        book: &mut Workbook,
        formats: &Formats,
        name: &'static str,
        columns: Vec<(&'static str, f64)>,
    ) -> io::Result<Self> {
        let mut sheet = Self { name, columns, index: 0, parts: 0, next_row: 0 };
        sheet.go_on(book, formats)?;
        Ok(sheet)
    }

    fn go_on(&mut self, book: &mut Workbook, formats: &Formats) -> io::Result<()> {
        self.index = book.worksheets().len();
        self.parts += 1;
        let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
        let name = if self.parts == 1 { self.name.to_owned() } else { format!("{} {}", self.name, self.parts) };
        sheet.set_name(name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (n, (column, width)) in (0..).zip(&self.columns) {
            sheet.set_column_width(n, *width).map_err(failed)?;
            sheet.write_string_with_format(0, n, *column, &formats.head).map_err(failed)?;
        }
        self.next_row = 1;
        Ok(())
    }

    fn write<'a>(
        &mut self,
        book: &mut Workbook,
        formats: &Formats,
        fields: impl Iterator<Item = Field<'a>>,
    ) -> io::Result<()> {
        if self.next_row == formats.rows {
            self.go_on(book, formats)?;
        }
        let sheet = book.worksheet_from_index(self.index).map_err(failed)?;
        for (column, field) in (0..).zip(fields) {
            put(sheet, (self.next_row, column), &field, formats).map_err(failed)?;
        }
        self.next_row += 1;
        Ok(())
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    field: &Field<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let serial = |at: &DateTime| {
        let day =
            ExcelDateTime::from_ymd(at.year().unsigned_abs(), at.month().unsigned_abs(), at.day().unsigned_abs())?;
        day.and_hms(
            u16::from(at.hour().unsigned_abs()),
            at.minute().unsigned_abs(),
            f64::from(at.second()) + f64::from(at.subsec_nanosecond() / 1_000_000) / 1000.0,
        )
    };
    match field {
        Field::Text("") => return Ok(()),
        Field::Text(text) => sheet.write_string(row, column, fitting(text))?,
        Field::Number(number) => sheet.write_number(row, column, *number)?,
        Field::Truth(truth) => sheet.write_boolean(row, column, *truth)?,
        Field::Time(at) => sheet.write_datetime_with_format(row, column, &serial(at)?, &formats.time)?,
        Field::Day(at) => sheet.write_datetime_with_format(row, column, &serial(at)?, &formats.day)?,
    };
    Ok(())
}

/// A text that has room in a field, with an ellipsis where it is cut, and without what XML has no place for.
fn fitting(text: &str) -> String {
    let has_place = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let shown: String = text.chars().filter(has_place).collect();
    if shown.len() <= LONGEST || shown.encode_utf16().count() <= LONGEST {
        return shown;
    }
    let mut room = LONGEST - 1;
    let kept = shown.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = if fits { room - c.len_utf16() } else { 0 };
        fits
    });
    kept.chain(['…']).collect()
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_full_sheet_goes_on_in_another() {
        let mut sheets = Sheets::begin(3).unwrap();
        for _ in 0..5 {
            sheets.write(&Entry { cells: vec![Cell::default()], ..Entry::default() }).unwrap();
        }
        let names: Vec<String> = sheets.book.worksheets().iter().map(Worksheet::name).collect();
        assert_eq!(names, ["Changes", "Cells", "Changes 2", "Cells 2", "Changes 3", "Cells 3"]);
        let mut out = Vec::new();
        sheets.end(&mut out).unwrap();
        assert!(out.starts_with(b"PK"));
    }

    #[test]
    fn texts_have_room_whatever_their_length() {
        assert_eq!(fitting("a\u{0}\u{b}\tb\n"), "a\tb\n");
        for (letter, kept) in [('x', LONGEST - 1), ('😀', (LONGEST - 1) / 2)] {
            let text = fitting(&letter.to_string().repeat(40_000));
            assert_eq!(text.chars().count(), kept + 1);
            assert!(text.ends_with('…') && text.encode_utf16().count() <= LONGEST);
        }
        assert_eq!(fitting(&"é".repeat(LONGEST)), "é".repeat(LONGEST));
    }

    #[test]
    fn what_a_spreadsheet_can_hold_is_a_number_or_a_time_and_all_else_a_text() {
        let formats = Sheets::begin(9).unwrap().formats;
        let is = |kind: &str, value: Value| {
            let cell = Cell { kind: kind.into(), ..Cell::default() };
            match formats.value(&cell, &value, "as shown") {
                Field::Text(text) => text.to_owned(),
                Field::Number(number) => number.to_string(),
                Field::Truth(truth) => truth.to_string(),
                Field::Time(at) => at.to_string(),
                Field::Day(at) => at.date().to_string(),
            }
        };
        for (kind, value, expected) in [
            ("number", json!(-1.25), "-1.25"),
            ("number", json!(123_456_789_012_345_i64), "123456789012345"),
            ("number", json!(1_234_567_890_123_456_i64), "as shown"),
            ("number", json!("5"), "as shown"),
            ("text", json!("5"), "as shown"),
            ("date", json!("2026-02-03"), "2026-02-03"),
            ("date", json!("2026-02-03 14:30"), "2026-02-03T14:30:00"),
            ("date", json!("1899-02-03"), "as shown"),
            ("date", json!("soon"), "as shown"),
            ("checkbox", json!(true), "true"),
            ("duration", json!(90), "as shown"),
        ] {
            assert_eq!(is(kind, value.clone()), expected, "{kind} {value}");
        }
    }
}
