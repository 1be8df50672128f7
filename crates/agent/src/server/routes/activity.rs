//! How many changes there were, for the window's chart.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use rowbell_api::{Activity, ActivityPerson, ActivityTable, ActivityTime, HistoryQuery};
use rowbell_core::history::Step;
use serde::Deserialize;

use super::{Answer, Shared, changes::filter};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StepName {
    Hour,
    Day,
}

pub(super) async fn activity(
    State(app): Shared,
    Path(step): Path<StepName>,
    Query(query): Query<HistoryQuery>,
) -> Answer<Activity> {
    let filter = filter(&app.engine, query).await?;
    let context = app.engine.context();
    let step = match step {
        StepName::Hour => Step::Hour,
        StepName::Day => Step::Day,
    };
    let counted = app.engine.history().activity(filter, step, context.words.zone().clone()).await?;
    let person = |(id, changes): (String, u64)| {
        // An app goes by its own name.
        let name = if id.contains('@') { context.words.format().person(&id) } else { id.clone() };
        ActivityPerson { id, name, changes }
    };
    Ok(Json(Activity {
        times: counted
            .times
            .into_iter()
            .map(|(at_ms, until_ms, changes)| ActivityTime { at_ms, until_ms, changes })
            .collect(),
        tables: counted
            .tables
            .into_iter()
            .map(|(base, table, changes)| ActivityTable { base: base.map(|base| base.to_string()), table, changes })
            .collect(),
        people: counted.people.into_iter().map(person).collect(),
    }))
}
