//! From filters as they are stored to conditions that can be asked.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    Compiled, Condition, Fault, FaultKind, Faulty, Filter, Filters, Item, Node, Place, Predicate,
    compare::{
        choice::{ChoiceTest, How},
        day::DayTest,
        department::DepartmentTest,
        number::NumberTest,
        text::TextTest,
    },
    condition::Test,
    kind::{Content, Kind},
    modifier::ModifierTerm,
    offered::{self, WantedTerm},
    reading::Reading,
};
use crate::{Column, column::scalar};

/// Makes filters ready to be asked, as SeaTable does it: what is incomplete is left out, and so is a group in a group,
/// whatever is in it.
///
/// # Errors
///
/// If one of them can't be asked of these columns. SeaTable then shows no row.
pub fn compile(filters: &Filters, columns: &[Column]) -> Result<Compiled, Faulty> {
    let mut compiler = Compiler { columns, faults: Vec::new() };
    let nodes = compiler.nodes(&filters.filters, &[]);
    if compiler.faults.is_empty() {
        Ok(Compiled { conjunction: filters.conjunction.clone(), nodes })
    } else {
        Err(Faulty { faults: compiler.faults })
    }
}

struct Compiler<'c> {
    columns: &'c [Column],
    faults: Vec<Fault>,
}

impl Compiler<'_> {
    fn nodes(&mut self, items: &[Item], above: &[usize]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let place: Place = above.iter().copied().chain([at]).collect();
            match item {
                Item::Filter(filter) => match condition(filter, &place, self.columns) {
                    Ok(condition) => nodes.extend(condition.map(Node::Condition)),
                    Err(kind) => self.faults.push(Fault { place, kind }),
                },
                Item::Group(group) if above.is_empty() => {
                    let nodes_in = self.nodes(&group.filters, &place);
                    if !nodes_in.is_empty() {
                        let conjunction = group.conjunction.clone();
                        nodes.push(Node::Group(Compiled { conjunction, nodes: nodes_in }));
                    }
                }
                Item::Group(_) => {}
            }
        }
        nodes
    }
}

/// None if the filter is incomplete. What is looked at first decides which fault it is.
fn condition(filter: &Filter, place: &Place, columns: &[Column]) -> Result<Option<Condition>, FaultKind> {
    if filter.column_key.is_empty() {
        return Ok(None);
    }
    let column = columns.iter().find(|column| column.key == filter.column_key).ok_or(FaultKind::ColumnMissing)?;
    let content = Content::of(column).ok_or(FaultKind::ColumnUnsupported)?;
    let kind = content.kind();
    if filter.predicate.is_unset() {
        return Ok(None);
    }
    if !offered::predicates(kind).contains(&filter.predicate) {
        return Err(FaultKind::PredicateUnmatched);
    }
    let wanted = offered::term(kind, &filter.predicate);
    let needs_term = match wanted {
        WantedTerm::Nothing => false,
        WantedTerm::ByModifier if filter.modifier.is_unset() => return Ok(None),
        WantedTerm::ByModifier if !offered::modifiers_of(&filter.predicate).contains(&filter.modifier) => {
            return Err(FaultKind::ModifierUnmatched);
        }
        WantedTerm::ByModifier => filter.modifier.wants() != ModifierTerm::Nothing,
        _ => true,
    };
    if needs_term && crate::value::is_empty(&filter.term) {
        return Ok(None);
    }
    // What is gathered has the settings of the other table's column.
    let settings = if content.is_list() { &column.data["array_data"] } else { &column.data };
    let test = test(filter, kind, wanted, settings).ok_or(FaultKind::TermInvalid)?;
    let data = if kind == Kind::Place { settings.clone() } else { Value::Null };
    let reading = Reading { content, data };
    Ok(Some(Condition { place: place.clone(), column_key: filter.column_key.clone(), reading, test }))
}

/// None if the term is not what is wanted.
fn test(filter: &Filter, kind: Kind, wanted: WantedTerm, settings: &Value) -> Option<Test> {
    let Filter { predicate, term, modifier, .. } = filter;
    let how = || How::of(predicate);
    Some(match wanted {
        WantedTerm::Nothing => match predicate {
            Predicate::IsEmpty => Test::Empty,
            Predicate::IsNotEmpty => Test::NotEmpty,
            Predicate::IncludeMe if kind == Kind::Author => Test::IsMe,
            Predicate::IncludeMe => Test::IncludesMe,
            _ => Test::Text(TextTest::of(predicate, term)?),
        },
        WantedTerm::Text => Test::Text(TextTest::of(predicate, term)?),
        WantedTerm::Number => Test::Number(NumberTest::of(predicate, term)?),
        WantedTerm::Flag => Test::Checked(term.as_bool()?),
        WantedTerm::ByModifier => Test::Day(DayTest::of(predicate, modifier, term)?),
        WantedTerm::Option => Test::Choice(ChoiceTest::of(how()?, &known_options(&[term.as_str()?], settings)?)),
        WantedTerm::Options => Test::Choice(ChoiceTest::of(how()?, &known_options(&texts(term)?, settings)?)),
        WantedTerm::Department => Test::Department(DepartmentTest::of(how()?, std::slice::from_ref(term))?),
        WantedTerm::Departments => Test::Department(DepartmentTest::of(how()?, term.as_array()?)?),
        WantedTerm::People => {
            let people = texts(term)?;
            let only_first = kind == Kind::Author && matches!(predicate, Predicate::Is | Predicate::IsNot);
            Test::Choice(ChoiceTest::of(how()?, if only_first { &people[..1] } else { &people }))
        }
    })
}

/// The texts of a list; none if it is something else.
fn texts(term: &Value) -> Option<Vec<&str>> {
    term.as_array()?.iter().map(Value::as_str).collect()
}

/// These ids, if the column has an option for each. One that is named twice is refused like one that was deleted.
fn known_options<'t>(ids: &[&'t str], settings: &Value) -> Option<Vec<&'t str>> {
    let options = settings.get("options")?.as_array()?;
    let mut free: HashSet<_> = options.iter().filter_map(|option| scalar(option.get("id")?)).collect();
    ids.iter().all(|id| free.remove(*id)).then(|| ids.to_vec())
}
