//! What closes the gap: the Deny to change, since a Deny decides (S7.2), and the statement to add.
//! The engine verifies what is proposed.

use super::Remedy;
use super::question::Question;
use crate::error::JudgeError;
use crate::report::{MOST_REASONS, clipped};
use iam_account::{DeniedRequest, LayerInput, PrincipalInput};
use iam_eval::{
    CallerKind, Certainty, Conclusion, Effect, Explanation, Gap, Layer, LayerKind, PartialDecision,
    Policy, PolicyKind, StatementOutcome, StatementReason,
};
use serde_json::{Value, json};

/// The remedies, and the number of omitted ones; none if the given policies already allow the
/// request, or if no policy could.
pub(super) fn remedies(
    request: &DeniedRequest,
    input: &PrincipalInput,
    question: &Question,
    explanation: &Explanation<PartialDecision>,
) -> Result<(Vec<Remedy>, usize), JudgeError> {
    let is_settled = matches!(explanation.conclusion, Conclusion::ServiceRule(_));
    if explanation.decision == PartialDecision::Allowed || is_settled {
        return Ok((Vec::new(), 0));
    }
    let mut denies = denies(request, question, explanation);
    let left_out = denies.len().saturating_sub(MOST_REASONS);
    denies.truncate(MOST_REASONS);
    let is_denied = !denies.is_empty() || request.stated.explicit == Some(true);
    let layers = silent(request, explanation);
    if let Some(added) = additions(&layers, input, question, is_denied)? {
        denies.extend(added);
    }
    Ok((denies, left_out))
}

/// The Denies to change: those that apply, and those that may apply if AWS says that one does.
fn denies(
    request: &DeniedRequest,
    question: &Question,
    explanation: &Explanation<PartialDecision>,
) -> Vec<Remedy> {
    let wanted = request.stated.policy.map(LayerKind::of);
    let mut found = Vec::new();
    for layer in &explanation.layers {
        let is_named = request.stated.explicit == Some(true)
            && wanted.is_none_or(|kind| kind == layer.layer.kind());
        let denies = layer.statements.iter();
        let denies = denies.filter(|statement| {
            statement.effect == Effect::Deny
                && (statement.applies() || is_named && statement.depends())
        });
        found.extend(denies.map(|deny| change(deny, layer.layer, question)));
    }
    found
}

fn change(deny: &StatementReason, layer: Layer, question: &Question) -> Remedy {
    let position = deny.origin.position();
    let holds: Vec<String> = deny.holds().map(|condition| condition.holding()).collect();
    let because = match (deny.outcome(), holds.as_slice()) {
        (StatementOutcome::Depends(parts), _) => {
            let parts = parts.iter().take(MOST_REASONS);
            let parts: Vec<String> = parts.map(ToString::to_string).collect();
            format!(" It applies when {}.", parts.join(" and "))
        }
        (_, []) => String::new(),
        (_, holds) => format!(" It applies because {}.", holds.join(", and ")),
    };
    let origin = &deny.origin;
    Remedy {
        layer: name(layer, question),
        what: clipped(format!(
            "change the Deny {origin} so that it doesn't apply to this request.{because}"
        )),
        statement: None,
        policy: Some(origin.policy().to_owned()),
        line: Some(position.line),
        column: Some(position.column),
    }
}

fn name(layer: Layer, question: &Question) -> String {
    match layer {
        Layer::Resource => question.resource_layer().to_owned(),
        other => other.path(),
    }
}

/// The layers that must allow the request and don't. If it is open whether they do, AWS's reason
/// decides.
fn silent(request: &DeniedRequest, explanation: &Explanation<PartialDecision>) -> Vec<Layer> {
    let named = match request.stated.explicit {
        Some(false) => request.stated.policy.map(LayerKind::of),
        _ => None,
    };
    let layers = explanation
        .silent_layers()
        .filter(|layer| layer.allows == Certainty::Impossible || named == Some(layer.layer.kind()));
    let mut layers: Vec<Layer> = layers.map(|layer| layer.layer).collect();
    // A resource-based policy that was not supplied, and without which the caller's policies don't
    // suffice.
    let needs_resource = match &explanation.conclusion {
        Conclusion::NotAllowed { gap, .. } => match gap {
            Some(Gap::NotBoth {
                resource_allows, ..
            }) => !resource_allows,
            Some(Gap::NotDelegated { .. } | Gap::ResourcePolicyAlone { .. }) => true,
            _ => false,
        },
        _ => false,
    };
    if needs_resource && !layers.contains(&Layer::Resource) {
        layers.push(Layer::Resource);
    }
    // If either side suffices, the principal's own is the one to change.
    let is_either = matches!(
        explanation.conclusion,
        Conclusion::NotAllowed {
            gap: Some(Gap::NeitherAllows { .. } | Gap::DelegatedWithoutAllow(_)),
            ..
        }
    );
    if is_either {
        layers.retain(|layer| *layer != Layer::Resource);
    }
    layers
}

/// A statement for each layer; `None` if they would not help.
fn additions(
    layers: &[Layer],
    input: &PrincipalInput,
    question: &Question,
    is_denied: bool,
) -> Result<Option<Vec<Remedy>>, JudgeError> {
    let mut changed = input.clone();
    let mut resource_policy = question.resource_policy.clone();
    let mut added = Vec::new();
    for layer in layers {
        let Some(statement) = statement(*layer, question) else {
            return Ok(None);
        };
        if !add(
            *layer,
            &statement,
            &mut changed,
            &mut resource_policy,
            question,
        ) {
            return Ok(None);
        }
        let too = if is_denied {
            ", which is needed too"
        } else {
            ""
        };
        added.push(Remedy {
            layer: name(*layer, question),
            what: format!("add {}{too}", whereto(*layer, question)),
            statement: Some(statement),
            policy: None,
            line: None,
            column: None,
        });
    }
    if added.is_empty() {
        return Ok(None);
    }
    // A change that doesn't help is not proposed. A Deny that still applies is reported separately.
    let after = question.explain(&changed, resource_policy.as_ref())?;
    let helps = match after.decision {
        PartialDecision::Allowed | PartialDecision::Depends => true,
        PartialDecision::ExplicitDeny => silent_for_certain(&after) == 0,
        PartialDecision::ImplicitDeny | PartialDecision::Denied => false,
    };
    Ok(helps.then_some(added))
}

fn silent_for_certain(explanation: &Explanation<PartialDecision>) -> usize {
    let silent = explanation.silent_layers();
    silent
        .filter(|layer| layer.allows == Certainty::Impossible && layer.layer != Layer::Resource)
        .count()
}

fn whereto(layer: Layer, question: &Question) -> String {
    match layer {
        Layer::Identity => "to an identity-based policy of the principal".to_owned(),
        Layer::PermissionsBoundary => "to the permissions boundary".to_owned(),
        Layer::Session => {
            "to the session policy that is passed when the role is assumed".to_owned()
        }
        Layer::Scp(level) => format!("to a service control policy of level {level}"),
        Layer::Resource => match question.resource_layer() {
            "keyPolicy" => "to the key policy".to_owned(),
            "trust" => "to the trust policy of the role".to_owned(),
            _ => "to the resource-based policy of the resource".to_owned(),
        },
        other => format!("to the {other}"),
    }
}

/// The statement that allows the request in a layer.
fn statement(layer: Layer, question: &Question) -> Option<Value> {
    let action = &question.action;
    // `${` would begin a variable.
    let resource = question.resource().unwrap_or("*").replace("${", "${$}{");
    Some(match layer {
        Layer::Identity | Layer::PermissionsBoundary | Layer::Session => {
            json!({"Effect": "Allow", "Action": action, "Resource": resource})
        }
        Layer::Scp(_) => json!({"Effect": "Allow", "Action": action, "Resource": "*"}),
        Layer::Resource => {
            let principal = match question.principal.kind() {
                CallerKind::Service => json!({"Service": question.principal.as_str()}),
                CallerKind::Anonymous => return None,
                _ => json!({"AWS": question.principal.principal_arn()?}),
            };
            match question.resource_layer() {
                "trust" => json!({"Effect": "Allow", "Principal": principal, "Action": action}),
                "keyPolicy" => {
                    json!({"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"})
                }
                _ => {
                    json!({"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource})
                }
            }
        }
        _ => return None,
    })
}

/// Adds a statement to a layer on trial; false if that isn't possible.
fn add(
    layer: Layer,
    statement: &Value,
    input: &mut PrincipalInput,
    resource_policy: &mut Option<Policy>,
    question: &Question,
) -> bool {
    let alone = |kind| with_statement(kind, None, statement);
    match layer {
        Layer::Identity => {
            let policy = alone(PolicyKind::Identity);
            let is_valid = policy.is_some();
            input.identity.extend(policy);
            is_valid
        }
        Layer::PermissionsBoundary => {
            let kind = PolicyKind::PermissionsBoundary;
            let policy = with_statement(kind, input.boundary.as_ref(), statement);
            let is_valid = policy.is_some();
            input.boundary = policy.map_or(LayerInput::None, LayerInput::Some);
            is_valid
        }
        Layer::Session => match (&mut input.session, alone(PolicyKind::Session)) {
            (LayerInput::Some(policies), Some(policy)) => {
                policies.push(policy);
                true
            }
            _ => false,
        },
        Layer::Scp(level) => match (&mut input.scps, alone(PolicyKind::ServiceControl)) {
            (LayerInput::Some(levels), Some(policy)) => levels
                .get_mut(level)
                .map(|level| level.push(policy))
                .is_some(),
            _ => false,
        },
        Layer::Resource => {
            let kind = match question.is_about_trust() {
                true => PolicyKind::Trust,
                false => PolicyKind::Resource,
            };
            let policy = with_statement(kind, resource_policy.as_ref(), statement);
            let is_valid = policy.is_some();
            *resource_policy = policy;
            is_valid
        }
        _ => false,
    }
}

/// A policy with an additional statement.
fn with_statement(kind: PolicyKind, policy: Option<&Policy>, statement: &Value) -> Option<Policy> {
    let mut document = match policy {
        Some(policy) => serde_json::to_value(policy.document()).ok()?,
        None => json!({"Version": "2012-10-17", "Statement": []}),
    };
    let statements = document.get_mut("Statement")?.as_array_mut()?;
    statements.push(statement.clone());
    Policy::parse(kind, "the proposal", &document.to_string()).ok()
}
