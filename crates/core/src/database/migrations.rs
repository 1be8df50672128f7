//! The tables, as the list of steps that made them. `PRAGMA user_version` counts the steps a file has seen.

/// One step per version. A step that was released is never edited; a change is a further step.
pub(crate) const STEPS: &[&str] = &[
    include_str!("step_1.sql"),
    include_str!("step_2.sql"),
    include_str!("step_3.sql"),
    include_str!("step_4.sql"),
    include_str!("step_5.sql"),
    include_str!("step_6.sql"),
    include_str!("step_7.sql"),
    include_str!("step_8.sql"),
    include_str!("step_9.sql"),
    include_str!("step_10.sql"),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rowbell_sqlite::migrate;
    use rusqlite::Connection;

    use super::STEPS;
    use crate::{
        change::{Entry, EntryId},
        database::{Database, Salvaged, salvage},
        history::{Filter, History, Start},
    };

    /// Each with the number of an outcome before step 6, what went with it, and what is told of it.
    const OUTCOMES: [(i64, Option<&str>, &str, Option<&str>); 11] = [
        (1, None, "pending", None),
        (2, None, "shown", None),
        (3, None, "clicked", None),
        (4, Some(r#"["paused",1787664773351]"#), "held", Some("paused")),
        (4, Some(r#"["no_server",null]"#), "held", Some("no_notification_server")),
        (4, Some(r#"["not_taken",null]"#), "held", Some("notification_not_taken")),
        (4, Some(r#"["do_not_disturb",null]"#), "held", Some("do_not_disturb")),
        (4, Some(r#"["catching_up",null]"#), "held", Some("catching_up")),
        (5, Some("A rule"), "muted", Some("A rule")),
        (6, Some("missed"), "failed", Some("missed")),
        (6, Some("internal"), "failed", Some("internal")),
    ];

    fn file(path: &Path, steps: &[&str]) -> Connection {
        let mut connection = Connection::open(path).expect("opens");
        migrate(&mut connection, steps, |_| Ok(())).expect("has its tables");
        connection
    }

    /// A file of step 5 with an entry of each.
    fn old_file(path: &Path) {
        let old = file(path, &STEPS[..5]);
        old.execute_batch(
            "INSERT INTO endpoint (name) VALUES ('default');
             INSERT INTO base (uuid, first_seen_ms, last_seen_ms) VALUES ('', 0, 0);
             INSERT INTO base_table (base, handle, table_id, name, named_ms, last_change_ms) VALUES (1, '', '', '', 0, 0);
             INSERT INTO person (user, app, last_change_ms) VALUES ('', '', 0);",
        )
        .expect("is filled");
        let insert =
            "INSERT INTO entry (id, delivery, base_table, person, kind, source, authenticity, endpoint, received_after,
                          at_after, outcome, outcome_detail, row_id, row_name, reports, announced_after)
                      VALUES (?1 * 80, 1, 1, 1, 2, 1, 1, 1, 0, 0, ?2, ?3, '', '', 1, iif(?2 IN (2, 3), 400, NULL))";
        for (n, (outcome, detail, _, _)) in (1_i64..).zip(OUTCOMES) {
            old.execute(insert, (n, outcome, detail)).expect("is filled");
        }
    }

    async fn tells_all(path: &Path) {
        let database = Database::open(path, 0).expect("opens").database;
        let history = History::new(database.clone());
        let entries = history.page(Filter::default(), Start::After(EntryId(i64::MIN)), 100).await.expect("is read");
        let told: Vec<_> = entries.iter().map(Entry::outcome).collect();
        assert_eq!(told, OUTCOMES.map(|(_, _, word, reason)| (word, reason.map(Into::into))));
        let announced = entries.iter().map(|entry| entry.announced_ms.is_some());
        assert!(announced.eq(OUTCOMES.iter().map(|(outcome, ..)| [2, 3].contains(outcome))));
        database.close().await;
    }

    #[tokio::test]
    async fn what_became_of_entries_is_told_as_before_verdict_and_dispatch_were_two() {
        let directory = tempfile::tempdir().expect("a directory");
        let [kept, damaged, fresh] = ["rowbell.db", "damaged.db", "fresh.db"].map(|name| directory.path().join(name));
        old_file(&kept);
        std::fs::copy(&kept, &damaged).expect("is copied");
        tells_all(&kept).await;
        // What is saved of a damaged file, of then or of now, tells it as well.
        for old in [damaged, kept] {
            let connection = file(&fresh, STEPS);
            let salvaged = salvage::salvage(&old, &connection).expect("is copied");
            assert_eq!(salvaged, Salvaged { changes: OUTCOMES.len() as u64, is_complete: true });
            drop(connection);
            tells_all(&fresh).await;
            std::fs::remove_file(&fresh).expect("is there");
        }
    }
}
