//! A pretend team at work, for `make demo`.

use serde_json::{Value, json};

use crate::{BaseHandle, BaseSetup, By, Edit, Permission, StandIn, TableSetup, world::Random};

const PEOPLE: &[&str] =
    &["Jörg Müller", "Käthe Groß", "Amélie Lefèvre", "François Dûment", "Grace O’Neill", "Tom Baker"];
const FIRMS: &[&str] = &[
    "Bäckerei Übermut",
    "Groß & Söhne",
    "Château Élan",
    "Crème brûlée SARL",
    "Acme GmbH",
    "Harbour Lights Ltd",
    "Weißbräu Köln",
    "Ateliers de l’Océan",
    "Blue Door Books",
    "Straßenbau Öhringen",
];
const TASKS: &[&str] = &[
    "Angebot prüfen",
    "Rückruf wegen Lieferung",
    "Rechnung für März",
    "Call back about the quote",
    "Prepare the handover",
    "Relire l’article",
    "Préparer la réunion",
    "Vérifier les épreuves",
    "Größen klären",
    "Ship the samples",
];

/// The team: its server, its bases, and what they do next.
pub struct Team {
    people: Vec<String>,
    bases: Vec<BaseHandle>,
    random: Random,
}

/// What somebody needs who wants to listen.
#[derive(Debug)]
pub struct Keys {
    /// Each base's name and API token.
    pub api_tokens: Vec<(String, String)>,
    /// An account token of whoever owns the bases.
    pub account_token: String,
}

impl Team {
    /// Makes the team's people and bases on a server. The same seed gives the same edits.
    pub fn gather(stand_in: &StandIn, seed: u64) -> (Self, Keys) {
        let people: Vec<String> = PEOPLE.iter().map(|name| stand_in.add_person(name)).collect();
        let setups = [sales(), vertrieb(), redaction()];
        let bases: Vec<BaseHandle> = setups
            .into_iter()
            .zip(1..)
            .map(|(setup, workspace)| {
                let setup = BaseSetup { members: people.clone(), ..setup.in_workspace(workspace, &people[0]) };
                stand_in.add_base(setup)
            })
            .collect();
        let api_tokens = bases.iter().map(|base| (base.name(), base.api_token("Rowbell", Permission::R))).collect();
        let keys = Keys { api_tokens, account_token: stand_in.account_token(&people[0]) };
        (Self { people, bases, random: Random::new(seed) }, keys)
    }

    /// Somebody does something; what it was, in words.
    pub fn work(&mut self) -> String {
        let base = self.random.pick(&self.bases).clone();
        let (table, words) = match base.name().as_str() {
            "Sales" => ("Opportunities", ["Account", "Stage", "Amount", "Due"]),
            "Vertrieb" => ("Aufträge", ["Kunde", "Status", "Betrag", "Fällig"]),
            _ => ("Articles", ["Titre", "État", "Budget", "Échéance"]),
        };
        let by = match self.random.below(8) {
            0 => By::app("Zapier"),
            _ => By::person(self.random.pick(&self.people).clone()),
        };
        let rows = base.rows(table);
        let did = match self.random.below(12) {
            0..=2 => self.add(&base, table, words, &by),
            3 if rows.len() > 8 => {
                let row = self.random.pick(&rows);
                base.delete_row(table, row["_id"].as_str().unwrap(), &by);
                format!("deleted {}", row[words[0]])
            }
            4 => {
                let new: Vec<Value> = (0..3).map(|_| json!({words[0]: *self.random.pick(FIRMS)})).collect();
                base.append_rows(table, new, &By::app("Import"));
                "imported 3 rows".to_owned()
            }
            _ => self.change(&base, table, words, &rows, &by),
        };
        format!("{}, {table}: {did}", base.name())
    }

    /// As in the browser: the row first, then what is in it.
    fn add(&mut self, base: &BaseHandle, table: &str, words: [&str; 4], by: &By) -> String {
        let row = base.insert_row(table, json!({}), by);
        let name = *self.random.pick(if words[0] == "Titre" { TASKS } else { FIRMS });
        base.modify_row(table, &row, json!({words[0]: name}), by);
        format!("added {name}")
    }

    fn change(&mut self, base: &BaseHandle, table: &str, words: [&str; 4], rows: &[Value], by: &By) -> String {
        let row = self.random.pick(rows);
        let id = row["_id"].as_str().unwrap();
        let (column, value) = match self.random.below(4) {
            0 => (words[2], json!(self.random.below(90_000) as f64 / 4.0)),
            1 => (words[3], json!(format!("2027-{:02}-{:02}", 1 + self.random.below(12), 1 + self.random.below(28)))),
            2 => ("Notes", json!(self.random.pick(TASKS))),
            _ => {
                let stages: [&str; 4] = match words[1] {
                    "Stage" => STAGES,
                    "Status" => STUFEN,
                    _ => ETATS,
                };
                let others: Vec<&str> = stages.into_iter().filter(|stage| row[words[1]] != *stage).collect();
                (words[1], json!(self.random.pick(&others)))
            }
        };
        let edit = Edit::ModifyRow {
            table: table.to_owned(),
            row_id: id.to_owned(),
            row: [(column.to_owned(), value.clone())].into_iter().collect(),
        };
        base.edit(&edit, by);
        format!("set {column} of {} to {value}", row[words[0]])
    }
}

const STAGES: [&str; 4] = ["New", "Quoted", "Won", "Lost"];
const STUFEN: [&str; 4] = ["Neu", "Angebot", "Bestätigt", "Geschlossen"];
const ETATS: [&str; 4] = ["Idée", "Rédigé", "Relu", "Publié"];

fn table(name: &str, words: [&str; 4], options: &[&str], rows: &[&str]) -> TableSetup {
    let money = json!({
        "format": "euro", "decimal": "comma", "thousands": "dot", "precision": 2, "enable_precision": true,
    });
    let mut table = TableSetup::new(name)
        .text(words[0])
        .select(words[1], options)
        .column(words[2], "number", money)
        .column(words[3], "date", json!({"format": "DD.MM.YYYY"}))
        .text("Notes");
    for (row, at) in rows.iter().zip(0..) {
        table = table.row(json!({words[0]: row, words[1]: options[at % options.len()], words[2]: 1000 * (at + 1)}));
    }
    table
}

fn sales() -> BaseSetup {
    let people =
        TableSetup::new("Contacts").text("Name").column("Mail", "email", Value::Null).link("Deals", "Opportunities");
    BaseSetup::new("Sales")
        .table(table("Opportunities", ["Account", "Stage", "Amount", "Due"], &STAGES, &FIRMS[4..]))
        .table(people.row(json!({"Name": "Grace O’Neill", "Mail": "grace@example.com"})))
}

fn vertrieb() -> BaseSetup {
    BaseSetup::new("Vertrieb").table(table("Aufträge", ["Kunde", "Status", "Betrag", "Fällig"], &STUFEN, &FIRMS[..6]))
}

fn redaction() -> BaseSetup {
    BaseSetup::new("Rédaction").table(table("Articles", ["Titre", "État", "Budget", "Échéance"], &ETATS, &TASKS[5..]))
}
