//! Any JSON as filters, column settings and cell, for every type of column: read or refused, asked, written, read again.

#![no_main]

use jiff::{civil::date, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use seatable::{
    Column, ColumnType,
    filter::{Filters, Me, Row, Viewer, compile},
};
use serde_json::{Map, Value};

fuzz_target!(|input: (&str, &str, &str)| {
    let (filters, data, cell) = input;
    let Ok(filters) = serde_json::from_str::<Filters>(filters) else { return };
    let written = serde_json::to_string(&filters).expect("JSON");
    assert_eq!(serde_json::from_str::<Filters>(&written).expect("what was written"), filters);

    let json = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let cells = Map::from_iter([("k".to_owned(), json(cell))]);
    let row = Row { stored: &cells, computed: Some(&cells) };
    let (me, zone) = (Me::default(), TimeZone::UTC);
    let viewer = Viewer { me: &me, zone: &zone, today: date(2026, 12, 1) };
    for kind in ColumnType::KNOWN {
        let column = Column { key: "k".to_owned(), kind: kind.clone(), data: json(data), ..Column::default() };
        if let Ok(compiled) = compile(&filters, &[column]) {
            compiled.holds(row, &viewer);
        }
    }
});
