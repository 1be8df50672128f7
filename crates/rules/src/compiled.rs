//! Rules, ready to be asked.

use seatable::{
    BaseUuid,
    metadata::{Metadata, Table},
};

use crate::{
    Answer, Facts, Fault, IfUnknown, Rule, RuleAction, TableFact, Unknown, actor,
    bind::Columns,
    bindings::Bindings,
    bound::Bound,
    cell::Asking,
    trace::{Asked, Said},
};

/// Rules, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    pub(crate) rules: Vec<CompiledRule>,
    /// Those that are bound to the columns of each change.
    pub(crate) bindings: Bindings,
    /// Whether the person's own changes are announced only where a rule asks for them.
    pub(crate) own_quiet: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledRule {
    pub(crate) rule: Rule,
    pub(crate) cells: Cells,
}

/// Conditions on columns.
#[derive(Clone, Debug)]
pub(crate) enum Cells {
    /// There are none.
    None,
    /// They are ready.
    Bound(Box<Bound>),
    /// The table is not known before a change happens in it. Which of those that are so.
    ByChange(usize),
    /// They can't be asked.
    Broken(Vec<Fault>),
}

/// What is known of a base.
pub type Known<'a> = dyn Fn(&BaseUuid) -> Option<&'a Metadata> + 'a;

/// Makes rules ready to be asked; they are tried in this order. Columns and options are looked up in what is `known` of
/// their bases, or else in each change.
pub fn compile(rules: &[Rule], known: &Known<'_>) -> Compiled {
    let mut by_change = 0;
    let compiled = |rule: &Rule| CompiledRule { cells: Cells::of(rule, known, &mut by_change), rule: rule.clone() };
    let rules = rules.iter().map(compiled).collect();
    Compiled { rules, bindings: Bindings::of(by_change), own_quiet: false }
}

impl Compiled {
    /// The same, but the person's own changes are announced only where a rule names them in [`Rule::person`].
    #[must_use]
    pub fn with_own_quiet(self, own_quiet: bool) -> Self {
        Self { own_quiet, ..self }
    }

    /// The rules that can't be asked, with all that is wrong with each.
    pub fn broken(&self) -> impl Iterator<Item = (&Rule, &[Fault])> {
        self.rules.iter().filter_map(|compiled| match &compiled.cells {
            Cells::Broken(faults) => Some((&compiled.rule, faults.as_slice())),
            _ => None,
        })
    }

    /// The rules as they were before.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|compiled| &compiled.rule)
    }

    /// Whether any rule asks for cells.
    pub fn asks_cells(&self) -> bool {
        self.rules().any(Rule::asks_cells)
    }
}

impl Cells {
    fn of(rule: &Rule, known: &Known<'_>, by_change: &mut usize) -> Self {
        if !rule.asks_cells() {
            return Self::None;
        }
        let known = rule.base.as_ref().zip(rule.table.as_ref()).and_then(|(base, table)| Some((known(base)?, table)));
        let Some((metadata, table)) = known else {
            *by_change += 1;
            return Self::ByChange(*by_change - 1);
        };
        let is_it = |known: &&Table| is_named(table, TableFact { id: &known.id, name: &known.name });
        let bound = match metadata.tables.iter().find(is_it) {
            Some(table) => Bound::of(rule, Columns::Whole(&table.columns)),
            None => Err(vec![Fault::TableMissing(table.clone())]),
        };
        bound.map_or_else(Self::Broken, |bound| Self::Bound(Box::new(bound)))
    }

    fn ask(&self, rule: &Rule, asking: &Asking<'_>, said: &mut Vec<Said>) -> Answer {
        match self {
            Self::None => Answer::Yes,
            Self::Bound(bound) => bound.ask(rule, asking, said),
            Self::ByChange(number) => match asking.bound().rule(*number, rule, asking.columns()) {
                Some(bound) => bound.ask(rule, asking, said),
                None => Answer::Unknown(Unknown::Broken),
            },
            Self::Broken(_) => Answer::Unknown(Unknown::Broken),
        }
    }
}

impl CompiledRule {
    /// Whether the change happened where the rule is about; a link happens in both its tables.
    pub(crate) fn is_of_place(&self, facts: &Facts<'_>) -> bool {
        let is_base = self.rule.base.as_ref().is_none_or(|base| facts.base == Some(base));
        is_base
            && self.rule.table.as_ref().is_none_or(|wanted| {
                is_named(wanted, facts.table) || facts.linked_table.is_some_and(|table| is_named(wanted, table))
            })
            && (self.rule.row.is_empty() || self.rule.row.iter().any(|row| facts.row_ids.contains(&row.as_str())))
    }

    /// What its conditions say of a change, all together; what each said is noted. Cells are asked last, and not if the
    /// answer is no already.
    pub(crate) fn ask(&self, asking: &Asking<'_>, said: &mut Vec<Said>) -> Answer {
        let (rule, facts) = (&self.rule, asking.facts);
        let mut all = Answer::Yes;
        let mut note = |asked, answer| {
            said.push(Said { asked, answer });
            all = all.and(answer);
        };
        if !rule.kind.is_empty() {
            note(Asked::Kind, Answer::of(rule.kind.contains(&facts.kind)));
        }
        if !rule.person.is_empty() {
            note(Asked::Person, actor::is_one_of(&rule.person, facts));
        }
        if !rule.by.is_empty() {
            note(Asked::By, actor::is_by(&rule.by, facts));
        }
        if let Some(until) = rule.until {
            note(Asked::Until, Answer::of(facts.at < until));
        }
        if let Some(during) = &rule.during {
            note(Asked::During, Answer::of(during.holds(asking.local)));
        }
        if all == Answer::No || matches!(self.cells, Cells::None) {
            return all;
        }
        let row = self.cells.ask(rule, asking, said);
        let cells = match (facts.rows, rule.action, row) {
            (0 | 1, ..) => row,
            // One of its rows is enough to tell of it; to keep all of them quiet, it is not.
            (_, RuleAction::Announce | RuleAction::Highlight, Answer::Yes) => return all.and(row),
            (_, RuleAction::Mute | RuleAction::Snooze, Answer::No) => row,
            _ => {
                let answer = Answer::Unknown(Unknown::OtherRows);
                said.push(Said { asked: Asked::AllRows, answer });
                answer
            }
        };
        all.and(cells)
    }

    /// Whether what it asks for follows from what its conditions say.
    pub(crate) fn follows(&self, answer: Answer) -> bool {
        match answer {
            Answer::Yes => true,
            Answer::No | Answer::Unknown(Unknown::Broken) => false,
            Answer::Unknown(_) => self.rule.unknown == IfUnknown::Yes && !self.rule.action.quiets(),
        }
    }
}

fn is_named(wanted: &str, table: TableFact<'_>) -> bool {
    table.id == wanted || table.name == wanted
}
