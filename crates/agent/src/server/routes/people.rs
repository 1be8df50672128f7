//! People: who was seen, and which of them the person is.

use axum::{Json, extract::State, http::StatusCode};
use rowbell_api::{Done, Person, SetMe};
use rowbell_core::engine::Engine;

use super::{Answer, Failure, Shared, done};

pub(super) async fn people(State(app): Shared) -> Answer<Vec<Person>> {
    Ok(Json(people_seen(&app.engine).await?))
}

pub(super) async fn people_seen(engine: &Engine) -> Result<Vec<Person>, Failure> {
    let context = engine.context();
    let seen = engine.history().people_seen().await?;
    let view = |person: rowbell_core::history::PersonSeen| Person {
        name: if person.app { person.key.clone() } else { context.words.format().person(&person.key) },
        me: context.settings.me.contains(&person.key),
        id: person.key,
        changes: person.changes,
    };
    Ok(seen.into_iter().map(view).filter(|person| !person.id.is_empty()).collect())
}

/// The person that an id, the beginning of one, or a name means.
pub(super) async fn person_named(engine: &Engine, wanted: &str) -> Result<Person, Failure> {
    let seen = people_seen(engine).await?;
    let exact = seen.iter().find(|person| person.id == wanted || person.name == wanted);
    let mut beginning = seen.iter().filter(|person| person.id.starts_with(wanted));
    match (exact, beginning.next(), beginning.next()) {
        (Some(person), ..) | (None, Some(person), None) => Ok(person.clone()),
        _ => {
            let list: Vec<_> = seen.iter().map(|person| format!("  {}  {}", person.id, person.name)).collect();
            let message =
                format!("No one person seen so far is meant by \"{wanted}\". Seen were:\n{}", list.join("\n"));
            Err(Failure { status: StatusCode::NOT_FOUND, code: "no_such_person".into(), message })
        }
    }
}

pub(super) async fn set_me(State(app): Shared, Json(request): Json<SetMe>) -> Answer<Done> {
    let id = if request.person.contains('@') {
        request.person
    } else {
        person_named(&app.engine, &request.person).await?.id
    };
    app.engine.set_me(&id, request.name.as_deref())?;
    done(1, format!("Noted: {id} is you. `rowbell rule mute --person me` keeps your own changes quiet."))
}
