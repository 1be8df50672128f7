//! The lane, on a screen that does what a test wants.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use futures_util::future::BoxFuture;
use jiff::{Timestamp, tz::TimeZone};
use rowbell_rules::{Rule, RuleAction};
use tokio::{
    sync::{broadcast, watch},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use super::{
    Clicks, Desktop, DesktopLane, Dismissed, LaneParts, Popup, PopupError, PopupKey, PopupServer, PopupState, Popups,
    desktop,
};
use crate::{
    change::{Dispatch, Entry, EntryId, HoldReason, Level, Loudness, Verdict},
    clock::now_ms,
    config::Settings,
    context::{Context, Event, Pause, PausedBy},
    dispatch::Dispatches,
    history::tests::{AT_MS, Desk, Follows, change, desk, pending},
};

/// Shows what it is asked to, unless it has other answers.
struct Screen {
    state: watch::Sender<PopupState>,
    shown: watch::Sender<Vec<Popup>>,
    /// The next answers, each with how often others may run before it is given. A server that is not there comes back meanwhile.
    answers: Mutex<VecDeque<(PopupError, usize)>>,
}

fn ready() -> PopupState {
    let server = PopupServer { title: "a screen".into(), clicks: Clicks::Open, tells_do_not_disturb: true };
    PopupState::Ready { server }
}

impl Popups for Screen {
    fn show(&self, popup: Popup) -> BoxFuture<'_, Result<(), PopupError>> {
        Box::pin(async move {
            let answer = self.answers.lock().expect("no panic").pop_front();
            if let Some((error, yields)) = answer {
                self.state.send_replace(ready());
                for _ in 0..yields {
                    tokio::task::yield_now().await;
                }
                return Err(error);
            }
            self.shown.send_modify(|shown| shown.push(popup));
            Ok(())
        })
    }

    fn close(&self, _: PopupKey) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }

    fn state(&self) -> watch::Receiver<PopupState> {
        self.state.subscribe()
    }
}

/// A lane that runs, with what is around it.
struct Running {
    desktop: Desktop,
    screen: Arc<Screen>,
    events: broadcast::Receiver<Event>,
    pause: watch::Sender<Option<Pause>>,
    context: watch::Sender<Arc<Context>>,
    shutdown: CancellationToken,
    lane: JoinHandle<()>,
}

impl Running {
    fn start(desk: &Desk, state: PopupState, answers: Vec<(PopupError, usize)>) -> Self {
        let answers = Mutex::new(answers.into());
        let screen = Arc::new(Screen { state: watch::Sender::new(state), shown: watch::Sender::default(), answers });
        let context = watch::Sender::new(context(Vec::new()));
        let ((desktop, inlet), (told, events)) = (desktop(), broadcast::channel(16));
        let pause = watch::Sender::new(None);
        let lane = DesktopLane::new(LaneParts {
            inlet,
            popups: screen.clone(),
            dispatches: Dispatches::new(desk.database.clone()),
            history: desk.history.clone(),
            context: context.subscribe(),
            pause: pause.subscribe(),
            events: told,
        });
        let shutdown = CancellationToken::new();
        let lane = tokio::spawn(lane.run(shutdown.clone()));
        Self { desktop, screen, events, pause, context, shutdown, lane }
    }

    /// Records an entry and hands it over, as the pipeline does: once the lane has begun, and as it was recorded, whatever
    /// the lane has made of it meanwhile.
    async fn record(&self, desk: &Desk, follows: Follows) -> EntryId {
        self.desktop.begun().await;
        let id = desk.add(change(AT_MS, "a"), follows.clone(), "").await;
        let recorded = Entry { desktop: follows.desktop, ..entry(desk, id).await };
        self.desktop.recorded(vec![Arc::new(recorded)]).await;
        id
    }

    /// Waits until an entry's popup is shown, and known to be.
    async fn is_told(&mut self, desk: &Desk, id: EntryId) {
        while entry(desk, id).await.desktop != Some(Dispatch::Done { clicked: false }) {
            self.events.recv().await.expect("the lane runs");
        }
    }

    /// Ends the lane; how many popups it showed.
    async fn end(self) -> usize {
        self.shutdown.cancel();
        self.lane.await.expect("no panic");
        self.screen.shown.borrow().len()
    }
}

fn context(rules: Vec<Rule>) -> Arc<Context> {
    Context::new(Arc::new(Settings { rules, ..Settings::default() }), &TimeZone::UTC, Arc::default())
}

async fn entry(desk: &Desk, id: EntryId) -> Entry {
    desk.history.get(id).await.expect("is read").expect("is there")
}

#[tokio::test]
async fn what_was_under_way_when_the_program_ended_is_begun_again() {
    let desk = desk();
    let id = desk.add(change(AT_MS, "a"), pending(), "").await;
    let mut running = Running::start(&desk, ready(), Vec::new());
    running.is_told(&desk, id).await;
    assert_eq!(running.end().await, 1);
}

#[tokio::test]
async fn a_pause_that_ends_while_a_change_is_recorded_leaves_nothing_behind() {
    let desk = desk();
    let mut running = Running::start(&desk, ready(), Vec::new());
    // It was decided while popups were paused, and is there only now.
    let pause = Pause { until_ms: None, by: PausedBy::Person };
    let held = Follows { desktop: pause.holds(Loudness::default()), ..pending() };
    let id = running.record(&desk, held.clone()).await;
    running.is_told(&desk, id).await;
    // During a pause it waits for its end.
    running.pause.send_replace(Some(pause));
    let id = running.record(&desk, held).await;
    running.pause.send_replace(None);
    running.is_told(&desk, id).await;
    assert_eq!(running.end().await, 2);
}

#[tokio::test]
async fn quiet_hours_keep_all_but_what_may_ring_in_them() {
    let desk = desk();
    let quiet = Pause { until_ms: Some(i64::MAX), by: PausedBy::QuietHours };
    let mut running = Running::start(&desk, ready(), Vec::new());
    running.pause.send_replace(Some(quiet));
    let loudness = Loudness { in_quiet_hours: true, ..Loudness::default() };
    let kept = Follows { desktop: quiet.holds(Loudness::default()), ..pending() };
    let kept = running.record(&desk, kept).await;
    let rings = Follows { verdict: Verdict::Announce { by: None, loudness }, ..pending() };
    assert_eq!(quiet.holds(loudness), None);
    let rings = running.record(&desk, rings).await;
    running.is_told(&desk, rings).await;
    let waits = Dispatch::Waiting { reason: HoldReason::QuietHours, until_ms: Some(i64::MAX) };
    assert_eq!(entry(&desk, kept).await.desktop, Some(waits));
    running.pause.send_replace(None);
    running.is_told(&desk, kept).await;
    assert_eq!(running.end().await, 2);
}

/// Of what was put off, the rules in force say until when: a snooze can be made longer, and be ended.
#[tokio::test]
async fn what_is_snoozed_is_told_when_the_snooze_is_over() {
    let desk = desk();
    let snooze = |until_ms: i64| {
        let until = Timestamp::from_millisecond(until_ms).ok();
        Rule { until, ..Rule::new("Later", RuleAction::Snooze) }
    };
    let snoozed = |until_ms| Some(Dispatch::Waiting { reason: HoldReason::Snoozed, until_ms: Some(until_ms) });
    let (soon_ms, later_ms) = (now_ms() + 1_000_000, now_ms() + 2_000_000);
    let mut running = Running::start(&desk, ready(), Vec::new());
    running.context.send_replace(context(vec![snooze(soon_ms)]));
    let id = running.record(&desk, Follows { desktop: snoozed(soon_ms), ..pending() }).await;
    running.context.send_replace(context(vec![snooze(later_ms)]));
    while entry(&desk, id).await.desktop != snoozed(later_ms) {
        tokio::task::yield_now().await;
    }
    running.context.send_replace(context(Vec::new()));
    running.is_told(&desk, id).await;
    // One whose time came while the program was away is told at the start.
    running.end().await;
    let id = desk.add(change(AT_MS + 1, "a"), Follows { desktop: snoozed(AT_MS + 2), ..pending() }, "").await;
    let mut running = Running::start(&desk, ready(), Vec::new());
    running.is_told(&desk, id).await;
    assert_eq!(running.end().await, 1);
}

/// A digest is told once it is due, the changes of each rule together.
#[tokio::test]
async fn a_digest_tells_what_each_rule_gathered() {
    let desk = desk();
    let gathered = |rule: &str, until_ms| Follows {
        verdict: Verdict::Announce { by: Some(rule.into()), loudness: Loudness::default() },
        desktop: Some(Dispatch::Waiting { reason: HoldReason::Digest, until_ms: Some(until_ms) }),
        ..pending()
    };
    let mut ids = Vec::new();
    for (n, rule) in (0..).zip(["Won", "Won", "Lost", "Won"]) {
        ids.push(desk.add(change(AT_MS + n, "a"), gathered(rule, AT_MS + 10), "").await);
    }
    let later = gathered("Won", now_ms() + 1_000_000);
    let later_id = desk.add(change(AT_MS + 5, "a"), later.clone(), "").await;
    let mut running = Running::start(&desk, ready(), Vec::new());
    for id in ids {
        running.is_told(&desk, id).await;
    }
    assert_eq!(entry(&desk, later_id).await.desktop, later.desktop);
    let mut titles: Vec<_> = running.screen.shown.borrow().iter().map(|popup| popup.body.clone()).collect();
    titles.retain(|body| body.contains("gathered by “Won”"));
    assert_eq!(titles.len(), 1);
    assert_eq!(running.end().await, 2);
}

/// Over restarts, too. Closing the popup is an answer, and so is reading the change elsewhere.
#[tokio::test]
async fn what_must_be_acknowledged_comes_again_until_it_is() {
    let desk = desk();
    let loudness = Loudness { level: Level::Acknowledge, ..Loudness::default() };
    let urgent = Follows { verdict: Verdict::Announce { by: None, loudness }, ..pending() };
    let id = desk.add(change(AT_MS, "a"), urgent, "").await;
    let unanswered = |dispatch: Option<Dispatch>| match dispatch {
        Some(Dispatch::Waiting { reason: HoldReason::Unanswered, until_ms }) => until_ms,
        _ => None,
    };
    let dispatches = Dispatches::new(desk.database.clone());
    for _ in 0..2 {
        let mut running = Running::start(&desk, ready(), Vec::new());
        while unanswered(entry(&desk, id).await.desktop).is_none_or(|until_ms| until_ms <= now_ms()) {
            running.events.recv().await.expect("the lane runs");
        }
        assert_eq!(entry(&desk, id).await.outcome(), ("shown", Some("unanswered".into())));
        assert_eq!(running.end().await, 1);
        let due = Dispatch::Waiting { reason: HoldReason::Unanswered, until_ms: Some(AT_MS) };
        dispatches.set(vec![(id, due)], now_ms()).await.expect("is stored");
    }
    let mut running = Running::start(&desk, ready(), Vec::new());
    while unanswered(entry(&desk, id).await.desktop).is_none_or(|until_ms| until_ms <= now_ms()) {
        running.events.recv().await.expect("the lane runs");
    }
    let key = running.screen.shown.borrow().last().expect("was shown").key;
    running.desktop.dismissed(key, Dismissed::ByPerson);
    running.is_told(&desk, id).await;
    assert_eq!(running.end().await, 1);
}

/// Whether it comes before or after the lane has looked for what it can show.
#[tokio::test]
async fn a_server_that_comes_while_a_popup_fails_is_given_it_again() {
    for yields in [0, 20] {
        let desk = desk();
        let gone = PopupState::NoServer { detail: String::new() };
        let mut running = Running::start(&desk, gone, vec![(PopupError::NoServer, yields)]);
        let id = running.record(&desk, pending()).await;
        running.is_told(&desk, id).await;
        assert_eq!(running.end().await, 1);
    }
}

#[tokio::test]
async fn what_became_of_a_popup_is_stored_once_the_database_takes_it() {
    let desk = desk();
    let change_tables = async |statement: &'static str| {
        let job = move |connection: &rusqlite::Connection| Ok(connection.execute_batch(statement)?);
        desk.database.write(crate::database::Durability::Lazy, job).await.expect("is done");
    };
    change_tables("CREATE TRIGGER stuck BEFORE DELETE ON dispatch BEGIN SELECT RAISE(ABORT, 'stuck'); END").await;
    let mut running = Running::start(&desk, ready(), Vec::new());
    let id = running.record(&desk, pending()).await;
    let mut shown = running.screen.shown.subscribe();
    shown.wait_for(|shown| shown.len() == 1).await.expect("the screen is there");
    assert_eq!(entry(&desk, id).await.desktop, Some(Dispatch::UnderWay));
    change_tables("DROP TRIGGER stuck").await;
    running.is_told(&desk, id).await;
    assert_eq!(running.end().await, 1);
}
