//! Spans and moments, as people type them.

use anyhow::{Result, anyhow, bail};
use jiff::{civil, tz::TimeZone};

use crate::words::text;

/// A span such as `90s`, `30m`, `1h`, `2d` or `1w`, in seconds.
pub(super) fn span_seconds(text: &str) -> Result<u64> {
    let unknown = || anyhow!(text!("bad-span", given = text));
    let text_trimmed = text.trim();
    let unit = text_trimmed.chars().last().ok_or_else(unknown)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return Err(unknown()),
    };
    let count: u64 = text_trimmed[..text_trimmed.len() - 1].trim().parse().map_err(|_| unknown())?;
    count.checked_mul(seconds).filter(|seconds| *seconds <= 3_155_760_000).ok_or_else(unknown)
}

/// Which moment of a day is meant by the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Its first.
    Begin,
    /// Its last.
    End,
}

/// A moment: a span before now, a day or a time of the local clock, or a time with its zone. In Unix milliseconds.
pub(super) fn moment_ms(text: &str, now_ms: i64, edge: Edge) -> Result<i64> {
    if let Ok(seconds) = span_seconds(text) {
        return Ok(now_ms - seconds as i64 * 1000);
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Ok(at.as_millisecond());
    }
    let zoned =
        |at: civil::DateTime| at.to_zoned_datetime(TimeZone::system()).map(|at| at.timestamp().as_millisecond());
    let ms = match (text.contains(['T', 't', ' ']), text.parse::<civil::Date>(), edge) {
        (false, Ok(day), Edge::Begin) => zoned(day.at(0, 0, 0, 0)),
        // Days end where the next one begins: a change of the clock may make them longer or shorter.
        (false, Ok(day), Edge::End) => day.tomorrow().and_then(|next| zoned(next.at(0, 0, 0, 0))).map(|ms| ms - 1),
        _ => text.parse::<civil::DateTime>().and_then(zoned),
    };
    match ms {
        Ok(ms) => Ok(ms),
        Err(_) => bail!(text!("bad-time", given = text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        assert_eq!(span_seconds("90s").ok(), Some(90));
        assert_eq!(span_seconds(" 1h ").ok(), Some(3_600));
        assert_eq!(span_seconds("2d").ok(), Some(172_800));
        for odd in ["", "h", "1", "1x", "-1h", "99999999999999999999h", "1é"] {
            assert!(span_seconds(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn moments() {
        let moment = |text| moment_ms(text, 3_600_000, Edge::Begin).ok();
        assert_eq!(moment("1h"), Some(0));
        assert_eq!(moment("1970-01-01T00:00:01Z"), Some(1_000));
        let (day, time) = (moment("2026-11-24").unwrap_or_default(), moment("2026-11-24T09:00").unwrap_or_default());
        assert_eq!(time - day, 9 * 3_600_000);
        assert_eq!(moment("yesterday"), None);
    }

    #[test]
    fn a_day_ends_with_its_last_moment() {
        let (begin, end) = (moment_ms("2026-11-24", 0, Edge::Begin).ok(), moment_ms("2026-11-24", 0, Edge::End).ok());
        assert_eq!(begin.map(|begin| begin + 86_400_000 - 1), end);
        let time = |edge| moment_ms("2026-11-24T09:00", 0, edge).ok();
        assert!(time(Edge::Begin).is_some() && time(Edge::Begin) == time(Edge::End));
    }
}
