//! As what a column's values are compared.

use crate::{Column, ColumnType, column::settings::word};

/// As what a value is compared. Several column types share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text, which may be the id that somebody has in their organisation; telephone numbers too.
    Text,
    /// A text that is no such id: mail and web addresses.
    Address,
    /// A running number, which every row has.
    AutoNumber,
    LongText,
    Place,
    Number,
    /// A day, or a moment as of where the viewer is.
    Date,
    Checkbox,
    /// One option's id.
    Option,
    /// Several options' ids.
    Options,
    /// One department's number.
    Department,
    /// Several departments' numbers.
    Departments,
    /// Several people's ids.
    People,
    /// Who made or changed the row, which every row has.
    Author,
    /// Files and images.
    Files,
    Signature,
}

/// How a column's values come to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Somebody enters them.
    Stored,
    /// A formula has one result.
    Computed,
    /// A formula gathers them from linked rows: a list.
    Gathered,
    /// The column links rows and shows a column of theirs: a list of `{row_id, display_value}`.
    Linked,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Content {
    /// As what a value is compared; of several, one of them.
    pub(super) entry: Kind,
    pub(super) origin: Origin,
}

impl Content {
    /// None if SeaTable does not filter by columns of this type.
    pub(super) fn of(column: &Column) -> Option<Self> {
        let setting = |name: &str| word(&column.data, name);
        let (kind, origin) = match &column.kind {
            ColumnType::Formula | ColumnType::LinkFormula => match setting("result_type")? {
                "array" => (computed_type(setting("array_type")?), Origin::Gathered),
                name => (computed_type(name), Origin::Computed),
            },
            // An older server does not say what the linked rows show.
            ColumnType::Link if setting("result_type") == Some("array") => {
                (computed_type(setting("array_type")?), Origin::Linked)
            }
            kind => (kind.clone(), Origin::Stored),
        };
        Some(Self { entry: of_type(&kind)?, origin })
    }

    /// As what all of it is compared: of what one row has one, a list has several.
    pub(super) fn kind(self) -> Kind {
        match self.entry {
            kind if !self.is_list() => kind,
            Kind::Option => Kind::Options,
            Kind::Department => Kind::Departments,
            Kind::Author => Kind::People,
            Kind::AutoNumber => Kind::Address,
            kind => kind,
        }
    }

    /// Whether it comes as a list, though the kind may be one that has a single value.
    pub(super) fn is_list(self) -> bool {
        matches!(self.origin, Origin::Gathered | Origin::Linked)
    }
}

/// What a formula's result, or an entry of it, would be if somebody entered it.
fn computed_type(name: &str) -> ColumnType {
    match name {
        "string" => ColumnType::Text,
        "bool" => ColumnType::Checkbox,
        name => ColumnType::from(name),
    }
}

fn of_type(kind: &ColumnType) -> Option<Kind> {
    Some(match kind {
        ColumnType::Text => Kind::Text,
        ColumnType::Email | ColumnType::Url => Kind::Address,
        ColumnType::AutoNumber => Kind::AutoNumber,
        ColumnType::LongText => Kind::LongText,
        ColumnType::Geolocation => Kind::Place,
        ColumnType::Number | ColumnType::Duration | ColumnType::Rate => Kind::Number,
        ColumnType::Date | ColumnType::CreatedTime | ColumnType::ModifiedTime => Kind::Date,
        ColumnType::Checkbox => Kind::Checkbox,
        ColumnType::SingleSelect => Kind::Option,
        ColumnType::MultipleSelect => Kind::Options,
        ColumnType::DepartmentSingleSelect => Kind::Department,
        ColumnType::Collaborator => Kind::People,
        ColumnType::Creator | ColumnType::LastModifier => Kind::Author,
        ColumnType::File | ColumnType::Image => Kind::Files,
        ColumnType::DigitalSign => Kind::Signature,
        ColumnType::Link
        | ColumnType::Formula
        | ColumnType::LinkFormula
        | ColumnType::Button
        | ColumnType::Other(_) => return None,
    })
}
