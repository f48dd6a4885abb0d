//! May the backup appliance assume the role?

use crate::check::{Knowledge, Named, absent_keys, first_ones, of_service_calls, reasons_for};
use crate::error::JudgeError;
use crate::report::{ActionStatus, Trust, TrustStatus, clipped};
use iam_account::PrincipalInput;
use iam_eval::{
    Action, CallerKind, Effect, Explanation, Layer, LevelKind, Mismatch, PartialDecision,
    PartialRequest, Policy, PolicyKind, PolicySet, Principal, PrincipalType, RequestError,
    Resource, StatementOutcome,
};
use std::collections::HashSet;

/// The appliance, as far as it is known.
#[derive(Debug, Clone)]
pub struct Appliance {
    /// Its Impersonation role, or a session of it.
    pub principal: Principal,
    /// Its identity policies.
    pub identity: Vec<Policy>,
    /// The external id that it sends; not known where there is none.
    pub external_id: Option<String>,
}

/// What the product gives the Impersonation role: it may ask to assume any role.
const APPLIANCE_POLICY: &str = r#"{"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}"#;

impl Appliance {
    /// An appliance with the identity policy that the product gives it.
    ///
    /// # Errors
    /// [`RequestError`] where the text is not the ARN of a role or of a session of one.
    pub fn new(arn: &str) -> Result<Self, RequestError> {
        let principal = Principal::parse(arn)?;
        if !matches!(principal.kind(), CallerKind::Role | CallerKind::RoleSession) {
            return Err(RequestError::Principal(arn.into()));
        }
        let policy = Policy::parse(
            PolicyKind::Identity,
            "the product's default",
            APPLIANCE_POLICY,
        );
        Ok(Self {
            principal,
            identity: policy.into_iter().collect(),
            external_id: None,
        })
    }
}

/// The answer where no question can be asked.
#[must_use]
pub fn not_asked(principal: Option<&Principal>, policy: Option<&Policy>) -> Trust {
    let is_user = principal.is_some_and(|principal| principal.kind() == CallerKind::User);
    Trust {
        status: match is_user {
            true => TrustStatus::NotApplicable,
            false => TrustStatus::NotSupplied,
        },
        reasons: Vec::new(),
        reasons_left_out: 0,
        when: None,
        trusted: policy.map(trusted).unwrap_or_default(),
        hint: None,
    }
}

/// Whether the appliance may assume a role: by its trust policy, by the appliance's own policies, and by
/// the control policies that bear on the call. Those of resources are the role's account's (S7.7), those
/// of services the appliance's, which are known where both are of one account (S7.6).
///
/// A role whose ARN is not known is given as the `Err` that stands for it.
///
/// # Errors
/// [`JudgeError`] where the role's ARN is none, or where the policies don't go together.
pub fn check(
    role: Result<&Principal, &Principal>,
    input: &PrincipalInput,
    appliance: &Appliance,
    knowledge: &Knowledge,
) -> Result<Trust, JudgeError> {
    let is_known = role.is_ok();
    let role = role.unwrap_or_else(|role| role);
    let Some(policy) = &input.trust else {
        return Ok(not_asked(Some(role), None));
    };
    let mut policies = PolicySet::new().with(policy.clone())?;
    for identity in &appliance.identity {
        policies = policies.with(identity.clone())?;
    }
    for level in input.rcps.as_ref().into_iter().flatten() {
        policies = policies.with_level(LevelKind::ResourceControl, level.iter().cloned())?;
    }
    let of_one_account = role.account() == appliance.principal.account();
    let scps = input.scps.as_ref().filter(|_| of_one_account);
    for level in scps.into_iter().flatten() {
        policies = policies.with_level(LevelKind::ServiceControl, level.iter().cloned())?;
    }
    let mut context = knowledge.context_in(knowledge.region.as_deref());
    if let Some(id) = &appliance.external_id {
        context = context.with("sts:ExternalId", id.as_str());
    }
    let resource = Resource::parse(role.as_str())?;
    let some_role = crate::pattern::pattern(&format!("arn:{}:iam::*:role/*", role.partition()))?;
    let request = PartialRequest::new(&appliance.principal, ASSUME_ROLE)?;
    let request = match is_known {
        true => request.on(&resource),
        false => request.within(&some_role),
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
    let named = Named {
        identity: "appliance",
        resource: "trust",
        identity_silent: "the appliance's own policies do not allow it",
        resource_silent: match names_the_appliance(&explanation) {
            true => "the trust policy names the appliance, but asks for more",
            false => "the trust policy does not name the appliance",
        },
    };
    let (reasons, reasons_left_out) = first_ones(reasons_for(as_action, &explanation, &named));
    Ok(Trust {
        status,
        reasons,
        reasons_left_out,
        when: explanation
            .residual()
            .map(|residual| clipped(residual.to_string())),
        trusted: trusted(policy),
        hint: (status == TrustStatus::Missing)
            .then(|| {
                let of_service_calls = absent_keys(&explanation).find_map(of_service_calls);
                deleted(policy).or(of_service_calls)
            })
            .flatten(),
    })
}

/// What isn't known of the control policies that bear on the call, as a sentence: where SCPs were supplied,
/// they are the role's account's, and not those of an appliance of another account.
pub(crate) fn unknown_control(
    role: &Principal,
    input: &PrincipalInput,
    appliance: &Appliance,
    trust: &Trust,
) -> Option<String> {
    let account = appliance.principal.account()?;
    let is_open = matches!(
        trust.status,
        TrustStatus::Granted | TrustStatus::Conditional
    );
    let of_another = !input.scps.is_not_supplied() && role.account() != Some(account);
    (is_open && of_another).then(|| {
        format!(
            "the SCPs of the appliance's account, {account}, are not known: they may deny it {ASSUME_ROLE}"
        )
    })
}

/// Whether an allow of the trust policy fails by a condition alone.
fn names_the_appliance(explanation: &Explanation<PartialDecision>) -> bool {
    let layers = explanation.layers.iter();
    let trust = layers.filter(|layer| layer.layer == Layer::Resource);
    trust.flat_map(|layer| &layer.statements).any(|statement| {
        let fails = statement.outcome();
        statement.effect == Effect::Allow
            && matches!(fails, StatementOutcome::Fails(Mismatch::Condition(_)))
    })
}

/// What is left of a principal that was deleted, and perhaps made anew under the same name.
fn deleted(policy: &Policy) -> Option<String> {
    let statements = policy.document().statements();
    let mut principals =
        statements.flat_map(|statement| statement.principals().collect::<Vec<_>>());
    let id = principals.find(|(kind, value)| {
        *kind == PrincipalType::Aws && (value.starts_with("AROA") || value.starts_with("AIDA"))
    });
    id.map(|(_, id)| {
        format!(
            "`{id}` is what AWS leaves of a principal that was deleted: one of the same name that was made \
             anew is another one; put its ARN there again"
        )
    })
}

const ASSUME_ROLE: &str = "sts:AssumeRole";

/// Whom the trust policy lets assume the role, in words.
fn trusted(policy: &Policy) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut trusted = Vec::new();
    for (index, statement) in policy.document().statements().enumerate() {
        let assumes = [
            ASSUME_ROLE,
            "sts:AssumeRoleWithSAML",
            "sts:AssumeRoleWithWebIdentity",
        ];
        let assumes = assumes.iter().filter_map(|action| Action::new(action).ok());
        if !assumes
            .into_iter()
            .any(|action| policy.names_action(index, &action))
        {
            continue;
        }
        let restricted = match statement.conditions().len() {
            0 => "",
            _ => ", under conditions",
        };
        for (kind, value) in statement.principals() {
            let who = match kind {
                PrincipalType::Everyone => "everyone".to_owned(),
                PrincipalType::Aws => aws_principal(value),
                PrincipalType::Service => format!("the service {value}"),
                PrincipalType::Federated => format!("users of the identity provider {value}"),
                PrincipalType::CanonicalUser => format!("the canonical user {value}"),
            };
            let who = match statement.effect() {
                Effect::Allow => format!("{who}{restricted}"),
                Effect::Deny => format!("but not {who}{restricted}"),
            };
            if seen.insert(who.clone()) {
                trusted.push(who);
            }
        }
    }
    trusted
}

fn aws_principal(value: &str) -> String {
    match Principal::parse(value) {
        Ok(principal) if principal.kind() == CallerKind::Anonymous => "everyone".to_owned(),
        Ok(principal) if principal.kind() == CallerKind::Root => {
            format!("the account {}", principal.account().unwrap_or_default())
        }
        Err(_) if iam_eval::is_account_id(value) => format!("the account {value}"),
        _ => value.to_owned(),
    }
}
