//! Whether a principal may assume the role.

mod assumer;
mod trusted;

pub use assumer::Assumer;

use crate::check::{Knowledge, LayerNames, absent_keys, first_ones, of_service_calls, reasons_for};
use crate::error::JudgeError;
use crate::hints::Hints;
use crate::report::{ActionStatus, Trust, TrustStatus, clipped};
pub(crate) use assumer::check_all;
use iam_account::PrincipalInput;
use iam_eval::{
    CallerKind, Effect, Explanation, Layer, LevelKind, Mismatch, PartialDecision, PartialRequest,
    Policy, PolicySet, Principal, Resource, StatementOutcome,
};
use trusted::{deleted, trusted};

const ASSUME_ROLE: &str = "sts:AssumeRole";

/// The answer if the question can't be asked.
#[must_use]
pub(crate) fn not_asked(principal: Option<&Principal>, policy: Option<&Policy>) -> Trust {
    let is_user = principal.is_some_and(|principal| principal.kind() == CallerKind::User);
    Trust {
        status: match is_user {
            true => TrustStatus::NotApplicable,
            false => TrustStatus::NotSupplied,
        },
        trusted: policy.map(trusted).unwrap_or_default(),
        ..Trust::default()
    }
}

/// Whether the assumer may assume a role: according to the role's trust policy, the assumer's own
/// policies, and the control policies that apply to the call. Resource control policies are those
/// of the role's account (S7.7), service control policies those of the assumer's, which are known
/// if both are in one account (S7.6).
///
/// A role with an unknown ARN is given as an `Err` with a placeholder for it.
///
/// # Errors
/// [`JudgeError`] if the role's ARN is malformed, or if the policies can't be combined.
fn check(
    role: Result<&Principal, &Principal>,
    input: &PrincipalInput,
    assumer: &Assumer,
    knowledge: &Knowledge,
    hints: Hints<'_>,
) -> Result<Trust, JudgeError> {
    let is_known = role.is_ok();
    let role = role.unwrap_or_else(|role| role);
    let Some(policy) = &input.trust else {
        return Ok(not_asked(Some(role), None));
    };
    let mut policies = PolicySet::new().with(policy.clone())?;
    for identity in &assumer.identity {
        policies = policies.with(identity.clone())?;
    }
    for level in input.rcps.as_ref().into_iter().flatten() {
        policies = policies.with_level(LevelKind::ResourceControl, level.iter().cloned())?;
    }
    let of_one_account = role.account() == assumer.principal.account();
    let scps = input.scps.as_ref().filter(|_| of_one_account);
    for level in scps.into_iter().flatten() {
        policies = policies.with_level(LevelKind::ServiceControl, level.iter().cloned())?;
    }
    let is_service = assumer.principal.kind() == CallerKind::Service;
    let region = knowledge.region.as_deref();
    let mut context = match is_service {
        // Calls of a service may have keys that no call of a role has.
        true => knowledge.context_of_service_in(region),
        false => knowledge.context_in(region),
    };
    if let Some(id) = &assumer.external_id {
        context = context.with("sts:ExternalId", id.as_str());
    }
    let resource = Resource::parse(role.as_str())?;
    let some_role = crate::pattern::pattern(&format!("arn:{}:iam::*:role/*", role.partition()))?;
    let request = PartialRequest::new(&assumer.principal, ASSUME_ROLE)?;
    let request = match is_known {
        true => request.with_resource(&resource),
        false => request.with_resource_pattern(&some_role),
    };
    let request = request
        .with_context(&context)
        .with_unknown_keys(&knowledge.unknown)
        .with_session_unknown();
    let explanation = policies.explain_partial(&request);
    let (status, as_action) = match explanation.decision {
        PartialDecision::Allowed => (TrustStatus::Granted, ActionStatus::Granted),
        PartialDecision::Depends => (TrustStatus::Conditional, ActionStatus::Conditional),
        PartialDecision::ExplicitDeny => (TrustStatus::Denied, ActionStatus::Denied),
        PartialDecision::ImplicitDeny | PartialDecision::Denied => {
            (TrustStatus::Missing, ActionStatus::Missing)
        }
    };
    let (name, mut hint) = (&assumer.name, None);
    if status == TrustStatus::Missing {
        let of_service_calls = || {
            let mut keys = absent_keys(&explanation);
            keys.find_map(|key| of_service_calls(hints, key))
        };
        hint = deleted(policy, hints).or_else(of_service_calls);
    }
    let names = LayerNames {
        identity: name,
        resource: "trust",
        identity_silent: &format!("the {name}'s own policies do not allow it"),
        resource_silent: &match names_the_caller(&explanation) {
            true => format!("the trust policy names the {name}, but its conditions are not met"),
            false => format!("the trust policy does not name the {name}"),
        },
    };
    let mut reasons = reasons_for(as_action, &explanation, &names);
    // A service has no policies of its own that could allow it.
    reasons.retain(|reason| !(is_service && reason.policy.is_none() && reason.layer == *name));
    let (reasons, reasons_left_out) = first_ones(reasons);
    let when = explanation.residual();
    Ok(Trust {
        status,
        assumer: None,
        reasons,
        reasons_left_out,
        when: when.map(|residual| {
            clipped(residual.to_string()) + &hints.suggested(explanation.statements())
        }),
        trusted: trusted(policy),
        hint,
        ..Trust::default()
    })
}

/// What is unknown about the control policies that apply to the call, as a sentence: supplied SCPs
/// are those of the role's account, not those of an assumer in another account.
pub(crate) fn unknown_control(
    role: &Principal,
    input: &PrincipalInput,
    assumer: &Assumer,
    trust: &Trust,
) -> Option<String> {
    let account = assumer.principal.account()?;
    let is_open = matches!(
        trust.status,
        TrustStatus::Granted | TrustStatus::Conditional
    );
    let of_another = !input.scps.is_not_supplied() && role.account() != Some(account);
    (is_open && of_another).then(|| {
        let name = &assumer.name;
        format!(
            "the SCPs of the {name}'s account, {account}, are unknown: they may deny it {ASSUME_ROLE}"
        )
    })
}

/// Whether an Allow of the trust policy fails only because of a condition.
fn names_the_caller(explanation: &Explanation<PartialDecision>) -> bool {
    let layers = explanation.layers.iter();
    let trust = layers.filter(|layer| layer.layer == Layer::Resource);
    trust.flat_map(|layer| &layer.statements).any(|statement| {
        let fails = statement.outcome();
        statement.effect == Effect::Allow
            && matches!(fails, StatementOutcome::Fails(Mismatch::Condition(_)))
    })
}
