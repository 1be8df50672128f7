//! Rules that bases have at SeaTable itself.

use rowbell_rules::{Difference, NotOffered, Rule};
use serde::{Deserialize, Serialize};

use crate::ErrorBody;

/// `GET /v1/seatable_rules?base=`: the rules that a base has at SeaTable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SeatableRulesView {
    /// The base's server.
    pub server: String,
    /// The base's uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Its notification rules, then its automations.
    pub rules: Vec<SeatableRuleView>,
    /// Why they can't be seen.
    pub problem: Option<ErrorBody>,
}

/// A rule that a base has at SeaTable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SeatableRuleView {
    /// Its name; may be empty.
    pub name: String,
    /// Whether it is an automation, not a notification rule.
    pub automation: bool,
    /// The rule that can stand for it, ready for `POST /v1/rules`; none: there is none.
    pub rule: Option<Rule>,
    /// What that rule does otherwise than SeaTable's.
    pub differences: Vec<Difference>,
    /// Why there is none.
    pub not_offered: Option<NotOffered>,
    /// The name of the person's rule that asks the same already.
    pub added: Option<String>,
}
