//! Opening: tables of other versions, files that are held, files that are damaged.

use super::*;
use crate::{Health, set_aside};

/// A schema of steps only.
struct Steps(Vec<&'static str>);

impl Schema for Steps {
    fn prepare(&self, connection: &mut Connection) -> Result<(), Error> {
        migrate(connection, &self.0, |connection| add_note(connection, "the first"))
    }
}

fn open(path: &Path, steps: &[&'static str]) -> Result<Connection, Error> {
    Ok(open_writer(path, &Steps(steps.to_vec()), &OPTIONS)?.connection)
}

fn version(connection: &Connection) -> i64 {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("is a number")
}

#[test]
fn a_file_is_brought_up_to_date_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(folder.path());
    drop(open(&path, STEPS).expect("is made"));
    let steps = [STEPS, &["ALTER TABLE note ADD COLUMN mark TEXT DEFAULT 'new'"]].concat();
    let bad = [steps.as_slice(), &["CREATE TABLE half (id); SELECT nonsense"]].concat();
    open(&path, &bad).expect_err("the last step fails");
    let connection = open(&path, STEPS).expect("and none of the others was done");
    assert!(connection.prepare("SELECT mark FROM note").is_err() && connection.prepare("SELECT * FROM half").is_err());
    drop(connection);
    for _ in 0..2 {
        let connection = open(&path, &steps).expect("opens, and does nothing twice");
        assert_eq!(version(&connection), 2);
        let notes: (i64, String) = connection
            .query_row("SELECT count(*), max(text || ' ' || mark) FROM note", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("are there");
        assert_eq!(notes, (1, "the first new".to_owned()));
    }
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(folder.path());
    open(&path, STEPS).expect("is made").pragma_update(None, "user_version", 99).expect("is set");
    assert_eq!(open(&path, STEPS).map(drop), Err(Error::Newer { found: 99, known: 1 }));
    assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
}

/// The operator's commands open a relay's store in the middle of its work.
#[test]
fn a_file_that_is_up_to_date_opens_while_another_program_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(folder.path());
    drop(open(&path, STEPS).expect("is made"));
    let other = Connection::open(&path).expect("opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("is held");
    open(&path, STEPS).expect("opens");
    open(&path, &[STEPS, &["CREATE TABLE later (id)"]].concat()).expect_err("has to write");
}

#[test]
fn of_two_that_start_at_once_one_makes_the_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..20 {
        let path = folder.path().join(format!("{round}.db"));
        let options = Options { busy_wait: Duration::from_secs(20), ..OPTIONS };
        let open = || drop(open_writer(&path, &Steps(STEPS.to_vec()), &options).expect("opens"));
        std::thread::scope(|scope| {
            scope.spawn(open);
            scope.spawn(open);
        });
        assert_eq!(notes_at(&path), ["the first"]);
    }
}

#[tokio::test]
async fn a_file_that_another_program_holds_at_the_start_is_waited_for() {
    let fresh = fresh();
    add(&fresh.database, "before").await.expect("is stored");
    fresh.database.close().await;
    let other = Connection::open(fresh.path()).expect("opens");
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE").expect("is held");
    let database = open_in(fresh.folder.path());
    assert_eq!(*database.health().borrow(), Health::from(&Error::Busy));
    assert_eq!(add(&database, "refused").await, Err(Error::Busy));
    drop(other);
    add(&database, "after").await.expect("is stored");
    assert_eq!(*database.health().borrow(), Health::Fine);
    assert_eq!(database.read(notes).await, Ok(vec!["before".to_owned(), "after".to_owned()]));
}

#[tokio::test]
async fn what_becomes_of_a_damaged_file_is_the_program_s_to_say() {
    let damaged = || Error::Damaged("as if".into());
    for (remedy, health, kept) in [
        (Remedy::None, Health::from(&damaged()), "before"),
        (Remedy::Repair, Health::Fine, "before"),
        (Remedy::Replace, Health::Fine, "fresh"),
    ] {
        let fresh = fresh_with(Some(remedy));
        add(&fresh.database, "before").await.expect("is stored");
        let met = fresh.database.write(Durability::Synced, move |_| Err::<(), _>(damaged())).await;
        assert!(matches!(met, Err(Error::Damaged(_))), "{met:?}");
        assert_eq!(*fresh.database.health().borrow(), health, "{remedy:?}");
        add(&fresh.database, "after").await.expect("is stored");
        assert_eq!(fresh.database.read(notes).await, Ok(vec![kept.to_owned(), "after".to_owned()]), "{remedy:?}");
    }
}

#[test]
fn a_file_is_replaced_whatever_a_crash_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(folder.path());
    let fresh = folder.path().join("notes.db.new");
    let write = |to: &Path, text: &str| fs::write(to, text).expect("is written");
    // Half made: it is made again.
    write(&path, "damaged");
    write(&fresh, "half");
    write(&folder.path().join("notes.db.new-wal"), "half");
    set_aside::tidy_up(&path).expect("is tidied up");
    assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
    let make = |fresh: &Path| {
        write(fresh, "fresh");
        Ok("salvaged")
    };
    let (moved_to, made) = set_aside::replace(&path, 0, make).expect("is replaced");
    assert_eq!(
        (moved_to.file_name().and_then(|name| name.to_str()), made),
        (Some("notes.db.damaged-19700101-000000"), "salvaged")
    );
    let read = |path: &Path| fs::read_to_string(path).expect("is there");
    assert_eq!((read(&moved_to), read(&path)), ("damaged".to_owned(), "fresh".to_owned()));
    // Moved away, with nothing in its place yet: the fresh one was whole.
    fs::rename(&path, &fresh).expect("is moved");
    set_aside::tidy_up(&path).expect("is tidied up");
    assert_eq!(read(&path), "fresh");
    let (again, _) = set_aside::replace(&path, 0, make).expect("is replaced");
    assert_ne!(again, moved_to);
}
