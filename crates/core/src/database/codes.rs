//! The small numbers that stand for fixed words in the file. A number once given is never given to another word.

use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::change::{Authenticity, ChangeKind, EntryKind, Source, SourceSet};

pub(crate) fn source_code(source: Source) -> i64 {
    match source {
        Source::Local => 1,
        Source::Realtime => 2,
        Source::CatchUp => 3,
        Source::Relay => 4,
        Source::RelayKept => 5,
    }
}

pub(crate) fn source_of(code: i64) -> Source {
    match code {
        2 => Source::Realtime,
        3 => Source::CatchUp,
        4 => Source::Relay,
        5 => Source::RelayKept,
        _ => Source::Local,
    }
}

impl ToSql for SourceSet {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.bits().into())
    }
}

impl FromSql for SourceSet {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        u8::column_result(value).map(Self::from_bits)
    }
}

/// `delivery_doubtful` in the schema names 4 and 5.
pub(crate) fn authenticity_code(authenticity: Authenticity) -> i64 {
    match authenticity {
        Authenticity::Verified => 1,
        Authenticity::Unsigned => 2,
        Authenticity::Reconstructed => 3,
        Authenticity::Unchecked => 4,
        Authenticity::Forged => 5,
    }
}

/// An unknown number counts as forged: never trusted, never announced.
pub(crate) fn authenticity_of(code: i64) -> Authenticity {
    match code {
        1 => Authenticity::Verified,
        2 => Authenticity::Unsigned,
        3 => Authenticity::Reconstructed,
        4 => Authenticity::Unchecked,
        _ => Authenticity::Forged,
    }
}

pub(crate) fn kind_code(kind: EntryKind) -> i64 {
    match kind {
        EntryKind::Change(ChangeKind::RowAdded) => 1,
        EntryKind::Change(ChangeKind::RowChanged) => 2,
        EntryKind::Change(ChangeKind::RowDeleted) => 3,
        EntryKind::Change(ChangeKind::LinkAdded) => 4,
        EntryKind::Change(ChangeKind::LinkRemoved) => 5,
        EntryKind::Change(ChangeKind::LinksChanged) => 6,
        EntryKind::Change(ChangeKind::Other) => 7,
        EntryKind::Change(ChangeKind::Unrecognised) => 8,
        EntryKind::Gap => 9,
    }
}

pub(crate) fn kind_of(code: i64) -> EntryKind {
    EntryKind::all().find(|kind| kind_code(*kind) == code).unwrap_or(EntryKind::Change(ChangeKind::Other))
}

/// SeaTable's usual word for a kind; only others are stored.
pub(crate) fn usual_op_type(kind: ChangeKind) -> Option<&'static str> {
    match kind {
        ChangeKind::RowAdded => Some("insert_row"),
        ChangeKind::RowChanged => Some("modify_row"),
        ChangeKind::RowDeleted => Some("delete_row"),
        ChangeKind::LinkAdded => Some("add_link"),
        ChangeKind::LinkRemoved => Some("remove_link"),
        ChangeKind::LinksChanged => Some("update_links"),
        ChangeKind::Other => None,
        ChangeKind::Unrecognised => Some(""),
    }
}

/// The verdict that has a change announced until it is acknowledged. The others: `history/cells.rs`.
pub(crate) const ANNOUNCE_TO_ACKNOWLEDGE: i64 = 8;
