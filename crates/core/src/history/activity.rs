//! How many changes there were at which time, in which table and by whom.

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::Connection;
use seatable::BaseUuid;

use super::{
    filter::{Filter, List, Plan, plan},
    walk::{Order, walk},
};
use crate::database::{
    DatabaseError, count,
    places::{IN_A_MS, first_place, place_ms},
};

/// The most entries that are looked at one by one, the newest: as many as take well under a second.
const MOST: usize = 100_000;
/// The tables and people named.
const NAMED: usize = 20;
/// All time zones are whole quarters of an hour from UTC.
const QUARTER_MS: i64 = 15 * 60 * 1000;
const HOUR_MS: i64 = 4 * QUARTER_MS;

/// The spans of time that changes are counted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Hours.
    Hour,
    /// Calendar days.
    #[default]
    Day,
}

/// How many changes there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// When an hour or day begins, when the next one does (both in Unix milliseconds), and its changes. Oldest first,
    /// without those that had none.
    pub times: Vec<(i64, i64, u64)>,
    /// The base and name of a table, and its changes. Most first.
    pub tables: Vec<(Option<BaseUuid>, String, u64)>,
    /// A person's key (see [`crate::change::Actor::key`]), and their changes. Most first.
    pub people: Vec<(String, u64)>,
}

/// Counts by something that has a small number in the file.
type Tally = HashMap<i64, u64>;

pub(crate) fn activity(
    connection: &Connection,
    filter: &Filter,
    step: Step,
    zone: &TimeZone,
) -> Result<Activity, DatabaseError> {
    let Some(plan) = plan(connection, filter)? else { return Ok(Activity::default()) };
    let (quarters, tables, people) = match plan.lists[..] {
        [List::All] => counted_by_sql(connection, &plan)?,
        _ => counted_one_by_one(connection, &plan)?,
    };
    let mut times: BTreeMap<i64, (i64, u64)> = BTreeMap::new();
    for (quarter, changes) in quarters {
        let (from, until) = span(quarter * QUARTER_MS, step, zone);
        times.entry(from).or_insert((until, 0)).1 += changes;
    }
    Ok(Activity {
        times: times.into_iter().map(|(from, (until, changes))| (from, until, changes)).collect(),
        tables: named_tables(connection, most(tables))?,
        people: named_people(connection, people)?,
    })
}

/// The hour or day that a whole quarter of an hour is in. Unix milliseconds.
fn span(quarter_ms: i64, step: Step, zone: &TimeZone) -> (i64, i64) {
    let at = Timestamp::from_millisecond(quarter_ms).unwrap_or_default().to_zoned_datetime(zone.clone());
    match step {
        Step::Hour => {
            let begin = quarter_ms - i64::from(at.minute()) * 60_000;
            (begin, begin + HOUR_MS)
        }
        Step::Day => {
            let begin = |day: Date| Some(day.to_zoned_datetime(zone.clone()).ok()?.timestamp().as_millisecond());
            let from = begin(at.date()).unwrap_or(quarter_ms);
            (from, at.date().tomorrow().ok().and_then(begin).unwrap_or(from + 24 * HOUR_MS))
        }
    }
}

fn counted_by_sql(connection: &Connection, plan: &Plan) -> Result<(Tally, Tally, Tally), DatabaseError> {
    let tally = |by: &str| -> Result<Tally, DatabaseError> {
        let sql = format!("SELECT {by}, count(*) FROM entry WHERE id BETWEEN ?1 AND ?2 GROUP BY 1");
        let mut select = connection.prepare_cached(&sql)?;
        let rows = select.query_map(plan.range, |row| Ok((row.get(0)?, count(row, 1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    // A place is the time since the first one, in parts of a millisecond.
    let parts = QUARTER_MS * IN_A_MS;
    let quarters = tally(&format!("id / {parts}"))?;
    let start = place_ms(first_place(i64::MIN)) / QUARTER_MS;
    let quarters = quarters.into_iter().map(|(quarter, changes)| (quarter + start, changes)).collect();
    Ok((quarters, tally("base_table")?, tally("person")?))
}

fn counted_one_by_one(connection: &Connection, plan: &Plan) -> Result<(Tally, Tally, Tally), DatabaseError> {
    let (mut quarters, mut tables, mut people) = (Tally::new(), Tally::new(), Tally::new());
    let mut select = connection.prepare_cached("SELECT base_table, person FROM entry WHERE id = ?1")?;
    for place in walk(connection, plan, Order::NewestFirst, i64::MAX, MOST)? {
        let (table, person) = select.query_row([place], |row| Ok((row.get(0)?, row.get(1)?)))?;
        *quarters.entry(place_ms(place).div_euclid(QUARTER_MS)).or_default() += 1;
        *tables.entry(table).or_default() += 1;
        *people.entry(person).or_default() += 1;
    }
    Ok((quarters, tables, people))
}

/// Those with most changes, most first.
fn most<K: Ord>(tally: impl IntoIterator<Item = (K, u64)>) -> Vec<(K, u64)> {
    let mut all: Vec<_> = tally.into_iter().collect();
    all.sort_by(|(left, more), (right, fewer)| fewer.cmp(more).then(left.cmp(right)));
    all.truncate(NAMED);
    all
}

fn named_tables(
    connection: &Connection,
    tables: Vec<(i64, u64)>,
) -> Result<Vec<(Option<BaseUuid>, String, u64)>, DatabaseError> {
    let mut select = connection.prepare_cached(
        "SELECT base.uuid, name FROM base_table JOIN base ON base.id = base_table.base WHERE base_table.id = ?1",
    )?;
    let mut named = Vec::new();
    for (table, changes) in tables {
        let (uuid, name): (String, String) = select.query_row([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
        named.push(((!uuid.is_empty()).then(|| BaseUuid::new(&uuid)), name, changes));
    }
    Ok(named)
}

/// A person may have changed things themself and through an app; they are one all the same.
fn named_people(connection: &Connection, people: Tally) -> Result<Vec<(String, u64)>, DatabaseError> {
    let mut select = connection.prepare_cached("SELECT iif(user = '', app, user) FROM person WHERE id = ?1")?;
    let mut named: HashMap<String, u64> = HashMap::new();
    for (person, changes) in people {
        *named.entry(select.query_row([person], |row| row.get(0))?).or_default() += changes;
    }
    named.remove("");
    Ok(most(named))
}
