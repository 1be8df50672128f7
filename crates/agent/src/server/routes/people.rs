//! People: who was seen, and which of them the person is.

use axum::{Json, extract::State};
use rowbell_api::{Done, Person, SetMe};

use super::{
    Answer, Shared, done,
    known::{people_seen, person_to_come},
};
use crate::words::text;

pub(super) async fn people(State(app): Shared) -> Answer<Vec<Person>> {
    Ok(Json(people_seen(&app.engine).await?))
}

pub(super) async fn set_me(State(app): Shared, Json(request): Json<SetMe>) -> Answer<Done> {
    let id = person_to_come(&app.engine, &request.person).await?;
    app.engine.services().people.set_me(&id, request.name.as_deref(), !request.not).await?;
    if request.not {
        return done(1, text!("not-me", person = id));
    }
    done(1, text!("me", person = id))
}
