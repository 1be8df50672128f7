//! Every sample that is known, read and shown.

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::{Cell, Event, read};
use crate::value::{Format, text};

/// Reads a fixture and compares what comes out, in short.
fn check(fixture: &str, expected: Expect) {
    let path = format!("{}/../../tests/fixtures/seatable/{fixture}", env!("CARGO_MANIFEST_DIR"));
    let body = std::fs::read(path).expect("the fixture exists");
    check_body(&body, expected);
}

pub(super) fn check_body(body: &[u8], expected: Expect) {
    let shown = match read(body) {
        Ok(events) => events.iter().map(described).collect::<Vec<_>>().join("\n"),
        Err(error) => format!("{}: {error}\n", error.code()),
    };
    expected.assert_eq(&shown);
}

fn described(event: &Event) -> String {
    let mut out = String::new();
    let Event { event: kind, op, op_type, user, app, table, row, row_count, .. } = event;
    let format = Format::default();
    let base = event.base.as_ref().map_or("-", |base| base.as_str());
    let name = event.row_name_text(&format);
    let time = event.op_time_ms;
    let _ = writeln!(out, "{kind} {op:?} ({op_type}) {row_count} base {base} at {time:?} by {user:?} app {app:?}");
    let _ = writeln!(out, "table {:?} {:?} row {:?} {name:?}", table.id, table.name, row.id);
    cells(&event.cells, &mut out);
    for side in event.link.iter().flat_map(|link| [&link.one, &link.other]) {
        let (table, name) = (&side.table, side.row_name_text(&format));
        let _ = writeln!(out, "link {:?} {:?} row {:?} {name:?}", table.id, table.name, side.row.id);
        cells(&side.cells, &mut out);
    }
    if event.cells_left_out > 0 {
        let _ = writeln!(out, "and {} more", event.cells_left_out);
    }
    out
}

fn cells(cells: &[Cell], out: &mut String) {
    let format = Format::default();
    for Cell { column, value, old_value } in cells {
        let _ = write!(out, "  {} {} ({}): ", column.key, column.name, column.kind.as_str());
        if let Some(old) = old_value {
            let _ = write!(out, "{} → ", text(column, old, &format));
        }
        let _ = writeln!(out, "{}", text(column, value, &format));
    }
}

#[test]
fn sample_01_insert_row() {
    check(
        "01_webhook_insert_row_docs2023.json",
        expect![[r#"
            update InsertRow (insert_row) 1 base fae0a3a4-2ba9-4df8-8e83-03fd385e37de at Some(1649922777279) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "9g8f" "Opportunities" row "Fk-i7xZGS5iA5aSvaG5HAA" None
        "#]],
    );
}

#[test]
fn sample_02_modify_row_single_select() {
    check(
        "02_webhook_modify_row_single_select_docs2023.json",
        expect![[r#"
            update ModifyRow (modify_row) 1 base fae0a3a4-2ba9-4df8-8e83-03fd385e37de at Some(1649929622589) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "9g8f" "Opportunities" row "QoNno3QiTF26sxmG1sl3_g" None
              589r Prio (single-select): (empty) → ++
        "#]],
    );
}

#[test]
fn sample_03_delete_row() {
    check(
        "03_webhook_delete_row_docs2023.json",
        expect![[r#"
            update DeleteRow (delete_row) 1 base fae0a3a4-2ba9-4df8-8e83-03fd385e37de at Some(1649929650668) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "9g8f" "Opportunities" row "QoNno3QiTF26sxmG1sl3_g" None
        "#]],
    );
}

#[test]
fn sample_04_insert_row_captured2026() {
    check(
        "04_webhook_insert_row_captured2026.json",
        expect![[r#"
            update InsertRow (insert_row) 1 base 2b17...956 at Some(1787664773351) by "d23...ac9c@auth.local" app ""
            table "g17O" "Products" row "YLOdOm_EQx65xhvFBELskQ" Some("WEBHOOK-TEST-STEP0")
              0000 Reference (text): WEBHOOK-TEST-STEP0
              o0aB Description (text): Test product
              N86q Brand (text): Course 4
        "#]],
    );
}

#[test]
fn sample_05_modify_row_every_column_type() {
    check(
        "05_webhook_modify_row_every_column_type_DERIVED.json",
        expect![[r#"
            update ModifyRow (modify_row) 1 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664780500) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Müller & Söhne")
              0000 Name (text): Müller → Müller & Söhne
              py9l Notes (long-text): (empty) → release code
              wI6R Amount (number): €0,00 → €1.234,50
              0bPT Owner (collaborator): (empty) → 4bc9a7
              0p1e Due (date): 2022-06-01 → 2022-06-04
              cB3D Meeting (date): (empty) → 2022-06-01 02:00
              1dSE Effort (duration): (empty) → 0:12
              RBN9 Status (single-select): Open → Done
              18wI Tags (multiple-select): Done → Open, Done
              ne46 Pictures (image): (empty) → party.png
              U8Ee Files (file): (empty) → 01.txt
              9bpM Mail (email): (empty) → a@example.com
              fqiR Site (url): (empty) → https://example.com
              f3m4 Ok (checkbox): No → Yes
              A88t Stars (rate): (empty) → ★★★
              B2UR Place (geolocation): (empty) → 广东省 河源市 东源县 中区
              dQnC Coords (geolocation): (empty) → N120°0′0″, E38°0′0″
              66M8 Country (geolocation): (empty) → 贝宁
              9zu5 Dept (department-single-select): (empty) → 1
              mFuA Sign (digital-sign): (empty) → 4bc9a7, 2023-06-21 02:57:14
              9lnk Customers (link): (empty) → Google News
        "#]],
    );
}

#[test]
fn sample_06_insert_row_by_api_token() {
    check(
        "06_webhook_insert_row_by_api_token_DERIVED.json",
        expect![[r#"
            update InsertRow (insert_row) 1 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664780500) by "" app "My API token"
            table "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("From API")
              0000 Name (text): From API
        "#]],
    );
}

#[test]
fn sample_07_insert_row_batch_row_count() {
    check(
        "07_webhook_insert_row_batch_row_count_DERIVED.json",
        expect![[r#"
            update InsertRow (insert_row) 25 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664780500) by "" app "importer"
            table "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Row 1 of 25")
              0000 Name (text): Row 1 of 25
        "#]],
    );
}

#[test]
fn sample_08_plural_op_types() {
    check(
        "08_webhook_plural_op_types_DERIVED.json",
        expect![[r#"
            update InsertRow (append_rows) 3 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664780500) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Müller & Söhne")
              0000 Name (text): Row 1 of 3

            update InsertRow (insert_rows) 2 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664780500) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Müller & Söhne")

            update ModifyRow (modify_rows) 4 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664780500) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Müller & Söhne")
              RBN9 Status (single-select): Open → Done

            update DeleteRow (delete_rows) 5 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664780500) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Müller & Söhne")
              0000 Name (text): gone
        "#]],
    );
}

#[test]
fn sample_09_link_ops() {
    check(
        "09_webhook_link_ops_DERIVED.json",
        expect![[r#"
            update AddLink (add_link) 1 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664790250) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "" "" row "" None
            link "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Task A")
              9lnk Customers (link): (empty) → Google News
            link "wQnu" "Customers" row "BUOKV7pySG6F0-3LcKIFuA" Some("Google News")
              Ab1c Tasks (link): (empty) → Task A

            update RemoveLink (remove_link) 1 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664790250) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "" "" row "" None
            link "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Task A")
              9lnk Customers (link): (empty) → Google News
            link "wQnu" "Customers" row "BUOKV7pySG6F0-3LcKIFuA" Some("Google News")
              Ab1c Tasks (link): (empty) → Task A

            update UpdateLinks (update_links) 1 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664790250) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "" "" row "" None
            link "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Task A")
              9lnk Customers (link): (empty) → Google News
            link "wQnu" "Customers" row "BUOKV7pySG6F0-3LcKIFuA" Some("Google News")
              Ab1c Tasks (link): (empty) → Task A

            update UpdateLinks (update_rows_links) 1 base 7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f6 at Some(1787664790250) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "" "" row "" None
            link "0000" "Tasks" row "QoNno3QiTF26sxmG1sl3_g" Some("Task A")
              9lnk Customers (link): (empty) → Google News
            link "wQnu" "Customers" row "BUOKV7pySG6F0-3LcKIFuA" Some("Google News")
              Ab1c Tasks (link): (empty) → Task A
        "#]],
    );
}

#[test]
fn sample_10_odd_op_type_docs() {
    check(
        "10_webhook_odd_op_type_docs.json",
        expect![[r#"
            update InsertRow (create_row) 1 base 6c17f178-ee72-4c10-9c68-ecee364027fc at Some(1677595743088) by "92d8f9b243f8437db0131c2536398403@auth.local" app ""
            table "0000" "Table1" row "Y_aYcE6wTo-IzGWb-oDmaQ" None
        "#]],
    );
}

#[test]
fn sample_40_http_request_body() {
    check(
        "40_http_request_body.raw.json",
        expect![[r#"
            update ModifyRow (modify_row) 1 base fae0a3a4-2ba9-4df8-8e83-03fd385e37de at Some(1649929622589) by "4bc9a7c79c5942c5b6238413f2132bea@auth.local" app ""
            table "9g8f" "Opportunities" row "QoNno3QiTF26sxmG1sl3_g" Some("Müller 😀")
              589r Prio (single-select): (empty) → ++
        "#]],
    );
}
