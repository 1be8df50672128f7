//! Entries of which there can be several: endpoints, bases, accounts, rules.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use super::{
    comments::{comments_in, has_comment, keep_above_next, raw},
    lists, values,
};

/// The entries of one kind, whether each is a table of its own (`[[rule]]`) or they are a list (`rule = [{ … }]`).
pub(super) struct Entries<'a> {
    document: &'a mut DocumentMut,
    kind: &'static str,
}

impl<'a> Entries<'a> {
    pub(super) fn of(document: &'a mut DocumentMut, kind: &'static str) -> Self {
        Self { document, kind }
    }

    /// The first entry with a text at this key that fits.
    pub(super) fn find(&self, key: &str, fits: impl Fn(&str) -> bool) -> Option<usize> {
        let is_it = |entry: &dyn TableLike| entry.get(key).and_then(Item::as_str).is_some_and(&fits);
        match self.document.get(self.kind)? {
            Item::ArrayOfTables(tables) => tables.iter().position(|table| is_it(table)),
            Item::Value(Value::Array(list)) => {
                list.iter().position(|value| value.as_inline_table().is_some_and(|table| is_it(table)))
            }
            _ => None,
        }
    }

    /// The text at a key of an entry.
    pub(super) fn text(&mut self, index: usize, key: &str) -> Option<String> {
        Some(self.get(index)?.get(key)?.as_str()?.to_owned())
    }

    /// Sets a key of an entry.
    pub(super) fn set(&mut self, index: usize, key: &str, value: impl Into<Value>) {
        if let Some(entry) = self.get(index) {
            values::set(entry, key, value);
        }
    }

    /// Removes a key of an entry. What is said above it stays.
    pub(super) fn unset(&mut self, index: usize, key: &str) {
        let Some(Item::ArrayOfTables(tables)) = self.document.get_mut(self.kind) else {
            if let Some(entry) = self.get(index) {
                entry.remove(key);
            }
            return;
        };
        let Some(table) = tables.get_mut(index) else { return };
        let next = table.iter().map(|(key, _)| key).skip_while(|known| *known != key).nth(1).map(ToOwned::to_owned);
        let Some((removed, _)) = table.remove_entry(key) else { return };
        let comments = raw(removed.leaf_decor().prefix());
        match next.and_then(|next| table.key_mut(&next)) {
            Some(mut next) => {
                let both = format!("{comments}{}", raw(next.leaf_decor().prefix()));
                next.leaf_decor_mut().set_prefix(both);
            }
            None => {
                let position = table.position();
                keep_above_next(self.document, position, comments);
            }
        }
    }

    /// Makes an entry say what another one says, and no more. What is the same stays as it is written. What is said on
    /// lines within a value that changes comes above it.
    pub(super) fn replace(&mut self, index: usize, with: &Table) {
        let has_lines = matches!(self.document.get(self.kind), Some(Item::ArrayOfTables(_)));
        let Some(entry) = self.get(index) else { return };
        let gone: Vec<_> = entry.iter().map(|(key, _)| key.to_owned()).filter(|key| !with.contains_key(key)).collect();
        for (key, item) in with.iter().filter_map(|(key, item)| Some((key, item.as_value()?))) {
            let is_same = entry.get(key).and_then(Item::as_value).is_some_and(|known| values::are_same(known, item));
            if is_same {
                continue;
            }
            let comments = entry.get(key).filter(|_| has_lines).map_or_else(String::new, comments_in);
            values::set(entry, key, item.clone());
            if let Some(mut key) = entry.key_mut(key).filter(|_| has_comment(&comments)) {
                let both = format!("{}{comments}", raw(key.leaf_decor().prefix()));
                key.leaf_decor_mut().set_prefix(both);
            }
        }
        gone.iter().for_each(|key| self.unset(index, key));
    }

    /// Adds an entry below the others, and says which it is.
    pub(super) fn add(&mut self, entry: Table) -> usize {
        let item = self.document.entry(self.kind).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        match item {
            Item::Value(Value::Array(list)) => {
                lists::push(list, entry.into_inline_table().into());
                list.len() - 1
            }
            item => {
                if !item.is_array_of_tables() {
                    *item = Item::ArrayOfTables(ArrayOfTables::new());
                }
                let tables = item.as_array_of_tables_mut();
                tables.map_or(0, |tables| {
                    tables.push(entry);
                    tables.len() - 1
                })
            }
        }
    }

    /// Removes the entry with a text at this key that fits. What is said above it stays.
    pub(super) fn remove(&mut self, key: &str, fits: impl Fn(&str) -> bool) {
        let Some(index) = self.find(key, fits) else { return };
        match self.document.get_mut(self.kind) {
            Some(Item::ArrayOfTables(tables)) => {
                let removed = tables.remove(index);
                keep_above_next(self.document, removed.position(), raw(removed.decor().prefix()));
            }
            Some(Item::Value(Value::Array(list))) => lists::take(list, index),
            _ => {}
        }
    }

    fn get(&mut self, index: usize) -> Option<&mut dyn TableLike> {
        match self.document.get_mut(self.kind)? {
            Item::ArrayOfTables(tables) => Some(tables.get_mut(index)?),
            Item::Value(Value::Array(list)) => Some(list.get_mut(index)?.as_inline_table_mut()?),
            _ => None,
        }
    }
}
