//! Days and times.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    fmt::strtime,
};
use serde_json::Value;

use super::{Format, line::Line};
use crate::column::settings::word;

/// The value of a date column: the wall clock in the base as written, whether or not an offset follows. The server's
/// own texts do the same.
pub(super) fn date(line: &mut Line, data: &Value, value: &Value, format: &Format) -> Option<()> {
    let (day, time) = wall_clock(value.as_str()?)?;
    let text = match word(data, "format").and_then(|format| by_tokens(format, day, time)) {
        Some(text) => text,
        None => written(day, time, format),
    };
    line.push(&text);
    Some(())
}

/// A moment with an offset, as of where the person is.
pub(super) fn instant(line: &mut Line, value: &Value, format: &Format) -> Option<()> {
    let text = value.as_str()?;
    let there = match text.trim().parse::<Timestamp>() {
        Ok(moment) => format.time_zone.to_datetime(moment),
        Err(_) => {
            let (day, time) = wall_clock(text)?;
            day.to_datetime(time.unwrap_or_default())
        }
    };
    line.push(&by_pattern(&format.date_time, there));
    Some(())
}

fn written(day: Date, time: Option<Time>, format: &Format) -> String {
    let pattern = if time.is_some() { &format.date_time } else { &format.date };
    by_pattern(pattern, day.to_datetime(time.unwrap_or_default()))
}

fn by_pattern(pattern: &str, moment: DateTime) -> String {
    strtime::format(pattern, moment).unwrap_or_else(|_| {
        let (day, time) = (moment.date(), moment.time());
        format!("{day} {:02}:{:02}", time.hour(), time.minute())
    })
}

/// `2022-06-01`, with or without a time after a blank or `T`; seconds and offset are passed over.
fn wall_clock(text: &str) -> Option<(Date, Option<Time>)> {
    let text = text.trim();
    let (day, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let mut parts = day.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let day = Date::new(number(year)?, number(parts.next()?)?, number(parts.next()?)?).ok()?;
    if time.is_empty() {
        return Some((day, None));
    }
    let (hour, rest) = time.split_once(':')?;
    let minute = rest.get(..2)?;
    let time = Time::new(number(hour)?, number(minute)?, 0, 0).ok()?;
    Some((day, Some(time)))
}

fn number<N: std::str::FromStr>(digits: &str) -> Option<N> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// Writes by a column's format such as `D/M/YYYY HH:mm`; none if it has letters that are not known.
fn by_tokens(format: &str, day: Date, time: Option<Time>) -> Option<String> {
    let mut out = String::new();
    let mut rest = format.trim();
    // A day without a time has none to show, whatever the format.
    if time.is_none() {
        rest = rest.strip_suffix("HH:mm").unwrap_or(rest).trim_end();
    }
    let time = time.unwrap_or_default();
    while let Some(first) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(first).len();
        match &rest[..run] {
            "YYYY" => out.push_str(&format!("{:04}", day.year())),
            "MM" => out.push_str(&format!("{:02}", day.month())),
            "M" => out.push_str(&day.month().to_string()),
            "DD" => out.push_str(&format!("{:02}", day.day())),
            "D" => out.push_str(&day.day().to_string()),
            "HH" => out.push_str(&format!("{:02}", time.hour())),
            "mm" => out.push_str(&format!("{:02}", time.minute())),
            "ss" => out.push_str(&format!("{:02}", time.second())),
            other if first.is_alphanumeric() || out.len() + other.len() > 100 => return None,
            other => out.push_str(other),
        }
        rest = &rest[run..];
    }
    (!out.is_empty()).then_some(out)
}
