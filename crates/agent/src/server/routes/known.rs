//! What names mean: bases, tables and people that were seen or set. A name that means nothing is refused, with those that
//! would mean something.

use axum::http::StatusCode;
use rowbell_api::{BaseView, Person};
use rowbell_core::{
    change::{ChangeKind, Source},
    engine::Engine,
    history::TableSeen,
};
use seatable::BaseUuid;

use super::{Failure, refuse};
use crate::server::{sample::SAMPLE_APP, status};

/// How many names a refusal lists.
const LISTED: usize = 20;

/// The base that a name or uuid means.
pub(super) async fn base_named(engine: &Engine, wanted: &str) -> Result<BaseUuid, Failure> {
    let bases = status::bases(engine, &engine.context().settings).await?;
    let uuid = BaseUuid::new(wanted);
    let lowered = wanted.to_lowercase();
    let is_named = |base: &BaseView| base.name.as_ref().is_some_and(|name| name.to_lowercase() == lowered);
    let mut meant: Vec<_> = bases.iter().filter(|base| base.uuid == uuid.as_str() || is_named(base)).collect();
    // A base that was removed keeps its name in the history.
    if meant.iter().filter(|base| base.address.is_some()).count() == 1 {
        meant.retain(|base| base.address.is_some());
    }
    match meant[..] {
        [base] => Ok(BaseUuid::new(&base.uuid)),
        [] if bases.is_empty() => {
            Err(unknown("no_such_base", format!("There is no base \"{wanted}\": no base has been seen or set yet.")))
        }
        [] => {
            let message = format!("There is no base \"{wanted}\". There are:\n{}", list(bases.iter().map(base_line)));
            Err(unknown("no_such_base", message))
        }
        _ => {
            let bases = list(meant.into_iter().map(base_line));
            let message = format!("Several bases are named \"{wanted}\". Say which one by its uuid:\n{bases}");
            Err(refuse("several_bases", message))
        }
    }
}

/// The base that a name or uuid means; one that was not seen yet, too, if it is a uuid.
pub(super) async fn base_to_come(engine: &Engine, wanted: &str) -> Result<BaseUuid, Failure> {
    let uuid = BaseUuid::new(wanted);
    if uuid.is_well_formed() { Ok(uuid) } else { base_named(engine, wanted).await }
}

/// A table by its name or id, in any base unless one is given, as its changes have it; or else the names of those seen.
pub(super) async fn table_named(
    engine: &Engine,
    base: Option<&BaseUuid>,
    wanted: &str,
) -> Result<Result<String, String>, Failure> {
    let mut seen = engine.history().tables_seen().await?;
    seen.retain(|seen| base.is_none() || seen.base.as_ref() == base);
    let name = |seen: &TableSeen| {
        let table = &seen.table;
        if table.name.eq_ignore_ascii_case(wanted) { table.name.clone() } else { table.id.clone() }
    };
    let is_meant = |seen: &&TableSeen| seen.table.id == wanted || seen.table.name.eq_ignore_ascii_case(wanted);
    if let Some(meant) = seen.iter().find(is_meant) {
        return Ok(Ok(name(meant)));
    }
    if seen.is_empty() {
        return Ok(Err("No table has been seen yet.".to_owned()));
    }
    // A gap in a base's history is in no table.
    let seen = seen.into_iter().filter(|seen| !seen.table.name.is_empty());
    let mut names: Vec<_> = seen.map(|seen| format!("  {}", seen.table.name)).collect();
    names.sort();
    names.dedup();
    Ok(Err(format!("Seen were:\n{}", list(names.into_iter()))))
}

/// The people of the history, without the samples' own.
pub(super) async fn people_seen(engine: &Engine) -> Result<Vec<Person>, Failure> {
    let context = engine.context();
    let seen = engine.history().people_seen().await?;
    let view = |person: rowbell_core::history::PersonSeen| Person {
        name: if person.app { person.key.clone() } else { context.words.format().person(&person.key) },
        me: context.settings.me.contains(&person.key),
        id: person.key,
        changes: person.changes,
    };
    let real = seen.into_iter().filter(|person| !(person.app && person.key == SAMPLE_APP));
    Ok(real.map(view).filter(|person| !person.id.is_empty()).collect())
}

/// The person that an id, a name, or the beginning of one means.
pub(super) async fn person_named(engine: &Engine, wanted: &str) -> Result<Person, Failure> {
    let seen = people_seen(engine).await?;
    let lowered = wanted.to_lowercase();
    let exact = seen.iter().find(|person| person.id == wanted || person.name.to_lowercase() == lowered);
    let begins = |person: &&Person| person.id.starts_with(wanted) || person.name.to_lowercase().starts_with(&lowered);
    let mut beginning = seen.iter().filter(begins);
    match (exact, beginning.next(), beginning.next()) {
        (Some(person), ..) | (None, Some(person), None) => Ok(person.clone()),
        _ => {
            let message = format!("\"{wanted}\" means nobody, or more than one person. {}", people_listed(&seen));
            Err(unknown("no_such_person", message))
        }
    }
}

/// The id of a person for a rule or for `me`: an id of somebody who was not seen yet is fine, too.
pub(super) async fn person_to_come(engine: &Engine, wanted: &str) -> Result<String, Failure> {
    if wanted.contains('@') { Ok(wanted.to_owned()) } else { Ok(person_named(engine, wanted).await?.id) }
}

/// `me` in a rule means nobody as long as nobody said who they are.
pub(super) async fn me_is_known(engine: &Engine) -> Result<(), Failure> {
    if !engine.context().settings.me.is_empty() {
        return Ok(());
    }
    let message = format!(
        "It is not known who you are, so this rule would fit nothing. Say it first with `rowbell me PERSON`. {}",
        people_listed(&people_seen(engine).await?)
    );
    Err(refuse("me_not_known", message))
}

/// The kind of change of that name.
pub(super) fn kind_named(wanted: &str) -> Result<ChangeKind, Failure> {
    ChangeKind::from_name(wanted).ok_or_else(|| {
        let known: Vec<_> = ChangeKind::ALL.into_iter().map(ChangeKind::as_str).collect();
        refuse("no_such_kind", format!("There is no kind \"{wanted}\". There are: {}.", known.join(", ")))
    })
}

/// The way in of that name.
pub(super) fn source_named(wanted: &str) -> Result<Source, Failure> {
    Source::from_name(wanted).ok_or_else(|| {
        let known: Vec<_> = Source::ALL.into_iter().map(Source::as_str).collect();
        let message = format!("There is no way in \"{wanted}\". There are: {}.", known.join(", "));
        refuse("no_such_source", message)
    })
}

/// The failure that says that something is not there.
pub(super) fn unknown(code: &str, message: impl Into<String>) -> Failure {
    Failure { status: StatusCode::NOT_FOUND, ..refuse(code, message) }
}

fn people_listed(people: &[Person]) -> String {
    if people.is_empty() {
        return "Nobody has been seen yet.".to_owned();
    }
    format!("Seen were:\n{}", list(people.iter().map(|person| format!("  {}  {}", person.id, person.name))))
}

fn base_line(base: &BaseView) -> String {
    [Some(base.uuid.clone()), base.name.clone(), base.address.clone()]
        .into_iter()
        .flatten()
        .fold(String::new(), |line, part| format!("{line}  {part}"))
}

fn list(lines: impl ExactSizeIterator<Item = String>) -> String {
    let more = lines.len().saturating_sub(LISTED);
    let mut listed: Vec<_> = lines.take(LISTED).collect();
    if more > 0 {
        listed.push(format!("  and {more} more"));
    }
    listed.join("\n")
}
