//! A rule's conditions on columns, ready to be asked, and how they go together.

use seatable::filter::Conjunction;

use crate::{
    Answer, ChangeKind, ColumnCondition, Conditions, EntryKind, Fault, Item, Rule, When,
    bind::{Columns, bind, changed},
    cell::{Asking, CellTest},
    facts::is_computed,
    trace::{Asked, Said},
};

/// A rule's conditions on columns, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    watched: Vec<CellTest>,
    /// In the order in which the rule has them.
    tests: Vec<CellTest>,
    tree: Tree,
}

/// How tests go together; they are named by their number.
#[derive(Clone, Debug)]
enum Tree {
    Test(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

impl Bound {
    /// All that is wrong with a rule for these columns, or its conditions.
    pub(crate) fn of(rule: &Rule, columns: Columns<'_>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fine = |test: Result<CellTest, Fault>| test.map_err(|fault| faults.push(fault)).ok();
        let watched = rule.columns.iter().filter_map(|column| fine(changed(column, columns))).collect();
        let tests = rule.conditions.columns().filter_map(|condition| fine(bind(condition, columns))).collect();
        let tree = Tree::of(&rule.conditions, &mut 0);
        if faults.is_empty() { Ok(Self { watched, tests, tree }) } else { Err(faults) }
    }

    /// A computed column, as its rule calls it, without which they can't hold.
    pub(crate) fn computed<'r>(&self, rule: &'r Rule) -> Option<&'r str> {
        let of = |test: &CellTest| is_computed(&test.kind);
        let watched = rule.columns.first().filter(|_| self.watched.iter().all(of));
        watched.map(String::as_str).or_else(|| {
            let at = self.tree.needs(&|at| of(&self.tests[at]))?;
            rule.conditions.columns().nth(at).map(ColumnCondition::column)
        })
    }

    /// What they say of a change, all together; what each said is noted.
    pub(crate) fn ask(&self, rule: &Rule, asking: &Asking<'_>, said: &mut Vec<Said>) -> Answer {
        let mut all = Answer::Yes;
        if !self.watched.is_empty() {
            let watched = self.watched.iter().map(|test| test.now(asking)).fold(Answer::No, Answer::or);
            said.push(Said { asked: Asked::Columns, answer: watched });
            all = watched;
        }
        if self.tests.is_empty() {
            return all;
        }
        let start = said.len();
        said.extend((0..).zip(&self.tests).map(|(at, test)| Said { asked: Asked::Cell(at), answer: test.now(asking) }));
        let answers = &said[start..];
        let fits = self.tree.answer(&|at| answers[at].answer);
        let is_changed = asking.facts.kind == EntryKind::Change(ChangeKind::RowChanged);
        if fits == Answer::No || !is_changed || rule.when() == When::EveryChange {
            return all.and(fits);
        }
        let may_rise = self.tests.iter().zip(answers).any(|(test, said)| test.may_rise(said.answer, asking));
        let came = match may_rise {
            // There is no "not" in the tree: it can't come to hold unless something in it does.
            false => Answer::No,
            true => self.tree.answer(&|at| self.tests[at].before(asking)).not(),
        };
        said.push(Said { asked: Asked::CameToFit, answer: came });
        all.and(fits).and(came)
    }
}

impl Tree {
    /// Numbers the conditions from `next` on.
    fn of(conditions: &Conditions, next: &mut usize) -> Self {
        let mut parts = Vec::with_capacity(conditions.filters.len());
        for item in &conditions.filters {
            parts.push(match item {
                Item::Group(group) => Self::of(group, next),
                Item::Column(_) => {
                    *next += 1;
                    Self::Test(*next - 1)
                }
            });
        }
        match conditions.conjunction {
            Conjunction::Or => Self::Any(parts),
            // Other words are refused as mistakes.
            _ => Self::All(parts),
        }
    }

    /// A test of this kind without which it can't hold.
    fn needs(&self, of: &dyn Fn(usize) -> bool) -> Option<usize> {
        match self {
            Self::Test(at) => of(*at).then_some(*at),
            Self::All(parts) => parts.iter().find_map(|part| part.needs(of)),
            Self::Any(parts) => {
                let needed: Option<Vec<usize>> = parts.iter().map(|part| part.needs(of)).collect();
                needed?.first().copied()
            }
        }
    }

    fn answer(&self, of: &dyn Fn(usize) -> Answer) -> Answer {
        match self {
            Self::Test(at) => of(*at),
            Self::All(parts) => parts.iter().map(|part| part.answer(of)).fold(Answer::Yes, Answer::and),
            Self::Any(parts) => parts.iter().map(|part| part.answer(of)).fold(Answer::No, Answer::or),
        }
    }
}
