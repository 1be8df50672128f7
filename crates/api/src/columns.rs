//! What rules can ask of a table's columns.

use serde::{Deserialize, Serialize};

/// `GET /v1/bases/{uuid}/columns?table=`: the columns of a table, by the table's id or name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ColumnsView {
    /// The columns, in the table's order where it is known.
    pub columns: Vec<ColumnView>,
    /// Whether these are all, with all their options; else they are those that were seen in changes.
    pub whole: bool,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ColumnView {
    /// Its key, which stays when it is renamed.
    pub key: String,
    /// Its name.
    pub name: String,
    /// SeaTable's name for its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// How SeaTable writes its values (`percent`, `h:mm`, …); empty when it is not known.
    pub format: String,
    /// Its options, in their order.
    pub options: Vec<OptionView>,
    /// What can be asked of it, in the order in which it is offered.
    pub asks: Vec<AskView>,
    /// Whether its values are computed. No change tells these.
    pub computed: bool,
}

/// An option of a select column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OptionView {
    /// Its id, which stays when it is renamed.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The background, `#rrggbb`; empty when it is not known.
    pub color: String,
    /// The colour of the text, `#rrggbb`; empty when it is not known.
    pub text_color: String,
}

/// What can be asked of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AskView {
    /// SeaTable's predicate, `changed` or `pattern`.
    pub predicate: String,
    /// What the term must be: `nothing`, `text`, `number`, `flag`, `option`, `options`, `department`, `departments`,
    /// `people`, or `by_modifier`.
    pub wants: String,
    /// Which days go with it, of columns with dates.
    pub modifiers: Vec<ModifierView>,
}

/// A day or a span of days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ModifierView {
    /// SeaTable's name for it.
    pub modifier: String,
    /// What the term must be: `nothing`, a `day`, or a number of `days`.
    pub wants: String,
}
