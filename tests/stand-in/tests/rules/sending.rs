//! The webhook sender's rules (`dtable_events/webhook/webhook.py`).

use std::time::Duration;

use rowbell_stand_in::{BaseHandle, By, Options, StandIn};
use serde_json::{Value, json};

use crate::{
    http::{Does, Receiver},
    row_id, start, until,
};

const OK: Does = Does::Answers(200, "");

fn edit(base: &BaseHandle, name: &str) {
    base.insert_row("Tasks", json!({"Name": name}), &By::person("p@auth.local"));
}

/// Edits, and waits until the sender is done with it.
async fn edit_and_wait(stand_in: &StandIn, base: &BaseHandle) {
    let before = stand_in.sent().len();
    edit(base, "x");
    until("it is sent", || stand_in.sent().len(), |sent| *sent > before).await;
}

fn valid(base: &BaseHandle) -> bool {
    base.webhooks()[0].is_valid
}

#[tokio::test]
async fn a_body_has_pythons_bytes_and_the_headers_that_were_seen() {
    let (_stand_in, base) = start(Options::default()).await;
    let receiver = Receiver::start(OK).await;
    base.add_webhook(&receiver.url, Some("s3cret-ü"));
    let row = row_id(&base, "Tasks", "Task A");
    base.modify_row("Tasks", &row, json!({"Name": "Müller 😀", "Prio": "++"}), &By::person("p@auth.local"));

    let got = until("it came", || receiver.got(), |got| !got.is_empty()).await.remove(0);
    let (head, body) = got.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /hook HTTP/1.1\r\n"), "{head}");
    for line in [
        "User-Agent: python-requests/2.28.1",
        "Accept-Encoding: gzip, deflate",
        "Accept: */*",
        "Connection: keep-alive",
        "Content-Type: application/json",
    ] {
        assert!(head.contains(line), "{line} in {head}");
    }
    let start = format!(
        r#"{{"event": "update", "data": {{"dtable_uuid": "{}", "row_id": "{row}", "#,
        base.uuid().replace('-', "")
    );
    assert!(body.starts_with(&start), "{body}");
    assert!(
        body.contains(r#""row_name": "M\u00fcller \ud83d\ude00", "row_name_option": "", "row_data": [{"#),
        "{body}"
    );
    let data = &serde_json::from_str::<Value>(body).unwrap()["data"];
    assert_eq!((&data["op_user"], &data["op_type"]), (&json!("p@auth.local"), &json!("modify_row")));
    assert!(data.get("op_app").is_none() && data.get("row_count").is_none());
    let cells = data["row_data"].as_array().unwrap();
    assert_eq!((&cells[0]["old_value"], &cells[0]["value"]), (&json!("Task A"), &json!("Müller 😀")));
    let option = |name: &str| {
        let options = cells[1]["column_data"]["options"].as_array().unwrap();
        options.iter().find(|option| option["name"] == name).unwrap()["id"].clone()
    };
    assert_eq!((&cells[1]["old_value"], &cells[1]["value"]), (&option("+"), &option("++")), "ids, not names");
}

/// Of the raw bytes, with a secret that is not ASCII: a vector made with Python's `hmac`.
#[tokio::test]
async fn the_signature_is_pythons() {
    let (_stand_in, base) = start(Options::default()).await;
    let receiver = Receiver::start(OK).await;
    base.add_webhook(&receiver.url, Some("s3cret-ü"));
    base.post(br#"{"event": "update", "data": {"row_name": "M\u00fcller \ud83d\ude00"}}"#);
    let got = until("it came", || receiver.got(), |got| !got.is_empty()).await;
    let signature = "X-Seatable-Signature: sha256=0c09ce215e73ea23899e4981df4ad1892926e924353279dd9c854cf58e4eb4a1";
    assert!(got[0].contains(signature), "{got:?}");
}

#[tokio::test]
async fn without_a_secret_there_is_no_signature() {
    let (_stand_in, base) = start(Options::default()).await;
    let receiver = Receiver::start(OK).await;
    base.add_webhook(&receiver.url, None);
    edit(&base, "x");
    let got = until("it came", || receiver.got(), |got| !got.is_empty()).await;
    assert!(!got[0].to_lowercase().contains("signature"), "{got:?}");
}

#[tokio::test]
async fn a_refused_connection_disables_at_once_and_nothing_is_sent_again() {
    let (stand_in, base) = start(Options::default()).await;
    let receiver = Receiver::start(OK).await;
    let url = receiver.url.clone();
    drop(receiver);
    base.add_webhook(&url, None);
    edit_and_wait(&stand_in, &base).await;
    assert!(!valid(&base));
    assert!(stand_in.sent()[0].error.as_ref().unwrap().starts_with("ConnectionError"), "{:?}", stand_in.sent());
    let other = Receiver::start(OK).await;
    base.add_webhook(&other.url, None);
    edit(&base, "only the other one hears of this");
    until("the other got it", || stand_in.sent().len(), |sent| *sent == 2).await;
    assert_eq!((stand_in.sent()[1].url.as_str(), other.got().len()), (other.url.as_str(), 1));
}

#[tokio::test]
async fn one_who_hangs_up_disables_at_once() {
    let (stand_in, base) = start(Options::default()).await;
    let receiver = Receiver::start(Does::HangsUp).await;
    base.add_webhook(&receiver.url, None);
    edit_and_wait(&stand_in, &base).await;
    assert!(!valid(&base));
}

#[tokio::test]
async fn five_bad_answers_disable_and_a_good_one_between_starts_again() {
    let (stand_in, base) = start(Options::default()).await;
    let receiver = Receiver::start(Does::Answers(500, "")).await;
    base.add_webhook(&receiver.url, None);
    for _ in 0..4 {
        edit_and_wait(&stand_in, &base).await;
    }
    receiver.now(Does::Answers(204, ""));
    edit_and_wait(&stand_in, &base).await;
    assert_eq!(base.webhooks()[0].errors, 0);
    receiver.now(Does::Answers(404, ""));
    for _ in 0..4 {
        edit_and_wait(&stand_in, &base).await;
        assert!(valid(&base));
    }
    edit_and_wait(&stand_in, &base).await;
    assert!(!valid(&base));
}

#[tokio::test]
async fn five_answers_that_come_too_late_disable() {
    let options = Options { webhook_timeout: Duration::from_millis(50), ..Options::default() };
    let (stand_in, base) = start(options).await;
    let receiver = Receiver::start(Does::Hangs).await;
    base.add_webhook(&receiver.url, None);
    for nth in 1..=5 {
        assert!(valid(&base), "before the {nth}th");
        edit_and_wait(&stand_in, &base).await;
    }
    assert!(!valid(&base));
    assert!(stand_in.sent().iter().all(|sent| sent.error.as_deref() == Some("ReadTimeout")));
}

#[tokio::test]
async fn a_redirect_becomes_a_get() {
    let (stand_in, base) = start(Options::default()).await;
    let receiver = Receiver::start(Does::Answers(302, "location: /elsewhere\r\n")).await;
    base.add_webhook(&receiver.url, None);
    edit(&base, "x");
    let got = until("it was followed", || receiver.got(), |got| got.len() >= 2).await;
    assert!(got[1].starts_with("GET /elsewhere HTTP/1.1\r\n"), "{got:?}");
    until("it gives up", || stand_in.sent(), |sent| !sent.is_empty()).await;
    assert!(!valid(&base), "thirty redirects are too many");
}

/// One who never answers holds one of two workers; two of them hold both, and everyone else waits.
#[tokio::test]
async fn there_are_two_workers() {
    let (stand_in, base) = start(Options::default()).await;
    let slow = Receiver::start(Does::Hangs).await;
    let quick = Receiver::start(OK).await;
    base.add_webhook(&slow.url, None);
    let other = stand_in.add_base(
        rowbell_stand_in::BaseSetup::new("Other").table(rowbell_stand_in::TableSetup::new("Tasks").text("Name")),
    );
    other.add_webhook(&quick.url, None);
    edit(&base, "holds one");
    until("it hangs", || slow.got().len(), |got| *got == 1).await;
    edit(&other, "goes by");
    until("it went by", || quick.got().len(), |got| *got == 1).await;
    edit(&base, "holds the other");
    until("both hang", || slow.got().len(), |got| *got == 2).await;
    edit(&other, "waits");
    assert_eq!((quick.got().len(), stand_in.sent().len()), (1, 1));
}
