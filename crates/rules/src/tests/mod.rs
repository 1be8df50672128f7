//! What the rules say of changes, as a table of cases, and what holds for all of them.

mod announcing;
mod cells;
mod deciding;
mod from_seatable;
mod idle;
mod mistakes;
mod properties;
mod seen;

use jiff::{Timestamp, tz::TimeZone};
use seatable::{BaseUuid, filter::Me};

use crate::{
    Announcement, BuiltIn, ChangeKind, EntryKind, Facts, MutedBy, Outcome, Rule, RuleAction, TableFact, compile, route,
};

const SALES: &str = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de";
const STOCK: &str = "00000000-0000-0000-0000-000000000000";
const ANNA: &str = "4bc9@auth.local";
const BEN: &str = "77aa@auth.local";

/// A change with everything of its own that a rule can ask about.
#[derive(Clone, Debug)]
struct Known {
    is_forged: bool,
    kind: EntryKind,
    base: Option<BaseUuid>,
    table: (String, String),
    linked_table: Option<(String, String)>,
    user: String,
    app: String,
    me: Vec<String>,
}

impl Known {
    fn route(&self, rules: &[Rule]) -> Outcome {
        self.with_facts(|facts| route(&compile(rules, &|_| None), facts).outcome)
    }

    fn with_facts<R>(&self, ask: impl FnOnce(&Facts<'_>) -> R) -> R {
        let me: Vec<Me> = self.me.iter().map(|id| Me { id: Some(id.clone()), ..Me::default() }).collect();
        let zone = TimeZone::UTC;
        let facts = Facts {
            is_forged: self.is_forged,
            base: self.base.as_ref(),
            table: TableFact { id: &self.table.0, name: &self.table.1 },
            linked_table: self.linked_table.as_ref().map(|(id, name)| TableFact { id, name }),
            user: &self.user,
            app: &self.app,
            row_ids: ["Qmw1", "Zx9k"],
            ..Facts::bare(self.kind, now(), &zone, &me)
        };
        ask(&facts)
    }
}

/// Tuesday, noon.
fn now() -> Timestamp {
    "2026-12-01T12:00:00Z".parse().expect("a time")
}

/// Anna, who is the person themself, changed a row of Opportunities in the base Sales.
fn change() -> Known {
    Known {
        is_forged: false,
        kind: ChangeKind::RowChanged.into(),
        base: Some(BaseUuid::new(SALES)),
        table: ("9g8f".into(), "Opportunities".into()),
        linked_table: None,
        user: ANNA.into(),
        app: String::new(),
        me: vec![ANNA.into()],
    }
}

fn of_kind(kind: impl Into<EntryKind>) -> Known {
    Known { kind: kind.into(), ..change() }
}

fn by(user: &str, app: &str) -> Known {
    Known { user: user.into(), app: app.into(), ..change() }
}

fn mute(name: &str) -> Rule {
    Rule::new(name, RuleAction::Mute)
}

fn announce(name: &str) -> Rule {
    Rule::new(name, RuleAction::Announce)
}

fn in_base(base: &str) -> Rule {
    Rule { base: Some(BaseUuid::new(base)), ..mute("base") }
}

fn in_table(table: &str) -> Rule {
    Rule { table: Some(table.into()), ..mute("table") }
}

fn kinds(kind: &[ChangeKind]) -> Rule {
    Rule { kind: kind.iter().map(|&kind| kind.into()).collect(), ..mute("kind") }
}

fn people(person: &[&str]) -> Rule {
    Rule { person: person.iter().map(|&person| person.into()).collect(), ..mute("person") }
}

/// What follows, in short: `announced`, `announced by RULE`, `muted by …`.
fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Announce(Announcement { rule: None, .. }) => "announced".into(),
        Outcome::Announce(Announcement { rule: Some(rule), .. }) => format!("announced by {rule}"),
        Outcome::Mute(by) => format!("muted by {by}"),
    }
}

#[test]
fn what_the_rules_say() {
    use ChangeKind::{LinkAdded, Other, RowAdded, RowChanged, RowDeleted, Unrecognised};
    let linked = Known { linked_table: Some(("aa11".into(), "Contacts".into())), ..of_kind(LinkAdded) };
    let nowhere = Known { base: None, table: Default::default(), ..change() };
    let stranger = Known { me: Vec::new(), ..by("", "importer") };
    let forged = Known { is_forged: true, ..change() };
    let all_of = Rule {
        base: Some(BaseUuid::new(SALES)),
        table: Some("9g8f".into()),
        kind: vec![RowChanged.into()],
        person: vec!["me".into()],
        ..mute("all")
    };
    let cases: &[(&str, &[Rule], Known, &str)] = &[
        ("without rules", &[], change(), "announced"),
        ("a rule without conditions", &[mute("quiet")], change(), "muted by quiet"),
        ("what an announcement says", &[announce("loud")], change(), "announced by loud"),
        // The base, in either spelling.
        ("its base", &[in_base(SALES)], change(), "muted by base"),
        ("its base, without dashes", &[in_base(&SALES.replace('-', ""))], change(), "muted by base"),
        ("another base", &[in_base(STOCK)], change(), "announced"),
        ("a report without a base", &[in_base(SALES)], nowhere.clone(), "announced"),
        // The table.
        ("its table's id", &[in_table("9g8f")], change(), "muted by table"),
        ("its table's name", &[in_table("Opportunities")], change(), "muted by table"),
        ("another case", &[in_table("opportunities")], change(), "announced"),
        ("another table", &[in_table("Contacts")], change(), "announced"),
        ("the other end of a link", &[in_table("Contacts")], linked.clone(), "muted by table"),
        ("the near end of a link", &[in_table("Opportunities")], linked, "muted by table"),
        ("a report without a table", &[in_table("9g8f")], nowhere, "announced"),
        // The kind.
        ("its kind", &[kinds(&[RowChanged])], change(), "muted by kind"),
        ("one of several kinds", &[kinds(&[RowAdded, RowChanged])], change(), "muted by kind"),
        ("another kind", &[kinds(&[RowAdded, RowDeleted])], change(), "announced"),
        ("no word for it", &[kinds(&[Other])], of_kind(Other), "muted by kind"),
        // Who did it.
        ("myself", &[people(&["me"])], change(), "muted by person"),
        ("somebody else", &[people(&["me"])], by(BEN, ""), "announced"),
        ("a person's id", &[people(&[BEN])], by(BEN, ""), "muted by person"),
        ("one of several", &[people(&["me", BEN])], by(BEN, ""), "muted by person"),
        ("an API token", &[people(&["importer"])], by("", "importer"), "muted by person"),
        ("a person who used a token", &[people(&["importer"])], by(ANNA, "importer"), "announced"),
        ("a token, and nobody said who they are", &[people(&["me"])], stranger, "announced"),
        // Together.
        ("all conditions", std::slice::from_ref(&all_of), change(), "muted by all"),
        ("all but the kind", std::slice::from_ref(&all_of), of_kind(RowAdded), "announced"),
        ("all but the person", std::slice::from_ref(&all_of), by(BEN, ""), "announced"),
        ("the first that fits", &[announce("loud"), mute("quiet")], change(), "announced by loud"),
        ("one that does not fit first", &[in_base(STOCK), mute("quiet")], change(), "muted by quiet"),
        // What no rule can have announced.
        ("forged", &[announce("loud")], forged, "muted by forged"),
        ("unrecognised", &[announce("loud")], of_kind(Unrecognised), "muted by unrecognised"),
        ("a gap", &[announce("loud")], of_kind(EntryKind::Gap), "muted by missed"),
        // Rules from before such names were refused.
        ("a rule named like that", &[mute("forged")], change(), "muted by rule forged"),
        ("a rule named so", &[mute("popups are off")], change(), "muted by rule popups are off"),
    ];
    for (what, rules, change, expected) in cases {
        assert_eq!(told(change.route(rules)), *expected, "{what}");
    }
}

#[test]
fn built_in_reasons_and_rules_are_told_apart_also_as_texts() {
    for built_in in BuiltIn::ALL {
        let text = built_in.as_str();
        assert_eq!(MutedBy::from(text), MutedBy::BuiltIn(built_in));
        assert_eq!(MutedBy::BuiltIn(built_in).to_string(), text);
        assert!(mute(text).has_reserved_name());
        let of_a_rule = MutedBy::Rule(text.into()).to_string();
        assert_eq!(MutedBy::from(of_a_rule.as_str()), MutedBy::Rule(format!("rule {text}")));
    }
    assert!(!mute("Forged deliveries").has_reserved_name());
}

#[test]
fn every_kind_has_one_name_everywhere() {
    for kind in EntryKind::all() {
        let name = serde_json::Value::from(kind.as_str());
        assert_eq!(EntryKind::from_name(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).ok().as_ref(), Some(&name));
        assert_eq!(serde_json::from_value(name.clone()).ok(), Some(kind));
        if let EntryKind::Change(kind) = kind {
            assert_eq!(serde_json::to_value(kind).ok(), Some(name));
        }
    }
    assert_eq!(EntryKind::from_name("Row_Added"), None);
    let refused = serde_json::from_str::<EntryKind>("\"Row_Added\"").map_err(|error| error.to_string());
    assert!(refused.is_err_and(|said| said.contains("`row_added`") && said.contains("`missed`")));
}
