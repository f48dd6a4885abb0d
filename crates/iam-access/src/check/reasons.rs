//! From the engine's explanation to the reasons of the report.

use crate::advice::{Advice, OnlyOn};
use crate::permission_set::RequiredAction;
use crate::report::{ActionStatus, MOST_REASONS, Reason, clipped};
use iam_eval::{
    Certainty, Effect, Explanation, Layer, LayerReason, LayerStatus, Mismatch, RequestValues,
    ServiceRule, ServiceRuleKind, StatementOutcome, StatementReason,
};
use std::collections::HashSet;

/// What the layers are in a question: of which role's own the identity policies are, and what the
/// resource-based policy is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) identity: &'static str,
    pub(crate) resource: &'static str,
    /// What is said where they allow nothing.
    pub(crate) identity_silent: &'static str,
    pub(crate) resource_silent: &'static str,
}

/// In the questions about permissions, the only resource-based policies are those of keys.
pub(super) const PERMISSIONS: Named = Named {
    identity: "identity",
    resource: "keyPolicy",
    identity_silent: "no statement allows it",
    resource_silent: "the key policy does not allow it",
};

impl Named {
    /// A layer's name as the report and the input bundles spell it.
    fn layer(&self, layer: Layer) -> String {
        match layer {
            Layer::Identity => self.identity.to_owned(),
            Layer::Resource => self.resource.to_owned(),
            other => other.path(),
        }
    }
}

/// The statements and layers on which a status rests.
pub(crate) fn reasons_for<D>(
    status: ActionStatus,
    explanation: &Explanation<D>,
    named: &Named,
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
        let of_statement = |statement| reason(named.layer(layer.layer), statement);
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
                if layer.allows == Certainty::Possible {
                    reasons.extend(with(Effect::Allow, depends).map(of_statement));
                }
                reasons.extend(with(Effect::Deny, depends).map(of_statement));
            }
            ActionStatus::Missing => {
                if silent.contains(&layer.layer) {
                    reasons.push(silence(layer, named));
                    reasons.extend(with(Effect::Allow, fails).map(of_statement));
                    reasons.extend(with(Effect::Allow, depends).map(of_statement));
                }
            }
        }
    }
    reasons
}

/// Each reason once, in their order, as many as a report has room for; and how many more there are.
pub(crate) fn first_ones(found: impl IntoIterator<Item = Reason>) -> (Vec<Reason>, usize) {
    let mut seen: HashSet<Reason> = HashSet::new();
    let mut first: Vec<Reason> = Vec::new();
    let (mut statements, mut layers, mut left_out) = (0, 0, 0);
    for reason in found {
        // A policy that is attached in several ways has as many names.
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
            left_out += 1;
        }
    }
    (first, left_out)
}

/// The rule of the service's own by which no policy can allow a request, as a sentence.
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

fn silence(layer: &LayerReason, named: &Named) -> Reason {
    let why = match layer.layer {
        Layer::Identity if layer.status == LayerStatus::NotSupplied => {
            "there is no identity policy at all".to_owned()
        }
        Layer::Identity => named.identity_silent.to_owned(),
        Layer::PermissionsBoundary => "the permissions boundary does not allow it".to_owned(),
        Layer::Session => "no session policy allows it".to_owned(),
        Layer::Scp(level) => format!("no service control policy of level {level} allows it"),
        Layer::Resource => named.resource_silent.to_owned(),
        _ => "the layer does not allow it".to_owned(),
    };
    Reason {
        layer: named.layer(layer.layer),
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

/// What the request has instead of what a condition asks for.
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

/// What to do about it, where the explanation shows a classic mistake.
pub(crate) fn hint<D>(
    required: &RequiredAction,
    status: ActionStatus,
    explanation: &Explanation<D>,
    acts_on_nothing: bool,
    advice: &Advice,
) -> Option<String> {
    if status == ActionStatus::Denied {
        return Some("no added permission can help: a deny wins over every allow".to_owned());
    }
    let mut only_on = advice.only_on.iter();
    let only_on = only_on.find(|only| only.action.eq_ignore_ascii_case(&required.action));
    if let Some(only_on) = only_on
        && let Some(hint) = granted_only_on(only_on, explanation)
    {
        return Some(hint);
    }
    if status != ActionStatus::Missing {
        return None;
    }
    if refusal(explanation).is_some() {
        let action = &required.action;
        return Some(format!(
            "no policy can grant it; --ignore {action}=REASON leaves it out"
        ));
    }
    let identity = explanation
        .layers
        .iter()
        .find(|layer| layer.layer == Layer::Identity)?;
    let others = explanation.silent_layers();
    let others: Vec<String> = others
        .filter(|layer| layer.layer != Layer::Identity)
        .map(|layer| in_words(layer.layer))
        .take(MOST_REASONS)
        .collect();
    if identity.allows == Certainty::Certain && !others.is_empty() {
        return Some(format!(
            "the role's own policies grant it; {} must allow it too",
            others.join(" and ")
        ));
    }
    let fails_by = |wanted: fn(&Mismatch<'_>) -> bool| {
        identity.statements.iter().any(|statement| {
            matches!(&statement.outcome(), StatementOutcome::Fails(mismatch) if wanted(mismatch))
        })
    };
    let by_resource = fails_by(|mismatch| matches!(mismatch, Mismatch::Resource { .. }));
    if by_resource && acts_on_nothing {
        let advice = "the action takes no resource: only `\"Resource\": \"*\"` grants it, an ARN never matches";
        return Some(advice.to_owned());
    }
    let without_mfa = advice.without_mfa.filter(|_| fails_by(needs_mfa));
    without_mfa.map(str::to_owned)
}

/// A layer that limits what the role's own policies grant.
fn in_words(layer: Layer) -> String {
    match layer {
        Layer::Identity => "its own policies".to_owned(),
        Layer::PermissionsBoundary => "the permissions boundary".to_owned(),
        Layer::Session => "the session policies".to_owned(),
        Layer::Scp(level) => format!("the SCPs of level {level}"),
        Layer::Rcp(level) => format!("the RCPs of level {level}"),
        Layer::Resource => "the key policy".to_owned(),
        Layer::VpcEndpoint => "the VPC endpoint's policy".to_owned(),
        other => format!("the {other}"),
    }
}

/// For an action that is granted on some resources only: which.
fn granted_only_on<D>(advice: &OnlyOn, explanation: &Explanation<D>) -> Option<String> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut resources: Vec<&str> = Vec::new();
    for statement in explanation.statements() {
        for mismatch in statement.outcome().mismatches() {
            if let (
                Effect::Allow,
                Mismatch::Resource {
                    negated: false,
                    patterns,
                },
            ) = (statement.effect, mismatch)
            {
                resources.extend(patterns.iter().filter(|pattern| seen.insert(pattern)));
            }
        }
    }
    let more = match resources.len().saturating_sub(MOST_REASONS) {
        0 => String::new(),
        more => format!(" or {more} more"),
    };
    resources.truncate(MOST_REASONS);
    (!resources.is_empty()).then(|| {
        let OnlyOn { before, after, .. } = advice;
        format!("{before}{}{more}{after}", resources.join(" or "))
    })
}

/// True for a condition that asks for MFA where there is none.
fn needs_mfa(mismatch: &Mismatch<'_>) -> bool {
    let Mismatch::Condition(condition) = mismatch else {
        return false;
    };
    let keys = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];
    keys.iter()
        .any(|key| condition.condition.key().eq_ignore_ascii_case(key))
        && *condition.request == RequestValues::Absent
}
