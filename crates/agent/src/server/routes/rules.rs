//! Rules: what they said of a change, and what others would say.

use std::path::Path as FilePath;

use axum::{
    Json,
    extract::{Path, State},
};
use rowbell_api::{ChangeName, NearMiss, TriedRule, TriedRules, TryRules, Why};
use rowbell_core::{
    change::{Entry, EntryId},
    clock::now_ms,
    context::Context,
    services::RuleTrial,
};

use super::{Answer, Shared};
use crate::server::view;

/// How many changes are asked about unless somebody says so.
const CHANGES: u32 = 1_000;

pub(super) async fn why(State(app): Shared, Path(id): Path<i64>) -> Answer<Why> {
    let (entry, decision) = app.engine.services().trials.why(EntryId(id)).await?;
    let (outcome, reason) = entry.outcome();
    let outcome_reason = reason.map(|reason| reason.into_owned());
    let change = name(&entry, &app.engine.context());
    Ok(Json(Why { change, outcome: outcome.to_owned(), outcome_reason, decision }))
}

pub(super) async fn try_rules(State(app): Shared, Json(request): Json<TryRules>) -> Answer<TriedRules> {
    let trials = &app.engine.services().trials;
    let rules = trials.read(&request.text, FilePath::new(&request.file))?;
    let trial = trials.run(rules, request.changes.unwrap_or(CHANGES) as usize).await?;
    let context = app.engine.context();
    Ok(Json(TriedRules {
        changes: trial.changes,
        since: trial.oldest.map(|entry| name(&entry, &context).at),
        announced: trial.announced,
        rules: trial.rules.into_iter().map(|rule| tried(rule, &context)).collect(),
    }))
}

fn tried(tried: RuleTrial, context: &Context) -> TriedRule {
    let missed = |(entry, condition)| NearMiss { change: name(&entry, context), condition };
    TriedRule {
        name: tried.rule.name,
        action: tried.rule.action,
        faults: tried.faults.iter().map(ToString::to_string).collect(),
        fits: tried.fits,
        unknown: tried.unknown,
        newest: tried.newest.iter().map(|entry| name(entry, context)).collect(),
        near_misses: tried.near_misses.into_iter().map(missed).collect(),
    }
}

fn name(entry: &Entry, context: &Context) -> ChangeName {
    let rowbell_api::Entry { id, at, title, .. } = view::entry(entry, context, now_ms());
    ChangeName { id, at, title }
}
