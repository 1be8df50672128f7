//! Rules that bases have at SeaTable itself.

use axum::{
    Json,
    extract::{Query, State},
};
use rowbell_api::{SeatableRuleView, SeatableRulesView};
use rowbell_core::services::{BaseRuleKind, RuleAtSeatable, RulesAtSeatable};
use serde::Deserialize;

use super::{Answer, Shared};
use crate::server::reasons;

#[derive(Deserialize)]
pub(super) struct Which {
    base: Option<String>,
}

pub(super) async fn seatable_rules(State(app): Shared, Query(which): Query<Which>) -> Answer<Vec<SeatableRulesView>> {
    let view = |RulesAtSeatable { base, rules }: RulesAtSeatable| {
        let (rules, problem) = match rules {
            Ok(rules) => (rules.into_iter().map(rule).collect(), None),
            Err(error) => (Vec::new(), Some(reasons::of_account(&error.into()))),
        };
        SeatableRulesView { server: base.server, uuid: base.uuid.to_string(), name: base.name, rules, problem }
    };
    let found = app.engine.services().seatable_rules.list(which.base.as_deref()).await?;
    Ok(Json(found.into_iter().map(view).collect()))
}

fn rule(theirs: RuleAtSeatable) -> SeatableRuleView {
    let RuleAtSeatable { name, kind, offered, added } = theirs;
    let (rule, differences, not_offered) = match offered {
        Ok(offered) => (Some(offered.rule), offered.differences, None),
        Err(why) => (None, Vec::new(), Some(why)),
    };
    let automation = kind == BaseRuleKind::Automation;
    SeatableRuleView { name, automation, rule, differences, not_offered, added }
}
