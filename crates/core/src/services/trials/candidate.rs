//! A rule as it would be in force.

use rowbell_rules::{Announcement, Compiled, Facts, Fault, Idle, Outcome, Route, Rule, RuleAction};

use crate::{
    change::{Authenticity, Change, Content, RowBefore},
    context::Context,
};

/// A rule by itself, and among those in force.
pub(super) struct Candidate {
    action: RuleAction,
    /// Why it can't be asked; empty: it can.
    pub(super) faults: Vec<Fault>,
    /// Why it can do nothing.
    pub(super) idle: Option<Idle>,
    /// The rule, and no other.
    pub(super) alone: Compiled,
    /// With all others, in their order.
    all: Compiled,
}

impl Candidate {
    /// The rule in place of the one of this name, or else below all others.
    pub(super) fn of(rule: Rule, replaces: Option<&str>, context: &Context) -> Self {
        let mut rules = context.settings.rules.clone();
        let alone = context.compile(std::slice::from_ref(&rule));
        let action = rule.action;
        let at = rules.iter().position(|known| Some(known.name.as_str()) == replaces).unwrap_or(rules.len());
        rules.splice(at..(at + 1).min(rules.len()), [rule]);
        let all = context.compile(&rules);
        let idle = context.idle(&all).into_iter().find(|(idle, _)| *idle == at).map(|(_, why)| why);
        let faults = alone.broken().flat_map(|(_, faults)| faults.to_vec()).collect();
        Self { action, faults, idle, alone, all }
    }

    /// Asks only the rule whether it fits; `then` hears what it said.
    pub(super) fn fits<'b, E>(
        &self,
        context: &Context,
        (content, authenticity): (&Content, Authenticity),
        before: impl FnOnce(&Change) -> Result<&'b RowBefore, E>,
        mut then: impl FnMut(&Route, &Facts<'_>),
    ) -> Result<bool, E> {
        context.ask(&self.alone, content, authenticity, before, |route, facts| {
            then(&route, facts);
            route.trace.tried().any(|(_, fits, _)| fits)
        })
    }

    /// What decides otherwise than the rule asks for, where it fits: another rule, or a reason that no rule has power over.
    pub(super) fn overruled<'b, E>(
        &self,
        context: &Context,
        (content, authenticity): (&Content, Authenticity),
        before: impl FnOnce(&Change) -> Result<&'b RowBefore, E>,
    ) -> Result<Option<String>, E> {
        context.ask(&self.all, content, authenticity, before, |route, _| match (route.outcome, self.action) {
            (_, RuleAction::Highlight) if route.highlight => None,
            (Outcome::Announce(_), RuleAction::Announce | RuleAction::Snooze) => None,
            (Outcome::Mute(_), RuleAction::Mute) => None,
            (Outcome::Announce(Announcement { rule, .. }), _) => Some(rule.unwrap_or_default()),
            (Outcome::Mute(by), _) => Some(by.to_string()),
        })
    }

    /// Whether the rule rings for a change of which this was known before: one that announces has it announced, and one
    /// that mutes does not keep it quiet. One that highlights rings where it does that.
    pub(super) fn rings(&self, context: &Context, content: &Content, before: &RowBefore) -> bool {
        let told = (content, Authenticity::Verified);
        let known = |_: &Change| Ok::<_, std::convert::Infallible>(before);
        let Ok(fits) = self.fits(context, told, known, |_, _| {});
        let follows = fits && matches!(self.overruled(context, told, known), Ok(None));
        follows != self.action.quiets()
    }
}
