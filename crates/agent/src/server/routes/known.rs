//! What names mean: bases, tables and people that were seen or set. A name that means nothing is refused, with those that
//! would mean something.

use std::collections::BTreeSet;

use rowbell_api::{BaseView, ErrorCode, Person};
use rowbell_core::{
    change::{EntryKind, Source},
    engine::Engine,
    history::TableSeen,
};
use seatable::BaseUuid;

use crate::{
    server::{refusal::Refusal, sample::SAMPLE_APP, status},
    words::{lines, no_such_kind, text},
};

/// The base that a name or uuid means.
pub(super) async fn base_named(engine: &Engine, wanted: &str) -> Result<BaseUuid, Refusal> {
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
        [] => {
            let (count, known) = (bases.len(), lines(bases.iter().map(base_line)));
            let message = text!("no-such-base", wanted = wanted, count = count, known = known);
            Err(Refusal::not_found(ErrorCode::NoSuch, message))
        }
        _ => {
            let message = text!("several-bases", wanted = wanted, meant = lines(meant.into_iter().map(base_line)));
            Err(Refusal::new(ErrorCode::SeveralBases, message))
        }
    }
}

/// The base that a name or uuid means; one that was not seen yet, too, if it is a uuid.
pub(super) async fn base_to_come(engine: &Engine, wanted: &str) -> Result<BaseUuid, Refusal> {
    let uuid = BaseUuid::new(wanted);
    if uuid.is_well_formed() { Ok(uuid) } else { base_named(engine, wanted).await }
}

/// A table by its name or id, in any base unless one is given, as its changes have it; or else the names of those seen.
pub(super) async fn table_named(
    engine: &Engine,
    base: Option<&BaseUuid>,
    wanted: &str,
) -> Result<Result<String, String>, Refusal> {
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
    // Of some only the id is known.
    let seen = seen.into_iter().filter(|seen| !seen.table.name.is_empty());
    let names: BTreeSet<_> = seen.map(|seen| seen.table.name).collect();
    Ok(Err(text!("tables-seen", count = names.len(), tables = lines(names))))
}

/// The people of the history, without the samples' own.
pub(super) async fn people_seen(engine: &Engine) -> Result<Vec<Person>, Refusal> {
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
pub(super) async fn person_named(engine: &Engine, wanted: &str) -> Result<Person, Refusal> {
    let seen = people_seen(engine).await?;
    let lowered = wanted.to_lowercase();
    let exact = seen.iter().find(|person| person.id == wanted || person.name.to_lowercase() == lowered);
    let begins = |person: &&Person| person.id.starts_with(wanted) || person.name.to_lowercase().starts_with(&lowered);
    let mut beginning = seen.iter().filter(begins);
    match (exact, beginning.next(), beginning.next()) {
        (Some(person), ..) | (None, Some(person), None) => Ok(person.clone()),
        _ => {
            let message = text!("no-such-person", wanted = wanted, seen = people_listed(&seen));
            Err(Refusal::not_found(ErrorCode::NoSuch, message))
        }
    }
}

/// The id of a person for a rule or for `me`: an id of somebody who was not seen yet is fine, too.
pub(super) async fn person_to_come(engine: &Engine, wanted: &str) -> Result<String, Refusal> {
    if wanted.contains('@') { Ok(wanted.to_owned()) } else { Ok(person_named(engine, wanted).await?.id) }
}

/// `me` in a rule means nobody until the person has said who they are.
pub(super) async fn me_is_known(engine: &Engine) -> Result<(), Refusal> {
    if !engine.context().settings.me.is_empty() {
        return Ok(());
    }
    let seen = people_listed(&people_seen(engine).await?);
    Err(Refusal::new(ErrorCode::MeNotKnown, text!("me-not-known", seen = seen)))
}

/// The kind of that name.
pub(super) fn kind_named(wanted: &str) -> Result<EntryKind, Refusal> {
    EntryKind::from_name(wanted).ok_or_else(|| Refusal::new(ErrorCode::BadRequest, no_such_kind(wanted)))
}

/// The way in of that name.
pub(super) fn source_named(wanted: &str) -> Result<Source, Refusal> {
    Source::from_name(wanted).ok_or_else(|| {
        let known = lines(Source::ALL.into_iter().map(|source| source.as_str().to_owned()));
        Refusal::new(ErrorCode::BadRequest, text!("no-such-source", wanted = wanted, known = known))
    })
}

fn people_listed(people: &[Person]) -> String {
    let listed = lines(people.iter().map(|person| format!("{}  {}", person.id, person.name)));
    text!("people-seen", count = people.len(), people = listed)
}

fn base_line(base: &BaseView) -> String {
    [Some(base.uuid.as_str()), base.name.as_deref(), base.address.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("  ")
}
