//! What the rules say of a change.

use jiff::Timestamp;

use crate::{
    BuiltIn, ChangeKind, Compiled, Digest, EntryKind, Facts, Loudness, ME, MutedBy, Rule, RuleAction,
    cell::Asking,
    trace::{Trace, Tried},
};

/// What follows for a change, and how it came to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Whether it is announced.
    pub outcome: Outcome,
    /// Whether it is highlighted in the history.
    pub highlight: bool,
    /// Which rules were tried, and what they said.
    pub trace: Trace,
}

/// Whether a change is announced, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is announced.
    Announce(Announcement),
    /// It is kept in the history and not announced.
    Mute(MutedBy),
}

/// How a change is announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announcement {
    /// The rule that says so; none: no rule fits.
    pub rule: Option<String>,
    /// How loud.
    pub loudness: Loudness,
    /// Not before this moment.
    pub snoozed_until: Option<Timestamp>,
    /// It is told together with others that the rule announces, at these times; none: by itself and at once.
    pub digest: Option<Digest>,
    /// Not if the rule announced the row in the so many minutes before.
    pub once_in_minutes: Option<u32>,
}

impl Announcement {
    /// Until when it is put off, if that is after `now_ms`. Both in Unix milliseconds.
    pub fn snoozed_until_ms(&self, now_ms: i64) -> Option<i64> {
        self.snoozed_until.map(Timestamp::as_millisecond).filter(|until_ms| *until_ms > now_ms)
    }
}

/// Asks the rules about a change, from top to bottom, until one that fits says that it is the last. The first that fits
/// and announces or mutes decides which of these it is; those that announce as well may make it louder, and have it told at
/// once. What none fits is announced, unless the person did it themself and wants to hear of that only where a rule asks for it.
pub fn route(rules: &Compiled, facts: &Facts<'_>) -> Route {
    let mut trace = Trace::default();
    if let Some(built_in) = built_in(facts) {
        return Route { outcome: Outcome::Mute(built_in.into()), highlight: false, trace };
    }
    let asking = Asking::about(facts, &rules.bindings);
    let mut fitting = Fitting::default();
    for (at, rule) in rules.rules.iter().enumerate() {
        if !rule.is_of_place(facts) {
            trace.elsewhere += 1;
            continue;
        }
        let start = trace.said.len();
        let answer = rule.ask(&asking, &mut trace.said);
        let fits = rule.follows(answer);
        trace.tried.push(Tried { rule: at, answer, fits, said: start..trace.said.len() });
        if fits {
            fitting.add(&rule.rule, facts);
        }
        if fits && rule.rule.stop {
            break;
        }
    }
    let Fitting { mute, announcement, asks_own, snoozed_until, highlight } = fitting;
    let outcome = match (mute, announcement) {
        (Some(rule), _) => Outcome::Mute(MutedBy::Rule(rule.to_owned())),
        _ if rules.own_quiet && !asks_own && facts.is_me() => Outcome::Mute(BuiltIn::OwnChange.into()),
        (None, announcement) => Outcome::Announce(Announcement { snoozed_until, ..announcement.unwrap_or_default() }),
    };
    Route { outcome, highlight, trace }
}

/// What the rules that fit ask for together.
#[derive(Default)]
struct Fitting<'r> {
    /// The rule that mutes, if it was the first to decide.
    mute: Option<&'r str>,
    /// What is announced, unless it is muted.
    announcement: Option<Announcement>,
    /// Whether one that announces asks for the person's own changes.
    asks_own: bool,
    snoozed_until: Option<Timestamp>,
    highlight: bool,
}

impl<'r> Fitting<'r> {
    fn add(&mut self, rule: &'r Rule, facts: &Facts<'_>) {
        self.highlight |= rule.highlight || rule.action == RuleAction::Highlight;
        match rule.action {
            RuleAction::Mute if self.announcement.is_none() => self.mute = self.mute.or(Some(&rule.name)),
            RuleAction::Announce if self.mute.is_none() => {
                self.asks_own |= rule.person.iter().any(|person| person == ME || person == facts.user);
                self.announce(rule);
            }
            RuleAction::Snooze => self.snoozed_until = self.snoozed_until.max(rule.until),
            RuleAction::Mute | RuleAction::Announce | RuleAction::Highlight => {}
        }
    }

    fn announce(&mut self, rule: &Rule) {
        let Some(first) = &mut self.announcement else {
            self.announcement = Some(Announcement {
                rule: Some(rule.name.clone()),
                loudness: rule.loudness(),
                snoozed_until: None,
                digest: rule.digest.clone(),
                once_in_minutes: rule.once_in_minutes,
            });
            return;
        };
        first.loudness = first.loudness.max(rule.loudness());
        // What another rule wants told at once, and each time, is.
        first.digest = first.digest.take().filter(|_| rule.digest.is_some());
        first.once_in_minutes = first.once_in_minutes.filter(|_| rule.once_in_minutes.is_some());
    }
}

/// What no rule can have announced.
fn built_in(facts: &Facts<'_>) -> Option<BuiltIn> {
    match facts.kind {
        _ if facts.is_forged => Some(BuiltIn::Forged),
        EntryKind::Change(ChangeKind::Unrecognised) => Some(BuiltIn::Unrecognised),
        EntryKind::Gap => Some(BuiltIn::Gap),
        _ => None,
    }
}
