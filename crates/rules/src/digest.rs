//! When what a rule announces is told together.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{Clock, Weekday};

/// When what a rule announces is told together, by the clock on the person's wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(optional_fields))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Digest {
    /// At each full hour.
    Hourly,
    /// Once a day.
    Daily {
        /// When. A time that a change of the clock leaves out is told an hour later, one that it repeats only once.
        #[cfg_attr(feature = "typescript", ts(as = "String"))]
        at: Clock,
        /// On these days only; none: every day.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Weekday>>"))]
        days: Vec<Weekday>,
    },
}

/// A week and a day: each day of the week is among the days after today, today's later one too.
const DAYS: i64 = 8;

impl Digest {
    /// The first time after this moment; none only at the end of time.
    pub fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let here = zone.to_datetime(after);
        match self {
            Self::Hourly => {
                // By the minutes on the wall: they are not those of UTC everywhere.
                let past = i64::from(here.minute()) * 60 + i64::from(here.second());
                let second = Timestamp::new(after.as_second(), 0).ok()?;
                second.checked_add((3600 - past).seconds()).ok()
            }
            Self::Daily { at, days } => (0..=DAYS).find_map(|day| {
                let date = here.date().checked_add(day.days()).ok()?;
                if !days.is_empty() && !days.contains(&Weekday::of(date)) {
                    return None;
                }
                let wanted = at.on(date)?;
                let moment = zone.to_timestamp(wanted).ok()?;
                // A day that is left out has no such time.
                let is_that_day = zone.to_datetime(moment).date() == wanted.date();
                (is_that_day && moment > after).then_some(moment)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(digest: &Digest, after: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).expect("is known");
        let after: Timestamp = after.parse().expect("a moment");
        let next = digest.next(after, &zone).expect("there is one");
        format!("{} {}", zone.to_datetime(next), zone.to_offset(next))
    }

    fn daily(at: &str, days: &[Weekday]) -> Digest {
        Digest::Daily { at: Clock::parse(at).expect("a time"), days: days.to_vec() }
    }

    #[test]
    fn each_hour_begins_on_the_wall() {
        for (after, zone, expected) in [
            ("2026-11-30T22:59:59.5Z", "Europe/Berlin", "2026-12-01T00:00:00 +01"),
            ("2026-11-30T23:00:00Z", "Europe/Berlin", "2026-12-01T01:00:00 +01"),
            ("2026-11-30T12:10:00Z", "Asia/Kolkata", "2026-11-30T18:00:00 +05:30"),
            // An hour is left out, and one comes twice.
            ("2027-03-28T00:30:00Z", "Europe/Berlin", "2027-03-28T03:00:00 +02"),
            ("2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T02:00:00 +01"),
        ] {
            assert_eq!(next(&Digest::Hourly, after, zone), expected, "{after} {zone}");
        }
    }

    #[test]
    fn each_day_once_whatever_the_clock_does() {
        use Weekday::{Fri, Mon, Tue};
        for (at, days, after, zone, expected) in [
            ("17:00", &[][..], "2026-11-30T15:59:59Z", "Europe/Berlin", "2026-11-30T17:00:00 +01"),
            ("17:00", &[], "2026-11-30T16:00:00Z", "Europe/Berlin", "2026-12-01T17:00:00 +01"),
            ("17:00", &[Mon], "2026-11-30T16:00:00Z", "Europe/Berlin", "2026-12-07T17:00:00 +01"),
            ("24:00", &[Mon], "2026-11-30T16:00:00Z", "Europe/Berlin", "2026-12-01T00:00:00 +01"),
            // It does not exist on that day, and is told an hour later.
            ("02:30", &[], "2027-03-27T12:00:00Z", "Europe/Berlin", "2027-03-28T03:30:00 +02"),
            // It comes twice, and is told once.
            ("02:30", &[], "2026-10-24T12:00:00Z", "Europe/Berlin", "2026-10-25T02:30:00 +02"),
            ("02:30", &[], "2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-26T02:30:00 +01"),
            ("00:00", &[], "2026-03-28T12:00:00Z", "Asia/Beirut", "2026-03-29T01:00:00 +03"),
            // There was no Friday in that week.
            ("12:00", &[Fri, Tue], "2011-12-29T12:00:00Z", "Pacific/Apia", "2012-01-03T12:00:00 +14"),
        ] {
            assert_eq!(next(&daily(at, days), after, zone), expected, "{at} {days:?} {after} {zone}");
        }
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for digest in [Digest::Hourly, daily("17:00", &[]), daily("08:30", &[Weekday::Mon])] {
            let text = serde_json::to_string(&digest).expect("is written");
            assert_eq!(serde_json::from_str::<Digest>(&text).expect("is read"), digest, "{text}");
        }
        assert!(serde_json::from_str::<Digest>("\"weekly\"").is_err());
    }
}
