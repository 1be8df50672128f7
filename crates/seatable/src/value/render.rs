//! Which text for which type of column.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{Format, MOST_ENTRIES, date, decimal::Decimal, is_empty, line::Line, longtext, number, place};
use crate::{
    Column, ColumnType,
    column::{scalar, settings::word},
};

/// Lists in lists and the like are not followed further.
const DEEPEST: usize = 6;

pub(super) fn value(line: &mut Line, column: &Column, value: &Value, format: &Format, depth: usize) {
    if is_empty(value) {
        // Older servers send `""` for false.
        if is_checkbox(column) {
            line.push(&format.unchecked);
        }
        return;
    }
    let data = &column.data;
    let done = match &column.kind {
        ColumnType::Text | ColumnType::Email | ColumnType::Url | ColumnType::AutoNumber => words(line, value),
        ColumnType::LongText => longtext::push(line, value),
        ColumnType::Number => number::number(line, data, value),
        ColumnType::Duration => number::duration(line, data, value),
        ColumnType::Rate => number::rate(line, value),
        ColumnType::Date => date::date_column(line, data, value, format),
        ColumnType::CreatedTime | ColumnType::ModifiedTime => date::instant(line, value, format),
        ColumnType::Checkbox => checkbox(line, value, format),
        ColumnType::SingleSelect | ColumnType::MultipleSelect => select(line, column, value),
        ColumnType::Collaborator => each(line, value, format, |line, value| person(line, value, format)),
        ColumnType::Creator | ColumnType::LastModifier => person(line, value, format),
        ColumnType::Image | ColumnType::File => each(line, value, format, file),
        ColumnType::Geolocation => place::push(line, data, value),
        ColumnType::DigitalSign => signature(line, value, format),
        ColumnType::Link => links(line, column, value, format),
        ColumnType::Formula | ColumnType::LinkFormula => formula(line, column, value, format),
        ColumnType::DepartmentSingleSelect => department(line, column, value),
        ColumnType::Button => Some(()),
        ColumnType::Other(_) => None,
    };
    if done.is_none() {
        anything(line, value, format, depth);
    }
}

/// A value that is not what its column's type promises, or of a type that is not known.
pub(super) fn anything(line: &mut Line, value: &Value, format: &Format, depth: usize) {
    match value {
        Value::Null => {}
        Value::Bool(true) => line.push(&format.checked),
        Value::Bool(false) => line.push(&format.unchecked),
        Value::Number(number) => {
            let number = Decimal::of_number(number);
            line.push(&number.map(number::plain).unwrap_or_default());
        }
        Value::String(text) if text.ends_with("@auth.local") => line.push(&format.person(text)),
        Value::String(text) => line.push(text),
        Value::Array(_) | Value::Object(_) if depth >= DEEPEST => line.push("…"),
        Value::Array(items) => {
            for item in items.iter().take(MOST_ENTRIES) {
                if line.is_full() {
                    return;
                }
                line.separate();
                anything(line, item, format, depth + 1);
            }
        }
        Value::Object(fields) => match title(fields) {
            Some(title) => anything(line, title, format, depth + 1),
            None => {
                for (name, field) in fields.iter().filter(|(_, field)| !is_empty(field)).take(MOST_ENTRIES) {
                    if line.is_full() {
                        return;
                    }
                    line.separate();
                    line.push(name);
                    line.push(": ");
                    anything(line, field, format, depth + 1);
                }
            }
        },
    }
}

/// The field that says what an object is called.
fn title(fields: &Map<String, Value>) -> Option<&Value> {
    let names = ["display_value", "name", "title", "text"];
    names.iter().find_map(|&name| fields.get(name)).filter(|value| !is_empty(value))
}

/// Texts and numbers as they are.
fn words(line: &mut Line, value: &Value) -> Option<()> {
    match value {
        Value::Number(number) => line.push(&Decimal::of_number(number)?.text()),
        _ => line.push(value.as_str()?),
    }
    Some(())
}

/// A department by its name, which the column's options have if it is known; otherwise by its number.
fn department(line: &mut Line, column: &Column, value: &Value) -> Option<()> {
    let number = scalar(value)?;
    // The first department has the number 1.
    if number != "0" {
        line.push(&column.option(&number).map_or(number.into_owned(), |department| department.name));
    }
    Some(())
}

fn is_checkbox(column: &Column) -> bool {
    match column.kind {
        ColumnType::Checkbox => true,
        ColumnType::Formula | ColumnType::LinkFormula => word(&column.data, "result_type") == Some("bool"),
        _ => false,
    }
}

/// Each entry of a list, or the value itself as the only one; entries that are something else as what they are.
fn each(
    line: &mut Line,
    value: &Value,
    format: &Format,
    mut one: impl FnMut(&mut Line, &Value) -> Option<()>,
) -> Option<()> {
    let Value::Array(items) = value else {
        return one(line, value);
    };
    for item in items.iter().take(MOST_ENTRIES) {
        if line.is_full() {
            break;
        }
        line.separate();
        if one(line, item).is_none() {
            anything(line, item, format, DEEPEST - 1);
        }
    }
    Some(())
}

/// Only true is a tick; a program that makes XML of it writes it with any letters.
fn checkbox(line: &mut Line, value: &Value, format: &Format) -> Option<()> {
    let checked = match value {
        Value::Bool(checked) => *checked,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        Value::Number(_) => false,
        _ => return None,
    };
    line.push(if checked { &format.checked } else { &format.unchecked });
    Some(())
}

fn select(line: &mut Line, column: &Column, value: &Value) -> Option<()> {
    if value.is_object() {
        return None;
    }
    for option in super::chips(column, value) {
        line.separate();
        line.push(&option.name);
    }
    Some(())
}

fn person(line: &mut Line, value: &Value, format: &Format) -> Option<()> {
    line.push(&format.person(value.as_str()?));
    Some(())
}

/// A file by its name; an image is only an address.
fn file(line: &mut Line, value: &Value) -> Option<()> {
    match value {
        Value::String(address) => line.push(&file_name(address)),
        Value::Object(fields) => match (fields.get("name"), fields.get("url")) {
            (Some(Value::String(name)), _) if !name.is_empty() => line.push(name),
            (_, Some(Value::String(address))) => line.push(&file_name(address)),
            _ => return None,
        },
        _ => return None,
    }
    Some(())
}

/// The last part of an address, decoded.
pub(super) fn file_name(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    match percent_decode_str(name).decode_utf8_lossy().into_owned() {
        name if name.trim().is_empty() => address.to_owned(),
        name => name,
    }
}

/// Who signed, and when, as far as that is told; else the name of the drawing, for the way to it says nothing to people.
fn signature(line: &mut Line, value: &Value, format: &Format) -> Option<()> {
    let Value::Object(fields) = value else {
        return file(line, value);
    };
    let told = |name: &str| fields.get(name).filter(|field| !is_empty(field));
    let mut any = false;
    if let Some(name) = told("username") {
        any |= person(line, name, format).is_some();
    }
    if let Some(time) = told("sign_time") {
        line.separate();
        any |= date::instant(line, time, format).is_some();
    }
    match told("sign_image_url") {
        Some(drawing) if !any => file(line, drawing),
        _ => any.then_some(()),
    }
}

/// Linked rows by their names, or values of theirs.
fn links(line: &mut Line, column: &Column, value: &Value, format: &Format) -> Option<()> {
    let other = other_column(column);
    if let Some(other) = &other
        && other.kind == ColumnType::MultipleSelect
        && value.as_array().is_some_and(|values| values.iter().all(|value| scalar(value).is_some()))
    {
        // The options of all linked rows, as of one cell.
        return select(line, other, value);
    }
    each(line, value, format, |line, value| {
        let name = linked(value, column.kind == ColumnType::Link)?;
        match &other {
            Some(other) => self::value(line, other, name, format, 1),
            None => anything(line, name, format, 1),
        }
        Some(())
    })
}

/// A linked row's name in any of the forms in which links come: the name, `{row_id, display_value}`, or
/// `{row_id: name}`; what is computed over linked rows comes as it is.
fn linked(value: &Value, is_link: bool) -> Option<&Value> {
    match value {
        Value::Object(fields) => match (fields.get("display_value"), fields.get("row_id")) {
            (Some(name), _) | (None, Some(name)) => Some(name),
            (None, None) if !is_link => Some(value),
            (None, None) if fields.len() == 1 => fields.values().next(),
            (None, None) => None,
        },
        name => Some(name),
    }
}

/// The other table's column, which `array_type` and `array_data` describe. One that links or computes itself is not
/// followed; the server shows nothing for these.
fn other_column(column: &Column) -> Option<Column> {
    let kind = match word(&column.data, "array_type")? {
        "string" => ColumnType::Text,
        "bool" => ColumnType::Checkbox,
        name => ColumnType::from(name),
    };
    if matches!(kind, ColumnType::Link | ColumnType::Formula | ColumnType::LinkFormula) {
        return None;
    }
    let data = column.data.get("array_data").cloned().unwrap_or_default();
    Some(Column { kind, data, ..Column::default() })
}

fn formula(line: &mut Line, column: &Column, value: &Value, format: &Format) -> Option<()> {
    let data = &column.data;
    match word(data, "result_type")? {
        "string" => words(line, value),
        "number" => number::number(line, data, value),
        "date" => date::date_column(line, data, value, format),
        "bool" => checkbox(line, value, format),
        "array" => links(line, column, value, format),
        _ => None,
    }
}
