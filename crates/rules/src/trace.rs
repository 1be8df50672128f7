//! What each rule that was tried said: as numbers, so that noting it costs next to nothing.

use std::ops::Range;

use crate::{Answer, Compiled, RuleAction};

/// Which rules were tried for a change, and which condition said what. [`Decision`](crate::Decision) tells it in names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// How many rules are about other places, and so were not tried.
    pub(crate) elsewhere: usize,
    pub(crate) tried: Vec<Tried>,
    /// What the conditions of all of them said.
    pub(crate) said: Vec<Said>,
}

impl Trace {
    /// The rules that were tried: their number from the top, whether what each asks for followed, and what it said.
    pub fn tried(&self) -> impl Iterator<Item = (usize, bool, Answer)> {
        self.tried.iter().map(|tried| (tried.rule, tried.fits, tried.answer))
    }

    /// The rules that do not fit and of whose conditions all but one say yes, by their number from the top.
    pub fn nearly(&self) -> impl Iterator<Item = usize> {
        let is_near = |tried: &&Tried| {
            let said = &self.said[tried.said.clone()];
            !tried.fits && said.iter().filter(|said| said.answer != Answer::Yes).count() == 1
        };
        self.tried.iter().filter(is_near).map(|tried| tried.rule)
    }

    /// Whether more might follow if it were known what the row was like before: it is not known whether a rule fits, because
    /// of a cell that the change does not tell, and no rule above has decided what that rule could.
    pub fn asks_before(&self, rules: &Compiled) -> bool {
        self.open(rules).any(|tried| {
            let is_unknown = matches!(tried.answer, Answer::Unknown(_));
            is_unknown && self.said[tried.said.clone()].iter().any(|said| said.answer.is_untold())
        })
    }

    /// Whether more or something else might follow of other cells: a rule asked for some, and no rule above has decided what
    /// that rule could.
    pub fn asks_cells(&self, rules: &Compiled) -> bool {
        let is_of_cells = |said: &Said| matches!(said.asked, Asked::Columns | Asked::Cell(_));
        self.open(rules).any(|tried| self.said[tried.said.clone()].iter().any(is_of_cells))
    }

    /// Whether more might follow if the row were read: it is not known whether a rule fits, because of a cell that SeaTable
    /// could tell, and no rule above has decided what that rule could.
    pub fn asks_row(&self, rules: &Compiled) -> bool {
        self.open(rules).any(|tried| {
            let is_unknown = matches!(tried.answer, Answer::Unknown(_));
            is_unknown && self.said[tried.said.clone()].iter().any(|said| said.answer.is_in_row())
        })
    }

    /// The rules that were tried, without those that could only say what a rule above has decided.
    fn open(&self, rules: &Compiled) -> impl Iterator<Item = &Tried> {
        let mut decided = None;
        self.tried.iter().filter(move |tried| {
            let rule = &rules.rules[tried.rule].rule;
            let is_open = match decided {
                None => true,
                Some(RuleAction::Mute) => rule.action == RuleAction::Highlight || rule.highlight,
                // It may be louder or later, or go no further.
                Some(_) => rule.action != RuleAction::Mute || rule.stop,
            };
            if tried.fits && decided.is_none() && rule.action.decides() {
                decided = Some(rule.action);
            }
            is_open
        })
    }
}

/// A rule that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tried {
    /// Which, from the top.
    pub(crate) rule: usize,
    /// What all its conditions say together.
    pub(crate) answer: Answer,
    /// Whether its action followed.
    pub(crate) fits: bool,
    /// Where in [`Trace::said`] its conditions are.
    pub(crate) said: Range<usize>,
}

/// What a condition said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) asked: Asked,
    pub(crate) answer: Answer,
}

/// A condition of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Kind,
    Person,
    By,
    Until,
    During,
    /// One of the watched columns was changed.
    Columns,
    /// The condition of that number, counted through all groups.
    Cell(u16),
    /// The conditions on columns hold now and did not before.
    CameToFit,
    /// What one row says, all rows of the change say.
    AllRows,
}
