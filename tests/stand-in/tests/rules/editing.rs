//! Each edit is one operation, one version and at most one webhook.

use rowbell_stand_in::{BaseHandle, By, Edit, Options, StandIn};
use serde_json::{Value, json};

use crate::{row_id, start, until};

fn op(base: &BaseHandle) -> Value {
    serde_json::from_str(&base.operations().last().unwrap().operation).unwrap()
}

/// `data` of the one body that an edit made.
async fn body(stand_in: &StandIn, base: &BaseHandle, edit: impl FnOnce(&BaseHandle)) -> Value {
    let before = stand_in.sent().len();
    // Nobody is there; what is sent is remembered all the same, and each webhook is good for one body.
    let id = base.add_webhook(&format!("http://127.0.0.1:9/{before}"), None);
    edit(base);
    let sent = until("it is sent", || stand_in.sent(), |sent| sent.len() > before).await;
    assert_eq!((sent.len(), sent[before].webhook), (before + 1, id), "one webhook for one edit");
    let whole: Value = serde_json::from_str(&sent[before].body).unwrap();
    assert_eq!(whole["event"], "update");
    whole["data"].clone()
}

#[tokio::test]
async fn a_batch_is_one_operation_and_one_webhook() {
    let (stand_in, base) = start(Options::default()).await;
    let rows = (1..=25).map(|number| json!({"Name": format!("Row {number}")})).collect();
    let data = body(&stand_in, &base, |base| drop(base.append_rows("Tasks", rows, &By::app("importer")))).await;
    assert_eq!(base.version(), 1);
    let (op, log) = (op(&base), base.operations());
    assert_eq!((&op["op_type"], op["row_datas"].as_array().unwrap().len()), (&json!("append_rows"), 25));
    assert_eq!((log[0].op_id, log[0].author.as_str(), log[0].app.as_deref()), (1, "", Some("importer")));
    assert_eq!((&data["op_type"], &data["row_count"]), (&json!("insert_row"), &json!(25)));
    assert_eq!(
        (&data["op_user"], &data["op_app"], &data["row_name"]),
        (&json!(""), &json!("importer"), &json!("Row 1"))
    );
    assert_eq!(data["row_id"], op["row_datas"][0]["_id"]);
    assert_eq!(data["row_data"].as_array().unwrap().len(), 1, "empty cells are left out: {data}");
    assert!(data["row_data"][0].get("old_value").is_none(), "only changes have what was before");
}

#[tokio::test]
async fn an_empty_row_has_no_name_and_no_cells() {
    let (stand_in, base) = start(Options::default()).await;
    let data =
        body(&stand_in, &base, |base| drop(base.insert_row("Tasks", json!({}), &By::person("p@auth.local")))).await;
    assert_eq!((&data["row_name"], &data["row_data"]), (&json!(""), &json!([])));
    assert_eq!(op(&base)["row_id"], row_id(&base, "Tasks", "Task B"), "the row above");
}

#[tokio::test]
async fn changes_and_deletions_of_several_rows() {
    let (stand_in, base) = start(Options::default()).await;
    let ids = [row_id(&base, "Tasks", "Task A"), row_id(&base, "Tasks", "Task B")];
    let by = By::person("p@auth.local");
    let updates = ids.iter().map(|id| (id.clone(), json!({"Amount": 5}))).collect();
    let data = body(&stand_in, &base, |base| base.modify_rows("Tasks", updates, &by)).await;
    assert_eq!(
        (&data["op_type"], &data["row_count"], &data["row_id"]),
        (&json!("modify_row"), &json!(2), &json!(ids[0]))
    );
    assert_eq!((&data["row_data"][0]["value"], &data["row_data"][0]["old_value"]), (&json!(5), &json!("")));
    let changed = op(&base);
    let key = changed["old_rows"][&ids[1]].as_object().unwrap().keys().next().unwrap().clone();
    assert_eq!(changed["updated"][&ids[1]], json!({key: 5, "_last_modifier": "p@auth.local"}));

    let data = body(&stand_in, &base, |base| base.delete_rows("Tasks", &ids, &by)).await;
    assert_eq!(
        (&data["op_type"], &data["row_count"], &data["row_data"]),
        (&json!("delete_row"), &json!(2), &json!([]))
    );
    assert_eq!(data["row_name"], "Task A");
    let deleted = op(&base);
    assert_eq!((&deleted["op_type"], &deleted["deleted_rows"][1]["0000"]), (&json!("delete_rows"), &json!("Task B")));
}

#[tokio::test]
async fn links_name_both_ends() {
    let (stand_in, base) = start(Options::default()).await;
    let (task, customer) = (row_id(&base, "Tasks", "Task A"), row_id(&base, "Customers", "Müller & Söhne"));
    let by = By::person("p@auth.local");
    let data = body(&stand_in, &base, |base| base.link("Tasks", "Customers", &task, &customer, &by)).await;
    assert_eq!(op(&base)["op_type"], "add_link");
    assert!(["row_id", "table_id", "row_data"].iter().all(|field| data.get(field).is_none()), "{data}");
    assert_eq!((&data["table1_row_id"], &data["table2_row_id"]), (&json!(task), &json!(customer)));
    assert_eq!((&data["table1_row_name"], &data["table2_row_name"]), (&json!("Task A"), &json!("Müller & Söhne")));
    assert_eq!(
        (&data["row_data1"][0]["value"], &data["row_data2"][0]["value"]),
        (&json!(["Müller & Söhne"]), &json!(["Task A"]))
    );
    let shown = |table: &str, column: &str| base.rows(table)[0][column].clone();
    assert_eq!(shown("Tasks", "Customers"), json!([{"row_id": customer, "display_value": "Müller & Söhne"}]));
    assert_eq!(shown("Customers", "Tasks"), json!([{"row_id": task, "display_value": "Task A"}]));
    base.unlink("Tasks", "Customers", &task, &customer, &by);
    assert_eq!(op(&base)["op_type"], "remove_link");
    assert_eq!(shown("Tasks", "Customers"), json!([]));
}

#[tokio::test]
async fn structure_is_in_the_log_and_in_no_webhook() {
    let (stand_in, base) = start(Options::default()).await;
    base.add_webhook("http://127.0.0.1:9/", None);
    let by = By::person("p@auth.local");
    base.rename_column("Tasks", "Amount", "Betrag", &by);
    base.add_column("Tasks", "Due", "date", json!({"format": "DD.MM.YYYY"}), &by);
    base.rename_table("Tasks", "Aufgaben", &by);
    base.edit(&Edit::DeleteColumn { table: "Aufgaben".into(), column: "Due".into() }, &by);
    let kinds: Vec<Value> = base
        .operations()
        .iter()
        .map(|operation| serde_json::from_str::<Value>(&operation.operation).unwrap()["op_type"].clone())
        .collect();
    assert_eq!(kinds, ["rename_column", "insert_column", "rename_table", "delete_column"]);
    base.rename("Vertrieb");
    assert_eq!((base.version(), base.name().as_str()), (4, "Vertrieb"));
    base.insert_row("Aufgaben", json!({"Betrag": 1}), &by);
    let sent = until("the row is sent", || stand_in.sent(), |sent| !sent.is_empty()).await;
    assert!(sent.len() == 1 && sent[0].body.contains("insert_row"), "{sent:?}");
}

#[tokio::test]
async fn the_log_keeps_the_last_ones() {
    let (_stand_in, base) = start(Options { keep_operations: 3, ..Options::default() }).await;
    let ids = |base: &BaseHandle| base.operations().iter().map(|operation| operation.op_id).collect::<Vec<_>>();
    for _ in 0..5 {
        base.insert_row("Tasks", json!({}), &By::default());
    }
    assert_eq!(ids(&base), [3, 4, 5]);
    base.keep_operations(1);
    assert_eq!((ids(&base), base.version()), (vec![5], 5));
}

#[tokio::test]
async fn a_seed_gives_the_same_ids_each_time() {
    let (mut uuids, mut rows) = (Vec::new(), Vec::new());
    for seed in [7, 7, 8] {
        let (_stand_in, base) = start(Options { seed, ..Options::default() }).await;
        let row = base.insert_row("Tasks", json!({}), &By::default());
        assert_eq!((row.len(), base.uuid().len(), base.api_token("x", Default::default()).len()), (22, 36, 40));
        uuids.push(base.uuid().to_owned());
        rows.push(row);
    }
    assert!(uuids[0] == uuids[1] && uuids[1] != uuids[2], "{uuids:?}");
    assert!(rows[0] == rows[1] && rows[1] != rows[2], "{rows:?}");
}
