//! Four thousand filters over one row each, beside whether SeaTable's view shows the row.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::*;
use crate::{Column, ColumnType};

pub(super) const VIEWS: &str = include_str!("../../../../tests/fixtures/seatable/51_view_filters.jsonl");

#[derive(Deserialize)]
struct Line {
    id: String,
    group: String,
    about: String,
    columns: Vec<LineColumn>,
    row: Map<String, Value>,
    formula_row: Option<Map<String, Value>>,
    #[serde(flatten)]
    filters: Filters,
    me: LineMe,
    now: String,
    tz: String,
    expected: Value,
    error: Option<String>,
}

#[derive(Deserialize)]
struct LineColumn {
    key: String,
    #[serde(rename = "type")]
    kind: ColumnType,
    #[serde(default)]
    data: Value,
}

#[derive(Deserialize)]
struct LineMe {
    username: Option<String>,
    id_in_org: Option<String>,
    department_ids: Option<Vec<i64>>,
    department_and_sub_ids: Option<Vec<i64>>,
}

impl Line {
    /// What is said of a filter, or of the row.
    fn expected(&self) -> String {
        self.error.clone().unwrap_or_else(|| self.expected.to_string())
    }

    fn answer(&self) -> String {
        let column = |column: &LineColumn| Column {
            key: column.key.clone(),
            kind: column.kind.clone(),
            data: column.data.clone(),
            ..Column::default()
        };
        let columns: Vec<_> = self.columns.iter().map(column).collect();
        let compiled = match compile(&self.filters, &columns) {
            Ok(compiled) => compiled,
            Err(faulty) => return word(faulty.faults[0].kind).to_owned(),
        };
        let me = Me {
            id: self.me.username.clone(),
            id_in_org: self.me.id_in_org.clone(),
            departments: self.me.department_ids.clone().unwrap_or_default(),
            departments_and_below: self.me.department_and_sub_ids.clone().unwrap_or_default(),
        };
        let zone = TimeZone::get(&self.tz).expect("known");
        let viewer = Viewer::at(self.now.parse().expect("a time"), &me, &zone);
        let row = Row { stored: &self.row, computed: self.formula_row.as_ref() };
        compiled.holds(row, &viewer).to_string()
    }
}

fn word(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::ColumnMissing => "column_missing",
        FaultKind::ColumnUnsupported => "column_unsupported",
        FaultKind::PredicateUnmatched => "predicate_unmatched",
        FaultKind::ModifierUnmatched => "modifier_unmatched",
        FaultKind::TermInvalid => "term_invalid",
    }
}

/// No exceptions: what hangs on JavaScript rather than on SeaTable (a number in a text cell, "hello 5" for a date) is
/// answered likewise.
#[test]
fn rows_are_let_through_as_in_seatables_views() {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut wrong = Vec::new();
    for line in VIEWS.lines() {
        let line: Line = serde_json::from_str(line).expect("a filter");
        let (answer, expected) = (line.answer(), line.expected());
        if answer != expected {
            wrong.push(format!("{} {} ({}): {answer} instead of {expected}", line.id, line.group, line.about));
        }
        *counts.entry(expected).or_default() += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let errors: usize = counts.iter().filter(|(answer, _)| answer.contains('_')).map(|(_, count)| count).sum();
    assert_eq!((counts["true"], counts["false"], errors), (1779, 1859, 362));
}
