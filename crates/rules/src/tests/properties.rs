//! What holds for all rules and changes.

use proptest::{collection::vec, option, prelude::*, sample::select};
use seatable::BaseUuid;

use super::{ANNA, BEN, Known, SALES, STOCK};
use crate::{ChangeKind, EntryKind, MutedBy, Outcome, Rule, RuleAction};

/// Few values of each, so that rules and changes meet.
fn word() -> impl Strategy<Value = String> {
    select(vec!["", "me", "forged", "9g8f", "Opportunities", ANNA, BEN, "importer"]).prop_map(str::to_owned)
}

fn bases() -> impl Strategy<Value = Option<BaseUuid>> {
    option::of(select(vec![SALES, STOCK, "no uuid"]).prop_map(BaseUuid::new))
}

fn rules() -> impl Strategy<Value = Rule> {
    let action = select(vec![RuleAction::Announce, RuleAction::Mute]);
    let kind = vec(select(EntryKind::all().collect::<Vec<_>>()), 0..3);
    (word(), bases(), option::of(word()), kind, vec(word(), 0..3), action).prop_map(
        |(name, base, table, kind, person, action)| Rule { base, table, kind, person, ..Rule::new(name, action) },
    )
}

fn changes() -> impl Strategy<Value = Known> {
    let table = || (word(), word());
    let kind = select(EntryKind::all().collect::<Vec<_>>());
    (prop::bool::weighted(0.1), kind, bases(), table(), option::of(table()), word(), word(), vec(word(), 0..3))
        .prop_map(|(is_forged, kind, base, table, linked_table, user, app, me)| Known {
            is_forged,
            kind,
            base,
            table,
            linked_table,
            user,
            app,
            me,
        })
}

proptest! {
    /// There is an answer for everything, and always the same; and it is the first fitting rule's own.
    #[test]
    fn the_first_rule_that_fits_by_itself_decides(rules in vec(rules(), 0..6), change in changes()) {
        let said = change.route(&rules);
        prop_assert_eq!(&said, &change.route(&rules));
        let alone = rules.iter().map(|rule| change.route(std::slice::from_ref(rule)));
        let without_rules = change.route(&[]);
        let first = alone.into_iter().find(|said| *said != without_rules);
        prop_assert_eq!(said, first.unwrap_or(without_rules));
    }

    /// Each further condition makes a rule fit less, never more.
    #[test]
    fn a_rule_with_fewer_conditions_fits_at_least_as_much(rule in rules(), change in changes()) {
        if change.route(std::slice::from_ref(&rule)) != change.route(&[]) {
            for less in [
                Rule { base: None, ..rule.clone() },
                Rule { table: None, ..rule.clone() },
                Rule { kind: Vec::new(), ..rule.clone() },
                Rule { person: Vec::new(), ..rule.clone() },
            ] {
                prop_assert_eq!(change.route(&[less]), change.route(std::slice::from_ref(&rule)));
            }
        }
    }

    /// What is forged, unreadable or a gap is told as such, whatever the rules say.
    #[test]
    fn no_rule_has_the_last_word_on_what_is_no_change(rules in vec(rules(), 0..4), change in changes()) {
        let is_change =
            !change.is_forged && !matches!(change.kind, EntryKind::Gap | EntryKind::Change(ChangeKind::Unrecognised));
        let by_built_in = matches!(change.route(&rules), Outcome::Mute(MutedBy::BuiltIn(_)));
        prop_assert_eq!(by_built_in, !is_change);
    }

    /// Each rule asks about the change alone, so two of which only one fits may change places.
    #[test]
    fn rules_that_do_not_both_fit_may_change_places(
        mut rules in vec(rules(), 2..6),
        at in any::<prop::sample::Index>(),
        change in changes(),
    ) {
        let at = at.index(rules.len() - 1);
        let fits = |rule: &Rule| change.route(std::slice::from_ref(rule)) != change.route(&[]);
        prop_assume!(!(fits(&rules[at]) && fits(&rules[at + 1])));
        let said = change.route(&rules);
        rules.swap(at, at + 1);
        prop_assert_eq!(change.route(&rules), said);
    }
}
