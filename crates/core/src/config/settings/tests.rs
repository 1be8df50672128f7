#![allow(clippy::unwrap_used)]
use std::path::Path;

use super::*;

fn problem(text: &str) -> String {
    Settings::parse(text, Path::new("rowbell.toml")).unwrap_err().to_string()
}

#[test]
fn the_default_file_says_what_the_types_say() {
    assert_eq!(Settings::parse(super::super::DEFAULT_FILE, Path::new("rowbell.toml")).unwrap(), Settings::default());
}

#[test]
fn every_key_is_documented_in_the_default_file() {
    for key in [
        "language",
        "secrets",
        "me",
        "address",
        "port",
        "allowed_hosts",
        "enabled",
        "sound",
        "theme",
        "text_size",
        "compact",
        "fold_above",
        "fold_seconds",
        "update_in_place",
        "pages",
        "connected",
        "hide_contents",
        "panel",
        "days",
        "raw_days",
        "max_megabytes",
        "people",
        "endpoint",
        "base",
        "rule",
        "name",
        "token",
        "signed",
        "base_address",
        "webhook_url",
        "relay",
        "old_token",
        "account",
        "server",
        "mend_webhooks",
        "uuid",
        "table",
        "kind",
        "person",
        "action",
        "by",
        "during",
        "columns",
        "where",
        "when",
        "unknown",
        "level",
        "stop",
    ] {
        assert!(super::super::DEFAULT_FILE.contains(key), "{key} is not in default.toml");
    }
}

/// The example at the end, without the signs that make it a note.
#[test]
fn the_rule_in_the_default_file_can_be_used() {
    let (_, example) = super::super::DEFAULT_FILE.rsplit_once("#[[rule]]").unwrap();
    let text: String = format!("#[[rule]]{example}").lines().map(|line| format!("{}\n", &line[1..])).collect();
    let settings = Settings::parse(&text, Path::new("rowbell.toml")).unwrap();
    let rule = &settings.rules[0];
    let asked: Vec<_> = rule.conditions.columns().map(|condition| condition.column()).collect();
    assert_eq!(asked, ["Status", "Amount"]);
    assert!(rule.during.is_some() && !rule.by.is_empty());
}

#[test]
fn problems_name_the_line_and_what_is_allowed() {
    assert!(problem("\nlanguage = \"xx\"").starts_with("rowbell.toml, line 2: no language \"xx\"; allowed are"));
    assert!(problem("[listen]\nprot = 1").contains("line 2: unknown field \"prot\", expected one of \"address\""));
    assert!(problem("[listen]\naddress = \"home\"").contains("line 2: invalid IP address syntax"));
    assert!(problem("[listen]\nport = 70000").contains("line 2"));
    assert!(problem("[listen]\nallowed_hosts = [\"a b\"]").contains("line 2: \"a b\" is not the name of a host"));
    assert!(problem("[window]\ntext_size = 20").contains("line 2: text_size is 80 to 200 percent"));
    assert!(problem("a b").contains("line 1"));
    let twice = "[[endpoint]]\nname = \"a\"\ntoken = \"0123456789012345678901\"\n\n[[endpoint]]\nname = \"a\"\ntoken = \"1123456789012345678901\"\n";
    assert!(problem(twice).contains("line 5: there are two endpoints named \"a\""));
    let named = "\n[[rule]]\nname = \"Quiet\"\naction = \"mute\"\nbase = \"Sales\"";
    assert!(problem(named).contains("line 2: the rule \"Quiet\" names the base \"Sales\", which is not a uuid"));
    let broken = "\n[[rule]]\nname = \"Quiet\"\naction = \"mute\"\nwhere = { filters = [{ column_name = \"A\" }] }";
    assert!(problem(broken).contains("line 2: the rule \"Quiet\" can't be used: condition 1 asks nothing; give it"));
    let misspelt = "[[rule]]\nname = \"Quiet\"\naction = \"mute\"\nwhere = { filters = [\n{ column = \"A\" }] }";
    assert!(problem(misspelt).contains("line 5: unknown field \"column\""), "{}", problem(misspelt));
    let late = "[[rule]]\nname = \"Quiet\"\naction = \"mute\"\nduring = { from = \"8\" }";
    assert!(problem(late).contains("line 4: \"8\" is no time of day"));
    assert!(problem("[[base]]\nuuid = \"x\"\naddress = \"ftp://x\"").contains("line 1: the address"));
}
