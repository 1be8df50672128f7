//! What the settings ask of rules.

use rowbell_rules::Rule;

use super::Base;

/// What is wrong with a rule, where these bases are known.
pub(super) fn check(rule: &Rule, bases: &[Base]) -> Result<(), String> {
    if rule.name.is_empty() {
        return Err("a rule needs a name".into());
    }
    rule.check().map_err(|mistake| format!("the rule \"{}\" can't be used: {mistake}", rule.name))?;
    match &rule.base {
        Some(base) if !base.is_well_formed() && !bases.iter().any(|known| known.uuid == *base) => Err(format!(
            "the rule \"{}\" names the base \"{base}\", which is not a uuid (`rowbell base list` prints them)",
            rule.name
        )),
        _ => Ok(()),
    }
}

/// Why a new rule can't be named as this one is.
pub(super) fn check_new_name(rule: &Rule) -> Result<(), String> {
    match rule.has_reserved_name() {
        true => Err(format!(
            "a rule can't be named \"{}\", because that is told of changes that no rule held back; give it another name",
            rule.name
        )),
        false => Ok(()),
    }
}
