//! People: who was seen, and which of them the person is.

use axum::{Json, extract::State};
use rowbell_api::{Done, Person, SetMe};
use rowbell_core::engine::Engine;

use super::{Answer, Failure, Shared, done, known::person_to_come};
use crate::server::sample::SAMPLE_APP;

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
    let real = seen.into_iter().filter(|person| !(person.app && person.key == SAMPLE_APP));
    Ok(real.map(view).filter(|person| !person.id.is_empty()).collect())
}

pub(super) async fn set_me(State(app): Shared, Json(request): Json<SetMe>) -> Answer<Done> {
    let id = person_to_come(&app.engine, &request.person).await?;
    app.engine.set_me(&id, request.name.as_deref(), !request.not)?;
    if request.not {
        return done(1, format!("Noted: {id} is not you."));
    }
    done(1, format!("Noted: {id} is you. `rowbell rule mute --person me` keeps your own changes quiet."))
}
