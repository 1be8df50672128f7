//! `rowbell rule …`

use std::io::{self, Write};

use anyhow::Result;
use clap::{Args, Subcommand};
use rowbell_api::{AddRule, Client, RuleView};

use super::output::{Output, encoded, plain};
use crate::words::text;

/// `rowbell rule …`
#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// List the rules, in the order in which they are tried.
    List,
    /// Keep changes quiet that fit all of these.
    Mute(RuleArgs),
    /// Announce changes that fit all of these, whatever later rules say.
    Announce(RuleArgs),
    /// Remove a rule.
    Remove {
        /// Its name.
        name: String,
    },
}

/// A rule's conditions.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct RuleArgs {
    /// A base, by name or uuid.
    #[arg(long)]
    pub base: Option<String>,
    /// A table, by name or id.
    #[arg(long)]
    pub table: Option<String>,
    /// A kind, such as row_deleted; can be given several times.
    #[arg(long)]
    pub kind: Vec<String>,
    /// A person's id, the beginning of it, a name, an API token's name, or me; can be given several times.
    #[arg(long)]
    pub person: Vec<String>,
    /// The rule's name.
    #[arg(long)]
    pub name: Option<String>,
}

pub(super) async fn run(command: RuleCommand, client: &Client, out: &Output) -> Result<()> {
    let request = |args: RuleArgs, announce| AddRule {
        name: args.name,
        base: args.base,
        table: args.table,
        kind: args.kind,
        person: args.person,
        announce,
    };
    match command {
        RuleCommand::List => out.show(&client.get::<Vec<RuleView>>("/v1/rules").await?, |rules| list(rules)),
        RuleCommand::Mute(args) => out.done(client.post("/v1/rules", &request(args, false)).await?),
        RuleCommand::Announce(args) => out.done(client.post("/v1/rules", &request(args, true)).await?),
        RuleCommand::Remove { name } => out.done(client.delete(&format!("/v1/rules/{}", encoded(&name))).await?),
    }
}

fn list(rules: &[RuleView]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if rules.is_empty() {
        return writeln!(out, "{}", text!("rules-none"));
    }
    for rule in rules {
        let mut when: Vec<String> = Vec::new();
        when.extend(rule.base.iter().map(|base| text!("rule-base", base = base.as_str())));
        when.extend(rule.table.iter().map(|table| text!("rule-table", table = table.as_str())));
        when.extend((!rule.kind.is_empty()).then(|| rule.kind.join(&text!("rule-or"))));
        when.extend((!rule.person.is_empty()).then(|| text!("rule-by", people = rule.person.join(&text!("rule-or")))));
        let when = if when.is_empty() { text!("rule-everything") } else { when.join(", ") };
        writeln!(out, "{}: {} {}", plain(&rule.name), rule.action, plain(&when))?;
    }
    Ok(())
}
