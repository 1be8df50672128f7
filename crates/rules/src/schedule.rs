//! When a rule holds: days of the week, and a time from one hour to another, by the clock on the person's wall.

use std::fmt;

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A part of the week. Wall clocks have neither gaps nor repeats in here: 02:30 is in it or not, however often it is 02:30.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct During {
    /// The days; none: every day. A span beyond midnight is of the day on which it begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Weekday>,
    /// Its first minute.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub from: Clock,
    /// The minute after it. Before `from`, it is one of the next day.
    #[serde(default = "Clock::midnight_after")]
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub to: Clock,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// A minute of a day, from `00:00` to `24:00`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    minutes: u16,
}

const DAY: u16 = 24 * 60;

impl Clock {
    fn midnight_after() -> Self {
        Self { minutes: DAY }
    }

    /// This time of a day; the midnight after it is the next day's first. None only at the end of time.
    pub(crate) fn on(self, date: Date) -> Option<DateTime> {
        date.at(0, 0, 0, 0).checked_add(i64::from(self.minutes).minutes()).ok()
    }

    /// What is written `HH:MM`; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let number = |digits: &str| {
            let is_number = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| digits.parse::<u16>().ok()).flatten()
        };
        let (hours, minutes) = (number(hours)?, number(minutes).filter(|minutes| *minutes < 60)?);
        Some(Self { minutes: hours * 60 + minutes }).filter(|clock| clock.minutes <= DAY)
    }
}

impl Weekday {
    const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The one of a date.
    pub(crate) fn of(date: Date) -> Self {
        let from_monday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        Self::ALL[from_monday]
    }
}

impl During {
    /// Whether a moment of the wall clock is in it.
    pub fn holds(&self, at: DateTime) -> bool {
        self.began_on(at).is_some()
    }

    /// The day on which the span that this moment is in began; none: it is in none.
    pub fn began_on(&self, at: DateTime) -> Option<Date> {
        let now = Clock { minutes: at.hour().unsigned_abs() as u16 * 60 + at.minute().unsigned_abs() as u16 };
        let (today, before) = (at.date(), at.date().yesterday().ok());
        let is_wanted = |day: &Date| self.days.is_empty() || self.days.contains(&Weekday::of(*day));
        let is_of_one_day = self.from < self.to;
        let begins_today = now >= self.from && (!is_of_one_day || now < self.to);
        let began_before = !is_of_one_day && now < self.to;
        let today = Some(today).filter(|day| begins_today && is_wanted(day));
        today.or_else(|| before.filter(|day| began_before && is_wanted(day)))
    }

    /// Whether no moment is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.from == self.to || self.from.minutes == DAY
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is no time of day; write it as `08:00`, up to `24:00`")))
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;

    fn during(days: &[Weekday], from: &str, to: &str) -> During {
        let clock = |text| Clock::parse(text).expect("a time");
        During { days: days.to_vec(), from: clock(from), to: clock(to) }
    }

    fn at(text: &str) -> DateTime {
        text.parse().expect("a moment")
    }

    #[test]
    fn days_and_hours_are_those_on_the_wall() {
        use Weekday::{Fri, Mon};
        let office = during(&[Mon, Fri], "08:00", "18:00");
        let night = during(&[Fri], "22:00", "07:00");
        for (span, moment, is_in) in [
            (&office, "2026-11-30T08:00", true),
            (&office, "2026-11-30T17:59:59", true),
            (&office, "2026-11-30T18:00", false),
            (&office, "2026-12-01T12:00", false),
            (&night, "2026-12-04T21:59", false),
            (&night, "2026-12-04T22:00", true),
            (&night, "2026-12-05T06:59", true),
            (&night, "2026-12-05T22:00", false),
            (&night, "2026-12-04T06:00", false),
            (&during(&[], "00:00", "24:00"), "2026-12-01T00:00", true),
        ] {
            assert_eq!(span.holds(at(moment)), is_in, "{span:?} {moment}");
        }
    }

    /// Clocks are put forward or back in these spans, and in Apia a whole day was left out.
    #[test]
    fn changes_of_the_clock_move_nothing() {
        let hours = |zone: &str, day: &str, span: &During| {
            let zone = TimeZone::get(zone).expect("is known");
            let start = day.parse::<jiff::civil::Date>().expect("a day").at(12, 0, 0, 0);
            let start = zone.to_timestamp(start).expect("is a moment").as_second();
            let moments = (0..24 * 60).filter_map(|minute| Timestamp::new(start + minute * 60, 0).ok());
            moments.filter(|moment| span.holds(zone.to_datetime(*moment))).count() as f64 / 60.0
        };
        let night = during(&[], "22:00", "07:00");
        assert_eq!(hours("Europe/Berlin", "2027-03-27", &night), 8.0);
        assert_eq!(hours("Europe/Berlin", "2026-10-24", &night), 10.0);
        assert_eq!(hours("Europe/Berlin", "2026-11-30", &night), 9.0);
        assert_eq!(hours("Asia/Beirut", "2026-03-28", &during(&[], "00:00", "02:00")), 1.0);
        assert_eq!(hours("Pacific/Apia", "2011-12-29", &during(&[Weekday::Fri], "00:00", "24:00")), 0.0);
    }

    #[test]
    fn only_times_of_day_are_read() {
        for text in ["00:00", "08:05", "23:59", "24:00"] {
            assert_eq!(Clock::parse(text).map(|clock| clock.to_string()).as_deref(), Some(text));
        }
        for text in ["", "8:00", "24:01", "25:00", "12:60", "12.30", "+1:00", "12:3a", "12:000"] {
            assert_eq!(Clock::parse(text), None, "{text}");
        }
    }
}
