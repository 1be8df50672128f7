//! A decision as the history keeps it: lists and numbers, because every entry has one.

use serde::{Deserialize, Serialize};

use crate::{Condition, ConditionSaid, Decision, RuleAction, RuleSaid, Said, Unknown};

/// The numbers are places in these lists, so nothing is ever taken out of them or put between.
const ACTIONS: [RuleAction; 4] = [RuleAction::Announce, RuleAction::Mute, RuleAction::Snooze, RuleAction::Highlight];
const CONDITIONS: [Condition; 9] = [
    Condition::Kind,
    Condition::Person,
    Condition::By,
    Condition::During,
    Condition::Columns,
    Condition::Cell,
    Condition::CameToFit,
    Condition::AllRows,
    Condition::Until,
];
const ANSWERS: [(Said, Option<Unknown>); 11] = [
    (Said::Yes, None),
    (Said::No, None),
    (Said::Unknown, None),
    (Said::Unknown, Some(Unknown::NotInChange)),
    (Said::Unknown, Some(Unknown::OldNotTold)),
    (Said::Unknown, Some(Unknown::Computed)),
    (Said::Unknown, Some(Unknown::LeftOut)),
    (Said::Unknown, Some(Unknown::OtherRows)),
    (Said::Unknown, Some(Unknown::PersonNotTold)),
    (Said::Unknown, Some(Unknown::MeNotKnown)),
    (Said::Unknown, Some(Unknown::Broken)),
];

/// The rules, how many are about other places, and how many more were tried.
#[derive(Serialize, Deserialize)]
struct Whole(Vec<OfRule>, usize, usize);

/// Name, action, answer, whether it fits, whether it was the last, conditions.
#[derive(Serialize, Deserialize)]
struct OfRule(String, usize, usize, u8, u8, Vec<OfCondition>);

/// Condition, answer; of a column's: column, what is asked, term, whether of the value before, and what was found.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OfCondition {
    Column(usize, usize, String, String, String, u8, Option<String>),
    /// And when what is asked was seen.
    Seen(usize, usize, String, String, String, u8, Option<String>, String),
    /// And that it was read from SeaTable then: the last is 1.
    Read(usize, usize, String, String, String, u8, Option<String>, String, u8),
    Other(usize, usize),
}

impl Decision {
    /// As the history keeps it.
    pub fn to_compact(&self) -> String {
        let of_rule = |said: &RuleSaid| {
            let action = place(&ACTIONS, &said.action);
            let answer = place(&ANSWERS, &(said.answer, said.unknown));
            let conditions = said.conditions.iter().map(OfCondition::of).collect();
            OfRule(said.rule.clone(), action, answer, said.fits.into(), said.stop.into(), conditions)
        };
        let whole = Whole(self.rules.iter().map(of_rule).collect(), self.elsewhere, self.left_out);
        // It has nothing that JSON can't hold.
        serde_json::to_string(&whole).unwrap_or_default()
    }

    /// What was kept; none if it was kept otherwise, as by a newer Rowbell.
    pub fn from_compact(text: &str) -> Option<Self> {
        let Whole(rules, elsewhere, left_out) = serde_json::from_str(text).ok()?;
        let rule = |OfRule(rule, action, answer, fits, stop, conditions)| {
            let (answer, unknown) = *ANSWERS.get(answer)?;
            Some(RuleSaid {
                rule,
                action: *ACTIONS.get(action)?,
                answer,
                unknown,
                fits: fits == 1,
                stop: stop == 1,
                conditions: conditions.into_iter().map(OfCondition::said).collect::<Option<_>>()?,
            })
        };
        Some(Self { rules: rules.into_iter().map(rule).collect::<Option<_>>()?, elsewhere, left_out })
    }
}

impl OfCondition {
    fn of(said: &ConditionSaid) -> Self {
        let condition = place(&CONDITIONS, &said.condition);
        let answer = place(&ANSWERS, &(said.answer, said.unknown));
        let ConditionSaid { column, asked, term, found, .. } = said.clone();
        let was = said.was.into();
        match (said.condition, said.seen_at.clone()) {
            (_, Some(read_at)) if said.read => {
                Self::Read(condition, answer, column, asked, term, was, found, read_at, 1)
            }
            (_, Some(seen_at)) => Self::Seen(condition, answer, column, asked, term, was, found, seen_at),
            (Condition::Cell | Condition::Columns, None) => {
                Self::Column(condition, answer, column, asked, term, was, found)
            }
            _ => Self::Other(condition, answer),
        }
    }

    fn said(self) -> Option<ConditionSaid> {
        let (condition, answer) = match &self {
            Self::Column(condition, answer, ..)
            | Self::Seen(condition, answer, ..)
            | Self::Read(condition, answer, ..)
            | Self::Other(condition, answer) => (*condition, *answer),
        };
        let bare = ConditionSaid::bare(*CONDITIONS.get(condition)?, *ANSWERS.get(answer)?);
        Some(match self {
            Self::Other(..) => bare,
            Self::Column(_, _, column, asked, term, was, found) => {
                ConditionSaid { column, asked, term, was: was == 1, found, ..bare }
            }
            Self::Seen(_, _, column, asked, term, was, found, seen_at) => {
                ConditionSaid { column, asked, term, was: was == 1, found, seen_at: Some(seen_at), ..bare }
            }
            Self::Read(_, _, column, asked, term, was, found, read_at, _) => {
                let seen_at = Some(read_at);
                ConditionSaid { column, asked, term, was: was == 1, found, seen_at, read: true, ..bare }
            }
        })
    }
}

fn place<T: PartialEq>(list: &[T], one: &T) -> usize {
    // Every value is in its list; the tests hold that.
    list.iter().position(|known| known == one).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_and_condition_comes_back() {
        let all = ANSWERS.iter().flat_map(|answer| CONDITIONS.iter().map(move |condition| (*condition, *answer)));
        let said = |(condition, answer): (Condition, (Said, Option<Unknown>))| match condition {
            Condition::Cell => ConditionSaid {
                column: "Größe".into(),
                asked: "is".into(),
                term: "\"1\"".into(),
                was: true,
                found: (answer.0 == Said::No).then(|| "2".into()),
                seen_at: (answer.0 != Said::Unknown).then(|| "2026-12-01T12:00:00Z".into()),
                read: answer.0 == Said::No,
                ..ConditionSaid::bare(condition, answer)
            },
            _ => ConditionSaid::bare(condition, answer),
        };
        let conditions: Vec<_> = all.map(said).collect();
        let rules = ACTIONS.iter().flat_map(|action| {
            ANSWERS.map(|(answer, unknown)| RuleSaid {
                rule: "Won".into(),
                action: *action,
                answer,
                unknown,
                fits: answer == Said::Yes,
                stop: answer == Said::Unknown,
                conditions: conditions.clone(),
            })
        });
        let decision = Decision { rules: rules.collect(), elsewhere: 7, left_out: 2 };
        assert_eq!(Decision::from_compact(&decision.to_compact()), Some(decision));
        assert_eq!(Decision::from_compact("[[[\"Won\",0,99,1,0,[]]],0,0]"), None);
        assert_eq!(Decision::from_compact(""), None);
    }
}
