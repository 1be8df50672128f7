use secrecy::ExposeSecret;
use serde_json::json;

use super::*;

const OLD_ACCESS: &str = include_str!("../../../../tests/fixtures/seatable/30_api_app_access_token_2024docs.json");
const PEOPLE: &str = include_str!("../../../../tests/fixtures/seatable/34_api_related_users.json");
const WEBHOOKS: &str = include_str!("../../../../tests/fixtures/seatable/35_api_webhook_list.json");

/// `{"exp":1787923973,"dtable_uuid":"650d8a0d-7e27-46a8-8b18-6cc6f384abc4","permission":"rw","username":""}`
const TOKEN: &str = concat!(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
    "eyJleHAiOjE3ODc5MjM5NzMsImR0YWJsZV91dWlkIjoiNjUwZDhhMGQtN2UyNy00NmE4LThiMTgtNmNjNmYzODRhYmM0IiwicGVybWlzc2lvbiI6",
    "InJ3IiwidXNlcm5hbWUiOiIifQ.c2lnbmF0dXJl"
);

#[test]
fn an_account_says_whose_it_is() {
    let told = r#"{"email": "4bc9@auth.local", "name": "Anna", "contact_email": "anna@example.com", "usage": 12}"#;
    let owner = read_account_owner(told).expect("is read");
    assert_eq!((&*owner.email, &*owner.name, &*owner.contact_email), ("4bc9@auth.local", "Anna", "anna@example.com"));
    for odd in ["{}", "[]", r#"{"email": ""}"#, r#"{"email": null}"#, "<html>"] {
        assert!(read_account_owner(odd).is_err(), "{odd}");
    }
}

#[test]
fn access_in_the_old_form() {
    let access = Access::read(OLD_ACCESS).expect("readable");
    assert!(!access.use_api_gateway);
    assert_eq!((access.base_name.as_str(), access.workspace_id), ("Test base", Some(20)));
    assert_eq!(access.base_uuid_36, "650d8a0d-7e27-46a8-8b18-6cc6f384ufy4");
    assert_eq!(access.app_name, "postman");
    assert_eq!(access.token.expose_secret(), "<jwt>");
    assert_eq!(access.expires_at_ms, None);
    let address = access.base_address("https://cloud.seatable.io").expect("told").expect("fine");
    assert_eq!(address.base_url(), "https://cloud.seatable.io/workspace/20/dtable/Test%20base/");
}

#[test]
fn access_in_the_new_form() {
    let answer = json!({"app_name": "rowbell", "access_token": TOKEN,
        "dtable_uuid": "650d8a0d7e2746a88b186cc6f384abc4", "dtable_server": "https://cloud.seatable.io/api-gateway/",
        "workspace_id": "20", "dtable_name": "Sales", "use_api_gateway": true});
    let access = Access::read(&answer.to_string()).expect("readable");
    assert!(access.use_api_gateway);
    assert_eq!(access.base_uuid_36, "650d8a0d-7e27-46a8-8b18-6cc6f384abc4");
    assert_eq!(access.base.as_str(), access.base_uuid_36);
    assert_eq!((access.expires_at_ms, access.permission.as_str()), (Some(1_787_923_973_000), "rw"));
    assert_eq!(access.workspace_id, Some(20));
    assert!(access.ends_within(60_000, 1_787_923_973_000 - 60_000));
    assert!(!access.ends_within(60_000, 1_787_923_973_000 - 60_001));
    assert!(!format!("{access:?}").contains("eyJ"), "no token in debug output");
}

#[test]
fn access_without_token_or_base_is_none() {
    for answer in ["", "{}", "<html>", r#"{"access_token": "", "dtable_uuid": "x"}"#, r#"{"access_token": "x"}"#] {
        let error = Access::read(answer).expect_err("refused").to_string();
        assert!(error.starts_with("the answer holds no access to a base"), "{error}");
    }
    // Tokens that are not JWTs are as good.
    for token in ["a", "a.b", "a.!.c", "a.bnVsbA.c", "..", "a.ÿ.c"] {
        let answer = json!({"access_token": token, "dtable_uuid": "x"}).to_string();
        assert_eq!(Access::read(&answer).expect("readable").expires_at_ms, None);
    }
}

#[test]
fn people() {
    let people = read_people(PEOPLE).expect("readable");
    assert_eq!(people.len(), 1);
    assert_eq!((people[0].name.as_str(), people[0].contact_email.as_str()), ("Ginger Ale", "gingerale@example.com"));
    assert!(read_people("{}").is_err());
    assert_eq!(read_people(r#"{"user_list": [1, {"name": "nobody"}]}"#), Ok(vec![]));
}

#[test]
fn webhooks_hide_their_secrets() {
    let webhooks = read_webhooks(WEBHOOKS).expect("readable");
    let webhook = &webhooks[0];
    assert_eq!((webhook.id, webhook.url.as_str(), webhook.is_valid), (1, "https://www.google.com", true));
    assert_eq!(webhook.secret.as_ref().expect("there is one").expose_secret(), "123456");
    assert!(!format!("{webhook:?}").contains("\"123456\""));
    let invalid = read_webhook(r#"{"webhook": {"id": 7, "is_valid": false, "settings": {}}}"#).expect("readable");
    assert!(!invalid.is_valid && invalid.secret.is_none());
    assert!(read_webhook(r#"{"webhook": null}"#).is_err());
}

#[test]
fn workspaces_with_their_own_and_shared_bases() {
    let uuid = "c1df3186-3643-489b-880c-51c8ee2a9a20";
    let answer = json!({"workspace_list": [
        {"id": "", "name": "shared", "type": "shared", "shared_table_list": [
            {"id": 362, "workspace_id": 206, "uuid": uuid, "name": "collaborators"}]},
        {"id": 205, "name": "testgroup", "type": "group",
            "table_list": [{"id": 360, "workspace_id": 205, "uuid": uuid, "name": "Tracker"}],
            "group_shared_dtables": [{"id": 1, "workspace_id": 204, "uuid": uuid, "name": "pt"}, {"name": ""}]},
        {"id": 1, "name": "personal", "type": "personal"},
    ]});
    let workspaces = read_workspaces(&answer.to_string()).expect("readable");
    let listed: Vec<_> = workspaces
        .iter()
        .flat_map(|workspace| &workspace.bases)
        .map(|base| (base.name.as_str(), base.workspace_id, base.is_shared))
        .collect();
    assert_eq!(listed, [("collaborators", Some(206), true), ("Tracker", Some(205), false), ("pt", Some(204), true)]);
    assert_eq!(workspaces.iter().map(|workspace| workspace.id).collect::<Vec<_>>(), [None, Some(205), Some(1)]);
}

#[test]
fn people_of_both_lists_are_read_and_each_once() {
    let lists = json!({
        "user_list": [{"email": "a@auth.local", "name": "Anna"}, {"email": "", "name": "Nobody"}],
        "app_user_list": [{"email": "b@auth.local", "name": "Ben"}, {"email": "a@auth.local", "name": "Anna of the app"}],
    });
    let names = |json: &serde_json::Value| {
        read_people(&json.to_string()).map(|people| people.into_iter().map(|person| person.name).collect::<Vec<_>>())
    };
    assert_eq!(names(&lists).expect("readable"), ["Anna", "Ben"]);
    assert_eq!(names(&json!({"app_user_list": lists["app_user_list"]})).expect("readable").len(), 2);
    assert_eq!(names(&json!({"user_list": lists["user_list"], "app_user_list": null})).expect("readable"), ["Anna"]);
    assert!(names(&json!({"user_list": null})).is_err());
}

#[test]
fn departments_by_number() {
    let answer = json!({"departments": [
        {"id": 3, "name": "Sales", "parent_id": -1}, {"id": "12", "name": "R&D"}, {"id": 4, "name": ""}, {"name": "x"}, 7,
    ]});
    let departments = read_departments(&answer.to_string()).expect("readable");
    let named: Vec<_> = departments.iter().map(|department| (department.id, department.name.as_str())).collect();
    assert_eq!(named, [(3, "Sales"), (12, "R&D")]);
    assert!(read_departments("{}").is_err());
}
