//! The rules that the person's bases have at SeaTable itself, as rules of Rowbell's.

use rowbell_rules::{Difference, FromSeatable, NotOffered, Rule, from_seatable};
use seatable::{
    answer::{BaseRule, BaseRuleKind},
    client::{AccountClient, ApiError},
};

use super::{accounts::Accounts, columns::Columns, configuration::Configuration, webhooks::Webhooks};
use crate::{account::AccountBase, error::ActionError};

/// SeaTable's own rules. Cheap to clone.
#[derive(Clone)]
pub struct SeatableRules {
    settings: Configuration,
    accounts: Accounts,
    webhooks: Webhooks,
    columns: Columns,
}

/// The rules that a base has at SeaTable.
#[derive(Clone, Debug)]
pub struct RulesAtSeatable {
    /// The base.
    pub base: AccountBase,
    /// Its notification rules, then its automations, or why they can't be seen.
    pub rules: Result<Vec<RuleAtSeatable>, ApiError>,
}

/// A rule that a base has at SeaTable.
#[derive(Clone, Debug)]
pub struct RuleAtSeatable {
    /// Its name; empty: it has none.
    pub name: String,
    /// Which of the two kinds it is.
    pub kind: BaseRuleKind,
    /// The rule that can stand for it, under a name that is free, or why there is none.
    pub offered: Result<FromSeatable, NotOffered>,
    /// The name of the person's rule that asks the same already.
    pub added: Option<String>,
}

impl SeatableRules {
    pub(crate) fn new(settings: Configuration, accounts: Accounts, webhooks: Webhooks, columns: Columns) -> Self {
        Self { settings, accounts, webhooks, columns }
    }

    /// The rules of a base, by its uuid, name or address; none: of all bases that Rowbell knows.
    ///
    /// # Errors
    /// When there is no account, one can't be used, none sees the base, or the database fails.
    pub async fn list(&self, base: Option<&str>) -> Result<Vec<RulesAtSeatable>, ActionError> {
        let bases = match base {
            Some(base) => vec![self.accounts.base_named(base).await?],
            None => self.webhooks.bases().await?,
        };
        let mut names: Vec<String> = self.settings.settings().rules.iter().map(|rule| rule.name.clone()).collect();
        let mut listed = Vec::new();
        for base in bases {
            let client = self.accounts.client_at(&base.server).await?;
            let rules = match read(&client, &base).await {
                Err(error) => Err(error),
                Ok(theirs) => {
                    let mut rules = Vec::new();
                    for theirs in theirs {
                        rules.push(self.offer(&base, &theirs, &mut names).await?);
                    }
                    Ok(rules)
                }
            };
            listed.push(RulesAtSeatable { base, rules });
        }
        Ok(listed)
    }

    /// `names` are those that are taken.
    async fn offer(
        &self,
        base: &AccountBase,
        theirs: &BaseRule,
        names: &mut Vec<String>,
    ) -> Result<RuleAtSeatable, ActionError> {
        let columns = self.columns.of(&base.uuid, &theirs.trigger.table_id).await?.columns;
        let mut offered = from_seatable(theirs, &base.uuid, &columns);
        let mut added = None;
        if let Ok(FromSeatable { rule, differences }) = &mut offered {
            let settings = self.settings.settings();
            added = settings.rules.iter().find(|known| asks_the_same(known, rule)).map(|known| known.name.clone());
            rule.name = free(&rule.name, names);
            names.push(rule.name.clone());
            differences.iter_mut().for_each(|difference| self.name_view(base, theirs, difference));
        }
        let (name, kind) = (theirs.trigger.rule_name.clone(), theirs.kind);
        Ok(RuleAtSeatable { name, kind, offered, added })
    }

    /// Calls a view by its name, where the base's structure is known.
    fn name_view(&self, base: &AccountBase, theirs: &BaseRule, difference: &mut Difference) {
        let Difference::View { view } = difference else { return };
        let context = self.settings.context();
        let table = context.metadata(&base.uuid).and_then(|metadata| metadata.table(&theirs.trigger.table_id));
        let known = table.and_then(|table| table.views.iter().find(|known| known.id == *view));
        if let Some(known) = known.filter(|known| !known.name.is_empty()) {
            view.clone_from(&known.name);
        }
    }
}

async fn read(client: &AccountClient, base: &AccountBase) -> Result<Vec<BaseRule>, ApiError> {
    let mut rules = client.notification_rules(base.workspace_id, &base.name).await?;
    match client.automation_rules(base.workspace_id, &base.name).await {
        Ok(automations) => rules.extend(automations),
        // Most editions have none.
        Err(ApiError::NotAllowed | ApiError::NotFound) => {}
        Err(error) => return Err(error),
    }
    Ok(rules)
}

/// Whether both fit the same changes, perhaps one only when they come to fit.
fn asks_the_same(known: &Rule, offered: &Rule) -> bool {
    (&known.base, &known.table, &known.kind, &known.columns, &known.conditions)
        == (&offered.base, &offered.table, &offered.kind, &offered.columns, &offered.conditions)
        && known.action == offered.action
}

/// The name, or the first with a number behind it that is free.
fn free(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| {
        !taken.contains(name) && !Rule::new(name.clone(), rowbell_rules::RuleAction::Announce).has_reserved_name()
    };
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}
