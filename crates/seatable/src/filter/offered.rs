//! What can be asked of which column, for those who let somebody choose.

use super::{
    Modifier, Predicate,
    kind::{Content, Kind},
    modifier::{DAYS, SPANS},
};
use crate::Column;

/// What a filter's term must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedTerm {
    /// None; one that is there is not looked at.
    Nothing,
    /// A text.
    Text,
    /// A number, or a text that is one. Durations are in seconds, percentages in fractions: 0.25 is 25 %.
    Number,
    /// Yes or no.
    Flag,
    /// The id of an option.
    Option,
    /// A list of ids of options, each once.
    Options,
    /// A department: its number, `current_user_department` or `current_user_department_and_sub`.
    Department,
    /// A list of departments.
    Departments,
    /// A list of people's ids. Of [`Predicate::Is`] and [`Predicate::IsNot`], only the first counts.
    People,
    /// What the filter's [`Modifier`] wants.
    ByModifier,
}

/// What can be asked of a column, in the order in which SeaTable's editor offers it; nothing of a column that can't be
/// filtered by.
pub fn predicates_of(column: &Column) -> &'static [Predicate] {
    Content::of(column).map_or(&[], |content| predicates(content.kind()))
}

/// Which days go with a predicate; none with those that are not about days.
pub fn modifiers_of(predicate: &Predicate) -> &'static [Modifier] {
    match predicate {
        Predicate::IsWithin => SPANS,
        Predicate::Is
        | Predicate::IsNot
        | Predicate::IsBefore
        | Predicate::IsAfter
        | Predicate::IsOnOrBefore
        | Predicate::IsOnOrAfter => DAYS,
        _ => &[],
    }
}

/// What the term of such a filter must be; none if the column can't be asked that.
pub fn wanted_term(column: &Column, predicate: &Predicate) -> Option<WantedTerm> {
    let kind = Content::of(column)?.kind();
    predicates(kind).contains(predicate).then(|| term(kind, predicate))
}

pub(super) fn term(kind: Kind, predicate: &Predicate) -> WantedTerm {
    use Predicate as P;
    match (kind, predicate) {
        (_, P::IsEmpty | P::IsNotEmpty | P::IncludeMe | P::IsCurrentUserId) => WantedTerm::Nothing,
        (Kind::Text | Kind::Address | Kind::AutoNumber | Kind::Place, _) => WantedTerm::Text,
        (Kind::Number, _) => WantedTerm::Number,
        (Kind::Date, _) => WantedTerm::ByModifier,
        (Kind::Checkbox, _) => WantedTerm::Flag,
        (Kind::Option, P::Is | P::IsNot) => WantedTerm::Option,
        (Kind::Option | Kind::Options, _) => WantedTerm::Options,
        (Kind::Department, P::Is | P::IsNot) => WantedTerm::Department,
        (Kind::Department | Kind::Departments, _) => WantedTerm::Departments,
        (Kind::People | Kind::Author, _) => WantedTerm::People,
        (Kind::LongText | Kind::Files | Kind::Signature, _) => WantedTerm::Nothing,
    }
}

pub(super) fn predicates(kind: Kind) -> &'static [Predicate] {
    use Predicate as P;
    match kind {
        Kind::Text => &[P::Contains, P::DoesNotContain, P::Is, P::IsNot, P::IsEmpty, P::IsNotEmpty, P::IsCurrentUserId],
        Kind::Address | Kind::Place => &[P::Contains, P::DoesNotContain, P::Is, P::IsNot, P::IsEmpty, P::IsNotEmpty],
        Kind::AutoNumber => &[P::Contains, P::DoesNotContain, P::Is, P::IsNot],
        Kind::LongText | Kind::Files | Kind::Signature => &[P::IsEmpty, P::IsNotEmpty],
        Kind::Number => {
            &[P::Equal, P::NotEqual, P::Less, P::Greater, P::LessOrEqual, P::GreaterOrEqual, P::IsEmpty, P::IsNotEmpty]
        }
        Kind::Date => &[
            P::Is,
            P::IsWithin,
            P::IsBefore,
            P::IsAfter,
            P::IsOnOrBefore,
            P::IsOnOrAfter,
            P::IsNot,
            P::IsEmpty,
            P::IsNotEmpty,
        ],
        Kind::Checkbox => &[P::Is],
        Kind::Option | Kind::Department => &[P::Is, P::IsNot, P::IsAnyOf, P::IsNoneOf, P::IsEmpty, P::IsNotEmpty],
        Kind::Options | Kind::Departments => {
            &[P::HasAnyOf, P::HasAllOf, P::HasNoneOf, P::IsExactly, P::IsEmpty, P::IsNotEmpty]
        }
        Kind::People => {
            &[P::HasAnyOf, P::HasAllOf, P::HasNoneOf, P::IsExactly, P::IsEmpty, P::IsNotEmpty, P::IncludeMe]
        }
        Kind::Author => &[P::Contains, P::DoesNotContain, P::IncludeMe, P::Is, P::IsNot],
    }
}
