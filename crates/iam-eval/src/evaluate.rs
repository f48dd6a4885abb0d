//! From policies and a request to a decision: one evaluation, with or without reasons.

mod combination_table;
mod combine;
mod effects;
mod layers;
mod services;

pub use combination_table::{Combination, LayerInput};
pub(crate) use combine::{Findings, allows, is_same_account};
pub(crate) use effects::Effects;
pub(crate) use layers::{Layers, Observer, Outcome, decide, findings, identity_alone_decides};
pub(crate) use services::{
    EXEMPT_TRUST_POLICY, Refusal, Sides, Source, SpecialRule, of_exempt_root,
};
pub use services::{resources_with_rules, services_with_rules};

use crate::logic::Truth;
use crate::policy_set::PolicySet;
use crate::request::{PartialRequest, Request};
use iam_syntax::document::UnknownName;
use serde::{Deserialize, Serialize};

/// AWS's answer to a request (S7.17). Exhaustive: AWS has these three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Decision {
    /// The request is allowed.
    Allowed,
    /// Nothing allows it, or a limiting layer doesn't allow it.
    ImplicitDeny,
    /// A `Deny` statement applies.
    ExplicitDeny,
}

impl Decision {
    /// The decision as the AWS APIs spell it: `allowed`, `implicitDeny`, `explicitDeny`.
    ///
    /// ```
    /// use iam_eval::Decision;
    /// assert_eq!(Decision::ImplicitDeny.as_str(), "implicitDeny");
    /// assert_eq!(Decision::ExplicitDeny.to_string(), "explicitDeny");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitDeny => "implicitDeny",
            Self::ExplicitDeny => "explicitDeny",
        }
    }
}

impl std::fmt::Display for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// ```
/// use iam_eval::Decision;
/// assert_eq!("implicitDeny".parse(), Ok(Decision::ImplicitDeny));
/// assert!("denied".parse::<Decision>().is_err());
/// ```
impl std::str::FromStr for Decision {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ALL: [Decision; 3] = [
            Decision::Allowed,
            Decision::ImplicitDeny,
            Decision::ExplicitDeny,
        ];
        let mut decisions = ALL.into_iter();
        decisions
            .find(|decision| decision.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, ALL.map(Decision::as_str)))
    }
}

/// The answer to a partially known request. Exhaustive, like [`Decision`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PartialDecision {
    /// Allowed for all values of the unknowns.
    Allowed,
    /// Implicitly denied for all values of the unknowns.
    ImplicitDeny,
    /// Explicitly denied for all values of the unknowns.
    ExplicitDeny,
    /// Denied for all values of the unknowns; whether explicitly depends on them.
    Denied,
    /// It depends on the unknowns.
    Depends,
}

impl PartialDecision {
    /// The answer as text: `allowed`, `implicitDeny`, `explicitDeny`, `denied`, `depends`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitDeny => "implicitDeny",
            Self::ExplicitDeny => "explicitDeny",
            Self::Denied => "denied",
            Self::Depends => "depends",
        }
    }

    /// True if a concrete decision is possible under this answer.
    #[must_use]
    pub const fn admits(self, decision: Decision) -> bool {
        match self {
            Self::Allowed => matches!(decision, Decision::Allowed),
            Self::ImplicitDeny => matches!(decision, Decision::ImplicitDeny),
            Self::ExplicitDeny => matches!(decision, Decision::ExplicitDeny),
            Self::Denied => !matches!(decision, Decision::Allowed),
            Self::Depends => true,
        }
    }
}

impl std::fmt::Display for PartialDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Outcome> for PartialDecision {
    fn from(outcome: Outcome) -> Self {
        match (outcome.deny, outcome.allow) {
            (Truth::True, _) => Self::ExplicitDeny,
            (Truth::False, Truth::True) => Self::Allowed,
            (Truth::False, Truth::False) => Self::ImplicitDeny,
            (Truth::Unknown, Truth::False) => Self::Denied,
            (Truth::Unknown | Truth::False, _) => Self::Depends,
        }
    }
}

impl From<Outcome> for Decision {
    fn from(outcome: Outcome) -> Self {
        match (outcome.deny, outcome.allow) {
            (Truth::False, Truth::True) => Self::Allowed,
            (Truth::False, _) => Self::ImplicitDeny,
            (Truth::True | Truth::Unknown, _) => Self::ExplicitDeny,
        }
    }
}

impl PolicySet {
    /// Decides a request. See [`PolicySet::explain`] for the reason.
    ///
    /// ```
    /// use iam_eval::{Decision, PolicySet, Principal, Request, Resource};
    /// let principal = Principal::parse("arn:aws:iam::111122223333:user/alice")?;
    /// let resource = Resource::any();
    /// let request = Request::new(&principal, "ec2:RunInstances", &resource)?;
    /// assert_eq!(PolicySet::new().evaluate(&request), Decision::ImplicitDeny);
    /// # Ok::<(), iam_eval::RequestError>(())
    /// ```
    #[must_use]
    pub fn evaluate(&self, request: &Request<'_>) -> Decision {
        decide(self, request.facts(), &mut ()).into()
    }

    /// Decides a request whose resource or some condition keys are unknown. See
    /// [`PolicySet::explain_partial`] for what the answer depends on.
    ///
    /// For all values of the unknowns, [`PartialDecision::admits`] the concrete decision. The
    /// answer may be `Depends` although more elaborate reasoning would show that all values of the
    /// unknowns give the same decision.
    ///
    /// ```
    /// use iam_eval::*;
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
    ///   "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "p", text)?)?;
    /// let principal = Principal::parse("arn:aws:iam::111122223333:user/alice")?;
    /// let unknown = UnknownKeys::only(["aws:SecureTransport"]);
    /// let request = PartialRequest::new(&principal, "s3:GetObject")?.with_unknown_keys(&unknown);
    /// assert_eq!(policies.evaluate_partial(&request), PartialDecision::Depends);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn evaluate_partial(&self, request: &PartialRequest<'_>) -> PartialDecision {
        decide(self, request.facts(), &mut ()).into()
    }
}
