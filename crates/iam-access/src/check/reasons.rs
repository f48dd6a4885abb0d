//! From the engine's explanation to the reasons in the report.

use super::action::Explained;
use crate::report::{ActionStatus, MOST_REASONS, Reason, clipped};
use iam_eval::{
    Certainty, Effect, Explanation, Layer, LayerReason, LayerStatus, Mismatch, RequestValues,
    ServiceRule, ServiceRuleKind, StatementOutcome, StatementReason,
};
use std::collections::HashSet;

/// The names of layers in a question: the owner of the identity policies, and the name of the
/// resource-based policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LayerNames<'a> {
    pub(crate) identity: &'a str,
    pub(crate) resource: &'a str,
    /// What is reported if they allow nothing.
    pub(crate) identity_silent: &'a str,
    pub(crate) resource_silent: &'a str,
}

/// In questions about permissions, the only resource-based policies are key policies.
pub(super) const PERMISSIONS: LayerNames<'static> = LayerNames {
    identity: "identity",
    resource: "keyPolicy",
    identity_silent: "no statement allows it",
    resource_silent: "the key policy does not allow it",
};

/// The reasons for an answer about permissions. If it is about one of several keys, or one with a
/// known ARN, the sentences about layers that don't allow it name that key.
pub(super) fn of_permissions(status: ActionStatus, explained: &Explained) -> Vec<Reason> {
    let Some(key) = &explained.key else {
        return reasons_for(status, &explained.explanation, &PERMISSIONS);
    };
    let names = LayerNames {
        identity_silent: &format!("no statement allows it on the key {key}"),
        resource_silent: &format!("the policy of the key {key} does not allow it"),
        ..PERMISSIONS
    };
    reasons_for(status, &explained.explanation, &names)
}

impl LayerNames<'_> {
    /// A layer's name in the spelling of the report and the input bundles.
    fn layer(&self, layer: Layer) -> String {
        match layer {
            Layer::Identity => self.identity.to_owned(),
            Layer::Resource => self.resource.to_owned(),
            other => other.path(),
        }
    }
}

/// The statements and layers that determine a status.
pub(crate) fn reasons_for<D>(
    status: ActionStatus,
    explanation: &Explanation<D>,
    names: &LayerNames<'_>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(rule) = refusal(explanation).filter(|_| status == ActionStatus::Missing) {
        return vec![Reason {
            layer: "service".to_owned(),
            why: rule,
            ..Reason::default()
        }];
    }
    let silent: HashSet<Layer> = explanation
        .silent_layers()
        .map(|layer| layer.layer)
        .collect();
    for layer in &explanation.layers {
        let of_statement = |statement| reason(names.layer(layer.layer), statement);
        let with = |effect, wanted: fn(&StatementReason) -> bool| {
            layer
                .statements
                .iter()
                .filter(move |statement| statement.effect == effect && wanted(statement))
        };
        let (applies, depends) = (StatementReason::applies, StatementReason::depends);
        let fails = StatementReason::fails;
        match status {
            ActionStatus::Granted => {
                let allow = with(Effect::Allow, applies).next();
                reasons.extend(allow.map(of_statement));
            }
            ActionStatus::Denied => reasons.extend(with(Effect::Deny, applies).map(of_statement)),
            ActionStatus::Limited | ActionStatus::Conditional => {
                reasons.extend(explanation.open_allows(layer).map(of_statement));
                reasons.extend(with(Effect::Deny, depends).map(of_statement));
            }
            ActionStatus::Missing => {
                if silent.contains(&layer.layer) {
                    reasons.push(silence(layer, names));
                    reasons.extend(with(Effect::Allow, fails).map(of_statement));
                    reasons.extend(with(Effect::Allow, depends).map(of_statement));
                }
            }
        }
    }
    reasons
}

/// The distinct reasons, in order and up to a report's limit, and the number of the others.
pub(crate) fn first_ones(found: impl IntoIterator<Item = Reason>) -> (Vec<Reason>, usize) {
    let mut seen: HashSet<Reason> = HashSet::new();
    let mut first: Vec<Reason> = Vec::new();
    let (mut statements, mut layers, mut omitted) = (0, 0, 0);
    for reason in found {
        // A policy that is attached in several ways has several names.
        let unnamed = Reason {
            policy_name: None,
            ..reason.clone()
        };
        if !seen.insert(unnamed) {
            continue;
        }
        let count = match reason.policy {
            Some(_) => &mut statements,
            None => &mut layers,
        };
        if *count < MOST_REASONS {
            *count += 1;
            first.push(reason);
        } else {
            omitted += 1;
        }
    }
    (first, omitted)
}

/// The service's own rule that prevents any policy from allowing a request, as a sentence.
pub(super) fn refusal<D>(explanation: &Explanation<D>) -> Option<String> {
    let refuses = |rule: &&ServiceRule| {
        let refuses = matches!(
            rule.kind,
            ServiceRuleKind::RefusedAcrossAccounts
                | ServiceRuleKind::RefusedToRootUsers
                | ServiceRuleKind::RefusedToSessions
        );
        refuses && rule.applies == Certainty::Certain
    };
    let rule = explanation.service_rules.iter().find(refuses);
    rule.map(ServiceRule::to_string)
}

fn silence(layer: &LayerReason, names: &LayerNames<'_>) -> Reason {
    let why = match layer.layer {
        Layer::Identity if layer.status == LayerStatus::NotSupplied => {
            "there is no identity policy at all".to_owned()
        }
        Layer::Identity => names.identity_silent.to_owned(),
        Layer::PermissionsBoundary => "the permissions boundary does not allow it".to_owned(),
        Layer::Session => "no session policy allows it".to_owned(),
        Layer::Scp(level) => format!("no service control policy of level {level} allows it"),
        Layer::Resource => names.resource_silent.to_owned(),
        _ => "the layer does not allow it".to_owned(),
    };
    Reason {
        layer: names.layer(layer.layer),
        policy: None,
        statement: None,
        sid: None,
        line: None,
        column: None,
        effect: None,
        why,
        ..Reason::default()
    }
}

fn reason(layer: String, statement: &StatementReason) -> Reason {
    let verb = match statement.effect {
        Effect::Allow => "allows",
        Effect::Deny => "denies",
    };
    let why = match statement.outcome() {
        StatementOutcome::Applies => format!("{verb} it"),
        StatementOutcome::Fails(mismatch) => {
            format!("{verb} it only when {mismatch}{}", but(&mismatch))
        }
        StatementOutcome::Depends(mismatches) => {
            let shown = mismatches.iter().take(MOST_REASONS);
            let mut all: Vec<String> = shown.map(Mismatch::to_string).collect();
            if mismatches.len() > all.len() {
                all.push(format!("{} more", mismatches.len() - all.len()));
            }
            format!("{verb} it only when {}", all.join(" and "))
        }
    };
    let position = statement.origin.position();
    Reason {
        layer,
        policy: Some(statement.origin.policy().to_owned()),
        policy_name: statement
            .origin
            .policy_name()
            .map(|name| clipped(name.to_owned())),
        statement: Some(statement.origin.statement()),
        sid: statement.origin.sid().map(|sid| clipped(sid.to_owned())),
        line: Some(position.line),
        column: Some(position.column),
        effect: Some(statement.effect.to_string()),
        why: clipped(why),
    }
}

/// What the request has instead of what a condition requires.
fn but(mismatch: &Mismatch<'_>) -> String {
    let Mismatch::Condition(condition) = mismatch else {
        return String::new();
    };
    match condition.request {
        RequestValues::Unknown => String::new(),
        RequestValues::Absent => "; the key is absent".to_owned(),
        values => format!("; it is {values}"),
    }
}
