//! Compares the reason given by AWS with the answer of the given policies.

use super::question::Question;
use iam_account::{DeniedRequest, LayerInput, PrincipalInput, StatedReason};
use iam_eval::{
    Certainty, Effect, Explanation, LayerKind, LayerReason, PartialDecision, PolicyKind,
    StatementReason,
};

/// Whether AWS gives the same reason, with remarks.
pub(super) struct Compared {
    pub(super) agrees: Option<bool>,
    pub(super) sentences: Vec<String>,
}

/// The reason given by AWS, as a sentence.
pub(super) fn sentence(stated: &StatedReason) -> String {
    let arn = stated.policy_arn.as_ref();
    let arn = arn.map_or_else(String::new, |arn| format!(": {arn}"));
    match (stated.explicit, stated.policy) {
        (Some(true), Some(kind)) => format!("an explicit deny in {}{arn}", a(kind)),
        (Some(true), None) => "an explicit deny".to_owned(),
        (Some(false), Some(kind)) => format!("no {kind} allows it{arn}"),
        (Some(false), None) => "an implicit deny: nothing allows it".to_owned(),
        (None, _) => "nothing about the policy that denied it".to_owned(),
    }
}

fn a(kind: PolicyKind) -> String {
    match kind {
        PolicyKind::Identity => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

const CHANGED: &str = "they may have changed since, others may apply to the principal, or the request had other values";

pub(super) fn compare(
    request: &DeniedRequest,
    input: &PrincipalInput,
    question: &Question,
    explanation: &Explanation<PartialDecision>,
) -> Compared {
    let mut sentences = Vec::new();
    let stated = &request.stated;
    let agrees = match (stated.explicit, stated.policy) {
        (Some(true), kind) => explicit(kind, input, question, explanation, &mut sentences),
        (Some(false), kind) => implicit(kind, input, question, explanation, &mut sentences),
        (None, _) => None,
    };
    statements(stated, explanation, &mut sentences);
    for failure in &stated.failures {
        sentences.push(format!("AWS reports the failure {failure}"));
    }
    if explanation.decision == PartialDecision::Allowed {
        sentences.push(
            "the given policies allow it: a policy that was not supplied may deny it, or they may have changed since"
                .to_owned(),
        );
    }
    Compared { agrees, sentences }
}

fn of_kind(
    explanation: &Explanation<PartialDecision>,
    kind: Option<PolicyKind>,
) -> impl Iterator<Item = &LayerReason> {
    let wanted = kind.map(LayerKind::of);
    let layers = explanation.layers.iter();
    layers.filter(move |layer| wanted.is_none_or(|wanted| layer.layer.kind() == wanted))
}

/// Whether policies of a kind were supplied, or are known not to exist.
fn is_supplied(kind: PolicyKind, input: &PrincipalInput, question: &Question) -> bool {
    match kind {
        PolicyKind::Identity => !input.identity.is_empty() || input.identity_is_known,
        PolicyKind::PermissionsBoundary => !input.boundary.is_not_supplied(),
        PolicyKind::Session => input.session.as_ref().is_some(),
        PolicyKind::ServiceControl => !input.scps.is_not_supplied(),
        PolicyKind::ResourceControl => !input.rcps.is_not_supplied(),
        PolicyKind::Resource | PolicyKind::Trust => question.resource_policy_is_given,
        PolicyKind::VpcEndpoint => false,
    }
}

/// Whether no policy of the kind that AWS names is known to exist.
fn is_none(kind: PolicyKind, input: &PrincipalInput) -> bool {
    match kind {
        PolicyKind::PermissionsBoundary => matches!(input.boundary, LayerInput::None),
        PolicyKind::ServiceControl => matches!(input.scps, LayerInput::None),
        PolicyKind::ResourceControl => matches!(input.rcps, LayerInput::None),
        _ => false,
    }
}

fn explicit(
    kind: Option<PolicyKind>,
    input: &PrincipalInput,
    question: &Question,
    explanation: &Explanation<PartialDecision>,
    sentences: &mut Vec<String>,
) -> Option<bool> {
    let denies = |wanted| of_kind(explanation, kind).any(|layer| layer.denies == wanted);
    let said = match kind {
        Some(kind) => format!("an explicit deny in {}", a(kind)),
        None => "an explicit deny".to_owned(),
    };
    if denies(Certainty::Certain) {
        sentences.push(format!("AWS says the same: {said}"));
        return Some(true);
    }
    if denies(Certainty::Possible) {
        sentences.push(format!("AWS says {said}: a Deny there may apply"));
        return None;
    }
    match kind {
        Some(kind) if is_none(kind, input) => {
            sentences.push(format!(
                "AWS says {said}, but the input says that there is none: {CHANGED}"
            ));
            Some(false)
        }
        Some(kind) if !is_supplied(kind, input, question) => {
            sentences.push(format!(
                "AWS says {said}, but none was supplied: supply it to see which statement it is; no Allow \
                 overrides a Deny"
            ));
            None
        }
        Some(_) => {
            sentences.push(format!(
                "AWS says {said}, but no Deny in the given ones applies: {CHANGED}"
            ));
            Some(false)
        }
        None => {
            sentences.push(format!(
                "AWS says {said}, but no Deny in the given policies applies: it may be in one that was not supplied; \
                 no Allow overrides a Deny"
            ));
            None
        }
    }
}

fn implicit(
    kind: Option<PolicyKind>,
    input: &PrincipalInput,
    question: &Question,
    explanation: &Explanation<PartialDecision>,
    sentences: &mut Vec<String>,
) -> Option<bool> {
    if explanation.decision == PartialDecision::ExplicitDeny {
        sentences.push(format!(
            "AWS says that no Deny applied, but one in the given policies does: {CHANGED}"
        ));
        return Some(false);
    }
    let Some(kind) = kind else {
        return match explanation.decision {
            PartialDecision::ImplicitDeny => {
                sentences.push("AWS says the same: nothing allows it".to_owned());
                Some(true)
            }
            PartialDecision::Allowed => Some(false),
            _ => None,
        };
    };
    if !is_supplied(kind, input, question) {
        let assumed = match question.resource_policy {
            Some(_) if LayerKind::of(kind) == LayerKind::Resource => "; one was assumed",
            _ => "",
        };
        sentences.push(format!(
            "AWS says that no {kind} allows it, but none was supplied{assumed}"
        ));
        return None;
    }
    if is_none(kind, input) {
        sentences.push(format!(
            "AWS says that no {kind} allows it; the input says that there is none: {CHANGED}"
        ));
        return Some(false);
    }
    let allows = |wanted| of_kind(explanation, Some(kind)).any(|layer| layer.allows == wanted);
    if allows(Certainty::Impossible) {
        sentences.push(format!("AWS says the same: no {kind} allows it"));
        Some(true)
    } else if allows(Certainty::Possible) {
        sentences.push(format!(
            "AWS says that no {kind} allows it: the Allow that may apply didn't"
        ));
        None
    } else {
        sentences.push(format!(
            "AWS says that no {kind} allows it, but the given ones do: {CHANGED}"
        ));
        Some(false)
    }
}

/// The statements that AWS names, if a Deny decided.
fn statements(
    stated: &StatedReason,
    explanation: &Explanation<PartialDecision>,
    sentences: &mut Vec<String>,
) {
    const MOST: usize = 10;
    let denies = stated.matched.iter();
    let denies = denies.filter(|matched| matched.effect.as_deref() == Some("DENY"));
    for sid in denies
        .filter_map(|matched| matched.sid.as_deref())
        .take(MOST)
    {
        let is_named = |statement: &&StatementReason| {
            statement.effect == Effect::Deny
                && statement.origin.sid() == Some(sid)
                && !statement.fails()
        };
        match explanation.statements().find(is_named) {
            Some(statement) => sentences.push(format!("AWS names {}", statement.origin)),
            None => sentences.push(format!(
                "AWS names the statement \"{sid}\", but no Deny with this name in the given policies applies"
            )),
        }
    }
}
