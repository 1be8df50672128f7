//! How what is announced is announced: when, how loud, and whose changes.

use serde_json::{Value, from_value, json};

use super::{ANNA, BEN, Known, by, change, now, told};
use crate::{Announcement, Level, Outcome, Rule, compile, route};

fn rule(name: &str, fields: Value) -> Rule {
    let mut whole = json!({"name": name, "action": "announce"});
    whole.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    let rule: Rule = from_value(whole).expect("a rule");
    rule.check().expect("no mistake");
    rule
}

fn announcement(rules: &[Rule]) -> Announcement {
    match change().route(rules) {
        Outcome::Announce(announcement) => announcement,
        Outcome::Mute(by) => panic!("muted by {by}"),
    }
}

/// What follows where the person's own changes are announced only where a rule asks for them.
fn own_quiet(change: &Known, rules: &[Rule]) -> String {
    change.with_facts(|facts| told(route(&compile(rules, &|_| None).with_own_quiet(true), facts).outcome))
}

#[test]
fn own_changes_are_announced_only_where_a_rule_asks_for_them() {
    let all = rule("all", json!({}));
    let mine = rule("mine", json!({"person": ["me"]}));
    let annas = rule("annas", json!({"person": [ANNA]}));
    let mute = rule("mute", json!({"action": "mute"}));
    assert_eq!(own_quiet(&change(), &[]), "muted by own change");
    assert_eq!(own_quiet(&change(), std::slice::from_ref(&all)), "muted by own change");
    assert_eq!(own_quiet(&change(), &[all.clone(), mine.clone()]), "announced by all");
    assert_eq!(own_quiet(&change(), &[annas]), "announced by annas");
    assert_eq!(own_quiet(&change(), &[mute, mine]), "muted by mute");
    assert_eq!(own_quiet(&by(BEN, ""), std::slice::from_ref(&all)), "announced by all");
    assert_eq!(own_quiet(&by("", "importer"), &[]), "announced");
    assert_eq!(own_quiet(&Known { me: Vec::new(), ..change() }, &[]), "announced");
}

#[test]
fn a_snooze_puts_off_what_is_announced_and_nothing_else() {
    let until = |text: &str| rule("later", json!({"action": "snooze", "until": text}));
    let later = until("2026-12-01T14:00:00+01:00");
    let put_off = announcement(&[later.clone(), rule("on", json!({}))]);
    assert_eq!((put_off.rule.as_deref(), put_off.snoozed_until), (Some("on"), later.until));
    assert_eq!(announcement(std::slice::from_ref(&later)).snoozed_until, later.until);
    // The longest counts, and one that is over does not.
    let longer = until("2026-12-02T00:00:00Z");
    assert_eq!(announcement(&[later.clone(), longer.clone(), later.clone()]).snoozed_until, longer.until);
    assert_eq!(announcement(&[until("2026-12-01T12:00:00Z")]).snoozed_until, None);
    assert_eq!(told(change().route(&[later, rule("mute", json!({"action": "mute"}))])), "muted by mute");
}

#[test]
fn a_rule_is_in_force_until_its_time() {
    let mute = |until: &str| rule("mute", json!({"action": "mute", "until": until}));
    assert_eq!(told(change().route(&[mute("2026-12-01T12:00:00.001Z")])), "muted by mute");
    assert_eq!(told(change().route(&[mute("2026-12-01T12:00:00Z")])), "announced");
    assert_eq!(now().to_string(), "2026-12-01T12:00:00Z");
}

#[test]
fn the_loudest_counts_and_what_one_rule_wants_at_once_is_told_at_once() {
    let quiet = rule("quiet", json!({"level": "quiet", "digest": "hourly", "once_in_minutes": 5}));
    let loud = rule("loud", json!({"level": "acknowledge", "sound": false, "in_quiet_hours": true}));
    let alone = announcement(std::slice::from_ref(&quiet));
    assert_eq!((alone.digest.is_some(), alone.once_in_minutes), (true, Some(5)));
    assert!(alone.loudness.is_silent());
    let both = announcement(&[quiet.clone(), loud.clone()]);
    assert_eq!((both.digest, both.once_in_minutes), (None, None));
    assert_eq!((both.rule.as_deref(), both.loudness.level), (Some("quiet"), Level::Acknowledge));
    assert!(both.loudness.in_quiet_hours && both.loudness.is_silent());
    // Whoever decides first says when.
    let both = announcement(&[loud, quiet]);
    assert_eq!((both.digest, both.once_in_minutes), (None, None));
    let with_sound = rule("sound", json!({"level": "quiet", "sound": true}));
    assert!(!announcement(&[with_sound]).loudness.is_silent());
}

#[test]
fn highlighting_decides_nothing_else() {
    let highlight = rule("mark", json!({"action": "highlight"}));
    let mute = rule("mute", json!({"action": "mute", "highlight": true}));
    let route = |rules: &[Rule]| change().with_facts(|facts| route(&compile(rules, &|_| None), facts));
    assert!(route(std::slice::from_ref(&highlight)).highlight && !route(&[]).highlight);
    assert_eq!(told(route(std::slice::from_ref(&highlight)).outcome), "announced");
    assert_eq!(told(route(&[highlight, rule("on", json!({}))]).outcome), "announced by on");
    let muted = route(std::slice::from_ref(&mute));
    assert!(muted.highlight && told(muted.outcome) == "muted by mute");
}

#[test]
fn a_row_is_named_by_its_id_at_either_end_of_a_link() {
    let of_row = |row: &str| rule("row", json!({"action": "mute", "row": [row]}));
    let told = |row: &str| told(change().route(&[of_row(row)]));
    assert_eq!((told("Qmw1").as_str(), told("Zx9k").as_str()), ("muted by row", "muted by row"));
    assert_eq!(told("other"), "announced");
}
