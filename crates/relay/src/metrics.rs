//! Metrics for Prometheus. None of them names a mailbox.

use std::{sync::atomic::AtomicU64, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::store::Totals;

/// How a POST ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PostResult {
    Stored,
    WrongMethod,
    NoMailbox,
    TooLarge,
    TooSlow,
    /// The sender went away.
    Broken,
    /// The sender may try again after this many seconds.
    TooMany(u64),
    Unavailable,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Result {
    result: ResultLabel,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
#[allow(non_camel_case_types)]
enum ResultLabel {
    stored,
    wrong_method,
    no_mailbox,
    too_large,
    too_slow,
    broken,
    too_many,
    unavailable,
}

/// The counters of a running relay.
pub(crate) struct Metrics {
    registry: Registry,
    posts: Family<Result, Counter>,
    answer_seconds: Histogram,
    pub(crate) stored_bytes: Counter,
    pub(crate) devices: Gauge,
    pub(crate) entered: Counter,
    pub(crate) refused: Counter,
    pub(crate) sent: Counter,
    pub(crate) gaps: Counter,
    pub(crate) pruned: Counter,
    mailboxes: Gauge<u64, AtomicU64>,
    letters: Gauge<u64, AtomicU64>,
    bytes: Gauge<u64, AtomicU64>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0];
        let mut metrics = Self {
            registry: Registry::with_prefix("rowbell_relay"),
            posts: Family::default(),
            answer_seconds: Histogram::new(buckets),
            stored_bytes: Counter::default(),
            devices: Gauge::default(),
            entered: Counter::default(),
            refused: Counter::default(),
            sent: Counter::default(),
            gaps: Counter::default(),
            pruned: Counter::default(),
            mailboxes: Gauge::default(),
            letters: Gauge::default(),
            bytes: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("posts", "Requests to mailbox addresses, by result", metrics.posts.clone());
        let histogram = metrics.answer_seconds.clone();
        registry.register_with_unit(
            "post_answer",
            "Time from the request's head to the answer",
            Unit::Seconds,
            histogram,
        );
        let counters = [
            ("stored_bytes", "Bytes of sealed letters stored", &metrics.stored_bytes),
            ("devices_entered", "Device connections that were accepted", &metrics.entered),
            ("devices_refused", "Device connections that were refused", &metrics.refused),
            ("letters_sent", "Letters sent to devices", &metrics.sent),
            ("gaps", "Gaps that devices were told of", &metrics.gaps),
            ("letters_cut", "Letters deleted because they were too old or there were too many", &metrics.pruned),
        ];
        for (name, help, counter) in counters {
            registry.register(name, help, counter.clone());
        }
        registry.register("devices", "Devices connected", metrics.devices.clone());
        let gauges = [
            ("mailboxes", "Open mailboxes", &metrics.mailboxes),
            ("letters", "Letters stored", &metrics.letters),
            ("letters_bytes", "Bytes of stored letters, sealed", &metrics.bytes),
        ];
        for (name, help, gauge) in gauges {
            registry.register(name, help, gauge.clone());
        }
        metrics
    }

    pub(crate) fn posted(&self, result: &PostResult, took: Duration) {
        let result = match result {
            PostResult::Stored => ResultLabel::stored,
            PostResult::WrongMethod => ResultLabel::wrong_method,
            PostResult::NoMailbox => ResultLabel::no_mailbox,
            PostResult::TooLarge => ResultLabel::too_large,
            PostResult::TooSlow => ResultLabel::too_slow,
            PostResult::Broken => ResultLabel::broken,
            PostResult::TooMany(_) => ResultLabel::too_many,
            PostResult::Unavailable => ResultLabel::unavailable,
        };
        if result == ResultLabel::stored {
            self.answer_seconds.observe(took.as_secs_f64());
        }
        self.posts.get_or_create(&Result { result }).inc();
    }

    /// All metrics as text.
    pub(crate) fn text(&self, totals: Totals) -> String {
        self.mailboxes.set(totals.mailboxes);
        self.letters.set(totals.letters);
        self.bytes.set(totals.bytes);
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "the metrics can't be written");
        }
        text
    }
}
