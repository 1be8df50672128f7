//! Conditions on columns, as they are stored: SeaTable's filters, and what those lack.

use std::collections::BTreeMap;

use seatable::filter::{Conjunction, Modifier, Predicate};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Value;

/// Conditions and how they go together. Groups may be in groups, however deep; SeaTable's own go one level deep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// `And`: all of them hold; `Or`: at least one.
    #[serde(rename = "filter_conjunction", default = "all")]
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub conjunction: Conjunction,
    /// The conditions and groups.
    #[serde(default)]
    pub filters: Vec<Item>,
}

/// One of several conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Item {
    /// A group, which has `filters`.
    Group(Conditions),
    /// A condition on a column.
    Column(ColumnCondition),
}

/// A condition on one column: a filter of SeaTable's with the names that a person reads, or one of Rowbell's own
/// ([`CHANGED`], [`PATTERN`], texts in long texts).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(optional_fields))]
pub struct ColumnCondition {
    /// The column's key. Empty: it is found by its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    pub column_key: String,
    /// The column's name as it was seen. By it the column is found where the key is none of the table's.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    pub column_name: String,
    /// What is asked: SeaTable's predicates, [`CHANGED`] or [`PATTERN`].
    #[serde(rename = "filter_predicate")]
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub predicate: Predicate,
    /// What is compared with, as SeaTable has it. Options may be named by id or name.
    #[serde(rename = "filter_term", skip_serializing_if = "Value::is_null")]
    #[cfg_attr(feature = "typescript", ts(type = "JsonValue", optional))]
    pub term: Value,
    /// Which days are meant, of columns with dates.
    #[serde(rename = "filter_term_modifier", skip_serializing_if = "Modifier::is_unset")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    pub modifier: Modifier,
    /// The names of the term's options as they were seen, by id. By it an option is found where its id is none of the column's.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<BTreeMap<String, String>>"))]
    pub names: BTreeMap<String, String>,
    /// Whether it is asked of the value before the change.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>"))]
    pub was: bool,
}

/// The predicate of a column that was changed, whatever to.
pub const CHANGED: &str = "changed";

/// The predicate of a text that fits a pattern (a regular expression) somewhere.
pub const PATTERN: &str = "pattern";

fn all() -> Conjunction {
    Conjunction::And
}

impl Default for Conditions {
    fn default() -> Self {
        Self { conjunction: all(), filters: Vec::new() }
    }
}

impl Conditions {
    /// All conditions, those in groups too, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnCondition> {
        self.filters.iter().flat_map(|item| match item {
            Item::Column(condition) => vec![condition],
            Item::Group(group) => group.columns().collect(),
        })
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }
}

impl ColumnCondition {
    /// What to call the column: its name, or else its key.
    pub fn column(&self) -> &str {
        if self.column_name.is_empty() { &self.column_key } else { &self.column_name }
    }

    /// Whether it is about the change itself, and not about what the row is like.
    pub fn is_of_change(&self) -> bool {
        self.was || self.predicate.as_str() == CHANGED
    }
}

/// All keys of both, so that one that is neither's is told by its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    filters: Option<Vec<Item>>,
    filter_conjunction: Option<Conjunction>,
    #[serde(default)]
    column_key: Option<String>,
    #[serde(default)]
    column_name: Option<String>,
    #[serde(default)]
    filter_predicate: Option<Predicate>,
    #[serde(default)]
    filter_term: Value,
    #[serde(default)]
    filter_term_modifier: Option<Modifier>,
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    was: bool,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(deserializer)?;
        if let Some(filters) = raw.filters {
            if raw.column_key.is_some() || raw.column_name.is_some() {
                return Err(D::Error::custom("a group has `filters` and no column; make two items of it"));
            }
            return Ok(Self::Group(Conditions { conjunction: raw.filter_conjunction.unwrap_or_else(all), filters }));
        }
        Ok(Self::Column(ColumnCondition {
            column_key: raw.column_key.unwrap_or_default(),
            column_name: raw.column_name.unwrap_or_default(),
            predicate: raw.filter_predicate.unwrap_or_default(),
            term: raw.filter_term,
            modifier: raw.filter_term_modifier.unwrap_or_default(),
            names: raw.names,
            was: raw.was,
        }))
    }
}
