//! Days and times, as SeaTable's grid shows them.

use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, DateTime, date},
    tz::TimeZone,
};
use serde_json::Value;

use super::{Format, line::Line};
use crate::column::settings::word;

/// The value of a date column in the column's format. A day without a time has midnight, if the format wants a time;
/// a value with an offset is shown as of where the person is.
pub(super) fn date_column(line: &mut Line, data: &Value, value: &Value, format: &Format) -> Option<()> {
    let moment = moment(value.as_str()?, &format.time_zone)?;
    line.push(&by_format(word(data, "format").unwrap_or_default(), moment));
    Some(())
}

/// When a row was made or changed, to the second.
pub(super) fn instant(line: &mut Line, value: &Value, format: &Format) -> Option<()> {
    let moment = moment(value.as_str()?, &format.time_zone)?;
    line.push(&by_format("YYYY-MM-DD HH:mm:ss", moment));
    Some(())
}

/// A format that the grid does not know counts as `YYYY-MM-DD`.
fn by_format(format: &str, moment: DateTime) -> String {
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let (date, time) = format.split_once(' ').unwrap_or((format, ""));
    let date = match date {
        "YYYY-MM-DD" => None,
        "M/D/YYYY" => Some(format!("{month}/{day}/{year:04}")),
        // Written with zeros there, whatever the name says.
        "D/M/YYYY" | "DD/MM/YYYY" => Some(format!("{day:02}/{month:02}/{year:04}")),
        "DD.MM.YYYY" => Some(format!("{day:02}.{month:02}.{year:04}")),
        _ => return moment.date().to_string(),
    };
    let is_iso = date.is_none();
    let date = date.unwrap_or_else(|| moment.date().to_string());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    match time {
        "" => date,
        "HH:mm" => format!("{date} {hour:02}:{minute:02}"),
        "HH:mm:ss" if is_iso => format!("{date} {hour:02}:{minute:02}:{second:02}"),
        _ => moment.date().to_string(),
    }
}

/// What the text says: as of where the person is if it has an offset, otherwise as written.
pub(crate) fn moment(text: &str, zone: &TimeZone) -> Option<DateTime> {
    let text = text.trim();
    let there = || Some(zone.to_datetime(text.parse::<Timestamp>().ok()?));
    year_first(text).or_else(there).or_else(|| in_words(text))
}

/// `2026-12-01`, `2026-12-01 09:30`, `2026-12-01T09:30:15.5`, also in part and with parts of one digit. What is beyond
/// the end of a month or day counts on, as the grid has it: 30 February is 2 March. Years below 100 are of the
/// twentieth century.
fn year_first(text: &str) -> Option<DateTime> {
    let mut rest = Scanner(text);
    let year = rest.number(4, 4)?;
    rest.skip(&['-', '/']);
    let month = rest.number(1, 2);
    rest.skip(&['-', '/']);
    let day = rest.number(1, 2);
    while rest.skip(&['T', 't', ' ']) {}
    let hour = rest.number(1, 2);
    rest.skip(&[':']);
    let minute = rest.number(1, 2);
    rest.skip(&[':']);
    let second = rest.number(1, 2);
    rest.skip(&['.', ':']);
    rest.0 = rest.0.trim_start_matches(|c: char| c.is_ascii_digit());
    if !rest.0.is_empty() {
        return None;
    }
    let year = if year < 100 { year + 1900 } else { year };
    let span = Span::new().try_months(month.unwrap_or(1) - 1).ok()?.try_days(day.unwrap_or(1) - 1).ok()?;
    let of_day = hour.unwrap_or(0) * 3600 + minute.unwrap_or(0) * 60 + second.unwrap_or(0);
    let start = date(i16::try_from(year).ok()?, 1, 1).at(0, 0, 0, 0);
    start.checked_add(span).ok()?.checked_add(SignedDuration::from_secs(of_day)).ok()
}

/// Reads a text from its front.
struct Scanner<'t>(&'t str);

impl Scanner<'_> {
    /// A number of this many digits.
    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let digits = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if digits < least {
            return None;
        }
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        number.parse().ok()
    }

    /// Passes over one of these, if it is there.
    fn skip(&mut self, these: &[char]) -> bool {
        let rest = self.0.strip_prefix(these);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

/// What JavaScript understands beside that, as far as people write it: `12/1/2026 9:30 PM` and `03.02.2026` with the
/// month first, `Dec 1, 2026`.
fn in_words(text: &str) -> Option<DateTime> {
    let mut numbers = Vec::new();
    let (mut month, mut time, mut half) = (None, None, None);
    for word in text.split([' ', ',', 'T']).filter(|word| !word.is_empty()) {
        if let Some(clock) = clock(word) {
            time.replace(clock).is_none().then_some(())?;
        } else if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") {
            half.replace(word.eq_ignore_ascii_case("pm")).is_none().then_some(())?;
        } else if let Some(found) = month_named(word) {
            month.replace(found).is_none().then_some(())?;
        } else {
            for number in word.split(['-', '/', '.']) {
                let is_number = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
                numbers.push(is_number.then(|| number.parse::<i16>().ok()).flatten()?);
            }
        }
    }
    let (year, month, day) = match (month, numbers.as_slice()) {
        (Some(month), &[day, year]) if year > 31 => (year, month, day),
        (None, &[year, month, day]) if year > 31 => (year, month, day),
        (None, &[month, day, year]) if year > 31 => (year, month, day),
        _ => return None,
    };
    let (hour, minute, second) = time.unwrap_or((0, 0, 0));
    let hour = match half {
        Some(_) if time.is_none() || !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
        None => hour,
    };
    let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(day.to_datetime(jiff::civil::Time::new(hour, minute, second, 0).ok()?))
}

/// `9:30` or `09:30:15`.
fn clock(word: &str) -> Option<(i8, i8, i8)> {
    let (hour, rest) = word.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "0"));
    let part = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    Some((part(hour)?, part(minute)?, part(second)?))
}

/// The month of an English name, by its first three letters.
fn month_named(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let is_word = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let start = is_word.then(|| word[..3].to_ascii_lowercase())?;
    (1..).zip(MONTHS).find(|(_, month)| *month == start).map(|(number, _)| number)
}
