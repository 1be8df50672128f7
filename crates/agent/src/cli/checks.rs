//! `rowbell rule check`: what is to be said of the rules in force.

use std::io::{self, Write};

use anyhow::{Result, bail};
use rowbell_api::{Client, Example, Idle, RuleCheck};

use super::{
    output::{Output, encoded, plain},
    rule::Must,
    why::named,
};
use crate::words::text;

pub(super) async fn read(client: &Client) -> Result<Vec<RuleCheck>> {
    Ok(client.get("/v1/checks").await?)
}

pub(super) async fn check(client: &Client, out: &Output) -> Result<()> {
    let checks = read(client).await?;
    out.show(&checks, |checks| list(checks, &mut io::stdout().lock()))?;
    let breached = checks.iter().flat_map(|check| &check.examples).filter(|example| example.breached).count();
    if breached > 0 {
        bail!(text!("check-breached", count = breached));
    }
    Ok(())
}

/// `rowbell rule keep`
pub(super) async fn keep(name: &str, id: i64, must: Must, client: &Client, out: &Output) -> Result<()> {
    let checks = read(client).await?;
    let kept = checks.iter().filter(|check| check.rule == name).flat_map(|check| &check.examples);
    let kept = kept.map(|kept| Example { id: kept.change.id, rings: kept.rings });
    let mut examples: Vec<Example> = kept.filter(|kept| kept.id != id).collect();
    examples.extend(match must {
        Must::Ring => Some(Example { id, rings: true }),
        Must::NotRing => Some(Example { id, rings: false }),
        Must::Any => None,
    });
    out.done(client.put(&format!("/v1/rules/{}/examples", encoded(name)), &examples).await?)
}

fn list(checks: &[RuleCheck], out: &mut impl Write) -> io::Result<()> {
    let mut is_fine = true;
    for check in checks {
        let mut said = Vec::new();
        tell(check, &mut said)?;
        if !said.is_empty() {
            is_fine = false;
            writeln!(out, "{}", plain(&check.rule))?;
            out.write_all(&said)?;
        }
    }
    if is_fine { writeln!(out, "{}", text!("check-fine", count = checks.len())) } else { Ok(()) }
}

/// What is wrong with a rule, beneath its name.
pub(super) fn tell(check: &RuleCheck, out: &mut impl Write) -> io::Result<()> {
    for fault in &check.faults {
        writeln!(out, "  {}", text!("check-fault", fault = plain(&fault.message)))?;
    }
    if let Some(idle) = &check.idle {
        writeln!(out, "  {}", why_idle(idle))?;
    }
    for example in check.examples.iter().filter(|example| example.breached) {
        let must = if example.rings { text!("check-must-ring") } else { text!("check-must-not-ring") };
        writeln!(out, "  {must}\n    {}", named(&example.change))?;
    }
    Ok(())
}

fn why_idle(idle: &Idle) -> String {
    match idle {
        Idle::Shadowed { by } => text!("idle-shadowed", rule = plain(by)),
        Idle::Kinds => text!("idle-kinds"),
        Idle::Deleted => text!("idle-deleted"),
        Idle::Who => text!("idle-who"),
        Idle::Opposites { column } => text!("idle-opposites", column = plain(column)),
        Idle::Computed { column } => text!("idle-computed", column = plain(column)),
    }
}
