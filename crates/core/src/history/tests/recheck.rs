//! Deliveries that are checked again: each change once, whatever was thought of them before.

use super::{AT_MS, Desk, base, change, desk, muted, new_entry, pending};
use crate::{
    change::{Authenticity, Entry, NewEntry, Source},
    history::{Filter, Recorded, Recording, Start},
};

use Authenticity::{Forged, Reconstructed, Unchecked, Unsigned, Verified};

/// One report of the same change. `to` is the endpoint, and makes the body.
async fn report(desk: &Desk, source: Source, to: &str, authenticity: Authenticity) -> Recording {
    let recording = desk.deliver_at(source, to, &format!("body to {to}"), AT_MS, authenticity).await;
    told(recording, source, to, authenticity)
}

fn told(mut recording: Recording, source: Source, to: &str, authenticity: Authenticity) -> Recording {
    let follows = match authenticity {
        Forged => muted("forged"),
        _ => pending(),
    };
    let entry = new_entry(recording.delivery, AT_MS, change(AT_MS, "a"), follows, "");
    recording.entries = vec![NewEntry { source, endpoint: to.into(), authenticity, ..entry }];
    recording
}

async fn record(desk: &Desk, recording: &Recording) {
    let recorded = desk.history.record(vec![recording.clone()]).await.expect("is recorded");
    assert!(matches!(recorded.as_slice(), [Recorded::Taken { .. }]), "{recorded:?}");
}

/// What the engine does when a check says something else than before.
async fn checked(desk: &Desk, recording: &Recording, source: Source, to: &str, was: Authenticity, is: Authenticity) {
    if was == Unchecked && is != Forged {
        desk.history.set_authenticity(vec![recording.delivery], is).await.expect("is stored");
        return;
    }
    desk.history.reopen(vec![recording.delivery], is).await.expect("is reopened");
    record(desk, &told(recording.clone(), source, to, is)).await;
}

async fn all(desk: &Desk) -> Vec<Authenticity> {
    let entries = desk.page(Filter::default(), Start::Newest, 100).await;
    let mut all: Vec<_> = entries.iter().map(|entry| entry.authenticity).collect();
    all.sort_by_key(|authenticity| authenticity.as_str());
    all
}

async fn only(desk: &Desk) -> Entry {
    let mut entries = desk.page(Filter::default(), Start::Newest, 100).await;
    assert_eq!(entries.len(), 1, "{entries:#?}");
    entries.remove(0)
}

#[tokio::test]
async fn a_change_is_there_once_whichever_way_it_came_and_whatever_was_thought_of_it_before() {
    for source in [Source::Local, Source::Relay, Source::RelayKept] {
        for steps in [
            [Forged, Verified, Verified],
            [Forged, Reconstructed, Reconstructed],
            [Unchecked, Verified, Verified],
            [Unchecked, Forged, Verified],
            [Forged, Unchecked, Verified],
        ] {
            let desk = desk();
            let recording = report(&desk, source, "a", steps[0]).await;
            record(&desk, &recording).await;
            for pair in steps.windows(2).filter(|pair| pair[0] != pair[1]) {
                checked(&desk, &recording, source, "a", pair[0], pair[1]).await;
                assert_eq!(all(&desk).await, [pair[1]], "{source:?} {steps:?}");
            }
            assert_eq!(only(&desk).await.source, source);
            assert_eq!(desk.counts().await.total, 1);
        }
    }
}

#[tokio::test]
async fn what_the_base_or_another_webhook_told_too_stays_when_one_report_was_forged() {
    let of_base = format!("base/{}", base(1));
    for by in [Source::Local, Source::Relay, Source::RelayKept] {
        for (source, to) in [(Source::Realtime, of_base.as_str()), (Source::Local, "b"), (Source::Relay, "b")] {
            for first in [true, false] {
                let desk = desk();
                let forged = report(&desk, by, "a", Unchecked).await;
                let other = report(&desk, source, to, Verified).await;
                for recording in if first { [&forged, &other] } else { [&other, &forged] } {
                    record(&desk, recording).await;
                }
                assert_eq!(all(&desk).await, [Verified], "one change");
                checked(&desk, &forged, by, "a", Unchecked, Forged).await;
                assert_eq!(all(&desk).await, [Forged, Verified], "{by:?} {source:?} {first}");
                // And was genuine after all.
                checked(&desk, &forged, by, "a", Forged, Verified).await;
                assert_eq!(all(&desk).await, [Verified], "{by:?} {source:?} {first}");
            }
        }
    }
}

#[tokio::test]
async fn what_nobody_told_truly_is_only_forged() {
    let desk = desk();
    let [one, two] =
        [report(&desk, Source::Local, "a", Unchecked).await, report(&desk, Source::Relay, "b", Unchecked).await];
    record(&desk, &one).await;
    record(&desk, &two).await;
    assert_eq!(all(&desk).await, [Unchecked]);
    checked(&desk, &one, Source::Local, "a", Unchecked, Forged).await;
    assert_eq!(all(&desk).await, [Forged, Unchecked]);
    checked(&desk, &two, Source::Relay, "b", Unchecked, Forged).await;
    assert_eq!(all(&desk).await, [Forged, Forged]);
    checked(&desk, &two, Source::Relay, "b", Forged, Verified).await;
    checked(&desk, &one, Source::Local, "a", Forged, Verified).await;
    assert_eq!(all(&desk).await, [Verified]);
}

#[tokio::test]
async fn an_entry_is_as_sure_as_the_surest_report_of_it() {
    let desk = desk();
    let mut last = None;
    for (to, authenticity, expected) in
        [("a", Unchecked, Unchecked), ("b", Unsigned, Unsigned), ("c", Unchecked, Unsigned)]
    {
        let recording = report(&desk, Source::Local, to, authenticity).await;
        record(&desk, &recording).await;
        assert_eq!(all(&desk).await, [expected]);
        last = Some(recording.delivery);
    }
    desk.history.set_authenticity(last.into_iter().collect(), Verified).await.expect("is stored");
    assert_eq!(all(&desk).await, [Verified]);
}
