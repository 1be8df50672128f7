//! One rule, while it is being written, asked about what happened in its place.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};
use rowbell_rules::{Answer, ConditionSaid, Fault, Idle};

use super::{
    CheckedExample,
    candidate::Candidate,
    newest::Newest,
    replay::{Listener, known_before},
};
use crate::{
    change::{Entry, RowsBefore},
    context::Context,
    database::DatabaseError,
    history::Reader,
};

/// What a rule would have said of the newest changes of its place, had it been in force beside the others.
#[derive(Clone, Debug, Default)]
pub struct Bench {
    /// Why it can't be asked; empty: it can.
    pub faults: Vec<Fault>,
    /// Why it can do nothing, whatever happens.
    pub idle: Option<Idle>,
    /// How many changes were looked at.
    pub changes: u64,
    /// The oldest of them.
    pub oldest: Option<Arc<Entry>>,
    /// How many it fits.
    pub fits: u64,
    /// For how many of these what it asks for follows. Of the others another rule decides.
    pub follows: u64,
    /// Of how many it is not known whether it fits.
    pub unknown: u64,
    /// The days on which there were any, by the calendar of where the person is.
    pub days: BTreeMap<Date, BenchDay>,
    /// Whether it does what it must with its examples.
    pub examples: Vec<CheckedExample>,
    newest: Newest<Fitting>,
    near_misses: Newest<(Arc<Entry>, ConditionSaid)>,
}

/// A day of a bench.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BenchDay {
    /// How many changes were looked at.
    pub changes: u64,
    /// How many of them the rule fits, and what it asks for follows.
    pub follows: u64,
}

/// A change that a rule fits.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// The change.
    pub entry: Arc<Entry>,
    /// What decides otherwise than it asks for: a rule, or a reason that no rule has power over. None: it follows.
    pub overruled: Option<String>,
}

impl Bench {
    /// The newest that it fits.
    pub fn newest(&self) -> impl Iterator<Item = &Fitting> {
        self.newest.iter()
    }

    /// The newest that it does not fit for one condition only.
    pub fn near_misses(&self) -> impl Iterator<Item = (&Entry, &ConditionSaid)> {
        self.near_misses.iter().map(|(entry, missed)| (entry.as_ref(), missed))
    }
}

/// Asks a rule about each change.
pub(super) struct Benching {
    candidate: Candidate,
    context: Arc<Context>,
    rows: RowsBefore,
    pub(super) bench: Bench,
}

impl Benching {
    pub(super) fn of(candidate: Candidate, context: Arc<Context>) -> Self {
        let (faults, idle) = (candidate.faults.clone(), candidate.idle.clone());
        Self { candidate, context, rows: RowsBefore::default(), bench: Bench { faults, idle, ..Bench::default() } }
    }

    fn ask(&mut self, entry: &Arc<Entry>, reader: &Reader<'_>) -> Result<(), DatabaseError> {
        let Self { candidate, context, rows, bench } = self;
        let told = (&entry.content, entry.authenticity);
        let before = known_before(rows, entry.id, reader);
        let fits = candidate.fits(context, told, before, |route, facts| {
            bench.unknown +=
                route.trace.tried().filter(|(.., answer)| matches!(answer, Answer::Unknown(_))).count() as u64;
            if route.trace.nearly().next().is_some() {
                let decision = context.told(&route.trace, &candidate.alone, facts, 1);
                let missed = decision.iter().flat_map(|decision| &decision.rules).find_map(|said| said.near_miss());
                missed.into_iter().for_each(|missed| bench.near_misses.add((entry.clone(), missed.clone())));
            }
        })?;
        let before = known_before(rows, entry.id, reader);
        let overruled = if fits { candidate.overruled(context, told, before)? } else { None };
        let follows = u64::from(fits && overruled.is_none());
        let at = Timestamp::from_millisecond(entry.content.at_ms()).unwrap_or_default();
        let day = bench.days.entry(context.words.zone().to_datetime(at).date()).or_default();
        day.changes += 1;
        day.follows += follows;
        bench.follows += follows;
        if fits {
            bench.fits += 1;
            bench.newest.add(Fitting { entry: entry.clone(), overruled });
        }
        Ok(())
    }
}

impl Listener for Benching {
    fn take(&mut self, entry: Entry, reader: &Reader<'_>) -> Result<(), DatabaseError> {
        let entry = Arc::new(entry);
        if entry.change().is_some() {
            self.bench.changes += 1;
            self.bench.oldest.get_or_insert_with(|| entry.clone());
            self.ask(&entry, reader)?;
        }
        self.rows.pass(&entry.content, entry.authenticity);
        Ok(())
    }
}
