//! REST: tokens, the log, webhooks, limits and faults.

use rowbell_stand_in::{By, Options, Permission, StandIn};
use serde_json::json;

use crate::{
    http::{ask, get},
    row_id, start,
};

const FORM: &str = "application/x-www-form-urlencoded";
const HOOKS: &str = "/api/v2.1/workspace/1/dtable/Vertrieb%20%26%20Co/webhooks/";

/// An access token, and where its base is.
async fn enter(stand_in: &StandIn, api_token: &str) -> (String, String) {
    let answer = get(&stand_in.address(), "/api/v2.1/dtable/app-access-token/", api_token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = |field: &str| answer.json[field].as_str().unwrap().to_owned();
    assert_eq!(
        (text("dtable_server"), &answer.json["use_api_gateway"]),
        (format!("{}/api-gateway/", stand_in.address()), &json!(true))
    );
    (text("access_token"), format!("/api-gateway/api/v2/dtables/{}", text("dtable_uuid")))
}

#[tokio::test]
async fn tokens_open_what_they_are_for() {
    let (stand_in, base) = start(Options::default()).await;
    let (address, api_token) = (stand_in.address(), base.api_token("app", Permission::R));
    for wrong in ["", "0123456789012345678901234567890123456789"] {
        let answer = get(&address, "/api/v2.1/dtable/app-access-token/", wrong).await;
        assert_eq!((answer.status, answer.json), (403, json!({"error_msg": "Permission denied."})));
    }
    let (access, path) = enter(&stand_in, &api_token).await;
    assert_eq!(get(&address, &format!("{path}/metadata/"), &access).await.status, 200);
    assert_eq!(
        get(&address, &format!("{path}/metadata/"), &api_token).await.status,
        403,
        "an API token is no access token"
    );
    let append = json!({"table_name": "Tasks", "rows": [{"Name": "x"}]}).to_string();
    let answer = ask(&address, "POST", &format!("{path}/rows/"), &access, ("application/json", &append)).await;
    assert_eq!(answer.status, 403, "it may only read");
    assert_eq!(get(&address, HOOKS, &api_token).await.status, 401, "webhooks are for accounts");
    stand_in.revoke(&api_token);
    assert_eq!(get(&address, "/api/v2.1/dtable/app-access-token/", &api_token).await.status, 403);
    assert_eq!(get(&address, &format!("{path}/metadata/"), &access).await.status, 200, "what was given lives on");

    stand_in.faults(|faults| faults.token_life_s = Some(-1));
    let (old, _) = enter(&stand_in, &base.api_token("app", Permission::R)).await;
    let answer = get(&address, &format!("{path}/metadata/"), &old).await;
    assert_eq!((answer.status, answer.json), (403, json!({"error_msg": "Token expired."})));
}

#[tokio::test]
async fn the_log_is_paged_newest_first() {
    let (stand_in, base) = start(Options::default()).await;
    for _ in 0..60 {
        base.insert_row("Tasks", json!({}), &By::person("p@auth.local"));
    }
    let (access, path) = enter(&stand_in, &base.api_token("app", Permission::R)).await;
    for (query, ids) in [("", 36..=60), ("?page=2", 11..=35), ("?page=3", 1..=10), ("?page=1&count=3", 58..=60)] {
        let answer = get(&stand_in.address(), &format!("{path}/operations/{query}"), &access).await;
        let operations = answer.json["operations"].as_array().unwrap().clone();
        let found: Vec<u64> = operations.iter().rev().map(|operation| operation["op_id"].as_u64().unwrap()).collect();
        assert_eq!(found, ids.collect::<Vec<_>>(), "{query}");
        assert!(operations[0]["app"].is_null() && operations[0]["operation"].is_string());
    }
    let row = base.rows("Tasks").pop().unwrap();
    let path = format!("{path}/activities/?row_id={}", row["_id"].as_str().unwrap());
    let answer = get(&stand_in.address(), &path, &access).await;
    assert_eq!(
        (&answer.json["total_count"], &answer.json["activities"][0]["op_type"]),
        (&json!(1), &json!("insert_row"))
    );
}

#[tokio::test]
async fn an_account_may_ask_for_the_teams_departments() {
    const DEPARTMENTS: &str = "/api/v2.1/address-book-v2/departments/";
    let (stand_in, base) = start(Options::default()).await;
    let account = stand_in.account_token(&base.owner());
    assert_eq!(get(&stand_in.address(), DEPARTMENTS, &account).await.json, json!({"departments": []}));
    assert_eq!((stand_in.add_department("Sales"), stand_in.add_department("R&D")), (1, 2));
    let answer = get(&stand_in.address(), DEPARTMENTS, &account).await;
    let second = &answer.json["departments"][1];
    assert_eq!((&second["id"], &second["name"]), (&json!(2), &json!("R&D")));
    let api_token = base.api_token("app", Permission::R);
    assert_eq!(get(&stand_in.address(), DEPARTMENTS, &api_token).await.status, 401);
}

#[tokio::test]
async fn sql_finds_rows() {
    let (stand_in, base) = start(Options::default()).await;
    let (access, path) = enter(&stand_in, &base.api_token("app", Permission::R)).await;
    let (a, b) = (row_id(&base, "Tasks", "Task A"), row_id(&base, "Tasks", "Task B"));
    for (sql, names) in [
        (format!("SELECT Name FROM Tasks WHERE _id = '{a}'"), json!([{"Name": "Task A"}])),
        (format!("select `Name` from `Tasks` where `_id` in ('{a}', '{b}') limit 1"), json!([{"Name": "Task A"}])),
        (
            "SELECT Name, Prio FROM Tasks WHERE Name LIKE '%a' AND Prio = '+'".to_owned(),
            json!([{"Name": "Task A", "Prio": "+"}]),
        ),
        ("SELECT Name FROM Tasks WHERE Prio IS NULL OR Name = 'x'".to_owned(), json!([{"Name": "Task B"}])),
        ("SELECT Name FROM Tasks ORDER BY Name DESC LIMIT 1".to_owned(), json!([{"Name": "Task B"}])),
    ] {
        let body = json!({"sql": sql, "convert_keys": true}).to_string();
        let answer =
            ask(&stand_in.address(), "POST", &format!("{path}/sql/"), &access, ("application/json", &body)).await;
        assert_eq!(answer.json["results"], names, "{sql}");
    }
    let body = json!({"sql": "SELECT Prio FROM Tasks WHERE Name = 'Task A'"}).to_string();
    let answer = ask(&stand_in.address(), "POST", &format!("{path}/sql"), &access, ("application/json", &body)).await;
    let cells = answer.json["results"][0].as_object().unwrap().clone();
    assert!(cells.iter().all(|(key, id)| key.len() == 4 && id.as_str().unwrap().len() == 6), "keys and ids: {cells:?}");
    let wrong = json!({"sql": "DROP TABLE Tasks"}).to_string();
    let answer = ask(&stand_in.address(), "POST", &format!("{path}/sql/"), &access, ("application/json", &wrong)).await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn webhooks_are_managed_by_who_owns_the_base() {
    let (stand_in, base) = start(Options::default()).await;
    let address = stand_in.address();
    let owner = stand_in.account_token(&base.owner());
    let stranger = stand_in.account_token(&stand_in.add_person("Somebody else"));
    assert_eq!(get(&address, HOOKS, &stranger).await.status, 403);
    assert_eq!(get(&address, &HOOKS.replace("/1/", "/2/"), &owner).await.status, 404);
    let post = async |form: &str| ask(&address, "POST", HOOKS, &owner, (FORM, form)).await;
    let made = post("url=http%3A%2F%2F127.0.0.1%3A9%2Fhook&secret=geheim").await;
    let webhook = &made.json["webhook"];
    assert_eq!(
        (made.status, &webhook["is_valid"], &webhook["settings"]),
        (200, &json!(true), &json!({"secret": "geheim"}))
    );
    assert_eq!(webhook["dtable_uuid"], base.uuid());
    assert_eq!(post("url=http%3A%2F%2F127.0.0.1%3A9%2Fhook").await.status, 409);
    for bad in ["url=ftp%3A%2F%2Fx", "secret=x"] {
        assert_eq!(post(bad).await.status, 400, "{bad}");
    }
    base.insert_row("Tasks", json!({}), &By::default());
    crate::until("it is disabled", || base.webhooks()[0].is_valid, |valid| !valid).await;
    let one = format!("{HOOKS}{}/", webhook["id"]);
    assert_eq!(get(&address, &one, &owner).await.json["webhook"]["is_valid"], false);
    let put = ask(&address, "PUT", &one, &owner, (FORM, "url=http%3A%2F%2F127.0.0.1%3A9%2Fother&secret=")).await;
    let webhook = &put.json["webhook"];
    assert_eq!((&webhook["is_valid"], &webhook["settings"]["secret"]), (&json!(true), &json!("geheim")));
    assert_eq!(ask(&address, "PUT", &one, &owner, (FORM, "")).await.status, 400);
    assert_eq!(get(&address, HOOKS, &owner).await.json["webhook_list"].as_array().unwrap().len(), 1);
    assert_eq!(ask(&address, "DELETE", &one, &owner, (FORM, "")).await.status, 200);
    assert_eq!(get(&address, &one, &owner).await.status, 404);
    let spaces = get(&address, "/api/v2.1/workspaces/", &owner).await.json;
    assert_eq!(spaces["workspace_list"][0]["table_list"][0]["name"], "Vertrieb & Co");
}

#[tokio::test]
async fn calls_are_limited_and_counted() {
    let (stand_in, base) = start(Options { base_limit: 2, ..Options::default() }).await;
    let address = stand_in.address();
    let (access, path) = enter(&stand_in, &base.api_token("app", Permission::R)).await;
    let path = format!("{path}/metadata/");
    // Of five in at most two minutes, at least one is too many.
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(get(&address, &path, &access).await);
    }
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap_or_else(|| panic!("{answers:?}"));
    assert!(refused.head.contains("x-ratelimit-remaining: 0") && refused.head.contains("x-ratelimit-limit: 2"));
    assert_eq!(stand_in.counts()[&format!("GET {path}")], 5);
}

#[tokio::test]
async fn a_browser_gets_a_page_for_a_row() {
    let (stand_in, base) = start(Options::default()).await;
    base.insert_row("Tasks", json!({"Name": "<b>Übermut</b>", "Prio": "++"}), &By::app("app"));
    let row = row_id(&base, "Tasks", "<b>Übermut</b>");
    let at = format!("/workspace/1/dtable/Vertrieb%20%26%20Co/?tid=0000&vid=0000&row-id={row}");
    let page = get(&stand_in.address(), &at, "").await;
    assert_eq!(page.status, 200, "{page:?}");
    for part in ["text/html", "charset=utf-8"] {
        assert!(page.head.contains(part), "{page:?}");
    }
    assert!(page.text.contains("Vertrieb &amp; Co › Tasks") && page.text.contains("<td>&lt;b&gt;Übermut"), "{page:?}");
    assert!(page.text.contains("<td>++"), "{page:?}");
}
