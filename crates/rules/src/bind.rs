//! From a condition as it is stored to one that can be asked, by the columns of a table.

use seatable::{
    Column, ColumnType,
    filter::{self, Filter, Filters, Item, Node, Predicate, WantedTerm, wanted_term},
};
use serde_json::{Map, Value, json};

use crate::{
    CHANGED, CellFact, ColumnCondition, Fault, PATTERN,
    cell::{Ask, CellTest, Needs},
    mistake::pattern,
};

/// What is known of a table's columns.
#[derive(Clone, Copy)]
pub(crate) enum Columns<'c> {
    /// All columns, with all their options.
    Whole(&'c [Column]),
    /// Those that a change names, each with the options that its values need.
    Told(&'c [CellFact<'c>]),
}

impl<'c> Columns<'c> {
    pub(crate) fn are_whole(self) -> bool {
        matches!(self, Self::Whole(_))
    }

    /// All of them, in their order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'c Column> {
        let (whole, told) = match self {
            Self::Whole(columns) => (columns, &[][..]),
            Self::Told(cells) => (&[][..], cells),
        };
        whole.iter().chain(told.iter().map(|cell| cell.column))
    }

    /// The column of that key, or else of that name.
    fn find(self, key: &str, name: &str) -> Option<&'c Column> {
        let find = |is_it: &dyn Fn(&Column) -> bool| self.iter().find(|column| is_it(column));
        let by = |wanted: &str, is_it: &dyn Fn(&Column) -> bool| if wanted.is_empty() { None } else { find(is_it) };
        by(key, &|column| column.key == key).or_else(|| by(name, &|column| column.name == name))
    }
}

/// The test of whether a column, by key or name, was changed.
pub(crate) fn changed(column: &str, columns: Columns<'_>) -> Result<CellTest, Fault> {
    match columns.find(column, column) {
        Some(column) => {
            Ok(CellTest { key: column.key.clone(), kind: column.kind.clone(), was: false, ask: Ask::Changed })
        }
        None if columns.are_whole() => Err(Fault::ColumnMissing(column.to_owned())),
        // It is none of those that were changed.
        None => Ok(CellTest { key: column.to_owned(), kind: ColumnType::default(), was: false, ask: Ask::Changed }),
    }
}

/// The test that a condition stands for.
pub(crate) fn bind(condition: &ColumnCondition, columns: Columns<'_>) -> Result<CellTest, Fault> {
    let Some(column) = columns.find(&condition.column_key, &condition.column_name) else {
        if columns.are_whole() {
            return Err(Fault::ColumnMissing(condition.column().to_owned()));
        }
        let ask = if condition.predicate.as_str() == CHANGED { Ask::Changed } else { Ask::NotKnown };
        let key = condition.column().to_owned();
        return Ok(CellTest { key, kind: ColumnType::default(), was: condition.was, ask });
    };
    let test = |ask| CellTest { key: column.key.clone(), kind: column.kind.clone(), was: condition.was, ask };
    let not_asked =
        || Fault::NotAsked { column: condition.column().to_owned(), asked: condition.predicate.as_str().to_owned() };
    let bad_term = || Fault::BadTerm(condition.column().to_owned());
    let is_long = column.kind == ColumnType::LongText;
    Ok(test(match &condition.predicate {
        Predicate::Other(own) if own == CHANGED => Ask::Changed,
        Predicate::Other(own) if own == PATTERN => {
            use ColumnType::{Email, LongText, Text, Url};
            let has_text = matches!(column.kind, Text | LongText | Email | Url);
            Ask::Pattern(if has_text { pattern(condition).map_err(|_| bad_term())? } else { return Err(not_asked()) })
        }
        Predicate::Contains | Predicate::DoesNotContain if is_long => {
            let text = condition.term.as_str().filter(|text| !text.is_empty()).ok_or_else(bad_term)?;
            let contains = condition.predicate == Predicate::Contains;
            Ask::LongText { lower: text.to_lowercase(), contains }
        }
        predicate => {
            let wanted = wanted_term(column, predicate).ok_or_else(not_asked)?;
            let (term, with_options) = match wanted {
                WantedTerm::Option | WantedTerm::Options => options(condition, column, columns.are_whole())?,
                _ => (condition.term.clone(), None),
            };
            let column = with_options.as_ref().unwrap_or(column);
            let filter = Filter {
                column_key: column.key.clone(),
                predicate: predicate.clone(),
                term,
                modifier: condition.modifier.clone(),
                others: Map::new(),
            };
            let filters = Filters { filters: vec![Item::Filter(filter)], conjunction: filter::Conjunction::And };
            let compiled = filter::compile(&filters, std::slice::from_ref(column)).map_err(|_| bad_term())?;
            match compiled.nodes.into_iter().next() {
                Some(Node::Condition(bound)) => Ask::Filter(Box::new(bound), needs(condition)),
                // Without a term there is nothing to ask; a view of SeaTable's would leave it out and show more.
                _ => return Err(bad_term()),
            }
        }
    }))
}

fn needs(condition: &ColumnCondition) -> Needs {
    let names_mine = |term: &Value| term.as_str().is_some_and(|term| term.starts_with("current_user_department"));
    match &condition.predicate {
        Predicate::IncludeMe => Needs::Id,
        Predicate::IsCurrentUserId => Needs::IdInOrg,
        _ if names_mine(&condition.term) => Needs::Departments,
        _ if condition.term.as_array().is_some_and(|terms| terms.iter().any(names_mine)) => Needs::Departments,
        _ => Needs::Nothing,
    }
}

/// The term with the ids of its options. Where not all of the column's options are known, one that is not among those that
/// are is another one than the cell's: the column is given it.
fn options(condition: &ColumnCondition, column: &Column, are_whole: bool) -> Result<(Value, Option<Column>), Fault> {
    // What is gathered from linked rows has the options of the other table's column.
    let at =
        if column.data.get("array_data").is_some_and(Value::is_object) { "/array_data/options" } else { "/options" };
    let known = column.data.pointer(at).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |option: &Value, field: &str| match option.get(field) {
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let find = |field: &str, wanted: &str| {
        known.iter().find(|option| text(option, field).as_deref() == Some(wanted)).and_then(|option| text(option, "id"))
    };
    let mut missing = Vec::new();
    let mut id = |named: &Value| match named.as_str() {
        None => named.clone(),
        Some(named) => {
            let seen = condition.names.get(named).map_or(named, String::as_str);
            let id = find("id", named).or_else(|| find("name", seen)).unwrap_or_else(|| {
                missing.push((named.to_owned(), seen.to_owned()));
                named.to_owned()
            });
            Value::from(id)
        }
    };
    let term = match &condition.term {
        Value::Array(several) => several.iter().map(&mut id).collect(),
        one => id(one),
    };
    match missing.first() {
        None => Ok((term, None)),
        Some((_, option)) if are_whole => {
            Err(Fault::OptionMissing { column: condition.column().to_owned(), option: option.clone() })
        }
        Some(_) => {
            let more = missing.iter().map(|(id, name)| json!({"id": id, "name": name}));
            let options: Vec<Value> = known.iter().cloned().chain(more).collect();
            let data = if at == "/options" {
                json!({ "options": options })
            } else {
                let mut data = column.data.clone();
                data["array_data"] = json!({ "options": options });
                data
            };
            Ok((term, Some(Column { data, ..column.clone() })))
        }
    }
}
