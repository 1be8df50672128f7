//! Filters in the form in which views, rules and this crate's users keep them.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{Modifier, Predicate};
use crate::named::named;

named! {
    /// How several filters go together (`filter_conjunction`). SeaTable knows these two spellings only; with any
    /// other, or none, its views show no row.
    Conjunction {
        /// All of them hold.
        And = "And",
        /// At least one of them holds.
        Or = "Or",
    }
}

/// Filters and how they go together: a view's, a rule's, or a group's among them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Filters {
    /// The filters in their order.
    #[serde(deserialize_with = "or_null")]
    pub filters: Vec<Item>,
    /// Whether all or one of them must hold.
    #[serde(rename = "filter_conjunction", default, deserialize_with = "or_null")]
    pub conjunction: Conjunction,
}

/// One of several filters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "neither a filter nor a group of filters")]
pub enum Item {
    /// A group, which has a list `filters`. SeaTable knows groups of filters, but does not read groups in groups.
    Group(Filters),
    /// A filter.
    Filter(Filter),
}

/// A condition on one column.
///
/// What has no column, predicate, modifier or term yet, though it needs one, is incomplete: somebody is still making
/// it. SeaTable goes by the others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The column's key; empty if none is chosen.
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "or_null")]
    pub column_key: String,
    /// What is asked; [`Predicate::Other`] of nothing if that is not chosen.
    #[serde(
        rename = "filter_predicate",
        default,
        skip_serializing_if = "Predicate::is_unset",
        deserialize_with = "or_null"
    )]
    pub predicate: Predicate,
    /// What is compared with, as the column's type has it: a text, a number, an option's id, a list of ids. See
    /// [`wanted_term`](super::wanted_term).
    #[serde(rename = "filter_term", default, skip_serializing_if = "Value::is_null")]
    pub term: Value,
    /// Which days are meant, of columns with dates.
    #[serde(
        rename = "filter_term_modifier",
        default,
        skip_serializing_if = "Modifier::is_unset",
        deserialize_with = "or_null"
    )]
    pub modifier: Modifier,
    /// What else is stored with it, so that it is written as it was read. It means nothing to SeaTable's views.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// A value, or what stands for none.
fn or_null<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
