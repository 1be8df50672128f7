//! Rules: what they said of a change, and what others would say.

use std::path::Path as FilePath;

use axum::{
    Json,
    extract::{Path, State},
};
use rowbell_api::{
    Bench, BenchDay, BenchRequest, ChangeName, ConditionSaid, Done, ErrorCode, Example, ExampleView, FaultView,
    Fitting, NearMiss, RuleCheck, TriedRule, TriedRules, TryRules, Why,
};
use rowbell_core::{
    change::{Authenticity, Entry, EntryId},
    clock::now_ms,
    context::Context,
    present::Message,
    services::{self, CheckedExample, Fault, RuleTrial},
};

use super::{Answer, Shared, done};
use crate::{
    server::{refusal::Refusal, view},
    words::text,
};

/// How many changes are asked about unless somebody says so.
const CHANGES: u32 = 1_000;
/// The most examples of a rule. Each is asked at every edit.
const MOST_EXAMPLES: usize = 100;

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
    let BenchRequest { rule, replaces, changes, examples } = request;
    let changes = changes.unwrap_or(CHANGES) as usize;
    let trials = &app.engine.services().trials;
    let bench = trials.bench(rule, replaces.as_deref(), &meant(&examples), changes).await?;
    let context = app.engine.context();
    let days = bench.days.iter();
    let days = days.map(|(day, of)| BenchDay { day: day.to_string(), changes: of.changes, follows: of.follows });
    let fitting = |fitting: &services::Fitting| Fitting {
        change: name(&fitting.entry, &context),
        overruled: fitting.overruled.clone(),
    };
    Ok(Json(Bench {
        faults: bench.faults.iter().map(fault).collect(),
        idle: bench.idle.clone(),
        examples: bench.examples.iter().map(|checked| example(checked, &context)).collect(),
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

/// What is to be said of each rule.
pub(super) async fn check(State(app): Shared) -> Answer<Vec<RuleCheck>> {
    let checks = app.engine.services().trials.check().await?;
    let context = app.engine.context();
    let view = |check: services::RuleCheck| RuleCheck {
        faults: check.faults.iter().map(fault).collect(),
        examples: check.examples.iter().map(|checked| example(checked, &context)).collect(),
        rule: check.rule,
        idle: check.idle,
    };
    Ok(Json(checks.into_iter().map(view).collect()))
}

/// Keeps these examples with a rule, and no others.
pub(super) async fn set_examples(
    State(app): Shared,
    Path(name): Path<String>,
    Json(examples): Json<Vec<Example>>,
) -> Answer<Done> {
    if examples.len() > MOST_EXAMPLES {
        return Err(Refusal::new(ErrorCode::BadRequest, text!("examples-too-many", most = MOST_EXAMPLES)));
    }
    app.engine.services().rules.set_examples(&name, &meant(&examples)).await?;
    let count = examples.len() as u64;
    done(count, text!("examples-kept", name = name, count = count))
}

fn meant(examples: &[Example]) -> Vec<(EntryId, bool)> {
    examples.iter().map(|example| (EntryId(example.id), example.rings)).collect()
}

fn example(checked: &CheckedExample, context: &Context) -> ExampleView {
    let services::Example { id, rings, content, .. } = &checked.example;
    let Message { title, .. } = Message::of_content(content, Authenticity::Verified, context, now_ms());
    let change = ChangeName { id: id.0, at: view::time(content.at_ms()), title };
    ExampleView { change, rings: *rings, breached: checked.is_breached, gone: !checked.is_kept }
}

fn fault(fault: &Fault) -> FaultView {
    let (what, detail) = fault.what();
    FaultView {
        fault: fault.name().into(),
        what: what.into(),
        detail: detail.unwrap_or_default().into(),
        message: fault.to_string(),
    }
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
