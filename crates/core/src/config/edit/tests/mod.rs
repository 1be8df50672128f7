//! What each edit changes in a file that is full of comments, and that nothing else does.
#![allow(clippy::unwrap_used)]
mod entries;

use std::{fmt::Write, path::Path};

use expect_test::{Expect, expect};
use rowbell_rules::RuleAction;

use super::*;
use crate::config::{DEFAULT_FILE, Settings};

const FULL: &str = include_str!("full.toml");
const SALES: &str = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de";
const STOCK: &str = "7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001";
const NEW: &str = "00000000-0000-0000-0000-000000000001";

fn apply(edit: &SettingsEdit, text: &str) -> String {
    let after = edit.apply(text).unwrap();
    Settings::parse(&after, Path::new("rowbell.toml")).unwrap_or_else(|problem| panic!("{edit:?}: {problem}\n{after}"));
    after
}

/// The lines that differ, `-` those before and `+` those after.
fn differences(before: &str, after: &str) -> String {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    // How many lines are common, from each place on.
    let mut common = vec![vec![0; after.len() + 1]; before.len() + 1];
    for (i, old) in before.iter().enumerate().rev() {
        for (j, new) in after.iter().enumerate().rev() {
            common[i][j] = if old == new { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut told) = (0, 0, String::new());
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || i < before.len() && common[i + 1][j] >= common[i][j + 1] {
            writeln!(told, "-{}", before[i]).unwrap();
            i += 1;
        } else {
            writeln!(told, "+{}", after[j]).unwrap();
            j += 1;
        }
    }
    told
}

/// Whether all comments that have lines of their own are still there, in their order.
fn comments_survive(before: &str, after: &str) -> bool {
    let is_comment = |line: &&str| line.trim_start().starts_with('#');
    let mut after = after.lines().filter(is_comment);
    before.lines().filter(is_comment).all(|comment| after.any(|kept| kept == comment))
}

fn check(edit: SettingsEdit, expected: Expect) {
    let after = apply(&edit, FULL);
    expected.assert_eq(&differences(FULL, &after));
    // What is said within an entry goes with it.
    let removes = matches!(
        edit,
        SettingsEdit::RemoveEndpoint(_)
            | SettingsEdit::RemoveBase(_)
            | SettingsEdit::RemoveAccount(_)
            | SettingsEdit::RemoveRule(_)
    );
    assert!(removes || comments_survive(FULL, &after), "{edit:?}: a comment is lost or elsewhere\n{after}");
}

fn of_endpoint(name: &str, edit: EndpointEdit) -> SettingsEdit {
    SettingsEdit::Endpoint(name.into(), edit)
}

fn of_base(uuid: &str, edit: BaseEdit) -> SettingsEdit {
    SettingsEdit::Base(BaseUuid::new(uuid), edit)
}

fn set(name: &str, value: SettingValue) -> SettingsEdit {
    SettingsEdit::Set(Setting::named(name).unwrap(), value)
}

fn me(user: &str, is_me: bool) -> SettingsEdit {
    SettingsEdit::Me { user: user.into(), is_me }
}

#[test]
fn values() {
    check(
        set("language", SettingValue::Text("de".into())),
        expect![[r#"
        -language = "en" # spoken at home
        +language = "de" # spoken at home
    "#]],
    );
    check(
        set("popups.sound", SettingValue::Flag(true)),
        expect![[r#"
        -sound = false # at night, too
        +sound = true # at night, too
    "#]],
    );
    check(
        set("popups.fold_above", SettingValue::Number(9)),
        expect![[r#"
        +fold_above = 9
    "#]],
    );
    check(
        set("window.theme", SettingValue::Text("dark".into())),
        expect![[r#"
        +
        +[window]
        +theme = "dark"
    "#]],
    );
    check(
        set("secrets", SettingValue::Text("file".into())),
        expect![[r#"
        +secrets = "file"
    "#]],
    );
    check(
        SettingsEdit::ListenAddress("0.0.0.0".into()),
        expect![[r#"
        +address = "0.0.0.0"
    "#]],
    );
    check(
        SettingsEdit::ListenPort(9001),
        expect![[r#"
        -port = 9000 # do not change
        +port = 9001 # do not change
    "#]],
    );
}

#[test]
fn lists() {
    check(
        SettingsEdit::AllowHost("nas.lan".into()),
        expect![[r#"
        -allowed_hosts = ["box.lan"] # the router's
        +allowed_hosts = ["box.lan", "nas.lan"] # the router's
    "#]],
    );
    check(SettingsEdit::AllowHost("box.lan".into()), expect![[""]]);
    check(
        me("new@auth.local", true),
        expect![[r#"
        +    "new@auth.local",
    "#]],
    );
    check(me("anna@auth.local", true), expect![[""]]);
    check(
        me("anna@auth.local", false),
        expect![[r#"
            -    "anna@auth.local", # the first
        "#]],
    );
    check(
        me("home@auth.local", false),
        expect![[r#"
        -    "home@auth.local", # the second
    "#]],
    );
    check(me("nobody@auth.local", false), expect![[""]]);
}

#[test]
fn people() {
    let name = |user: &str, name: &str| SettingsEdit::NamePerson { user: user.into(), name: name.into() };
    check(
        name("ben@auth.local", "Benjamin"),
        expect![[r#"
        -"ben@auth.local" = "Ben" # the tall one
        +"ben@auth.local" = "Benjamin" # the tall one
    "#]],
    );
    check(
        name("new@auth.local", "Cleo"),
        expect![[r#"
        +"new@auth.local" = "Cleo"
    "#]],
    );
}

/// What was added to a new file and is removed again leaves no trace, and takes no explanation along.
#[test]
fn adding_and_removing_leaves_the_file_as_it_was() {
    let user = || "anna@auth.local".to_owned();
    let pairs = [
        (
            SettingsEdit::AddEndpoint { name: "a".into(), relay: None, token: "2222222222222222222222".into() },
            SettingsEdit::RemoveEndpoint("a".into()),
        ),
        (of_base(NEW, BaseEdit::HideContents(true)), SettingsEdit::RemoveBase(BaseUuid::new(NEW))),
        (
            SettingsEdit::AddAccount("https://sea.example".into()),
            SettingsEdit::RemoveAccount("https://sea.example/".into()),
        ),
        (SettingsEdit::AddRule(Rule::new("Quiet", RuleAction::Mute)), SettingsEdit::RemoveRule("Quiet".into())),
    ];
    let mut text = DEFAULT_FILE.to_owned();
    for (add, remove) in pairs.iter().chain(&pairs) {
        let added = apply(add, &text);
        assert_ne!(added, text);
        text = apply(remove, &added);
        assert_eq!(text, DEFAULT_FILE, "{remove:?}");
    }
    let with = apply(&SettingsEdit::Me { user: user(), is_me: true }, &text);
    let without = apply(&SettingsEdit::Me { user: user(), is_me: false }, &with);
    assert_eq!(without, with.replace("\"anna@auth.local\"", ""));
}

/// A person may write tables in one line; what is in them stays, and is changed there.
#[test]
fn tables_in_one_line_stay_so() {
    let text = concat!(
        "popups = { sound = true } # quiet\n",
        "rule = [{ name = \"Quiet\", action = \"mute\" }] # rules\n",
        "endpoint = [\n  { name = \"a\", token = \"0000000000000000000001\" }, # mine\n]\n",
    );
    let edits = [
        set("popups.sound", SettingValue::Flag(false)),
        SettingsEdit::AddRule(Rule::new("Loud", RuleAction::Announce)),
        SettingsEdit::RemoveRule("Quiet".into()),
        of_endpoint("a", EndpointEdit::Signed(true)),
        SettingsEdit::AddEndpoint { name: "b".into(), relay: None, token: "0000000000000000000002".into() },
    ];
    let after = edits.iter().fold(text.to_owned(), |text, edit| apply(edit, &text));
    expect![[r#"
        popups = { sound = false } # quiet
        rule = [{ name = "Loud", action = "announce" }] # rules
        endpoint = [
          { name = "a", token = "0000000000000000000001" , signed = true }, # mine
          { name = "b", token = "0000000000000000000002" },
        ]
    "#]]
    .assert_eq(&after);
}

#[test]
fn every_setting_has_a_name_that_finds_it() {
    for name in ["language", "secrets", "popups.enabled", "tray.panel", "window.text_size", "history.max_megabytes"] {
        assert!(Setting::named(name).is_some(), "{name}");
    }
    for name in ["", "popups", "popups.", ".language", "endpoint.token", "popups.enabled.x", "language.language"] {
        assert_eq!(Setting::named(name), None, "{name}");
    }
}
