use crate::named::named;

named! {
    /// Which day or span of days a filter means, by SeaTable's own names (`filter_term_modifier`).
    ///
    /// Days are those of the viewer's time zone, weeks go from Monday to Sunday whatever the base is set to.
    Modifier {
        /// The viewer's day.
        Today = "today",
        /// The day after it.
        Tomorrow = "tomorrow",
        /// The day before it.
        Yesterday = "yesterday",
        /// Seven days before it.
        OneWeekAgo = "one_week_ago",
        /// Seven days after it.
        OneWeekFromNow = "one_week_from_now",
        /// The same day of the month before, or that month's last.
        OneMonthAgo = "one_month_ago",
        /// The same day of the month after, or that month's last.
        OneMonthFromNow = "one_month_from_now",
        /// As many days before it as the term says.
        NumberOfDaysAgo = "number_of_days_ago",
        /// As many days after it as the term says.
        NumberOfDaysFromNow = "number_of_days_from_now",
        /// The day that the term names.
        ExactDate = "exact_date",
        /// The week before this one.
        ThePastWeek = "the_past_week",
        /// This week, all of it.
        ThisWeek = "this_week",
        /// The week after this one.
        TheNextWeek = "the_next_week",
        /// The month before this one.
        ThePastMonth = "the_past_month",
        /// This month, all of it.
        ThisMonth = "this_month",
        /// The month after this one.
        TheNextMonth = "the_next_month",
        /// The year before this one.
        ThePastYear = "the_past_year",
        /// This year, all of it.
        ThisYear = "this_year",
        /// The year after this one.
        TheNextYear = "the_next_year",
        /// Today and as many days before it as the term says: one more day than that.
        ThePastNumbersOfDays = "the_past_numbers_of_days",
        /// Today and as many days after it as the term says: one more day than that.
        TheNextNumbersOfDays = "the_next_numbers_of_days",
    }
}

impl Modifier {
    /// What a filter's term must hold beside it.
    pub fn wants(&self) -> ModifierTerm {
        match self {
            Self::ExactDate => ModifierTerm::Day,
            Self::NumberOfDaysAgo
            | Self::NumberOfDaysFromNow
            | Self::ThePastNumbersOfDays
            | Self::TheNextNumbersOfDays => ModifierTerm::Days,
            _ => ModifierTerm::Nothing,
        }
    }
}

/// What a [`Modifier`] needs the term for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModifierTerm {
    /// It says all.
    Nothing,
    /// A day, `2026-12-01`.
    Day,
    /// A number of days.
    Days,
}

/// What single days are called, for all predicates but [`IsWithin`](super::Predicate::IsWithin).
pub(super) const DAYS: &[Modifier] = &[
    Modifier::Today,
    Modifier::Tomorrow,
    Modifier::Yesterday,
    Modifier::OneWeekAgo,
    Modifier::OneWeekFromNow,
    Modifier::OneMonthAgo,
    Modifier::OneMonthFromNow,
    Modifier::NumberOfDaysAgo,
    Modifier::NumberOfDaysFromNow,
    Modifier::ExactDate,
];

/// What spans of days are called, for [`IsWithin`](super::Predicate::IsWithin).
pub(super) const SPANS: &[Modifier] = &[
    Modifier::ThePastWeek,
    Modifier::ThePastMonth,
    Modifier::ThePastYear,
    Modifier::ThisWeek,
    Modifier::ThisMonth,
    Modifier::ThisYear,
    Modifier::TheNextWeek,
    Modifier::TheNextMonth,
    Modifier::TheNextYear,
    Modifier::TheNextNumbersOfDays,
    Modifier::ThePastNumbersOfDays,
];
