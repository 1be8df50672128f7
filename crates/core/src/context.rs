//! What the parts of the engine share: the settings and words in force, a pause, and the events that clients are told of.

use std::sync::Arc;

use jiff::tz::TimeZone;
use rowbell_rules::Compiled;
use seatable::{BaseUuid, metadata::Metadata};
use serde::{Deserialize, Serialize};

use crate::{
    change::{Authenticity, Change, ChangeKind, Dispatch, Entry, EntryId, HoldReason},
    config::Settings,
    enrich::{self, Directories},
    text::one_line,
    words::{Description, Words},
};

/// The settings in force and the words in their language.
pub struct Context {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The rules among them, ready to be asked.
    pub rules: Compiled,
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
        let rules = rowbell_rules::compile(&settings.rules);
        Arc::new(Self { settings, rules, words, directories })
    }

    /// Where a click on a change leads, see [`enrich::link`].
    pub fn link(&self, change: &Change) -> Option<String> {
        enrich::link(&self.settings, &self.directories, change)
    }

    /// The tables and columns of a connected base.
    pub fn metadata(&self, base: &BaseUuid) -> Option<&Metadata> {
        Some(&self.directories.get(base)?.metadata)
    }

    /// What a base is called, see [`enrich::base_name`].
    pub fn base_name(&self, base: &BaseUuid) -> Option<String> {
        enrich::base_name(&self.settings, &self.directories, base)
    }

    /// What an entry says, see [`Context::describe_change`].
    pub fn describe(&self, entry: &Entry, now_ms: i64) -> Description {
        let mut described = self.describe_change(&entry.change, now_ms);
        if entry.authenticity == Authenticity::Forged {
            described.title = self.words.get("forged-title");
        }
        described
    }

    /// What a change says, see [`Words::describe_change`]. Where there are several bases, it names its own; a gap in the
    /// history, which has no row or table, always does.
    pub fn describe_change(&self, change: &Change, now_ms: i64) -> Description {
        let mut described = self.words.describe_change(change, now_ms);
        match change.base.as_ref().and_then(|base| self.base_name(base)) {
            Some(base) if change.kind == ChangeKind::Missed => {
                described.title = self.words.with("missed-title-of", &[("base", base.into())]);
            }
            Some(base) if self.settings.bases.iter().filter(|base| base.address.is_some()).count() > 1 => {
                described.context = format!("{} · {}", one_line(&base), described.context);
            }
            _ => {}
        }
        described
    }

    /// Whether popups and tray say nothing of what is in this base.
    pub fn hides(&self, base: &BaseUuid) -> bool {
        self.settings.base(base).is_some_and(|base| base.hide_contents)
    }

    /// All that popups and tray say of this change if they are to say nothing of its contents; none: they tell it.
    pub fn hidden(&self, change: &Change) -> Option<String> {
        let base = change.base.as_ref().filter(|base| self.hides(base))?;
        let name = self.base_name(base).unwrap_or_else(|| "SeaTable".to_owned());
        Some(self.words.with("hidden-change", &[("base", name.into())]))
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
    use seatable::Column;
    use serde_json::json;

    use super::*;
    use crate::{
        change::{Actor, CellChange, Row, Table},
        config::Base,
    };

    fn changed(uuid: &BaseUuid, cells: Vec<CellChange>) -> Change {
        Change {
            base: Some(uuid.clone()),
            table: Table { id: "0000".into(), name: "Deals".into() },
            row: Row { id: "a".into(), name: "Acme".into() },
            kind: ChangeKind::RowChanged,
            op_type: "modify_row".into(),
            actor: Actor::default(),
            at_ms: 1_787_659_200_000,
            cells,
            cells_left_out: 0,
            rows_affected: 1,
            linked: None,
            operation: None,
        }
    }

    #[test]
    fn a_base_is_named_where_there_are_several() {
        let uuids = [1, 2].map(|n| BaseUuid::new(&format!("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e{n:03}")));
        let base = |(uuid, name): (&BaseUuid, &str)| Base {
            uuid: uuid.clone(),
            address: Some(format!("https://cloud.seatable.io/workspace/7/dtable/{name}/")),
            connected: false,
            hide_contents: false,
        };
        let bases: Vec<Base> = uuids.iter().zip(["Sales", "Stock"]).map(base).collect();
        let described = |bases: &[Base]| {
            let settings = Settings { bases: bases.to_vec(), ..Settings::default() };
            let context = Context::new(settings.into(), &TimeZone::UTC, Arc::default());
            context.describe_change(&changed(&uuids[1], Vec::new()), 1_787_659_200_000).context
        };
        assert_eq!(described(&bases[1..]), "12:00");
        assert_eq!(described(&bases), "Stock · 12:00");
    }

    #[test]
    fn a_cell_that_is_what_it_was_is_not_told() {
        let cell = |name: &str, old, new| CellChange {
            column: Column { name: name.into(), ..Column::default() },
            old: json!(old),
            new: json!(new),
        };
        let cells = vec![cell("Stage", "Won", "Won"), cell("Note", "a", "b")];
        let context = Context::new(Arc::default(), &TimeZone::UTC, Arc::default());
        let change = changed(&BaseUuid::new("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e001"), cells);
        assert_eq!(context.describe_change(&change, change.at_ms).text, "Note: a → b");
    }

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
