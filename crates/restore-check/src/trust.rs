//! May the backup appliance assume the role?

use crate::check::{Knowledge, reasons_for};
use crate::report::{ActionStatus, Reason, Trust, TrustStatus};
use iam_eval::{
    CallerKind, Effect, PartialDecision, PartialRequest, Policy, PolicyKind, PolicySet, Principal,
    PrincipalType, RequestError, Resource,
};

/// The appliance, as far as it is known.
#[derive(Debug, Clone)]
pub struct Appliance {
    /// Its Impersonation role, or a session of it.
    pub principal: Principal,
    /// Its identity policies.
    pub identity: Vec<Policy>,
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
        when: None,
        trusted: policy.map(trusted).unwrap_or_default(),
        hint: None,
    }
}

/// Whether the appliance may assume the role whose trust policy this is.
///
/// # Errors
/// [`RequestError`] where the role's ARN is none.
pub fn check(
    role: &str,
    policy: &Policy,
    appliance: &Appliance,
    knowledge: &Knowledge,
) -> Result<Trust, RequestError> {
    let mut policies = PolicySet::new().with(policy.clone());
    for identity in &appliance.identity {
        policies = policies.with(identity.clone());
    }
    let resource = Resource::parse(role)?;
    let request = PartialRequest::new(&appliance.principal, "sts:AssumeRole")?
        .on(&resource)
        .with_context(&knowledge.context)
        .with_unknown_keys(&knowledge.unknown);
    let explanation = policies.explain_partial(&request);
    let (status, as_action) = match explanation.decision {
        PartialDecision::Allowed => (TrustStatus::Granted, ActionStatus::Granted),
        PartialDecision::Depends => (TrustStatus::Conditional, ActionStatus::Conditional),
        PartialDecision::ExplicitDeny => (TrustStatus::Denied, ActionStatus::Denied),
        PartialDecision::ImplicitDeny | PartialDecision::Denied => {
            (TrustStatus::Missing, ActionStatus::Missing)
        }
    };
    let mut reasons = reasons_for(as_action, &explanation);
    for reason in &mut reasons {
        rename_layer(reason);
    }
    Ok(Trust {
        status,
        reasons,
        when: explanation.residual().map(|residual| residual.to_string()),
        trusted: trusted(policy),
        hint: None,
    })
}

/// For the role that is asked for, the resource-based policy is its trust policy, and the identity
/// policies are the appliance's.
fn rename_layer(reason: &mut Reason) {
    match reason.layer.as_str() {
        "resource" => {
            reason.layer = "trust".to_owned();
            if reason.policy.is_none() {
                reason.why = "the trust policy does not name the appliance".to_owned();
            }
        }
        "identity" => {
            reason.layer = "appliance".to_owned();
            if reason.policy.is_none() {
                reason.why = "the appliance's own policies do not allow it".to_owned();
            }
        }
        _ => {}
    }
}

/// Whom the trust policy lets assume the role, in words.
fn trusted(policy: &Policy) -> Vec<String> {
    let mut trusted = Vec::new();
    for statement in policy.document().statements() {
        if statement.effect() != Effect::Allow {
            continue;
        }
        let restricted = match statement.conditions().len() {
            0 => "",
            _ => ", under conditions",
        };
        for (kind, value) in statement.principals() {
            let who = match kind {
                PrincipalType::Everyone => "everyone".to_owned(),
                PrincipalType::Aws if value == "*" => "everyone".to_owned(),
                PrincipalType::Aws => aws_principal(value),
                PrincipalType::Service => format!("the service {value}"),
                PrincipalType::Federated => format!("users of the identity provider {value}"),
                PrincipalType::CanonicalUser => format!("the canonical user {value}"),
            };
            let who = format!("{who}{restricted}");
            if !trusted.contains(&who) {
                trusted.push(who);
            }
        }
    }
    trusted
}

fn aws_principal(value: &str) -> String {
    if value.len() == 12 && !value.starts_with('A') {
        return format!("the account {value}");
    }
    match value.rsplit_once(':') {
        Some((account, "root")) => {
            let account = account.rsplit(':').next().unwrap_or(account);
            format!("the account {account}")
        }
        _ => value.to_owned(),
    }
}
