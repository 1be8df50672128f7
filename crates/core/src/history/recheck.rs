//! What becomes of entries when their deliveries are checked again: with another secret, or once the keyring is open.

use rusqlite::{Connection, OptionalExtension};

use super::marks::delete_places;
use crate::{
    change::{Authenticity, DeliveryId, EntryId, Source, SourceSet},
    database::{
        DatabaseError,
        codes::{authenticity_code, source_code},
        places::entry_id,
    },
};

/// Notes what a later check said about deliveries that are in the history, and about their entries.
pub(crate) fn set_authenticity(
    connection: &Connection,
    deliveries: &[DeliveryId],
    authenticity: Authenticity,
) -> Result<(), DatabaseError> {
    let code = authenticity_code(authenticity);
    let rechecked = [Authenticity::Unchecked, Authenticity::Forged].map(authenticity_code);
    let unsigned = authenticity_code(Authenticity::Unsigned);
    for delivery in deliveries {
        connection
            .prepare_cached("UPDATE delivery SET authenticity = ?2 WHERE id = ?1")?
            .execute((delivery.0, code))?;
        let of_it = "UPDATE entry SET authenticity = ?2 WHERE delivery = ?1 AND authenticity IN (?3, ?4)
                     AND id BETWEEN (SELECT first_entry FROM receipt WHERE id = ?1)
                            AND (SELECT last_entry FROM receipt WHERE id = ?1)";
        connection.prepare_cached(of_it)?.execute((delivery.0, code, rechecked[0], rechecked[1]))?;
        let told_by_it = "UPDATE entry SET authenticity = ?2 WHERE authenticity IN (?3, ?4, ?5)
                          AND id IN (SELECT entry FROM report WHERE delivery = ?1)";
        let parameters = (delivery.0, code, rechecked[0], rechecked[1], unsigned);
        connection.prepare_cached(told_by_it)?.execute(parameters)?;
    }
    Ok(())
}

/// Takes deliveries out of the history, so that they wait in the inbox again, now with this authenticity. Gives the
/// deliveries that are still kept whole (the others stay as they are) and the entries that went: those that nothing else
/// told of.
pub(crate) fn reopen(
    connection: &Connection,
    deliveries: &[DeliveryId],
    authenticity: Authenticity,
) -> Result<(Vec<DeliveryId>, Vec<EntryId>), DatabaseError> {
    let (mut reopened, mut gone) = (Vec::new(), Vec::new());
    for delivery in deliveries {
        let update = "UPDATE delivery SET recorded = 0, authenticity = ?2 WHERE id = ?1";
        if connection.prepare_cached(update)?.execute((delivery.0, authenticity_code(authenticity)))? == 0 {
            continue;
        }
        reopened.push(*delivery);
        connection.prepare_cached("DELETE FROM report WHERE delivery = ?1")?.execute([delivery.0])?;
        let range: Option<(Option<i64>, Option<i64>)> = connection
            .prepare_cached("DELETE FROM receipt WHERE id = ?1 RETURNING first_entry, last_entry")?
            .query_row([delivery.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((Some(first), Some(last))) = range else { continue };
        let places: Vec<i64> = connection
            .prepare_cached("SELECT id FROM entry WHERE id BETWEEN ?1 AND ?2 AND delivery = ?3")?
            .query_map((first, last, delivery.0), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut alone = Vec::new();
        for place in places {
            if !given_to_a_webhook(connection, place)? && !given_to_the_base(connection, place)? {
                alone.push(place);
            }
        }
        delete_places(connection, &alone)?;
        gone.extend(alone.into_iter().map(entry_id));
    }
    Ok((reopened, gone))
}

/// Lets an entry be of another webhook that told of it, if there is one.
fn given_to_a_webhook(connection: &Connection, place: i64) -> Result<bool, DatabaseError> {
    let other = "DELETE FROM report WHERE entry = ?1
                 AND endpoint = (SELECT endpoint FROM report WHERE entry = ?1 ORDER BY delivery LIMIT 1)
                 RETURNING endpoint, delivery";
    let other: Option<(i64, i64)> =
        connection.prepare_cached(other)?.query_row([place], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((endpoint, delivery)) = other else { return Ok(false) };
    // What the base itself told stays what is surest of it.
    let update = "UPDATE entry SET endpoint = ?2, delivery = ?3,
                      source = ifnull((SELECT source FROM delivery WHERE id = ?3), source),
                      authenticity = iif(reports & ?4, authenticity,
                                         ifnull((SELECT authenticity FROM delivery WHERE id = ?3), authenticity))
                  WHERE id = ?1";
    connection.prepare_cached(update)?.execute((place, endpoint, delivery, SourceSet::BASE))?;
    let update = "UPDATE receipt SET first_entry = min(ifnull(first_entry, ?2), ?2),
                                     last_entry = max(ifnull(last_entry, ?2), ?2) WHERE id = ?1";
    connection.prepare_cached(update)?.execute((delivery, place))?;
    Ok(true)
}

/// Lets an entry be of the connected base that told of it, if it did. Which delivery that was is not known.
fn given_to_the_base(connection: &Connection, place: i64) -> Result<bool, DatabaseError> {
    let update = "UPDATE entry SET delivery = 0, reports = reports & ?5, source = iif(reports & ?2, ?3, ?4),
                      endpoint = ifnull((SELECT endpoint.id FROM base_table JOIN base ON base.id = base_table.base
                                         JOIN endpoint ON endpoint.name = 'base/' || base.uuid
                                         WHERE base_table.id = entry.base_table), endpoint)
                  WHERE id = ?1 AND reports & ?5";
    let (live, later) = (source_code(Source::Realtime), source_code(Source::CatchUp));
    let told_live = SourceSet::of(Source::Realtime);
    let given = connection.prepare_cached(update)?.execute((place, told_live, live, later, SourceSet::BASE))?;
    Ok(given > 0)
}
