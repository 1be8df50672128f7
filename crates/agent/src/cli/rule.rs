//! `rowbell rule …`

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand, ValueEnum};
use rowbell_api::{
    By, Client, Conditions, Digest, During, EntryKind, Item, Level, Rule, RuleAction, RuleCheck, Weekday,
};

use super::{
    checks,
    output::{Output, encoded, local, plain},
    seatable_rules, why,
};
use crate::words::{no_such_kind, text};

/// `rowbell rule …`
#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// List the rules, in the order in which they are tried.
    List,
    /// Check the rules: whether each can be asked and can do anything, and does what it must with the changes that are kept
    /// with it as examples. Fails if one does not.
    Check,
    /// Mute changes that match all of these.
    Mute(RuleArgs),
    /// Announce changes that match all of these, whatever later rules say.
    Announce(RuleArgs),
    /// Ask the rules in a file, in the form of the settings file, about the newest changes: how often each would have
    /// fitted, and what it only just missed. Nothing is changed.
    Try {
        /// The file; `-` reads standard input.
        file: PathBuf,
        /// How many changes, up to 100,000.
        #[arg(long, default_value_t = 1_000, value_name = "N")]
        changes: u32,
    },
    /// List the notification rules and automations that a base has at SeaTable, each as the rule of Rowbell's that can stand
    /// for it. Needs an account (`rowbell account add`).
    FromSeatable {
        /// The base, by name, uuid or address; unless given, all that Rowbell knows.
        base: Option<String>,
        /// Add those that are not there yet.
        #[arg(long)]
        add: bool,
        /// Let them ring once a row comes to fit, instead of at every change while it fits, as SeaTable's do.
        #[arg(long)]
        became: bool,
    },
    /// Keep a change with a rule as an example, for which the rule must ring or must not. `rowbell rule check` looks whether
    /// it does so, and the window does at each edit.
    Keep {
        /// The rule's name.
        name: String,
        /// The change's number.
        id: i64,
        /// What the rule must do.
        must: Must,
    },
    /// Remove a rule.
    Remove {
        /// Its name.
        name: String,
    },
}

/// What a rule must do with an example.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Must {
    /// Ring for it.
    Ring,
    /// Not ring for it.
    NotRing,
    /// Whatever it likes: it is no example any more.
    Any,
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
    let add = async |args: RuleArgs, action| {
        let rule = Rule {
            base: args.base.map(Into::into),
            table: args.table,
            kind: args.kind.iter().map(|name| kind_named(name)).collect::<Result<_>>()?,
            person: args.person,
            ..Rule::new(args.name.unwrap_or_default(), action)
        };
        out.done(client.post("/v1/rules", &rule).await?)
    };
    match command {
        RuleCommand::List => {
            let (rules, checks) = (client.get::<Vec<Rule>>("/v1/rules").await?, checks::read(client).await?);
            out.show(&rules, |rules| list(rules, &checks))
        }
        RuleCommand::Check => checks::check(client, out).await,
        RuleCommand::Keep { name, id, must } => checks::keep(&name, id, must, client, out).await,
        RuleCommand::Mute(args) => add(args, RuleAction::Mute).await,
        RuleCommand::Announce(args) => add(args, RuleAction::Announce).await,
        RuleCommand::Try { file, changes } => why::try_rules(&file, changes, client, out).await,
        RuleCommand::FromSeatable { base, add, became } => {
            seatable_rules::run(base.as_deref(), add, became, client, out).await
        }
        RuleCommand::Remove { name } => out.done(client.delete(&format!("/v1/rules/{}", encoded(&name))).await?),
    }
}

fn kind_named(name: &str) -> Result<EntryKind> {
    EntryKind::from_name(name).ok_or_else(|| anyhow!(no_such_kind(name)))
}

fn list(rules: &[Rule], checks: &[RuleCheck]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if rules.is_empty() {
        return writeln!(out, "{}", text!("rules-none"));
    }
    for rule in rules {
        writeln!(out, "{}", line(rule))?;
        checks.iter().filter(|check| check.rule == rule.name).try_for_each(|check| checks::tell(check, &mut out))?;
    }
    Ok(())
}

/// A rule in one line.
pub(super) fn line(rule: &Rule) -> String {
    let kinds = |kinds: &[EntryKind]| kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
    let mut when: Vec<String> = Vec::new();
    when.extend(rule.base.iter().map(|base| text!("rule-base", base = base.as_str())));
    when.extend(rule.table.iter().map(|table| text!("rule-table", table = table.as_str())));
    when.extend((!rule.row.is_empty()).then(|| text!("rule-rows", rows = rule.row.join(&text!("rule-or")))));
    when.extend((!rule.kind.is_empty()).then(|| kinds(&rule.kind).join(&text!("rule-or"))));
    when.extend((!rule.person.is_empty()).then(|| text!("rule-by", people = rule.person.join(&text!("rule-or")))));
    when.extend((!rule.by.is_empty()).then(|| text!("rule-by", people = names(&rule.by).join(&text!("rule-or")))));
    when.extend(rule.during.as_ref().map(during));
    when.extend((!rule.columns.is_empty()).then(|| text!("why-columns", columns = rule.columns.join(", "))));
    when.extend((!rule.conditions.is_empty()).then(|| conditions(&rule.conditions)));
    when.extend(rule.until.map(|until| text!("rule-until", until = local(&until.to_string()))));
    let when = if when.is_empty() { text!("rule-everything") } else { when.join(", ") };
    let how = how(rule);
    let how = if how.is_empty() { String::new() } else { format!("; {}", how.join(", ")) };
    let stop = if rule.stop { text!("rule-stops") } else { String::new() };
    let (name, action) = (plain(&rule.name), rule.action.as_str());
    format!("{name}: {action} {}{how}{stop}", plain(&when))
}

fn names(by: &[By]) -> Vec<String> {
    let name = |by: &By| match by {
        By::NotMe => text!("by-not-me"),
        By::ApiToken => text!("by-api-token"),
        By::Automation => text!("by-automation"),
    };
    by.iter().map(name).collect()
}

/// How it announces, and that it highlights.
fn how(rule: &Rule) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(match rule.level {
        Some(Level::Quiet) => Some(text!("rule-quietly")),
        Some(Level::Acknowledge) => Some(text!("rule-acknowledge")),
        Some(Level::Normal) | None => None,
    });
    parts.extend(rule.sound.map(|sound| if sound { text!("rule-sound") } else { text!("rule-no-sound") }));
    parts.extend(rule.in_quiet_hours.then(|| text!("rule-in-quiet-hours")));
    parts.extend(rule.once_in_minutes.map(|minutes| text!("rule-once", minutes = minutes)));
    parts.extend(rule.digest.as_ref().map(digest));
    parts.extend(rule.highlight.then(|| text!("rule-highlight")));
    parts
}

fn digest(digest: &Digest) -> String {
    match digest {
        Digest::Hourly => text!("rule-hourly"),
        Digest::Daily { at, days } => text!("rule-daily", at = at.to_string(), days = days_of(days)),
    }
}

fn during(during: &During) -> String {
    format!("{}{}–{}", days_of(&during.days), during.from, during.to)
}

/// The days, with a space after each; nothing for every day.
fn days_of(days: &[Weekday]) -> String {
    let day = |day: &Weekday| match day {
        Weekday::Mon => text!("day-mon"),
        Weekday::Tue => text!("day-tue"),
        Weekday::Wed => text!("day-wed"),
        Weekday::Thu => text!("day-thu"),
        Weekday::Fri => text!("day-fri"),
        Weekday::Sat => text!("day-sat"),
        Weekday::Sun => text!("day-sun"),
    };
    days.iter().map(|one| format!("{} ", day(one))).collect()
}

/// Conditions on columns as they are joined; a group is in brackets.
fn conditions(all: &Conditions) -> String {
    let one = |item: &Item| match item {
        Item::Group(group) => format!("({})", conditions(group)),
        Item::Column(condition) => why::asked(condition),
    };
    let and = if all.conjunction.as_str() == "Or" { text!("rule-or") } else { text!("rule-and") };
    all.filters.iter().map(one).collect::<Vec<_>>().join(&and)
}
