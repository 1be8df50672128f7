//! Any JSON as a cell's value and column settings, for every type of column: always a short line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seatable::{
    Column, ColumnType,
    value::{Format, LONGEST, chips, text},
};

const KINDS: &[&str] = &[
    "text",
    "long-text",
    "number",
    "collaborator",
    "date",
    "duration",
    "single-select",
    "multiple-select",
    "image",
    "file",
    "email",
    "url",
    "checkbox",
    "rate",
    "geolocation",
    "link",
    "formula",
    "link-formula",
    "creator",
    "ctime",
    "last-modifier",
    "mtime",
    "auto-number",
    "button",
    "department-single-select",
    "digital-sign",
    "hologram",
];

fuzz_target!(|input: (&str, &str)| {
    let (value, data) = input;
    let json = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| serde_json::Value::from(text));
    let (value, data) = (json(value), json(data));
    let format = Format::default();
    for &kind in KINDS {
        let column = Column { kind: ColumnType::from(kind), data: data.clone(), ..Column::default() };
        let shown = text(&column, &value, &format);
        assert!(!shown.is_empty() && shown.chars().count() <= LONGEST);
        assert!(!shown.contains(char::is_control));
        let pruned = column.pruned_for([&value]);
        assert_eq!(text(&pruned, &value, &format), shown, "{kind}");
        assert_eq!(chips(&pruned, &value), chips(&column, &value), "{kind}");
    }
});
