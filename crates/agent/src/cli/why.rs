//! `rowbell why` and `rowbell rule try`: what rules said, in words.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
};

use anyhow::{Context, Result};
use rowbell_api::{
    ChangeName, Client, ColumnCondition, Condition, ConditionSaid, Decision, RuleSaid, Said, TriedRule, TriedRules,
    TryRules, Unknown, Why,
};

use serde_json::Value;

use super::output::{Output, local, plain};
use crate::words::text;

/// `rowbell why ID`
pub(super) async fn show(id: i64, client: &Client, out: &Output) -> Result<()> {
    out.show(&client.get::<Why>(&format!("/v1/entries/{id}/why")).await?, |why| tell(why, &mut io::stdout().lock()))
}

/// `rowbell rule try FILE`
pub(super) async fn try_rules(file: &Path, changes: u32, client: &Client, out: &Output) -> Result<()> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        io::stdin().read_to_string(&mut text).map(|_| ())
    } else {
        fs::read_to_string(file).map(|read| text = read)
    };
    let name = file.display().to_string();
    read.with_context(|| text!("file-unreadable", file = name.as_str()))?;
    let tried: TriedRules =
        client.post("/v1/rules/try", &TryRules { text, file: name, changes: Some(changes) }).await?;
    out.show(&tried, |tried| trial(tried, &mut io::stdout().lock()))
}

fn tell(why: &Why, out: &mut impl Write) -> io::Result<()> {
    let reason = why.outcome_reason.as_deref().map_or(String::new(), |reason| format!(" ({reason})"));
    writeln!(out, "{}", plain(&why.change.title))?;
    writeln!(out, "{}", text!("why-outcome", outcome = format!("{}{}", why.outcome, plain(&reason))))?;
    let Some(Decision { rules, elsewhere, left_out }) = &why.decision else {
        return writeln!(out, "{}", text!("why-not-kept"));
    };
    for rule in rules {
        of_rule(rule, out)?;
    }
    if *left_out > 0 {
        writeln!(out, "{}", text!("why-left-out", count = *left_out))?;
    }
    if *elsewhere > 0 {
        writeln!(out, "{}", text!("why-elsewhere", count = *elsewhere))?;
    }
    Ok(())
}

fn of_rule(rule: &RuleSaid, out: &mut impl Write) -> io::Result<()> {
    let name = plain(&rule.rule);
    let line = match (rule.fits, rule.answer) {
        (true, Said::Unknown) => text!("why-rule-counts", rule = name, action = rule.action.as_str()),
        (true, _) => text!("why-rule-fits", rule = name, action = rule.action.as_str()),
        (false, Said::Unknown) => text!("why-rule-unknown", rule = name),
        (false, _) => text!("why-rule-no", rule = name),
    };
    writeln!(out, "{line}")?;
    for condition in &rule.conditions {
        writeln!(out, "  {}", plain(&of_condition(condition)))?;
    }
    if let Some(unknown) = rule.unknown.filter(|_| rule.conditions.is_empty()) {
        writeln!(out, "  {}", because(unknown))?;
    }
    if rule.stop {
        writeln!(out, "  {}", text!("why-stop"))?;
    }
    Ok(())
}

/// A condition and what it said, in a line.
fn of_condition(said: &ConditionSaid) -> String {
    let asked = match said.condition {
        Condition::Kind => text!("why-kind"),
        Condition::Person => text!("why-person"),
        Condition::By => text!("why-by"),
        Condition::During => text!("why-during"),
        Condition::Until => text!("why-until"),
        Condition::Columns => text!("why-columns", columns = said.column.as_str()),
        Condition::CameToFit => text!("why-came-to-fit"),
        Condition::AllRows => text!("why-all-rows"),
        Condition::Cell => cell(&said.column, said.was, &said.asked, &said.term),
    };
    let answer = match (said.answer, said.unknown, &said.found) {
        (Said::Yes, ..) => text!("why-yes"),
        (Said::No, _, Some(found)) => text!("why-no-found", found = found.as_str()),
        (Said::No, _, None) => text!("why-no"),
        (Said::Unknown, unknown, _) => unknown.map_or_else(|| text!("why-unknown"), because),
    };
    match &said.seen_at {
        Some(at) if said.read => format!("{asked}: {}", text!("why-read", answer = answer, at = local(at))),
        Some(at) => format!("{asked}: {}", text!("why-seen", answer = answer, at = local(at))),
        None => format!("{asked}: {answer}"),
    }
}

/// A condition on a column, in a rule.
pub(super) fn asked(condition: &ColumnCondition) -> String {
    let one = |term: &Value| match term {
        Value::String(text) => condition.names.get(text).unwrap_or(text).clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let term = match &condition.term {
        Value::Array(several) => several.iter().map(one).collect::<Vec<_>>().join(", "),
        single => one(single),
    };
    let days = condition.modifier.as_str().replace('_', " ");
    let term = [days, term].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    cell(condition.column(), condition.was, condition.predicate.as_str(), &term)
}

fn cell(column: &str, was: bool, asked: &str, term: &str) -> String {
    let (asked, was) = (asked.replace('_', " "), if was { text!("why-was") } else { String::new() });
    [column, &was, &asked, term].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn because(unknown: Unknown) -> String {
    match unknown {
        Unknown::NotInChange => text!("unknown-not-in-change"),
        Unknown::OldNotTold => text!("unknown-old-not-told"),
        Unknown::Computed => text!("unknown-computed"),
        Unknown::LeftOut => text!("unknown-left-out"),
        Unknown::OtherRows => text!("unknown-other-rows"),
        Unknown::PersonNotTold => text!("unknown-person-not-told"),
        Unknown::MeNotKnown => text!("unknown-me-not-known"),
        Unknown::Broken => text!("unknown-broken"),
    }
}

fn trial(tried: &TriedRules, out: &mut impl Write) -> io::Result<()> {
    let TriedRules { changes, since, announced, rules } = tried;
    let Some(since) = since else { return writeln!(out, "{}", text!("try-no-changes")) };
    writeln!(out, "{}", text!("try-changes", count = *changes, since = local(since), announced = *announced))?;
    for TriedRule { name, action, faults, fits, unknown, newest, near_misses } in rules {
        let (name, action) = (plain(name), action.as_str());
        writeln!(out, "\n{}", text!("try-rule", rule = name, action = action, fits = *fits, unknown = *unknown))?;
        for fault in faults {
            writeln!(out, "  {}", text!("try-fault", fault = plain(fault)))?;
        }
        for change in newest {
            writeln!(out, "  {}", named(change))?;
        }
        if !near_misses.is_empty() {
            writeln!(out, "  {}", text!("try-near-misses"))?;
        }
        for missed in near_misses {
            writeln!(out, "  {}", named(&missed.change))?;
            writeln!(out, "      {}", plain(&of_condition(&missed.condition)))?;
        }
    }
    Ok(())
}

pub(super) fn named(change: &ChangeName) -> String {
    format!("{}  {}  ({})", local(&change.at), plain(&change.title), change.id)
}
