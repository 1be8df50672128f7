//! What the parts of the engine share: the settings and words in force, a pause, and the events that clients are told of.

use std::sync::Arc;

use jiff::tz::TimeZone;
use rowbell_rules::{Compiled, Decision, Facts, Fault, Idle, Outcome, Route, Rule, Trace, route};
use seatable::{BaseUuid, Column, filter::Me, metadata::Metadata};
use serde::{Deserialize, Serialize};

use crate::{
    change::{Authenticity, Change, Content, Dispatch, Entry, EntryId, HoldReason, Loudness, RowBefore, Table},
    clock::now_ms,
    config::Settings,
    enrich::{self, Directories},
    words::Words,
};

/// An entry keeps what so many rules said, of those that were tried: a history has many entries.
const RULES_KEPT: usize = 20;

/// The settings in force and the words in their language.
pub struct Context {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The rules among them, ready to be asked.
    pub rules: Compiled,
    /// The person themself, at each server that they use.
    pub me: Vec<Me>,
    /// The words.
    pub words: Arc<Words>,
    /// What connected bases told of themselves.
    pub directories: Arc<Directories>,
}

/// What follows for a change or a gap.
pub struct Decided {
    /// What follows.
    pub outcome: Outcome,
    /// Whether it is highlighted in the history.
    pub highlight: bool,
    /// How the rules came to that, as the history keeps it.
    pub decision: Option<Decision>,
    /// Whether more might follow if it were known what the row was like before.
    pub asks_before: bool,
    /// Whether something else might follow once the row, which was just added, is filled in.
    pub asks_settled: bool,
    /// Whether more might follow if the row were read from SeaTable, and it can be.
    pub asks_row: bool,
}

impl Context {
    /// The settings with their words, for a person in this time zone.
    pub fn new(settings: Arc<Settings>, zone: &TimeZone, directories: Arc<Directories>) -> Arc<Self> {
        let known = directories.values().flat_map(|directory| directory.people.clone());
        // What the person calls somebody counts more.
        let people = known.chain(settings.people.clone()).collect();
        let words = Arc::new(Words::new(&settings, people, zone.clone()));
        let rules = compile(&settings.rules, &directories).with_own_quiet(!settings.popups.own_changes);
        let me = settings.me.iter().map(|id| Me { id: Some(id.clone()), ..Me::default() }).collect();
        Arc::new(Self { settings, rules, me, words, directories })
    }

    /// The tables and columns of a connected base.
    pub fn metadata(&self, base: &BaseUuid) -> Option<&Metadata> {
        Some(&self.directories.get(base)?.metadata)
    }

    /// The columns of a table of a connected base, by the table's id or name.
    pub fn columns(&self, base: &BaseUuid, table: &Table) -> Option<&[Column]> {
        let tables = &self.metadata(base)?.tables;
        let by_id = tables.iter().find(|known| known.id == table.id);
        let known = by_id.or_else(|| tables.iter().find(|known| table.id.is_empty() && known.name == table.name))?;
        Some(&known.columns)
    }

    /// What the rules say of it, if this is what is known of its row from before.
    pub fn decide(&self, content: &Content, authenticity: Authenticity, before: &RowBefore) -> Decided {
        self.ask_knowing(&self.rules, content, authenticity, before, |Route { outcome, highlight, trace }, facts| {
            let is_of_row = content.change().is_some_and(Change::can_be_known_from_before);
            let can_read = content.change().is_some_and(|change| self.can_read(change));
            let is_new = content.change().is_some_and(Change::may_be_filled_in);
            Decided {
                outcome,
                highlight,
                decision: self.told(&trace, &self.rules, facts, RULES_KEPT),
                asks_before: is_of_row && trace.asks_before(&self.rules),
                asks_row: can_read && trace.asks_row(&self.rules),
                asks_settled: is_new && trace.asks_cells(&self.rules),
            }
        })
    }

    /// Whether the row of a change can be read, and tells what the change does not.
    fn can_read(&self, change: &Change) -> bool {
        let Some(base) = change.base.as_ref().filter(|_| change.can_be_read()) else { return false };
        self.settings.base(base).is_some_and(|base| base.connected) && self.columns(base, &change.table).is_some()
    }

    /// Until when the rules in force put its announcement off, in Unix milliseconds; none: not at all, or no longer.
    pub fn snoozed_until_ms(&self, entry: &Entry) -> Option<i64> {
        let route = |Route { outcome, .. }: Route, _: &Facts<'_>| outcome;
        match self.ask_knowing(&self.rules, &entry.content, entry.authenticity, &RowBefore::default(), route) {
            Outcome::Announce(announcement) => announcement.snoozed_until_ms(now_ms()),
            Outcome::Mute(_) => None,
        }
    }

    /// What rules say of it, with what they were asked. `before` tells what was known of its row, where that can decide.
    ///
    /// # Errors
    /// That of `before`.
    pub fn ask<'b, R, E>(
        &self,
        rules: &Compiled,
        content: &Content,
        authenticity: Authenticity,
        before: impl FnOnce(&Change) -> Result<&'b RowBefore, E>,
        mut then: impl FnMut(Route, &Facts<'_>) -> R,
    ) -> Result<R, E> {
        let nothing = RowBefore::default();
        let Some(change) = content.change().filter(|change| change.can_be_known_from_before()) else {
            return Ok(self.ask_knowing(rules, content, authenticity, &nothing, then));
        };
        let alone = self.ask_knowing(rules, content, authenticity, &nothing, |route, facts| {
            (!route.trace.asks_before(rules)).then(|| then(route, facts))
        });
        match alone {
            Some(told) => Ok(told),
            None => Ok(self.ask_knowing(rules, content, authenticity, before(change)?, then)),
        }
    }

    fn ask_knowing<R>(
        &self,
        rules: &Compiled,
        content: &Content,
        authenticity: Authenticity,
        before: &RowBefore,
        then: impl FnOnce(Route, &Facts<'_>) -> R,
    ) -> R {
        let columns = content.change().and_then(|change| self.columns(change.base.as_ref()?, &change.table));
        let cells = before.cells(content, columns);
        let facts = content.facts(authenticity, &cells, &self.me, self.words.zone(), columns);
        then(route(rules, &facts), &facts)
    }

    /// What they said, in names, of at most so many.
    pub fn told(&self, trace: &Trace, rules: &Compiled, facts: &Facts<'_>, most: usize) -> Option<Decision> {
        trace.decision(rules, facts, self.words.format(), most)
    }

    /// Rules that are not in force, ready to be asked.
    pub fn compile(&self, rules: &[Rule]) -> Compiled {
        compile(rules, &self.directories).with_own_quiet(!self.settings.popups.own_changes)
    }

    /// Why rules can do nothing, of those that can't, by their number from the top.
    pub fn idle(&self, rules: &Compiled) -> Vec<(usize, Idle)> {
        rules.idle(&|base| self.settings.base(base).is_some_and(|base| base.connected))
    }

    /// The rules that can't be asked.
    pub fn broken_rules(&self) -> Vec<BrokenRule> {
        let broken = |(rule, faults): (&Rule, &[Fault])| {
            Some(BrokenRule { rule: rule.name.clone(), fault: faults.first()?.clone() })
        };
        self.rules.broken().filter_map(broken).collect()
    }

    /// What a base is called, see [`enrich::base_name`].
    pub fn base_name(&self, base: &BaseUuid) -> Option<String> {
        enrich::base_name(&self.settings, &self.directories, base)
    }

    /// Whether popups and tray say nothing of what is in this base.
    pub fn hides(&self, base: &BaseUuid) -> bool {
        self.settings.base(base).is_some_and(|base| base.hide_contents)
    }

    /// Whether these are its settings, and this the time zone of its words.
    pub fn fits(&self, settings: &Settings, zone: &TimeZone) -> bool {
        *self.settings == *settings && self.words.zone() == zone
    }
}

fn compile(rules: &[Rule], directories: &Directories) -> Compiled {
    rowbell_rules::compile(rules, &|base| directories.get(base).map(|directory| &directory.metadata))
}

/// A rule that can't be asked of its base as that is now, so that it neither announces nor mutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    /// The rule's name.
    pub rule: String,
    /// The first thing that is wrong.
    pub fault: Fault,
}

/// Popups are paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Until when, in Unix milliseconds; none: until the person resumes.
    pub until_ms: Option<i64>,
    /// Why.
    #[serde(default)]
    pub by: PausedBy,
}

/// Why popups are paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PausedBy {
    /// The person asked for it.
    #[default]
    Person,
    /// It is in their quiet hours.
    QuietHours,
}

impl Pause {
    /// Whether it is over.
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.until_ms.is_some_and(|until| until <= now_ms)
    }

    /// What an announcement so loud waits for; none: it is told all the same.
    pub fn holds(&self, loudness: Loudness) -> Option<Dispatch> {
        let reason = match self.by {
            PausedBy::Person => HoldReason::Paused,
            PausedBy::QuietHours if loudness.in_quiet_hours => return None,
            PausedBy::QuietHours => HoldReason::QuietHours,
        };
        Some(Dispatch::Waiting { reason, until_ms: self.until_ms })
    }
}

/// What happened, for those who show it. Some may be missed in a flood, so nothing is done by it that must not be.
#[derive(Clone, Debug)]
pub enum Event {
    /// A change came into the history.
    Recorded(Arc<Entry>),
    /// Entries were marked, announced or deleted; empty: any.
    Updated(Vec<EntryId>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journey_needs_new_words() {
        let settings = Arc::new(Settings::default());
        let [berlin, tokyo] = [1, 9].map(|hours| TimeZone::fixed(jiff::tz::offset(hours)));
        let context = Context::new(settings.clone(), &berlin, Arc::default());
        assert!(context.fits(&settings, &berlin) && !context.fits(&settings, &tokyo));
        let noon = 1_787_659_200_000;
        assert_ne!(
            context.words.time(noon, noon),
            Context::new(settings, &tokyo, Arc::default()).words.time(noon, noon)
        );
    }
}
