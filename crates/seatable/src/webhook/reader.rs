//! From JSON text to events.

use std::cell::Cell as Shared;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, value::RawValue};

use super::{Cell, Event, Link, LinkSide, Op, Unreadable, settings::settings};
use crate::{
    BaseUuid,
    lenient::{Budget, Kept, Key, LONGEST_NAME, Text, otherwise_default, seed_of_any, shortened},
};

/// Bodies in one array. SeaTable sends them one by one.
const MOST_EVENTS: usize = 1_000;

/// Cells kept of one event (each row_data on its own).
const MOST_CELLS: usize = 2_000;

/// Memory for the values of a body, roughly, in bytes.
const VALUES: usize = 8 * 1024 * 1024;

/// Memory for settings of columns that no value needs, likewise.
const SETTINGS: usize = 4 * 1024 * 1024;

/// What a cell takes beside its values, roughly.
const CELL: usize = 400;

/// Reads a body, or an array of them. The text must be JSON that needs no repair; otherwise [`Unreadable::NotJson`].
pub(super) fn events(json: &str) -> Result<Vec<Event>, Unreadable> {
    let reading =
        Reading { budget: Budget::new(VALUES), settings: Budget::new(SETTINGS), too_many: Shared::new(false) };
    let mut source = serde_json::Deserializer::from_str(json);
    let read = Bodies(&reading).deserialize(&mut source);
    let events = read.and_then(|events| source.end().map(|()| events));
    let events = events.map_err(|error| Unreadable::NotJson { line: error.line(), column: error.column() })?;
    if reading.too_many.get() {
        return Err(Unreadable::TooMany);
    }
    if events.is_empty() {
        return Err(Unreadable::Unrecognised);
    }
    Ok(events)
}

struct Reading {
    /// For cells, their values and what these need.
    budget: Budget,
    /// For all other settings of columns, which are many and can be spared.
    settings: Budget,
    too_many: Shared<bool>,
}

struct Bodies<'r>(&'r Reading);

seed_of_any!(Bodies<'_>, Vec<Event>);

impl<'de> Visitor<'de> for Bodies<'_> {
    type Value = Vec<Event>;

    otherwise_default!(numbers, text, unit);

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Event>, A::Error> {
        let mut events = Vec::new();
        for _ in 0..MOST_EVENTS {
            match seq.next_element_seed(Body(self.0))? {
                Some(event) => events.extend(event),
                None => return Ok(events),
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {
            self.0.too_many.set(true);
        }
        Ok(events)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<Event>, A::Error> {
        Ok(Body(self.0).visit_map(map)?.into_iter().collect())
    }
}

/// One body: `{"event": …, "data": {…}}`, or the data's fields without their wrapping.
struct Body<'r>(&'r Reading);

seed_of_any!(Body<'_>, Option<Event>);

impl<'de> Visitor<'de> for Body<'_> {
    type Value = Option<Event>;

    otherwise_default!(numbers, text, unit, seq);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Event>, A::Error> {
        let mut draft =
            Draft { reading: self.0, event: Event::default(), link: None, recognised: false, wrapped: false };
        while let Some(key) = map.next_key_seed(Key)? {
            match &*key {
                "event" => draft.event.event = map.next_value_seed(Text)?,
                "data" => map.next_value_seed(Data(&mut draft))?,
                key => draft.field(key, &mut map)?,
            }
        }
        Ok(draft.finished())
    }
}

/// The fields inside `data`.
struct Data<'d, 'r>(&'d mut Draft<'r>);

seed_of_any!(Data<'_, '_>, ());

impl<'de> Visitor<'de> for Data<'_, '_> {
    type Value = ();

    otherwise_default!(numbers, text, unit, seq);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.wrapped = true;
        while let Some(key) = map.next_key_seed(Key)? {
            self.0.field(&key, &mut map)?;
        }
        Ok(())
    }
}

/// An event while its fields come in, in any order.
struct Draft<'r> {
    reading: &'r Reading,
    event: Event,
    link: Option<Link>,
    /// Whether a field came that tells of a table, a row or an operation.
    recognised: bool,
    /// Whether there was a `data` object.
    wrapped: bool,
}

impl Draft<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let event = &mut self.event;
        match key {
            "op_user" => event.user = map.next_value_seed(Text)?,
            "op_app" => event.app = map.next_value_seed(Text)?,
            "op_time" => event.op_time_ms = milliseconds(&map.next_value_seed(Text)?),
            "row_count" => event.row_count = count(&map.next_value_seed(Text)?),
            "row_name" => event.row.name = row_name(self.reading, map)?,
            "row_name_option" => event.row.name_option = row_name(self.reading, map)?,
            _ => return self.telling_field(key, map),
        }
        Ok(())
    }

    /// The fields by which a webhook is recognised.
    fn telling_field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let event = &mut self.event;
        match key {
            "dtable_uuid" => {
                let uuid = map.next_value_seed(Text)?;
                event.base = (!uuid.is_empty()).then(|| BaseUuid::new(&uuid));
            }
            "op_type" => {
                event.op_type = map.next_value_seed(Text)?;
                event.op = Op::from(event.op_type.as_str());
            }
            "row_id" => event.row.id = map.next_value_seed(Text)?,
            "table_id" => event.table.id = map.next_value_seed(Text)?,
            "table_name" => event.table.name = map.next_value_seed(Text)?,
            "row_data" => {
                event.cells_left_out +=
                    map.next_value_seed(Cells { reading: self.reading, cells: &mut event.cells })?;
            }
            _ => return self.link_field(key, map),
        }
        self.recognised = true;
        Ok(())
    }

    /// The fields of a link operation are numbered by side: `table1_id`, `table1_row_name`, `row_data2`.
    fn link_field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let numbered = key
            .strip_prefix("table")
            .and_then(|rest| Some((rest.get(..1)?, rest.get(1..)?)))
            .or_else(|| Some((key.strip_prefix("row_data")?, "row_data")));
        let (first, field) = match numbered {
            Some(("1", field)) => (true, field),
            Some(("2", field)) => (false, field),
            _ => {
                map.next_value::<IgnoredAny>()?;
                return Ok(());
            }
        };
        if !["_id", "_name", "_row_id", "_row_name", "_row_name_option", "row_data"].contains(&field) {
            map.next_value::<IgnoredAny>()?;
            return Ok(());
        }
        let reading = self.reading;
        let link = self.link.get_or_insert_default();
        let LinkSide { table, row, cells } = if first { &mut link.one } else { &mut link.other };
        match field {
            "_id" => table.id = map.next_value_seed(Text)?,
            "_name" => table.name = map.next_value_seed(Text)?,
            "_row_id" => row.id = map.next_value_seed(Text)?,
            "_row_name" => row.name = row_name(reading, map)?,
            "_row_name_option" => row.name_option = row_name(reading, map)?,
            _ => self.event.cells_left_out += map.next_value_seed(Cells { reading, cells })?,
        }
        self.recognised = true;
        Ok(())
    }

    fn finished(self) -> Option<Event> {
        let mut event = self.event;
        event.link = self.link;
        event.row_count = event.row_count.max(1);
        (self.recognised || self.wrapped && !event.event.is_empty()).then_some(event)
    }
}

/// A row's name is a value of any type; a text is cut like other names.
fn row_name<'de, A: MapAccess<'de>>(reading: &Reading, map: &mut A) -> Result<Value, A::Error> {
    let mut name = map.next_value_seed(Kept::new(&reading.budget))?;
    if let Value::String(text) = &mut name
        && text.len() > LONGEST_NAME
    {
        *text = shortened(text).to_owned();
    }
    Ok(name)
}

/// Reads cells into a list; answers how many were left out.
struct Cells<'c, 'r> {
    reading: &'r Reading,
    cells: &'c mut Vec<Cell>,
}

seed_of_any!(Cells<'_, '_>, usize);

impl<'de> Visitor<'de> for Cells<'_, '_> {
    type Value = usize;

    otherwise_default!(numbers, text, unit);

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<usize, A::Error> {
        self.cells.clear();
        while self.cells.len() < MOST_CELLS && self.reading.budget.take(CELL) {
            match seq.next_element_seed(OneCell(self.reading))? {
                Some(cell) => self.cells.extend(cell),
                None => return Ok(0),
            }
        }
        let mut left_out = 0;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            left_out += 1;
        }
        Ok(left_out)
    }

    /// XML with a single cell has no list.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<usize, A::Error> {
        self.cells.clear();
        self.cells.extend(OneCell(self.reading).visit_map(map)?);
        Ok(0)
    }
}

/// A cell; nothing if there is no field of a cell in it.
struct OneCell<'r>(&'r Reading);

seed_of_any!(OneCell<'_>, Option<Cell>);

impl<'de> Visitor<'de> for OneCell<'_> {
    type Value = Option<Cell>;

    otherwise_default!(numbers, text, unit, seq);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Cell>, A::Error> {
        let mut cell = Cell::default();
        let mut data: Option<&'de RawValue> = None;
        let mut recognised = false;
        while let Some(key) = map.next_key_seed(Key)? {
            let kept = Kept::new(&self.0.budget);
            match &*key {
                "column_key" => cell.column.key = map.next_value_seed(Text)?,
                "column_name" => cell.column.name = map.next_value_seed(Text)?,
                "column_type" => cell.column.kind = map.next_value_seed(Text)?.into(),
                "column_data" => data = Some(map.next_value()?),
                "value" => cell.value = map.next_value_seed(kept)?,
                "old_value" => cell.old_value = Some(map.next_value_seed(kept)?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            }
            recognised = true;
        }
        if let Some(data) = data {
            let values = std::iter::once(&cell.value).chain(&cell.old_value);
            let Reading { settings: whole, budget, .. } = self.0;
            cell.column.data = settings(data, values, whole, budget).map_err(serde::de::Error::custom)?;
        }
        Ok(recognised.then_some(cell))
    }
}

/// Seconds with a fraction since 1970, as SeaTable sends; milliseconds and the API's ISO form do too.
pub(crate) fn milliseconds(text: &str) -> Option<i64> {
    /// As seconds this is the year 5138, as milliseconds it is 1973.
    const LEAST_MILLISECONDS: f64 = 1e11;
    /// The year 9999.
    const MOST_MILLISECONDS: f64 = 253_402_300_800_000.0;

    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        let ms = if number > LEAST_MILLISECONDS { number } else { number * 1000.0 };
        return (ms > 0.0 && ms < MOST_MILLISECONDS).then(|| ms.round() as i64);
    }
    text.parse::<jiff::Timestamp>().ok().map(|time| time.as_millisecond())
}

/// A number of rows; anything that is none means one row.
fn count(text: &str) -> u64 {
    let text = text.trim();
    let rounded = || text.parse::<f64>().ok().filter(|n| (1.0..1e15).contains(n)).map(|n| n as u64);
    text.parse().ok().or_else(rounded).unwrap_or(1)
}
