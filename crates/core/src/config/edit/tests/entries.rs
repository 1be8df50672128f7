//! Endpoints, bases, accounts and rules.

use expect_test::expect;
use rowbell_rules::ChangeKind;
use serde_json::json;

use super::*;

#[test]
fn endpoints() {
    let token = || "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let add = |relay: Option<&str>| SettingsEdit::AddEndpoint {
        name: "new".into(),
        relay: relay.map(|relay| relay.parse().unwrap()),
        token: token(),
    };
    check(
        add(None),
        expect![[r#"
            +
            +[[endpoint]]
            +name = "new"
            +token = "AAAAAAAAAAAAAAAAAAAAAA"
        "#]],
    );
    check(
        add(Some("https://relay.example.org")),
        expect![[r#"
        +
        +[[endpoint]]
        +name = "new"
        +relay = "https://relay.example.org"
        +token = "AAAAAAAAAAAAAAAAAAAAAA"
    "#]],
    );
    check(
        SettingsEdit::RemoveEndpoint("default".into()),
        expect![[r#"
        -[[endpoint]]
        -name = "default" # its name
        -# Known to SeaTable only.
        -token = "0000000000000000000000" # of default
        -# Not seen yet.
        -base_address = "https://sea.example/workspace/1/dtable/Sales/" # pasted
    "#]],
    );
    check(
        SettingsEdit::RemoveEndpoint("more".into()),
        expect![[r#"
        -[[endpoint]]
        -name = "more"
        -signed = true # since June
        -# The forwarder.
        -webhook_url = "https://forward.example/x" # a tunnel
        -# Renewed on Monday.
        -old_token = "1111111111111111111111" # until Friday
        -token = "3333333333333333333333"
        +
    "#]],
    );
    check(
        of_endpoint("default", EndpointEdit::Signed(true)),
        expect![[r#"
        +signed = true
    "#]],
    );
    check(
        of_endpoint("more", EndpointEdit::Signed(false)),
        expect![[r#"
        -signed = true # since June
        +signed = false # since June
    "#]],
    );
    check(
        of_endpoint("default", EndpointEdit::Base(BaseUuid::new(SALES))),
        expect![[r#"
        -base_address = "https://sea.example/workspace/1/dtable/Sales/" # pasted
        +base = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de"
    "#]],
    );
    check(
        of_endpoint("more", EndpointEdit::BaseAddress("https://sea.example/workspace/1/dtable/A/".into())),
        expect![[r#"
            +base_address = "https://sea.example/workspace/1/dtable/A/"
        "#]],
    );
    check(
        of_endpoint("more", EndpointEdit::WebhookUrl(None)),
        expect![[r#"
        -webhook_url = "https://forward.example/x" # a tunnel
    "#]],
    );
    check(
        of_endpoint("default", EndpointEdit::WebhookUrl(Some("https://forward.example/".into()))),
        expect![[r#"
        +webhook_url = "https://forward.example/"
    "#]],
    );
    check(
        of_endpoint("default", EndpointEdit::RenewToken(token())),
        expect![[r#"
        -token = "0000000000000000000000" # of default
        +token = "AAAAAAAAAAAAAAAAAAAAAA" # of default
        +old_token = "0000000000000000000000"
    "#]],
    );
    check(
        of_endpoint("more", EndpointEdit::EndOldToken),
        expect![[r#"
        -old_token = "1111111111111111111111" # until Friday
    "#]],
    );
    check(of_endpoint("none of this name", EndpointEdit::Signed(true)), expect![[""]]);
}

#[test]
fn bases() {
    check(
        of_base(SALES, BaseEdit::Address("https://sea.example/workspace/1/dtable/Deals/".into())),
        expect![[r#"
        -address = "https://sea.example/workspace/1/dtable/Sales/"
        +address = "https://sea.example/workspace/1/dtable/Deals/"
    "#]],
    );
    check(
        of_base(STOCK, BaseEdit::Connected),
        expect![[r#"
        +connected = true
    "#]],
    );
    check(
        of_base(SALES, BaseEdit::HideContents(true)),
        expect![[r#"
        +hide_contents = true
    "#]],
    );
    check(
        of_base(SALES, BaseEdit::ForgetAddress),
        expect![[r#"
        -address = "https://sea.example/workspace/1/dtable/Sales/"
        -connected = true # since July
    "#]],
    );
    check(
        of_base(NEW, BaseEdit::HideContents(true)),
        expect![[r#"
        +[[base]]
        +uuid = "00000000-0000-0000-0000-000000000001"
        +hide_contents = true
        +
    "#]],
    );
    check(
        SettingsEdit::RemoveBase(BaseUuid::new(SALES)),
        expect![[r#"
        -[[base]]
        -uuid = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de" # Sales
        -# Where it is.
        -address = "https://sea.example/workspace/1/dtable/Sales/"
        -# The live feed.
        -connected = true # since July
    "#]],
    );
    check(SettingsEdit::RemoveBase(BaseUuid::new(NEW)), expect![[""]]);
}

#[test]
fn accounts() {
    check(
        SettingsEdit::AddAccount("https://other.example".into()),
        expect![[r#"
        +[[account]]
        +server = "https://other.example"
        +
    "#]],
    );
    let to = "https://sea.example".to_owned();
    check(
        SettingsEdit::MoveAccount { from: "http://sea.example/".into(), to },
        expect![[r#"
        -server = "http://sea.example" # moves soon
        +server = "https://sea.example" # moves soon
    "#]],
    );
    check(
        SettingsEdit::RemoveAccount("http://sea.example".into()),
        expect![[r#"
        -[[account]]
        -# Plain, in our own network.
        -server = "http://sea.example" # moves soon
        -mend_webhooks = false # by hand
    "#]],
    );
}

#[test]
fn rules() {
    let bare = Rule::new("Everything", RuleAction::Announce);
    check(
        SettingsEdit::AddRule(bare.clone()),
        expect![[r#"
        +
        +[[rule]]
        +name = "Everything"
        +action = "announce"
    "#]],
    );
    let whole = Rule {
        base: Some(BaseUuid::new(SALES)),
        table: Some("Deals \"2\"".into()),
        kind: vec![ChangeKind::RowAdded.into(), ChangeKind::LinksChanged.into()],
        person: vec!["me".into(), "ben@auth.local".into()],
        ..Rule::new("Not my own", RuleAction::Mute)
    };
    check(
        SettingsEdit::AddRule(whole.clone()),
        expect![[r#"
        +
        +[[rule]]
        +name = "Not my own"
        +base = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de"
        +table = 'Deals "2"'
        +kind = ["row_added", "links_changed"]
        +person = ["me", "ben@auth.local"]
        +action = "mute"
    "#]],
    );
    check(
        SettingsEdit::RemoveRule("Quiet".into()),
        expect![[r#"
        -[[rule]]
        -# Too much of it.
        -name = "Quiet"
        -# The importer runs at night.
        -person = ["importer"] # its token's name
        -action = "mute" # for now
    "#]],
    );
    let on_columns: Rule = serde_json::from_value(json!({"name": "Won", "by": ["not_me"], "during": {"to": "18:00"},
        "where": {"filters": [
            {"column_name": "Status", "filter_predicate": "is", "filter_term": "Won", "was": true},
            {"filter_conjunction": "Or", "filters": [
                {"column_key": "a1b2", "filter_predicate": "greater", "filter_term": 1.5},
                {"column_name": "Team", "filter_predicate": "include_me"}]}]},
        "action": "announce", "level": "quiet", "stop": true}))
    .unwrap();
    check(
        SettingsEdit::AddRule(on_columns.clone()),
        expect![[r#"
            +
            +[[rule]]
            +name = "Won"
            +by = ["not_me"]
            +during = { from = "00:00", to = "18:00" }
            +where = { filter_conjunction = "And", filters = [
            +  { column_name = "Status", filter_predicate = "is", filter_term = "Won", was = true },
            +  { filter_conjunction = "Or", filters = [{ column_key = "a1b2", filter_predicate = "greater", filter_term = 1.5 }, { column_name = "Team", filter_predicate = "include_me" }] },
            +] }
            +action = "announce"
            +level = "quiet"
            +stop = true
        "#]],
    );
    let changed: Rule = serde_json::from_value(json!({"name": "Calm", "person": ["importer"], "kind": ["row_added"],
        "action": "announce", "level": "quiet"}))
    .unwrap();
    check(
        SettingsEdit::ReplaceRule { name: "Quiet".into(), rule: changed.clone() },
        expect![[r#"
        -name = "Quiet"
        +name = "Calm"
        -action = "mute" # for now
        +action = "announce" # for now
        +kind = ["row_added"]
        +level = "quiet"
    "#]],
    );
    check(
        SettingsEdit::ReplaceRule { name: "Quiet".into(), rule: on_columns.clone() },
        expect![[r#"
        -name = "Quiet"
        +name = "Won"
        -person = ["importer"] # its token's name
        -action = "mute" # for now
        +action = "announce" # for now
        +by = ["not_me"]
        +during = { from = "00:00", to = "18:00" }
        +where = { filter_conjunction = "And", filters = [
        +  { column_name = "Status", filter_predicate = "is", filter_term = "Won", was = true },
        +  { filter_conjunction = "Or", filters = [{ column_key = "a1b2", filter_predicate = "greater", filter_term = 1.5 }, { column_name = "Team", filter_predicate = "include_me" }] },
        +] }
        +level = "quiet"
        +stop = true
    "#]],
    );
    check(SettingsEdit::ReplaceRule { name: "Nothing".into(), rule: changed }, expect![[r#""#]]);
    // What is said between conditions is not lost with them.
    let written = concat!(
        "[[rule]]\nname = \"Won\"\n# Where.\nwhere = { filters = [\n  # The stage.\n",
        "  { column_name = \"Stage\", filter_predicate = \"is\", filter_term = \"Won\" },\n] }\naction = \"announce\"\n",
    );
    let replaced = apply(&SettingsEdit::ReplaceRule { name: "Won".into(), rule: on_columns.clone() }, written);
    assert!(replaced.contains("# Where.\n# The stage.\nwhere = {"), "{replaced}");
    // What is written is what is read.
    let mut after = FULL.to_owned();
    let all = [bare, whole, on_columns];
    for rule in &all {
        after = apply(&SettingsEdit::AddRule(rule.clone()), &after);
    }
    let rules = Settings::parse(&after, Path::new("rowbell.toml")).unwrap().rules;
    assert_eq!(rules[rules.len() - 3..], all);
}
