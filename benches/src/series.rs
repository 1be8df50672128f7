//! Numbers of several rounds or requests.

use std::time::Duration;

/// The middle one.
pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The smallest value that `share` of all are not above.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1).min(last)).copied().unwrap_or(f64::NAN)
}

/// The largest.
pub(crate) fn largest(values: &[f64]) -> f64 {
    quantile(values, 1.0)
}

/// All of them, for a reader who wants to see how far apart they are.
pub(crate) fn list(values: &[f64], digits: usize) -> String {
    let texts: Vec<String> = values.iter().map(|value| format!("{value:.digits$}")).collect();
    texts.join(", ")
}

pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
