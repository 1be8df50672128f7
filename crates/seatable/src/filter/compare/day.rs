use serde_json::Value;

use crate::filter::{
    Modifier, Predicate, Viewer,
    day::day,
    span::{Anchor, Span},
};

/// A comparison with a day, or a span of days. What time it is then never counts.
#[derive(Debug, Clone)]
pub(crate) struct DayTest {
    how: How,
    anchor: Anchor,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Is,
    IsNot,
    Within,
    Before,
    After,
    OnOrBefore,
    OnOrAfter,
}

impl DayTest {
    /// None if the predicate compares no days or the term is none.
    pub(crate) fn of(predicate: &Predicate, modifier: &Modifier, term: &Value) -> Option<Self> {
        let how = match predicate {
            Predicate::Is => How::Is,
            Predicate::IsNot => How::IsNot,
            Predicate::IsWithin => How::Within,
            Predicate::IsBefore => How::Before,
            Predicate::IsAfter => How::After,
            Predicate::IsOnOrBefore => How::OnOrBefore,
            Predicate::IsOnOrAfter => How::OnOrAfter,
            _ => return None,
        };
        Some(Self { how, anchor: Anchor::of(modifier, term)? })
    }

    /// Whether it depends on today.
    pub(crate) fn asks_when(&self) -> bool {
        matches!(self.anchor, Anchor::Relative { .. } | Anchor::Calendar(_))
    }

    /// An empty date is neither that day nor another one: of the negatives this alone is not true of nothing.
    pub(crate) fn holds(&self, cell: Option<&Value>, viewer: &Viewer<'_>) -> bool {
        let day = cell.and_then(|cell| day(cell, viewer.zone));
        let Some(Span { first, last }) = self.anchor.span(viewer) else {
            // A term that is no day counts as nothing, which comes before all days.
            return match self.how {
                How::Is => day.is_none(),
                How::IsNot | How::After | How::OnOrAfter => day.is_some(),
                How::Within | How::Before | How::OnOrBefore => false,
            };
        };
        let Some(day) = day else { return false };
        match self.how {
            How::Is | How::Within => first <= day && day <= last,
            How::IsNot => day < first || last < day,
            How::Before => day < first,
            How::After => day > last,
            How::OnOrBefore => day <= last,
            How::OnOrAfter => day >= first,
        }
    }
}
