//! Quiet hours.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use crate::During;

/// When nothing is announced, by the clock on the person's wall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct QuietHours {
    /// The hours.
    pub hours: Vec<During>,
    /// Days on which no quiet hours begin.
    #[cfg_attr(feature = "typescript", ts(as = "Vec<String>"))]
    pub except: Vec<Date>,
    /// Days that are quiet from midnight to midnight.
    #[cfg_attr(feature = "typescript", ts(as = "Vec<String>"))]
    pub all_day: Vec<Date>,
}

/// How far ahead a change between quiet and not is looked for. Beyond it, who asks looks again.
const AHEAD: i64 = 48 * 60;

impl QuietHours {
    /// Whether a moment of the wall clock is quiet.
    pub fn holds(&self, at: DateTime) -> bool {
        let began = self.hours.iter().filter_map(|hours| hours.began_on(at));
        self.all_day.contains(&at.date()) || began.into_iter().any(|day| !self.except.contains(&day))
    }

    /// Whether it is quiet at a moment, and the minute from which that is otherwise; none: not within two days.
    pub fn at(&self, now: Timestamp, zone: &TimeZone) -> (bool, Option<Timestamp>) {
        if self.hours.is_empty() && self.all_day.is_empty() {
            return (false, None);
        }
        let is_quiet = |moment: Timestamp| self.holds(zone.to_datetime(moment));
        let quiet = is_quiet(now);
        // Minutes begin with those of UTC in every zone of today.
        let minute = Timestamp::new(now.as_second().div_euclid(60) * 60, 0).ok();
        let ahead = |minute: Timestamp| {
            (1..=AHEAD).filter_map(|left| minute.checked_add(left.minutes()).ok()).find(|at| is_quiet(*at) != quiet)
        };
        (quiet, minute.and_then(ahead))
    }

    /// The first of the hours in which no moment is, counted from 1.
    pub fn empty(&self) -> Option<usize> {
        Some(self.hours.iter().position(During::is_empty)? + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, Weekday};

    fn clock(text: &str) -> Clock {
        Clock::parse(text).expect("a time")
    }

    /// Nights before working days, and the weekend.
    fn quiet() -> QuietHours {
        use Weekday::{Mon, Sat, Sun, Thu, Tue, Wed};
        let nights = During { days: vec![Mon, Tue, Wed, Thu, Sun], from: clock("22:00"), to: clock("07:00") };
        let weekend = During { days: vec![Sat, Sun], from: clock("00:00"), to: clock("24:00") };
        let date = |text: &str| text.parse().expect("a date");
        QuietHours { hours: vec![nights, weekend], except: vec![date("2026-12-03")], all_day: vec![date("2026-12-08")] }
    }

    fn told(quiet: &QuietHours, now: &str, zone: &str) -> (bool, Option<String>) {
        let zone = TimeZone::get(zone).expect("is known");
        let (is_quiet, until) = quiet.at(now.parse().expect("a moment"), &zone);
        (is_quiet, until.map(|until| zone.to_datetime(until).to_string()))
    }

    #[test]
    fn quiet_or_not_and_until_when() {
        for (now, is_quiet, until) in [
            ("2026-11-30T11:00:00Z", false, Some("2026-11-30T22:00:00")),
            ("2026-11-30T21:00:30Z", true, Some("2026-12-01T07:00:00")),
            // The night that begins on the third is none.
            ("2026-12-03T20:59:00Z", false, Some("2026-12-05T00:00:00")),
            ("2026-12-04T01:00:00Z", false, Some("2026-12-05T00:00:00")),
            // The day that is quiet as a whole has a quiet night before it and after it.
            ("2026-12-08T11:00:00Z", true, Some("2026-12-09T07:00:00")),
        ] {
            assert_eq!(told(&quiet(), now, "Europe/Berlin"), (is_quiet, until.map(Into::into)), "{now}");
        }
        assert_eq!(told(&QuietHours::default(), "2026-11-30T11:00:00Z", "Europe/Berlin"), (false, None));
        let always = During { days: Vec::new(), from: clock("00:00"), to: clock("24:00") };
        let always = QuietHours { hours: vec![always], ..QuietHours::default() };
        assert_eq!(told(&always, "2026-11-30T11:00:00Z", "Europe/Berlin"), (true, None));
    }

    #[test]
    fn a_night_ends_by_the_clock_on_the_wall() {
        let night = During { days: Vec::new(), from: clock("22:00"), to: clock("07:00") };
        let night = QuietHours { hours: vec![night], ..QuietHours::default() };
        for (now, zone, until) in [
            ("2027-03-27T21:00:00Z", "Europe/Berlin", "2027-03-28T07:00:00"),
            ("2026-10-24T20:00:00Z", "Europe/Berlin", "2026-10-25T07:00:00"),
            ("2026-03-28T22:00:00Z", "Asia/Beirut", "2026-03-29T07:00:00"),
            // The day after this night was left out.
            ("2011-12-30T09:00:00Z", "Pacific/Apia", "2011-12-31T07:00:00"),
        ] {
            assert_eq!(told(&night, now, zone), (true, Some(until.into())), "{now} {zone}");
        }
    }
}
