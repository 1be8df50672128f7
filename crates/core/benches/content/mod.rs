//! Made-up changes with the sizes and words of real ones: several languages, names, numbers, a few very common long words.

use rowbell_core::{
    change::{
        Actor, Authenticity, CellChange, Change, ChangeKind, Delivery, DeliveryId, Dispatch, Loudness, NewEntry, Row,
        Source, Table, Verdict,
    },
    database::BodyHash,
    history::Recording,
};
use seatable::{BaseUuid, Column, column::ColumnType};
use serde_json::{Value, json};

pub(crate) const START_MS: i64 = 1_750_000_000_000;
/// A change every half minute: a million in a year.
pub(crate) const STEP_MS: i64 = 31_000;

pub(crate) const TABLES: [&str; 12] = [
    "Opportunities",
    "Projektmanagement",
    "Kunden",
    "Tâches",
    "Products",
    "Rechnungen",
    "Employees",
    "Veranstaltungen",
    "Inventory",
    "商品",
    "Qualitätssicherung",
    "Candidates",
];
const BASES: [&str; 4] = ["Sales", "Vertrieb Süd", "Production", "Human Resources"];
const FIRST: [&str; 16] = [
    "Anna", "Jürgen", "Chloé", "Marek", "Søren", "Fatima", "Wei", "Éloïse", "Günther", "Olga", "Paul", "Zoë", "Lars",
    "Inés", "Tomasz", "Aiko",
];
const LAST: [&str; 16] = [
    "Müller",
    "Schmidt",
    "Dubois",
    "Nowak",
    "Jensen",
    "Rossi",
    "Weiß",
    "Lefèvre",
    "Straßer",
    "García",
    "Wagner",
    "Klein",
    "Becker",
    "Yamamoto",
    "Kowalski",
    "Andersson",
];
const WORDS: [&str; 72] = [
    "offer",
    "customer",
    "meeting",
    "delivery",
    "invoice",
    "approved",
    "waiting",
    "implementation",
    "review",
    "urgent",
    "contract",
    "quarterly",
    "presentation",
    "release",
    "prototype",
    "maintenance",
    "responsibility",
    "draft",
    "phone",
    "Angebot",
    "Rückfrage",
    "Größe",
    "Straße",
    "Lieferung",
    "Besprechung",
    "Verantwortung",
    "genehmigt",
    "Überarbeitung",
    "dringend",
    "Bestellung",
    "Zusammenfassung",
    "Kündigung",
    "abgeschlossen",
    "Maßnahme",
    "facture",
    "réunion",
    "livraison",
    "déjà",
    "validé",
    "équipe",
    "développement",
    "qualité",
    "entrepôt",
    "stratégie",
    "client",
    "événement",
    "en",
    "de",
    "und",
    "the",
    "with",
    "für",
    "pour",
    "zwischen",
    "new",
    "old",
    "call",
    "back",
    "again",
    "東京",
    "大阪",
    "会議",
    "見積",
    "請求書",
    "done",
    "open",
    "todo",
    "started",
    "blocked",
    "prio",
    "high",
    "low",
];
const STATES: [&str; 8] =
    ["In progress", "Abgeschlossen", "Open", "Waiting for customer", "Cancelled", "Erledigt", "En cours", "Review"];

/// A small generator, the same numbers on every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % below.max(1)
    }

    /// Small numbers much more often than large ones.
    fn skewed(&mut self, below: usize) -> usize {
        let highest = self.roll(below) + 1;
        self.roll(highest)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }

    fn sentence(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..words).map(|_| WORDS[self.skewed(WORDS.len())]).collect();
        words.join(" ")
    }
}

const SYLLABLES: [&str; 24] = [
    "ac", "me", "lo", "ri", "ta", "no", "ver", "ko", "bel", "ster", "dan", "mü", "phi", "gran", "tos", "el", "san",
    "wert", "hal", "qui", "ru", "zen", "om", "ix",
];

fn company(number: usize) -> String {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1).wrapping_mul(0x2545_F491_4F6C_DD1D));
    for _ in 0..4 {
        dice.roll(2);
    }
    let mut name: String = (0..2 + dice.roll(3)).map(|_| SYLLABLES[dice.roll(SYLLABLES.len())]).collect();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{name} {}", ["GmbH", "Ltd", "SARL", "AG", "& Söhne", "Inc", "Consulting"][dice.roll(7)])
}

/// The change number `n`, with the text it is found by.
pub(crate) fn change(n: usize, dice: &mut Dice) -> (Change, String) {
    let table = dice.skewed(TABLES.len());
    let base = table % BASES.len();
    let person = dice.skewed(60);
    let person_name = format!("{} {}", FIRST[person % 16], LAST[(person / 4 + person) % 16]);
    let row = dice.skewed(120_000);
    let row_name = company(row % 20_000);
    let kind = match dice.roll(100) {
        0..=64 => ChangeKind::RowChanged,
        65..=86 => ChangeKind::RowAdded,
        87..=94 => ChangeKind::RowDeleted,
        _ => ChangeKind::LinkAdded,
    };
    let count = match kind {
        ChangeKind::RowChanged => 1 + dice.skewed(3),
        ChangeKind::RowAdded => 2 + dice.roll(4),
        _ => 0,
    };
    let mut text = format!("{row_name} {} {} {person_name}", TABLES[table], BASES[base]);
    let mut cells = Vec::new();
    for _ in 0..count {
        let (cell, words) = cell(dice, kind == ChangeKind::RowChanged);
        cells.push(cell);
        text.push(' ');
        text.push_str(&words);
    }
    let change = Change {
        base: Some(BaseUuid::new(&format!("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f{base}"))),
        table: Table { id: format!("t{table:03}"), name: TABLES[table].into() },
        row: Row { id: row_id(row), name: row_name },
        kind,
        op_type: match kind {
            ChangeKind::RowChanged => "modify_row",
            ChangeKind::RowAdded => "insert_row",
            ChangeKind::RowDeleted => "delete_row",
            _ => "add_link",
        }
        .into(),
        actor: Actor { user: format!("{:032x}@auth.local", person * 7_919 + 1), app: String::new() },
        at_ms: START_MS + n as i64 * STEP_MS + dice.roll(20_000) as i64,
        cells,
        cells_left_out: 0,
        rows_affected: 1,
        linked: None,
        operation: None,
    };
    (change, text)
}

/// 22 characters, as SeaTable's.
fn row_id(row: usize) -> String {
    let mut dice = Dice((row as u64 + 7).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (0..22).map(|_| char::from(letters[dice.roll(64)])).collect()
}

fn cell(dice: &mut Dice, changed: bool) -> (CellChange, String) {
    let column = |key: &str, name: &str, kind: ColumnType, data: Value| Column {
        key: key.into(),
        name: name.into(),
        kind,
        data,
    };
    let (column, old, new, words) = match dice.roll(6) {
        0 | 1 => {
            let state = dice.roll(STATES.len());
            let options = json!({"options": [{"id": format!("{}", 100_000 + state), "name": STATES[state],
                "color": "#F4667C", "textColor": "#FFFFFF"}]});
            let value = json!(format!("{}", 100_000 + state));
            (column("0p1e", "Status", ColumnType::SingleSelect, options), json!(""), value, STATES[state].to_owned())
        }
        2 => {
            let amount = dice.roll(90_000);
            let data = json!({"format": "euro", "decimal": "comma", "thousands": "dot", "precision": 2});
            (column("wI6R", "Amount", ColumnType::Number, data), json!(0), json!(amount), format!("{amount},00 €"))
        }
        3 => {
            let (month, day) = (1 + dice.roll(12), 1 + dice.roll(28));
            let date = format!("2026-{month:02}-{day:02}");
            let data = json!({"format": "YYYY-MM-DD"});
            (column("Due0", "Due", ColumnType::Date, data), json!("2025-11-30"), json!(date), date)
        }
        4 => {
            let number = format!("INV{:07}", dice.roll(400_000));
            (column("o0aB", "Reference", ColumnType::Text, Value::Null), json!(""), json!(number), number)
        }
        _ => {
            let count = 3 + dice.roll(10);
            let sentence = dice.sentence(count);
            (
                column("py9l", "Notes", ColumnType::Text, Value::Null),
                json!(dice.pick(&WORDS)),
                json!(sentence),
                sentence,
            )
        }
    };
    let old = if changed { old } else { Value::Null };
    (CellChange { column, old, new }, words)
}

/// The webhook body that would bring this change.
pub(crate) fn delivery(change: &Change) -> Delivery {
    let cell = |cell: &CellChange| {
        json!({"column_key": cell.column.key, "column_name": cell.column.name, "column_type": cell.column.kind.as_str(),
            "column_data": cell.column.data, "value": cell.new, "old_value": cell.old})
    };
    let body = json!({"event": "update", "data": {
        "dtable_uuid": change.base.as_ref().map(|uuid| uuid.as_str()), "row_id": change.row.id,
        "op_user": change.actor.user, "op_type": change.op_type, "op_time": change.at_ms as f64 / 1000.0,
        "table_id": change.table.id, "table_name": change.table.name, "row_name": change.row.name,
        "row_name_option": "", "row_data": change.cells.iter().map(cell).collect::<Vec<_>>()}});
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Delivery {
        source: Source::Local,
        endpoint: "default".into(),
        received_ms: change.at_ms + 350,
        authenticity: Authenticity::Verified,
        headers: vec![
            header("content-type", "application/json"),
            header("x-seatable-signature", &format!("sha256={}", "0123456789abcdef".repeat(4))),
            header("user-agent", "python-requests/2.28.1"),
        ],
        body: body.to_string().into_bytes(),
    }
}

pub(crate) fn recording(
    id: DeliveryId,
    delivery: &Delivery,
    change: Change,
    text: String,
    desktop: Option<Dispatch>,
) -> Recording {
    let entry = NewEntry {
        delivery: id,
        source: delivery.source,
        endpoint: delivery.endpoint.clone(),
        received_ms: delivery.received_ms,
        authenticity: delivery.authenticity,
        content: change.into(),
        verdict: Verdict::Announce { by: None, loudness: Loudness::default() },
        highlight: false,
        decision: None,
        unread: desktop.is_some(),
        desktop,
        search_text: text,
    };
    Recording { delivery: id, hash: BodyHash::of(&delivery.body), timed: true, entries: vec![entry] }
}
