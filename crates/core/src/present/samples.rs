//! What popups say of the sample webhooks, in each language.

#![allow(clippy::unwrap_used)]
use std::{fs, path::Path};

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::*;
use crate::{
    change::{Delivery, Source, read},
    config::{Language, Settings},
};
use jiff::tz::TimeZone;

/// The descriptions of a fixture's changes, one a line: title | text | context.
fn described(fixture: &str, language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/seatable").join(fixture);
    let samples: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let bodies = samples.as_array().cloned().unwrap_or_else(|| vec![samples.clone()]);
    bodies.iter().map(|body| line(body, language)).collect()
}

fn line(body: &Value, language: &str) -> String {
    let settings = Settings { language: Language::Named(language.to_owned()), ..Settings::default() };
    let context = Context::new(settings.into(), &TimeZone::UTC, std::sync::Arc::default());
    let now = 1_787_664_800_000;
    let delivery = Delivery {
        source: Source::Local,
        endpoint: "default".into(),
        received_ms: now,
        authenticity: Authenticity::Unsigned,
        headers: Vec::new(),
        body: serde_json::to_vec(body).unwrap(),
    };
    let reading = read(&delivery, context.words.format(), |_| None);
    let message = Message::of_content(&reading.contents[0], delivery.authenticity, &context, now);
    format!("{} | {} | {}\n", message.title, message.text, message.context)
}

fn check(fixture: &str, language: &str, expected: Expect) {
    expected.assert_eq(&described(fixture, language));
}

#[test]
fn rows() {
    check(
        "01_webhook_insert_row_docs2023.json",
        "en",
        expect![[r#"
        New row in Opportunities |  | 4bc9a7 · 2022-04-14 07:52
    "#]],
    );
    check(
        "02_webhook_modify_row_single_select_docs2023.json",
        "en",
        expect![[r#"
        Changed row in Opportunities | Prio: empty → ++ | 4bc9a7 · 2022-04-14 09:47
    "#]],
    );
    check(
        "03_webhook_delete_row_docs2023.json",
        "en",
        expect![[r#"
        Deleted row from Opportunities |  | 4bc9a7 · 2022-04-14 09:47
    "#]],
    );
    check(
        "04_webhook_insert_row_captured2026.json",
        "en",
        expect![[r#"
        WEBHOOK-TEST-STEP0 | New in Products · Description: Test product, Brand: Course 4 | d23... · 13:32
    "#]],
    );
    check(
        "05_webhook_modify_row_every_column_type_DERIVED.json",
        "en",
        expect![[r#"
        Müller & Söhne | Name: Müller → Müller & Söhne, Notes: empty → release code, Amount: €0,00 → €1.234,50, +18 more | Tasks · 4bc9a7 · 13:33
    "#]],
    );
    check(
        "06_webhook_insert_row_by_api_token_DERIVED.json",
        "en",
        expect![[r#"
        From API | New in Tasks | My API token · 13:33
    "#]],
    );
    check(
        "10_webhook_odd_op_type_docs.json",
        "en",
        expect![[r#"
        New row in Table1 |  | 92d8f9 · 2023-02-28 14:49
    "#]],
    );
}

#[test]
fn batches_and_links() {
    check(
        "07_webhook_insert_row_batch_row_count_DERIVED.json",
        "en",
        expect![[r#"
        25 new rows in Tasks | Row 1 of 25 and others | importer · 13:33
    "#]],
    );
    check(
        "08_webhook_plural_op_types_DERIVED.json",
        "en",
        expect![[r#"
        3 new rows in Tasks | Müller & Söhne and others | 4bc9a7 · 13:33
        2 new rows in Tasks | Müller & Söhne and others | 4bc9a7 · 13:33
        4 changed rows in Tasks | Müller & Söhne and others · Status: Open → Done | 4bc9a7 · 13:33
        5 rows deleted from Tasks | Müller & Söhne and others | 4bc9a7 · 13:33
    "#]],
    );
    check(
        "09_webhook_link_ops_DERIVED.json",
        "en",
        expect![[r#"
        Task A | Linked to Google News (Customers) | Tasks · 4bc9a7 · 13:33
        Task A | No longer linked to Google News (Customers) | Tasks · 4bc9a7 · 13:33
        Task A | Links changed: Google News (Customers) | Tasks · 4bc9a7 · 13:33
        Task A | Links changed: Google News (Customers) | Tasks · 4bc9a7 · 13:33
    "#]],
    );
}

#[test]
fn what_does_not_say_what_happened() {
    let body = json!({ "event": "update", "data": { "x": 1 } });
    let in_table = json!({ "event": "update", "data": { "table_name": "Tasks", "op_type": "" } });
    let said = ["en", "de", "fr"].map(|language| line(&body, language) + &line(&in_table, language));
    expect![[r#"
        Something changed |  | 13:33
        Something changed in Tasks |  | 13:33
        Etwas hat sich geändert |  | 13:33
        Etwas hat sich in Tasks geändert |  | 13:33
        Quelque chose a changé |  | 13:33
        Quelque chose a changé dans Tasks |  | 13:33
    "#]]
    .assert_eq(&said.concat());
}

#[test]
fn german_and_french() {
    check(
        "02_webhook_modify_row_single_select_docs2023.json",
        "de",
        expect![[r#"
        Zeile in Opportunities geändert | Prio: leer → ++ | 4bc9a7 · 14.04.2022 09:47
    "#]],
    );
    check(
        "05_webhook_modify_row_every_column_type_DERIVED.json",
        "de",
        expect![[r#"
        Müller & Söhne | Name: Müller → Müller & Söhne, Notes: leer → release code, Amount: €0,00 → €1.234,50, +18 weitere | Tasks · 4bc9a7 · 13:33
    "#]],
    );
    check(
        "08_webhook_plural_op_types_DERIVED.json",
        "de",
        expect![[r#"
        3 neue Zeilen in Tasks | Müller & Söhne und weitere | 4bc9a7 · 13:33
        2 neue Zeilen in Tasks | Müller & Söhne und weitere | 4bc9a7 · 13:33
        4 Zeilen in Tasks geändert | Müller & Söhne und weitere · Status: Open → Done | 4bc9a7 · 13:33
        5 Zeilen aus Tasks gelöscht | Müller & Söhne und weitere | 4bc9a7 · 13:33
    "#]],
    );
    check(
        "09_webhook_link_ops_DERIVED.json",
        "de",
        expect![[r#"
        Task A | Verknüpft mit Google News (Customers) | Tasks · 4bc9a7 · 13:33
        Task A | Nicht mehr verknüpft mit Google News (Customers) | Tasks · 4bc9a7 · 13:33
        Task A | Verknüpfungen geändert: Google News (Customers) | Tasks · 4bc9a7 · 13:33
        Task A | Verknüpfungen geändert: Google News (Customers) | Tasks · 4bc9a7 · 13:33
    "#]],
    );
    check(
        "02_webhook_modify_row_single_select_docs2023.json",
        "fr",
        expect![[r#"
        Ligne modifiée dans Opportunities | Prio : vide → ++ | 4bc9a7 · 14/04/2022 09:47
    "#]],
    );
    check(
        "05_webhook_modify_row_every_column_type_DERIVED.json",
        "fr",
        expect![[r#"
        Müller & Söhne | Name : Müller → Müller & Söhne, Notes : vide → release code, Amount : €0,00 → €1.234,50, +18 autres | Tasks · 4bc9a7 · 13:33
    "#]],
    );
    check(
        "08_webhook_plural_op_types_DERIVED.json",
        "fr",
        expect![[r#"
        3 nouvelles lignes dans Tasks | Müller & Söhne et d’autres | 4bc9a7 · 13:33
        2 nouvelles lignes dans Tasks | Müller & Söhne et d’autres | 4bc9a7 · 13:33
        4 lignes modifiées dans Tasks | Müller & Söhne et d’autres · Status : Open → Done | 4bc9a7 · 13:33
        5 lignes supprimées dans Tasks | Müller & Söhne et d’autres | 4bc9a7 · 13:33
    "#]],
    );
}
