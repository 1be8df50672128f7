//! Spans and moments, as people type them.

use anyhow::{Result, anyhow, bail};
use jiff::{civil, tz::TimeZone};

/// A span such as `90s`, `30m`, `1h`, `2d` or `1w`, in seconds.
pub(super) fn span_seconds(text: &str) -> Result<u64> {
    let unknown = || anyhow!("\"{text}\" is not a span of time. Write it like 30m, 1h or 2d.");
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

/// A moment: a span before now, a day or a time of the local clock, or a time with its zone. In Unix milliseconds.
pub(super) fn moment_ms(text: &str, now_ms: i64) -> Result<i64> {
    if let Ok(seconds) = span_seconds(text) {
        return Ok(now_ms - seconds as i64 * 1000);
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Ok(at.as_millisecond());
    }
    let local = text.parse::<civil::DateTime>().or_else(|_| text.parse::<civil::Date>().map(|day| day.at(0, 0, 0, 0)));
    match local.map(|local| local.to_zoned_datetime(TimeZone::system())) {
        Ok(Ok(at)) => Ok(at.timestamp().as_millisecond()),
        _ => bail!("\"{text}\" is not a time. Write it like 2h, 2026-11-24 or 2026-11-24T09:00."),
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
        assert_eq!(moment_ms("1h", 3_600_000).ok(), Some(0));
        assert_eq!(moment_ms("1970-01-01T00:00:01Z", 0).ok(), Some(1_000));
        assert!(moment_ms("2026-11-24", 0).is_ok());
        assert!(moment_ms("2026-11-24T09:00", 0).is_ok());
        assert!(moment_ms("yesterday", 0).is_err());
    }
}
