//! The event stream: what happens, as it happens.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{Query, State},
    response::{
        Sse,
        sse::{self, KeepAlive},
    },
};
use futures_util::{Stream, StreamExt};
use rowbell_api::Event;
use rowbell_core::{clock::now_ms, context::Event as Happened};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;

use super::{App, Shared};
use crate::server::{status, view};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Listener {
    /// Whether it is a window, which is told what it is to show.
    window: bool,
}

pub(super) async fn events(
    State(app): Shared,
    Query(listener): Query<Listener>,
) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let (mut events, mut states) = (app.engine.events(), app.engine.status());
    let mut contexts = app.engine.services().settings.contexts();
    let mut shows = listener.window.then(|| app.window.listen());
    let shutdown = app.ends.shutdown.clone().cancelled_owned();
    let next = async move || loop {
        tokio::select! {
            happened = events.recv() => return match happened {
                Ok(Happened::Recorded(entry)) => {
                    let entry = view::entry(&entry, &app.engine.context(), now_ms());
                    Some(Event::Recorded { entry: Box::new(entry) })
                }
                Ok(Happened::Updated(ids)) => Some(Event::Updated { ids: ids.into_iter().map(|id| id.0).collect() }),
                Err(RecvError::Lagged(_)) => Some(Event::Missed),
                Err(RecvError::Closed) => None,
            },
            Some(Ok(())) = async { Some(shows.as_mut()?.changed().await) } => {
                let show = shows.as_mut().and_then(|shows| shows.borrow_and_update().clone());
                if let Some(show) = show {
                    return Some(Event::Show { show: Box::new(show) });
                }
            }
            can_change = states.changed() => {
                can_change.then_some(())?;
                return Some(state(&app).await);
            }
            // Settings, or what connected bases told of themselves.
            changed = contexts.changed() => {
                changed.ok()?;
                contexts.borrow_and_update();
                return Some(state(&app).await);
            }
        }
    };
    let stream = futures_util::stream::unfold(next, async |mut next| {
        let data = sse::Event::default().json_data(next().await?).unwrap_or_default();
        Some((Ok(data), next))
    });
    Sse::new(stream.take_until(shutdown)).keep_alive(KeepAlive::default())
}

async fn state(app: &Arc<App>) -> Event {
    Event::Status { status: Box::new(status(&app.engine, &app.source).await) }
}
