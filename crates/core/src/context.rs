//! What the parts of the engine share: the settings and words in force, a pause, and the events that clients are told of.

use std::sync::Arc;

use jiff::tz::TimeZone;
use rowbell_rules::{Compiled, Decision, Outcome, Route, route};
use seatable::{BaseUuid, Column, filter::Me, metadata::Metadata};
use serde::{Deserialize, Serialize};

use crate::{
    change::{Authenticity, Content, Dispatch, Entry, EntryId, HoldReason, Table},
    config::Settings,
    enrich::{self, Directories},
    words::Words,
};

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

impl Context {
    /// The settings with their words, for a person in this time zone.
    pub fn new(settings: Arc<Settings>, zone: &TimeZone, directories: Arc<Directories>) -> Arc<Self> {
        let known = directories.values().flat_map(|directory| directory.people.clone());
        // What the person calls somebody counts more.
        let people = known.chain(settings.people.clone()).collect();
        let words = Arc::new(Words::new(&settings, people, zone.clone()));
        let known = |base: &BaseUuid| directories.get(base).map(|directory| &directory.metadata);
        let rules = rowbell_rules::compile(&settings.rules, &known);
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

    /// What the rules say of it, and what is kept of how they came to that.
    pub fn decide(&self, content: &Content, authenticity: Authenticity) -> (Outcome, Option<Decision>) {
        self.decide_by(&self.rules, content, authenticity)
    }

    /// The same by other rules.
    pub fn decide_by(
        &self,
        rules: &Compiled,
        content: &Content,
        authenticity: Authenticity,
    ) -> (Outcome, Option<Decision>) {
        let cells = content.cells();
        let columns = content.change().and_then(|change| self.columns(change.base.as_ref()?, &change.table));
        let facts = content.facts(authenticity, &cells, &self.me, self.words.zone(), columns);
        let Route { outcome, trace } = route(rules, &facts);
        (outcome, trace.decision(rules, &facts, self.words.format()))
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

/// Popups are paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Until when, in Unix milliseconds; none: until the person resumes.
    pub until_ms: Option<i64>,
}

impl Pause {
    /// Whether it is over.
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.until_ms.is_some_and(|until| until <= now_ms)
    }

    /// What waits for its end.
    pub fn hold(&self) -> Dispatch {
        Dispatch::Waiting { reason: HoldReason::Paused, until_ms: self.until_ms }
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
