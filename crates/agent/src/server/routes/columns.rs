//! What rules can ask of a table's columns.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use rowbell_api::{AskView, ColumnView, ColumnsView, ModifierView, OptionView};
use rowbell_core::services::{is_computed, offered};
use seatable::{
    BaseUuid, Column,
    filter::{Modifier, ModifierTerm, Predicate, WantedTerm, modifiers_of},
};
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, Shared};

#[derive(Deserialize)]
pub(super) struct OfTable {
    /// Its id or name.
    table: String,
}

pub(super) async fn columns(
    State(app): Shared,
    Path(uuid): Path<String>,
    Query(OfTable { table }): Query<OfTable>,
) -> Answer<ColumnsView> {
    let known = app.engine.services().columns.of(&BaseUuid::new(&uuid), &table).await?;
    Ok(Json(ColumnsView { columns: known.columns.iter().map(column).collect(), whole: known.whole }))
}

fn column(column: &Column) -> ColumnView {
    let field = |name: &str| column.data.get(name).and_then(Value::as_str);
    let format = field("format").or_else(|| field("duration_format")).unwrap_or_default();
    ColumnView {
        key: column.key.clone(),
        name: column.name.clone(),
        kind: column.kind.as_str().to_owned(),
        format: format.to_owned(),
        options: options(column),
        asks: offered(column).into_iter().map(|(predicate, wanted)| ask(&predicate, wanted)).collect(),
        computed: is_computed(column),
    }
}

/// Of what is gathered from linked rows, those of the other table's column.
fn options(column: &Column) -> Vec<OptionView> {
    let gathered = column.data.pointer("/array_data/options");
    let options = gathered.or_else(|| column.data.get("options")).and_then(Value::as_array);
    let view = |option: &Value| {
        let text = |name: &str| match option.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let ink = text("textColor");
        let text_color = if ink.is_empty() { text("text_color") } else { ink };
        OptionView { id: text("id"), name: text("name"), color: text("color"), text_color }
    };
    options.into_iter().flatten().map(view).filter(|option| !option.id.is_empty()).collect()
}

fn ask(predicate: &Predicate, wanted: WantedTerm) -> AskView {
    let (wants, modifiers): (_, &[Modifier]) = match wanted {
        WantedTerm::Nothing => ("nothing", &[]),
        WantedTerm::Text => ("text", &[]),
        WantedTerm::Number => ("number", &[]),
        WantedTerm::Flag => ("flag", &[]),
        WantedTerm::Option => ("option", &[]),
        WantedTerm::Options => ("options", &[]),
        WantedTerm::Department => ("department", &[]),
        WantedTerm::Departments => ("departments", &[]),
        WantedTerm::People => ("people", &[]),
        WantedTerm::ByModifier => ("by_modifier", modifiers_of(predicate)),
    };
    let modifiers = modifiers.iter().map(|modifier| ModifierView {
        modifier: modifier.as_str().to_owned(),
        wants: match modifier.wants() {
            ModifierTerm::Nothing => "nothing",
            ModifierTerm::Day => "day",
            ModifierTerm::Days => "days",
        }
        .to_owned(),
    });
    AskView { predicate: predicate.as_str().to_owned(), wants: wants.to_owned(), modifiers: modifiers.collect() }
}
