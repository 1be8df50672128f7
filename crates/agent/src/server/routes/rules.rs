//! Rules: what they said of a change, and what others would say.

use std::path::Path as FilePath;

use axum::{
    Json,
    extract::{Path, State},
};
use rowbell_api::{
    Bench, BenchDay, BenchRequest, ChangeName, ConditionSaid, FaultView, Fitting, NearMiss, TriedRule, TriedRules,
    TryRules, Why,
};
use rowbell_core::{
    change::{Entry, EntryId},
    clock::now_ms,
    context::Context,
    present::Message,
    services::{self, Fault, RuleTrial},
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
        since: since(trial.oldest.as_deref()),
        announced: trial.announced,
        rules: trial.rules.iter().map(|rule| tried(rule, &context)).collect(),
    }))
}

fn tried(tried: &RuleTrial, context: &Context) -> TriedRule {
    TriedRule {
        name: tried.rule.name.clone(),
        action: tried.rule.action,
        faults: tried.faults.iter().map(ToString::to_string).collect(),
        fits: tried.fits,
        unknown: tried.unknown,
        newest: tried.newest().map(|entry| name(entry, context)).collect(),
        near_misses: tried.near_misses().map(|missed| near_miss(missed, context)).collect(),
    }
}

pub(super) async fn bench(State(app): Shared, Json(request): Json<BenchRequest>) -> Answer<Bench> {
    let BenchRequest { rule, replaces, changes } = request;
    let changes = changes.unwrap_or(CHANGES) as usize;
    let bench = app.engine.services().trials.bench(rule, replaces.as_deref(), changes).await?;
    let context = app.engine.context();
    let fault = |fault: &Fault| {
        let (what, detail) = fault.what();
        FaultView { fault: fault.name().into(), what: what.into(), detail: detail.unwrap_or_default().into() }
    };
    let days = bench.days.iter();
    let days = days.map(|(day, of)| BenchDay { day: day.to_string(), changes: of.changes, follows: of.follows });
    let fitting = |fitting: &services::Fitting| Fitting {
        change: name(&fitting.entry, &context),
        overruled: fitting.overruled.clone(),
    };
    Ok(Json(Bench {
        faults: bench.faults.iter().map(fault).collect(),
        changes: bench.changes,
        since: since(bench.oldest.as_deref()),
        fits: bench.fits,
        follows: bench.follows,
        unknown: bench.unknown,
        days: days.collect(),
        newest: bench.newest().map(fitting).collect(),
        near_misses: bench.near_misses().map(|missed| near_miss(missed, &context)).collect(),
    }))
}

fn since(oldest: Option<&Entry>) -> Option<String> {
    oldest.map(|entry| view::time(entry.content.at_ms()))
}

fn near_miss((entry, condition): (&Entry, &ConditionSaid), context: &Context) -> NearMiss {
    NearMiss { change: name(entry, context), condition: condition.clone() }
}

fn name(entry: &Entry, context: &Context) -> ChangeName {
    let Message { title, .. } = Message::of(entry, context, now_ms());
    ChangeName { id: entry.id.0, at: view::time(entry.content.at_ms()), title }
}
