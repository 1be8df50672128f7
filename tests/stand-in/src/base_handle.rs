//! What tests hold of a base.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use serde_json::{Map, Value};

use crate::{
    By, Edit, Edited, Operation, Permission, Refusal, Update, Webhook,
    cells::shown,
    shared::Shared,
    world::{Base, Link, Table},
};

/// One of its bases. Whatever can't be done panics: a test is wrong then.
#[derive(Clone)]
pub struct BaseHandle {
    shared: Arc<Shared>,
    uuid: String,
}

/// What [`BaseHandle::restore`] puts back.
#[derive(Clone, Debug)]
pub struct Backup {
    tables: Vec<Table>,
    links: BTreeMap<String, Link>,
    version: u64,
    log: VecDeque<Operation>,
}

fn object(cells: Value) -> Map<String, Value> {
    serde_json::from_value(cells).expect("an object of column names and values")
}

impl BaseHandle {
    pub(crate) fn new(shared: &Arc<Shared>, uuid: String) -> Self {
        Self { shared: Arc::clone(shared), uuid }
    }

    fn with<T>(&self, then: impl FnOnce(&mut Base) -> T) -> T {
        then(self.shared.world().base_mut(&self.uuid).expect("bases stay"))
    }

    /// Its uuid, with dashes.
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.with(|base| base.name.clone())
    }

    /// The id of who owns it.
    pub fn owner(&self) -> String {
        self.with(|base| base.owner.clone())
    }

    /// Its version, which is the last operation's `op_id`.
    pub fn version(&self) -> u64 {
        self.with(|base| base.version)
    }

    /// An API token, 40 hexadecimal digits.
    pub fn api_token(&self, app: &str, permission: Permission) -> String {
        self.shared.make_api_token(&self.uuid, app, permission).expect("bases stay")
    }

    /// Edits it in any way.
    pub fn try_edit(&self, edit: &Edit, by: &By) -> Result<Edited, Refusal> {
        self.shared.edit(&self.uuid, edit, by)
    }

    /// [`BaseHandle::try_edit`], for edits that must work.
    pub fn edit(&self, edit: &Edit, by: &By) -> Edited {
        self.try_edit(edit, by).unwrap_or_else(|refusal| panic!("{edit:?}: {}", refusal.message))
    }

    /// Inserts a row below the last; gives its id. People make an empty one first, and fill it in after.
    pub fn insert_row(&self, table: &str, cells: Value, by: &By) -> String {
        self.edit(&Edit::InsertRow { table: table.to_owned(), row: object(cells) }, by).row_ids.remove(0)
    }

    /// Inserts rows at once.
    pub fn insert_rows(&self, table: &str, rows: Vec<Value>, by: &By) -> Vec<String> {
        let rows = rows.into_iter().map(object).collect();
        self.edit(&Edit::InsertRows { table: table.to_owned(), rows }, by).row_ids
    }

    /// Appends rows at once, as imports and API tokens do.
    pub fn append_rows(&self, table: &str, rows: Vec<Value>, by: &By) -> Vec<String> {
        let rows = rows.into_iter().map(object).collect();
        self.edit(&Edit::AppendRows { table: table.to_owned(), rows }, by).row_ids
    }

    /// Changes cells of a row.
    pub fn modify_row(&self, table: &str, row_id: &str, cells: Value, by: &By) {
        self.edit(&Edit::ModifyRow { table: table.to_owned(), row_id: row_id.to_owned(), row: object(cells) }, by);
    }

    /// Changes cells of several rows at once.
    pub fn modify_rows(&self, table: &str, updates: Vec<(String, Value)>, by: &By) {
        let updates = updates.into_iter().map(|(row_id, cells)| Update { row_id, row: object(cells) }).collect();
        self.edit(&Edit::ModifyRows { table: table.to_owned(), updates }, by);
    }

    /// Deletes a row.
    pub fn delete_row(&self, table: &str, row_id: &str, by: &By) {
        self.edit(&Edit::DeleteRow { table: table.to_owned(), row_id: row_id.to_owned() }, by);
    }

    /// Deletes rows at once.
    pub fn delete_rows(&self, table: &str, row_ids: &[String], by: &By) {
        self.edit(&Edit::DeleteRows { table: table.to_owned(), row_ids: row_ids.to_vec() }, by);
    }

    /// Links a row to another.
    pub fn link(&self, table: &str, column: &str, row_id: &str, other_row_id: &str, by: &By) {
        let [table, column, row_id, other_row_id] = [table, column, row_id, other_row_id].map(str::to_owned);
        self.edit(&Edit::AddLink { table, column, row_id, other_row_id }, by);
    }

    /// Takes a link away.
    pub fn unlink(&self, table: &str, column: &str, row_id: &str, other_row_id: &str, by: &By) {
        let [table, column, row_id, other_row_id] = [table, column, row_id, other_row_id].map(str::to_owned);
        self.edit(&Edit::RemoveLink { table, column, row_id, other_row_id }, by);
    }

    /// Renames a column.
    pub fn rename_column(&self, table: &str, column: &str, name: &str, by: &By) {
        let [table, column, name] = [table, column, name].map(str::to_owned);
        self.edit(&Edit::RenameColumn { table, column, name }, by);
    }

    /// Adds a column.
    pub fn add_column(&self, table: &str, name: &str, kind: &str, data: Value, by: &By) {
        let [table, name, kind] = [table, name, kind].map(str::to_owned);
        self.edit(&Edit::AddColumn { table, name, kind, data }, by);
    }

    /// Renames a table.
    pub fn rename_table(&self, table: &str, name: &str, by: &By) {
        self.edit(&Edit::RenameTable { table: table.to_owned(), name: name.to_owned() }, by);
    }

    /// Renames the base, which is no operation of it.
    pub fn rename(&self, name: &str) {
        self.with(|base| name.clone_into(&mut base.name));
    }

    /// Moves it to another workspace, which is no operation of it either.
    pub fn move_to(&self, workspace: u64) {
        self.with(|base| base.workspace = workspace);
    }

    /// Somebody is seen in it from now on.
    pub fn add_member(&self, email: &str) {
        self.with(|base| base.members.push(email.to_owned()));
    }

    /// Somebody is not seen in it any more.
    pub fn remove_member(&self, email: &str) {
        self.with(|base| base.members.retain(|member| member != email));
    }

    /// Somebody is seen in an app that was made of it.
    pub fn add_app_user(&self, email: &str) {
        self.with(|base| base.app_users.push(email.to_owned()));
    }

    /// All of it, as it is now.
    pub fn backup(&self) -> Backup {
        self.with(|base| Backup {
            tables: base.tables.clone(),
            links: base.links.clone(),
            version: base.version,
            log: base.log.clone(),
        })
    }

    /// Puts it back to how it was then. It counts on from there, as a server does that was restored from a backup.
    pub fn restore(&self, backup: &Backup) {
        let Backup { tables, links, version, log } = backup.clone();
        self.with(|base| (base.tables, base.links, base.version, base.log) = (tables, links, version, log));
    }

    /// A table's rows, by column name.
    pub fn rows(&self, table: &str) -> Vec<Value> {
        self.with(|base| {
            let table = base.table(table).unwrap_or_else(|refusal| panic!("{}", refusal.message));
            table.rows.iter().map(|row| shown(base, table, row, true)).collect()
        })
    }

    /// The operation log, oldest first.
    pub fn operations(&self) -> Vec<Operation> {
        self.with(|base| base.log.iter().cloned().collect())
    }

    /// Keeps only the last so many operations, from now on.
    pub fn keep_operations(&self, count: usize) {
        self.with(|base| {
            base.keep = count;
            let too_many = base.log.len().saturating_sub(count);
            base.log.drain(..too_many);
        });
    }

    /// Adds a webhook; gives its number.
    pub fn add_webhook(&self, url: &str, secret: Option<&str>) -> u64 {
        let id = {
            let mut world = self.shared.world();
            world.next_webhook += 1;
            world.next_webhook
        };
        self.with(|base| {
            let owner = base.owner.clone();
            base.add_webhook(id, url, secret.unwrap_or_default(), &owner).expect("a URL of its own").id
        })
    }

    /// Its webhooks.
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.with(|base| base.webhooks.clone())
    }

    /// A table as its metadata has it, with ids and keys.
    ///
    /// # Panics
    /// When there is none of that name.
    pub fn table(&self, name: &str) -> Value {
        self.with(|base| base.tables.iter().find(|table| table.name == name).expect("a table").metadata())
    }

    /// Gives it these notification rules, as SeaTable lists them.
    pub fn set_notification_rules(&self, rules: Vec<Value>) {
        self.with(|base| base.notification_rules = rules);
    }

    /// Lets its owner have automations, and gives it these, as SeaTable lists them.
    pub fn set_automation_rules(&self, rules: Vec<Value>) {
        self.with(|base| base.automation_rules = Some(rules));
    }

    /// Posts bytes to its webhooks as they are, whatever they are.
    pub fn post(&self, body: &[u8]) {
        self.with(|base| self.shared.queue(base, body));
    }

    /// How many sockets have joined its room.
    pub fn listeners(&self) -> usize {
        self.shared.io.within(self.uuid.clone()).sockets().len()
    }

    /// How many times a socket has joined its room since it is there.
    pub fn joins(&self) -> u64 {
        self.with(|base| base.joins)
    }

    /// Waits until a socket has joined its room for the `nth` time: the way to know that a client has come, or has come
    /// back.
    ///
    /// # Panics
    /// When none has within half a minute.
    pub async fn joined(&self, nth: u64) {
        let joined = async {
            while self.joins() < nth {
                tokio::time::sleep(Duration::from_millis(15)).await;
            }
        };
        let joined = tokio::time::timeout(Duration::from_secs(30), joined).await;
        joined.unwrap_or_else(|_| panic!("sockets joined {} times, not {nth}", self.joins()));
    }

    /// Notifies somebody, over the realtime channel too.
    pub fn notify(&self, to: &str, kind: &str, detail: &Value) {
        self.shared.notify(&self.uuid, to, kind, detail).expect("bases stay");
    }
}
