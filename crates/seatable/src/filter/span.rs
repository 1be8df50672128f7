//! Which days a modifier means.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use serde_json::Value;

use super::{Modifier, Viewer, day::day, loose::Comparable, modifier::ModifierTerm};

/// Days from the first to the last, both in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: Date,
    pub(super) last: Date,
}

/// What a span hangs on.
#[derive(Debug, Clone)]
pub(super) enum Anchor {
    /// Days that were known when the filter was written; none if the term names no day.
    Fixed(Option<Span>),
    /// A moment with an offset: its day depends on where the viewer is.
    Moment(String),
    /// Days from today to so many days after or before it.
    Relative { from: i64, to: i64 },
    /// Weeks, months and so on, as seen from today.
    Calendar(Modifier),
}

impl Anchor {
    /// None if the term is not what the modifier wants.
    pub(super) fn of(modifier: &Modifier, term: &Value) -> Option<Self> {
        match modifier.wants() {
            ModifierTerm::Day => Some(Self::exact(term.as_str()?)),
            ModifierTerm::Days => Self::days(modifier, term),
            ModifierTerm::Nothing => Some(match modifier {
                Modifier::Today => Self::Relative { from: 0, to: 0 },
                Modifier::Tomorrow => Self::Relative { from: 1, to: 1 },
                Modifier::Yesterday => Self::Relative { from: -1, to: -1 },
                Modifier::OneWeekAgo => Self::Relative { from: -7, to: -7 },
                Modifier::OneWeekFromNow => Self::Relative { from: 7, to: 7 },
                other => Self::Calendar(other.clone()),
            }),
        }
    }

    fn exact(text: &str) -> Self {
        let term = Value::from(text);
        let [west, east] = [-12, 14].map(|hours| day(&term, &TimeZone::fixed(jiff::tz::offset(hours))));
        if west == east {
            Self::Fixed(west.map(|day| Span { first: day, last: day }))
        } else {
            Self::Moment(text.to_owned())
        }
    }

    /// A part of a day is cut off, towards today.
    fn days(modifier: &Modifier, term: &Value) -> Option<Self> {
        let days = Comparable::of(term).number();
        if days.is_nan() {
            return None;
        }
        // Further off than any date; a span takes no more.
        let days = days.trunc().clamp(-7e6, 7e6) as i64;
        Some(match modifier {
            Modifier::NumberOfDaysAgo => Self::Relative { from: -days, to: -days },
            Modifier::ThePastNumbersOfDays => Self::Relative { from: -days, to: 0 },
            Modifier::TheNextNumbersOfDays => Self::Relative { from: 0, to: days },
            _ => Self::Relative { from: days, to: days },
        })
    }

    /// The days that it means to this viewer; none if it means no day.
    pub(super) fn span(&self, viewer: &Viewer<'_>) -> Option<Span> {
        match self {
            Self::Fixed(span) => *span,
            Self::Moment(text) => {
                let day = day(&Value::from(text.as_str()), viewer.zone)?;
                Some(Span { first: day, last: day })
            }
            Self::Relative { from, to } => {
                let day = |days: i64| if days == 0 { viewer.today } else { viewer.today.saturating_add(days.days()) };
                let (first, last) = (day(*from), day(*to));
                Some(Span { first, last })
            }
            Self::Calendar(modifier) => Some(calendar(modifier, viewer.today)),
        }
    }
}

/// Weeks, months and years around today.
fn calendar(modifier: &Modifier, today: Date) -> Span {
    let month = |months: i32| today.first_of_month().saturating_add(months.months());
    let year = |years: i32| today.first_of_year().saturating_add(years.years());
    let week = |weeks: i32| {
        let monday = 7 * weeks - i32::from(today.weekday().since(Weekday::Monday));
        Span { first: today.saturating_add(monday.days()), last: today.saturating_add((monday + 6).days()) }
    };
    let day = |day| Span { first: day, last: day };
    let months = |months| Span { first: month(months), last: month(months).last_of_month() };
    let years = |years| Span { first: year(years), last: year(years).last_of_year() };
    match modifier {
        Modifier::OneMonthAgo => day(today.saturating_sub(1.months())),
        Modifier::OneMonthFromNow => day(today.saturating_add(1.months())),
        Modifier::ThePastWeek => week(-1),
        Modifier::ThisWeek => week(0),
        Modifier::TheNextWeek => week(1),
        Modifier::ThePastMonth => months(-1),
        Modifier::ThisMonth => months(0),
        Modifier::TheNextMonth => months(1),
        Modifier::ThePastYear => years(-1),
        Modifier::ThisYear => years(0),
        Modifier::TheNextYear => years(1),
        _ => day(today),
    }
}
