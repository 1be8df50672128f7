//! The realtime channel's frames, over long polling.

use std::{collections::VecDeque, sync::Mutex};

use rowbell_stand_in::{By, Options, Permission, StandIn};
use serde_json::{Value, json};

use crate::{
    http::{ask, get},
    start,
};

const PATH: &str = "/api-gateway/socket.io/?EIO=4&transport=polling";

/// A client that has connected.
struct Client {
    address: String,
    path: String,
    heard: Mutex<VecDeque<String>>,
}

impl Client {
    async fn connect(stand_in: &StandIn, uuid: &str) -> Self {
        let (address, path) = (stand_in.address(), format!("{PATH}&dtable_uuid={uuid}"));
        let open = get(&address, &path, "").await.text;
        let open: Value = serde_json::from_str(open.strip_prefix('0').expect("an open packet")).unwrap();
        let path = format!("{path}&sid={}", open["sid"].as_str().unwrap());
        let client = Self { address, path, heard: Mutex::default() };
        client.send("40").await;
        assert!(client.hear().await.starts_with("40{"));
        client
    }

    async fn send(&self, packet: &str) {
        let answer = ask(&self.address, "POST", &self.path, "", ("text/plain;charset=UTF-8", packet)).await;
        assert_eq!(answer.text, "ok");
    }

    /// The next packet that is no ping; those are answered.
    async fn hear(&self) -> String {
        loop {
            if let Some(packet) = self.heard.lock().unwrap().pop_front() {
                return packet;
            }
            let packets = get(&self.address, &self.path, "").await.text;
            for packet in packets.split('\u{1e}') {
                if packet == "2" {
                    self.send("3").await;
                } else {
                    self.heard.lock().unwrap().push_back(packet.to_owned());
                }
            }
        }
    }

    /// Joins, and gives the ack.
    async fn join(&self, uuid: &str, token: &str) -> Value {
        self.send(&format!("420{}", json!(["join-room", uuid, token]))).await;
        let ack = self.hear().await;
        let ack: Value = serde_json::from_str(ack.strip_prefix("430").expect(&ack)).unwrap();
        ack[0].clone()
    }
}

async fn access(stand_in: &StandIn, token: &str) -> String {
    let answer = get(&stand_in.address(), "/api/v2.1/dtable/app-access-token/", token).await;
    answer.json["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn joining_is_answered_and_events_come_as_text_with_a_version() {
    let (stand_in, base) = start(Options::default()).await;
    let token = access(&stand_in, &base.api_token("app", Permission::R)).await;
    base.insert_row("Tasks", json!({}), &By::default());
    let client = Client::connect(&stand_in, base.uuid()).await;
    assert_eq!(client.join(base.uuid(), &token).await, json!({"status": 1, "message": "", "dtable_version": 1}));
    assert_eq!(base.listeners(), 1);

    stand_in.faults(|faults| faults.lose_events = 1);
    base.insert_row("Tasks", json!({"Name": "lost"}), &By::default());
    base.insert_row("Tasks", json!({"Name": "told"}), &By::default());
    let event = client.hear().await;
    let event: Value = serde_json::from_str(event.strip_prefix("42").expect(&event)).unwrap();
    assert_eq!((&event[0], &event[2]), (&json!("update-dtable"), &json!(3)), "the version jumps");
    let op: Value = serde_json::from_str(event[1].as_str().expect("text")).unwrap();
    assert_eq!((&op["op_type"], &op["row_data"]["0000"]), (&json!("insert_row"), &json!("told")));
}

#[tokio::test]
async fn those_who_may_not_join_are_told_why() {
    let (stand_in, base) = start(Options::default()).await;
    let api_token = base.api_token("app", Permission::R);
    let good = access(&stand_in, &api_token).await;
    stand_in.faults(|faults| faults.token_life_s = Some(-1));
    let expired = access(&stand_in, &api_token).await;
    let client = Client::connect(&stand_in, base.uuid()).await;
    let error = async |uuid: &str, token: &str| client.join(uuid, token).await["error_type"].clone();
    assert_eq!(error(base.uuid(), &expired).await, "token_expired");
    assert_eq!(error(base.uuid(), "no token").await, "permission_denied");
    assert_eq!(error("4c0f3c7a-0000-4000-8000-000000000000", &good).await, "permission_denied");
    stand_in.faults(|faults| faults.refuse_joins = Some("dtable_load_failed".into()));
    assert_eq!(error(base.uuid(), &good).await, "dtable_load_failed");
    assert_eq!(base.listeners(), 0);
}

#[tokio::test]
async fn notifications_are_only_for_the_person() {
    let (stand_in, base) = start(Options::default()).await;
    let owner = base.owner();
    let account = stand_in.account_token(&owner);
    let path = "/api/v2.1/workspace/1/dtable/Vertrieb%20%26%20Co/access-token/";
    let mine = get(&stand_in.address(), path, &account).await.json["access_token"].as_str().unwrap().to_owned();
    let apps = access(&stand_in, &base.api_token("app", Permission::R)).await;
    let client = Client::connect(&stand_in, base.uuid()).await;
    client.join(base.uuid(), &mine).await;
    base.notify(&owner, "row_comment", &json!({"comment": "Did you see this?"}));
    let event = client.hear().await;
    assert!(event.starts_with(r#"42["new-notification","{"#) && event.contains("Did you see this?"), "{event}");
    let list = format!("/api-gateway/api/v2/dtables/{}/notifications/", base.uuid());
    for (token, count) in [(mine, 1), (apps, 0)] {
        let answer = get(&stand_in.address(), &list, &token).await;
        assert_eq!(answer.json["notification_list"].as_array().unwrap().len(), count);
    }
}
