//! `rowbell rule from-seatable …`

use std::io::{self, Write};

use anyhow::Result;
use rowbell_api::{Client, Difference, Done, NotOffered, SeatableRuleView, SeatableRulesView, When};

use super::{
    output::{Output, encoded, plain},
    rule,
};
use crate::words::text;

pub(super) async fn run(base: Option<&str>, add: bool, became: bool, client: &Client, out: &Output) -> Result<()> {
    let query = base.map(|base| format!("?base={}", encoded(base))).unwrap_or_default();
    let mut bases: Vec<SeatableRulesView> = client.get(&format!("/v1/seatable_rules{query}")).await?;
    if became {
        let rules = bases.iter_mut().flat_map(|base| &mut base.rules).filter_map(|theirs| theirs.rule.as_mut());
        rules.filter(|rule| rule.when.is_some()).for_each(|rule| rule.when = Some(When::Became));
    }
    if !add {
        return out.show(&bases, |bases| list(bases));
    }
    let mut done = Vec::new();
    for theirs in bases.iter().flat_map(|base| &base.rules).filter(|theirs| theirs.added.is_none()) {
        if let Some(rule) = &theirs.rule {
            done.push(client.post::<Done>("/v1/rules", rule).await?);
        }
    }
    let message = match done.is_empty() {
        true => text!("seatable-rules-nothing-added"),
        false => done.iter().map(|done| done.message.as_str()).collect::<Vec<_>>().join("\n"),
    };
    out.done(Done { count: done.len() as u64, message })
}

fn list(bases: &[SeatableRulesView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if bases.is_empty() {
        return writeln!(out, "{}", text!("seatable-rules-none"));
    }
    for base in bases {
        writeln!(out, "{}", plain(&base.name))?;
        if let Some(problem) = &base.problem {
            writeln!(out, "  ! {}", plain(&problem.message))?;
        } else if base.rules.is_empty() {
            writeln!(out, "  {}", text!("seatable-rules-none-here"))?;
        }
        base.rules.iter().try_for_each(|theirs| tell(theirs, &mut out))?;
    }
    if bases.iter().flat_map(|base| &base.rules).any(|theirs| theirs.rule.is_some()) {
        writeln!(out, "\n{}", text!("seatable-rules-how"))?;
    }
    Ok(())
}

fn tell(theirs: &SeatableRuleView, out: &mut impl Write) -> io::Result<()> {
    let kind = text!("seatable-rule-kind", automation = if theirs.automation { "yes" } else { "no" });
    match &theirs.rule {
        Some(rule) => writeln!(out, "  {} ({kind})", rule::line(rule))?,
        None if theirs.name.is_empty() => writeln!(out, "  {} ({kind})", text!("seatable-rule-unnamed"))?,
        None => writeln!(out, "  {} ({kind})", plain(&theirs.name))?,
    }
    let notes = theirs.added.iter().map(|name| text!("seatable-rule-added-as", name = name.as_str()));
    let notes = notes.chain(theirs.differences.iter().map(difference)).chain(theirs.not_offered.iter().map(why_not));
    notes.into_iter().try_for_each(|note| writeln!(out, "    {}", plain(&note)))
}

fn difference(difference: &Difference) -> String {
    match difference {
        Difference::View { view } => text!("seatable-differs-view", view = view.as_str()),
        Difference::Throttled => text!("seatable-differs-throttled"),
        Difference::Off => text!("seatable-differs-off"),
    }
}

fn why_not(why: &NotOffered) -> String {
    match why {
        NotOffered::Scheduled => text!("seatable-not-scheduled"),
        NotOffered::Deadline => text!("seatable-not-deadline"),
        NotOffered::NothingWatched => text!("seatable-not-watched"),
        NotOffered::Filters { reason } => text!("seatable-not-filters", reason = reason.as_str()),
        NotOffered::Unknown { condition } => text!("seatable-not-known", condition = condition.as_str()),
    }
}
