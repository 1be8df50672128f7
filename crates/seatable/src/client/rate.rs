/// What the server last said about its limit of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// How many calls it takes in a span of time, mostly a minute (`x-ratelimit-limit`).
    pub limit: Option<u64>,
    /// How many of them are left (`x-ratelimit-remaining`).
    pub remaining: Option<u64>,
    /// When the span ends, as sent (`x-ratelimit-reset`): seconds from then, or since 1970.
    pub reset: Option<u64>,
}
