//! Names of rules, as the settings take them.

use rowbell_rules::Rule;

/// Whether a new rule can be named as this one is.
///
/// # Errors
/// What is wrong with the name.
pub(super) fn check_rule_name(rule: &Rule) -> Result<(), String> {
    match rule.has_reserved_name() {
        true => Err(format!(
            "a rule can't be named \"{}\", because that is told of changes that no rule held back; give it another name",
            rule.name
        )),
        false => Ok(()),
    }
}
