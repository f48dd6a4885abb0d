//! Questions about keys: one for each account that may own the key.

use super::action::{Outcome, ResourceType};
use super::subject::{Questions, ResourceTypeRef, Subject};
use crate::report::{ActionStatus, Verdict};
use iam_eval::{Action, PartialDecision};
use std::sync::Arc;

/// Represents the account of a key that may belong to anyone.
pub(crate) const ANOTHER_ACCOUNT: &str = "000000000000";

impl Questions<'_> {
    /// The verdict on an action that also depends on a key policy: asked for each account that may own the key.
    pub(super) fn on_keys(
        &self,
        action: &Action<'_>,
        on_any: PartialDecision,
        types: &[ResourceTypeRef],
    ) -> Outcome {
        let mut outcomes = Vec::new();
        for owner in &self.subject.key_owners {
            let types: Vec<ResourceTypeRef> = types
                .iter()
                .map(|of| Arc::new(of.in_account(&owner.account)))
                .collect();
            let outcome = if owner.caller == self.subject.principal {
                self.on_types(action, on_any, &types)
            } else {
                let subject = Subject {
                    principal: owner.caller.clone(),
                    ..self.subject.clone()
                };
                self.of_caller(&subject).on_types(action, on_any, &types)
            };
            outcomes.push((owner.account.as_str(), outcome));
        }
        either(outcomes)
    }
}

impl ResourceType {
    /// The type's resources in another account.
    fn in_account(&self, account: &str) -> Self {
        let arns = self.arns.iter().filter_map(|arn| {
            let mut parts: Vec<&str> = arn.as_str().splitn(6, ':').collect();
            if let Some(part) = parts.get_mut(4).filter(|part| !part.is_empty()) {
                *part = account;
            }
            let arn = crate::pattern::pattern(&parts.join(":")).ok()?;
            Some(arn.owned_by(account))
        });
        Self {
            arns: arns.collect(),
            ..self.clone()
        }
    }
}

/// Combines the answers for the possible owners of a key: where they differ, the answer depends on the owner.
fn either(mut outcomes: Vec<(&str, Outcome)>) -> Outcome {
    outcomes.sort_by_key(|(_, outcome)| std::cmp::Reverse(outcome.status));
    let fails = |outcome: &Outcome| outcome.status.verdict() == Verdict::Fail;
    let good: Vec<String> = outcomes
        .iter()
        .filter(|(_, outcome)| !fails(outcome))
        .map(|(account, _)| (*account).to_owned())
        .collect();
    let differ = outcomes.len() > good.len() && !good.is_empty();
    let mut outcomes = outcomes.into_iter().map(|(_, outcome)| outcome);
    let worst = outcomes
        .next()
        .unwrap_or_else(|| Outcome::bare(ActionStatus::Missing));
    if !differ {
        return worst;
    }
    let owner = match good.join(" or ").as_str() {
        ANOTHER_ACCOUNT => "another account".to_owned(),
        known => format!("account {known}"),
    };
    let mut when = vec![format!("if the key belongs to {owner}")];
    when.extend(
        outcomes
            .filter(|outcome| !fails(outcome))
            .find_map(|outcome| outcome.when),
    );
    Outcome {
        status: ActionStatus::Conditional,
        when: Some(when.join(", and then ")),
        key_owner_is_unknown: true,
        ..worst
    }
}
