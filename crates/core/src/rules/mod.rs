//! Rules: which changes are announced. A rule is conditions and an action; deciding is pure.

use seatable::BaseUuid;
use serde::{Deserialize, Serialize};

use crate::change::{Authenticity, Change, ChangeKind};

/// One rule of the settings file: it fits a change when every condition it names does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, shown where it held something back.
    pub name: String,
    /// The base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<BaseUuid>,
    /// The table's name or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The kinds of change; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<ChangeKind>,
    /// The people's ids, API tokens' names, or `me`; empty: anyone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub person: Vec<String>,
    /// What follows.
    pub action: RuleAction,
}

/// What follows when a rule fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// The change is announced.
    Announce,
    /// The change is kept in the history and not announced.
    Mute,
}

/// What the rules say of a change, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it is to be announced.
    pub announce: bool,
    /// The rule that decided, or one of [`BUILT_IN`]. None: no rule fitted.
    pub by: Option<String>,
}

/// The word that stands for the person themself in [`Rule::person`].
pub const ME: &str = "me";

/// Decides about one change. `me` are the ids of the person themself.
pub fn decide(rules: &[Rule], me: &[String], change: &Change, authenticity: Authenticity) -> Decision {
    if authenticity == Authenticity::Forged {
        return Decision { announce: false, by: Some(FORGED.into()) };
    }
    if change.kind == ChangeKind::Unrecognised {
        return Decision { announce: false, by: Some(UNRECOGNISED.into()) };
    }
    if change.kind == ChangeKind::Missed {
        return Decision { announce: false, by: Some(MISSED.into()) };
    }
    match rules.iter().find(|rule| rule.fits(change, me)) {
        Some(rule) => Decision { announce: rule.action == RuleAction::Announce, by: Some(rule.told()) },
        None => Decision { announce: true, by: None },
    }
}

/// What a rule can't be called, for it stands for something else where it is told why a change was not announced.
pub const BUILT_IN: [&str; 5] = [FORGED, UNRECOGNISED, MISSED, READ_BEFORE, POPUPS_OFF];
/// The signature was wrong.
pub const FORGED: &str = "forged";
/// The body could not be read.
pub const UNRECOGNISED: &str = "unrecognised";
/// It stands for changes that could not be had.
pub const MISSED: &str = "missed";
/// The person had read it elsewhere.
pub const READ_BEFORE: &str = "read before it could be shown";
/// The person wants no popups at all.
pub const POPUPS_OFF: &str = "popups are off";

impl Rule {
    /// Whether a new rule can be named so.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn check_name(name: &str) -> Result<(), String> {
        match BUILT_IN.contains(&name) {
            true => Err(format!(
                "a rule can't be named \"{name}\", because that is told of changes that no rule held back; give it another name"
            )),
            false => Ok(()),
        }
    }

    /// Its name where it decided. One from before such names were refused is told apart.
    fn told(&self) -> String {
        if BUILT_IN.contains(&self.name.as_str()) { format!("rule {}", self.name) } else { self.name.clone() }
    }

    fn fits(&self, change: &Change, me: &[String]) -> bool {
        let actor = change.actor.key();
        let is_me = || me.contains(&change.actor.user);
        self.base.as_ref().is_none_or(|base| change.base.as_ref() == Some(base))
            && self.table.as_ref().is_none_or(|table| change.touches_table(table))
            && (self.kind.is_empty() || self.kind.contains(&change.kind))
            && (self.person.is_empty()
                || self.person.iter().any(|person| if person == ME { is_me() } else { person == actor }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Actor, Row, Table};

    fn change(kind: ChangeKind, user: &str) -> Change {
        Change {
            base: Some(BaseUuid::new("fae0a3a42ba94df88e8303fd385e37de")),
            table: Table { id: "9g8f".into(), name: "Opportunities".into() },
            row: Row::default(),
            kind,
            op_type: String::new(),
            actor: Actor { user: user.into(), app: String::new() },
            at_ms: 0,
            cells: Vec::new(),
            cells_left_out: 0,
            rows_affected: 1,
            linked: None,
            operation: None,
        }
    }

    fn rule(name: &str, action: RuleAction) -> Rule {
        Rule { name: name.into(), base: None, table: None, kind: Vec::new(), person: Vec::new(), action }
    }

    #[test]
    fn without_rules_everything_real_is_announced() {
        let added = change(ChangeKind::RowAdded, "a");
        assert!(decide(&[], &[], &added, Authenticity::Unsigned).announce);
        assert_eq!(decide(&[], &[], &added, Authenticity::Forged).by.as_deref(), Some("forged"));
        let unread = change(ChangeKind::Unrecognised, "a");
        assert_eq!(decide(&[], &[], &unread, Authenticity::Verified).by.as_deref(), Some("unrecognised"));
    }

    #[test]
    fn a_rule_is_told_apart_from_what_is_built_in() {
        let added = change(ChangeKind::RowAdded, "a");
        for built_in in BUILT_IN {
            assert!(Rule::check_name(built_in).is_err());
            // One from before such names were refused.
            let muted = decide(&[rule(built_in, RuleAction::Mute)], &[], &added, Authenticity::Verified);
            assert!(!muted.announce && muted.by == Some(format!("rule {built_in}")), "{muted:?}");
        }
        assert_eq!(Rule::check_name("Forged deliveries"), Ok(()));
    }

    #[test]
    fn my_own_changes_can_be_muted() {
        let rules = [Rule { person: vec!["me".into()], ..rule("Not my own", RuleAction::Mute) }];
        let me = ["a".to_owned()];
        let mine = decide(&rules, &me, &change(ChangeKind::RowAdded, "a"), Authenticity::Verified);
        assert_eq!((mine.announce, mine.by.as_deref()), (false, Some("Not my own")));
        assert!(decide(&rules, &me, &change(ChangeKind::RowAdded, "b"), Authenticity::Verified).announce);
        // A change by an API token has no user; someone who has not said who they are mutes nobody.
        assert!(decide(&rules, &[], &change(ChangeKind::RowAdded, ""), Authenticity::Verified).announce);
    }

    #[test]
    fn all_conditions_must_fit_and_the_first_rule_decides() {
        let rules = [
            Rule {
                table: Some("9g8f".into()),
                kind: vec![ChangeKind::RowDeleted],
                ..rule("Deletions count", RuleAction::Announce)
            },
            Rule { table: Some("Opportunities".into()), ..rule("Quiet table", RuleAction::Mute) },
            Rule {
                base: Some(BaseUuid::new("00000000000000000000000000000000")),
                ..rule("Other base", RuleAction::Mute)
            },
        ];
        assert!(decide(&rules, &[], &change(ChangeKind::RowDeleted, "a"), Authenticity::Verified).announce);
        let edited = decide(&rules, &[], &change(ChangeKind::RowChanged, "a"), Authenticity::Verified);
        assert_eq!(edited.by.as_deref(), Some("Quiet table"));
    }
}
