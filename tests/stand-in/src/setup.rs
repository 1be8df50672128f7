//! Bases as tests describe them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    By,
    edit::{Context, Refusal},
    world::{Base, Column, Random, Table},
};

const COLOURS: &[(&str, &str)] = &[
    ("#F4667C", "#FFFFFF"),
    ("#FBD44A", "#FFFFFF"),
    ("#59CB74", "#FFFFFF"),
    ("#46A1FD", "#FFFFFF"),
    ("#EAAA55", "#FFFFFF"),
];

/// A base that is to be.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct BaseSetup {
    /// Its name.
    pub name: String,
    /// The workspace it is in.
    pub workspace: u64,
    /// Who owns the workspace: a person's id, or the first person there is.
    pub owner: String,
    /// Who else is seen in it.
    pub members: Vec<String>,
    /// Its tables.
    pub tables: Vec<TableSetup>,
}

/// A table that is to be.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TableSetup {
    /// Its name.
    pub name: String,
    /// Its columns, the name of a row first.
    pub columns: Vec<ColumnSetup>,
    /// Its rows, by column name. They make no operation.
    pub rows: Vec<Map<String, Value>>,
}

/// A column that is to be.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct ColumnSetup {
    /// Its name.
    pub name: String,
    /// Its type, as SeaTable calls it.
    pub kind: String,
    /// Its data. Options may be given as names; a link as `{"table": name}`.
    pub data: Value,
}

impl BaseSetup {
    /// A base in workspace 1.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), workspace: 1, ..Self::default() }
    }

    /// With a table.
    #[must_use]
    pub fn table(mut self, table: TableSetup) -> Self {
        self.tables.push(table);
        self
    }

    /// In another workspace, of somebody.
    #[must_use]
    pub fn in_workspace(mut self, id: u64, owner: &str) -> Self {
        (self.workspace, self.owner) = (id, owner.to_owned());
        self
    }
}

impl TableSetup {
    /// A table.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// A table with a column of each type there is.
    pub fn of_every_type(name: &str) -> Self {
        let options = json!({"options": ["Open", "Done"]});
        let mut table = Self::new(name).column("Name", "text", Value::Null);
        for (name, kind, data) in [
            ("Long", "long-text", Value::Null),
            ("Number", "number", json!({"format": "number"})),
            (
                "Percent",
                "number",
                json!({"format": "percent", "decimal": "comma", "precision": 1, "enable_precision": true}),
            ),
            (
                "Euro",
                "number",
                json!({"format": "euro", "decimal": "comma", "thousands": "dot", "precision": 2, "enable_precision": true}),
            ),
            ("Owner", "collaborator", json!({"enable_send_notification": false})),
            ("Due", "date", json!({"format": "DD.MM.YYYY"})),
            ("Meeting", "date", json!({"format": "YYYY-MM-DD HH:mm"})),
            ("Effort", "duration", json!({"format": "duration", "duration_format": "h:mm"})),
            ("Status", "single-select", options.clone()),
            ("Tags", "multiple-select", options),
            ("Pictures", "image", Value::Null),
            ("Files", "file", Value::Null),
            ("Mail", "email", Value::Null),
            ("Site", "url", Value::Null),
            ("Ok", "checkbox", Value::Null),
            (
                "Stars",
                "rate",
                json!({"rate_max_number": 5, "rate_style_color": "#FF8000", "rate_style_type": "dtable-icon-rate"}),
            ),
            ("Place", "geolocation", json!({"geo_format": "lng_lat"})),
            ("Department", "department-single-select", Value::Null),
            ("Signature", "digital-sign", Value::Null),
            ("Sum", "formula", json!({"formula": "1+1", "result_type": "number"})),
            ("Roll", "link-formula", json!({"formula": "lookup", "result_type": "array"})),
            ("Creator", "creator", Value::Null),
            ("Created", "ctime", Value::Null),
            ("Modifier", "last-modifier", Value::Null),
            ("Modified", "mtime", Value::Null),
            ("No.", "auto-number", json!({"format": "0000", "max_used_auto_number": 0, "digits": 4})),
            ("Press", "button", Value::Null),
        ] {
            table = table.column(name, kind, data);
        }
        table
    }

    /// With a column.
    #[must_use]
    pub fn column(mut self, name: &str, kind: &str, data: Value) -> Self {
        self.columns.push(ColumnSetup { name: name.to_owned(), kind: kind.to_owned(), data });
        self
    }

    /// With a column of text.
    #[must_use]
    pub fn text(self, name: &str) -> Self {
        self.column(name, "text", Value::Null)
    }

    /// With a select of one option.
    #[must_use]
    pub fn select(self, name: &str, options: &[&str]) -> Self {
        self.column(name, "single-select", json!({"options": options}))
    }

    /// With a link to another table of the base, which gets a column named like this one.
    #[must_use]
    pub fn link(self, name: &str, table: &str) -> Self {
        self.column(name, "link", json!({"table": table}))
    }

    /// With a row.
    ///
    /// # Panics
    /// When it is not an object.
    #[must_use]
    pub fn row(mut self, cells: Value) -> Self {
        self.rows.push(serde_json::from_value(cells).expect("an object"));
        self
    }
}

impl ColumnSetup {
    /// The columns, links apart; the first has the key `0000`.
    pub(crate) fn all(setups: &[Self], random: &mut Random) -> Vec<Column> {
        let mut columns: Vec<Column> =
            setups.iter().filter(|setup| setup.kind != "link").map(|setup| setup.make(random)).collect();
        match columns.first_mut() {
            Some(first) => first.key = "0000".to_owned(),
            None => {
                columns.push(Column { key: "0000".into(), name: "Name".into(), kind: "text".into(), data: Value::Null })
            }
        }
        columns
    }

    pub(crate) fn make(&self, random: &mut Random) -> Column {
        let mut data = self.data.clone();
        if let Some(options) = data["options"].as_array_mut() {
            for option in options {
                if let Some(name) = option.as_str() {
                    *option = Self::option(name, random);
                } else if option["id"].is_null() {
                    *option = Self::option(option["name"].as_str().unwrap_or_default(), random);
                }
            }
        }
        // What the server fills in has its own names for keys.
        let key = match self.kind.as_str() {
            "creator" => "_creator".to_owned(),
            "ctime" => "_ctime".to_owned(),
            "last-modifier" => "_last_modifier".to_owned(),
            "mtime" => "_mtime".to_owned(),
            _ => random.key(),
        };
        Column { key, name: self.name.clone(), kind: self.kind.clone(), data }
    }

    pub(crate) fn option(name: &str, random: &mut Random) -> Value {
        let (color, text) = *random.pick(COLOURS);
        json!({"name": name, "color": color, "textColor": text, "id": (100_000 + random.below(900_000)).to_string()})
    }
}

impl Base {
    /// The base that a setup describes.
    pub(crate) fn make(setup: &BaseSetup, keep: usize, now_ms: i64, random: &mut Random) -> Result<Self, Refusal> {
        let mut base = Self {
            workspace: setup.workspace,
            name: setup.name.clone(),
            uuid: random.uuid(),
            owner: setup.owner.clone(),
            members: setup.members.clone(),
            app_users: Vec::new(),
            tables: Vec::new(),
            links: std::collections::BTreeMap::new(),
            tokens: Vec::new(),
            version: 0,
            log: std::collections::VecDeque::new(),
            keep,
            webhooks: Vec::new(),
            notification_rules: Vec::new(),
            automation_rules: None,
            activities: Vec::new(),
            notifications: Vec::new(),
            joins: 0,
        };
        for table in &setup.tables {
            let id = base.free_table_id(random);
            let columns = ColumnSetup::all(&table.columns, random);
            let views = vec![Table::default_view()];
            base.tables.push(Table { id, name: table.name.clone(), columns, views, rows: Vec::new() });
        }
        for table in &setup.tables {
            for link in table.columns.iter().filter(|column| column.kind == "link") {
                base.add_link_column(&table.name, &link.name, link.data["table"].as_str().unwrap_or_default(), random)?;
            }
        }
        let by = By::person(setup.owner.clone());
        for table in setup.tables.iter().filter(|table| !table.rows.is_empty()) {
            let mut context = Context { by: &by, now_ms, random, deleted_cells: false };
            base.insert(&table.name, &table.rows, "append_rows", &mut context)?;
        }
        Ok(base)
    }
}
