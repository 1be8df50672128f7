//! What rules can ask of which column, for those who let somebody choose.

use seatable::{
    Column, ColumnType,
    filter::{Predicate, WantedTerm, predicates_of, wanted_term},
};

use crate::{CHANGED, PATTERN};

/// What can be asked of a column, and what the term must be: what SeaTable's editor offers, in its order, and then what
/// it lacks.
pub fn offered(column: &Column) -> Vec<(Predicate, WantedTerm)> {
    use ColumnType::{Email, LongText, Text, Url};
    let of_seatable = predicates_of(column).iter().filter_map(|predicate| {
        let wanted = wanted_term(column, predicate)?;
        Some((predicate.clone(), wanted))
    });
    let in_long_texts: &[Predicate] = match column.kind {
        LongText => &[Predicate::Contains, Predicate::DoesNotContain],
        _ => &[],
    };
    let has_text = matches!(column.kind, Text | LongText | Email | Url);
    let pattern = has_text.then(|| (Predicate::from(PATTERN), WantedTerm::Text));
    let mut all: Vec<_> = in_long_texts.iter().map(|predicate| (predicate.clone(), WantedTerm::Text)).collect();
    all.extend(of_seatable);
    all.extend(pattern);
    all.push((Predicate::from(CHANGED), WantedTerm::Nothing));
    all
}

/// Whether no report tells the column's values, because they are computed: what is asked of it is mostly unknown.
pub fn is_computed(column: &Column) -> bool {
    matches!(column.kind, ColumnType::Formula | ColumnType::LinkFormula | ColumnType::Link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnCondition, Conditions, Item, Rule, RuleAction};

    #[test]
    fn all_that_is_offered_can_be_in_a_rule() {
        for kind in ["text", "long-text", "number", "date", "single-select", "collaborator", "creator", "button"] {
            let column = Column { key: "a1b2".into(), kind: kind.into(), ..Column::default() };
            let all = offered(&column);
            assert_eq!(all.last().map(|(predicate, _)| predicate.as_str()), Some(CHANGED), "{kind}");
            for (predicate, _) in all {
                let condition =
                    ColumnCondition { column_key: "a1b2".into(), predicate, term: "x".into(), ..Default::default() };
                let conditions = Conditions { filters: vec![Item::Column(condition)], ..Conditions::default() };
                let rule = Rule { conditions, ..Rule::new("a rule", RuleAction::Announce) };
                assert_eq!(rule.check(), Ok(()), "{kind}");
            }
        }
    }

    #[test]
    fn long_texts_can_be_searched() {
        let column = Column { kind: ColumnType::LongText, ..Column::default() };
        let names: Vec<_> = offered(&column).iter().map(|(predicate, _)| predicate.as_str().to_owned()).collect();
        assert_eq!(names, ["contains", "does_not_contain", "is_empty", "is_not_empty", "pattern", "changed"]);
    }
}
