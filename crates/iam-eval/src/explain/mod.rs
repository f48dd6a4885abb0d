//! The reason of a decision: what each layer said, by which statements, and what nearly did.

mod reason;
mod residual;
mod trace;

pub use reason::{
    Certainty, ConditionReason, LayerReason, LayerStatus, Mismatch, Origin, RequestValues,
    StatementOutcome, StatementReason,
};
pub use residual::{Residual, ResidualGroup};

use crate::evaluate::{Decision, PartialDecision, decide};
use crate::policy_set::PolicySet;
use crate::request::{Facts, PartialRequest, Request};
use serde::Serialize;
use trace::Trace;

/// A decision with what each layer said of the request.
///
/// ```
/// use iam_eval::*;
/// let text = r#"{"Version": "2012-10-17", "Statement": [
///   {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
///   {"Sid": "NoLaunch", "Effect": "Deny", "Action": "ec2:Run*", "Resource": "*"}]}"#;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", text)?);
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let resource = Resource::any();
/// let explanation = policies.explain(&Request::new(&principal, "ec2:RunInstances", &resource)?);
/// assert_eq!(explanation.decision, Decision::ExplicitDeny);
/// let deciding = explanation.deciding().next().unwrap();
/// assert_eq!(deciding.origin.sid.as_deref(), Some("NoLaunch"));
/// assert_eq!(deciding.origin.to_string(), r#"statement "NoLaunch", role.json:3:3"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation<D = Decision> {
    /// The decision.
    pub decision: D,
    /// Every layer, in the order identity, boundary, session, SCPs, resource, RCPs, endpoint.
    pub layers: Vec<LayerReason>,
    /// True where an allow of the identity-based policies or of the resource-based policy suffices.
    #[serde(skip)]
    either_side_suffices: bool,
}

impl<D> Explanation<D> {
    /// The statements on which the decision rests: the denies that apply, or else the allows that
    /// do in layers that allow.
    pub fn deciding(&self) -> impl Iterator<Item = &StatementReason> {
        let denied = self
            .layers
            .iter()
            .any(|layer| layer.denies == Certainty::Yes);
        let effect = if denied {
            crate::Effect::Deny
        } else {
            crate::Effect::Allow
        };
        self.statements().filter(move |statement| {
            statement.effect == effect && statement.outcome == StatementOutcome::Applies
        })
    }

    /// The layers that limit the request and don't allow it.
    pub fn silent_layers(&self) -> impl Iterator<Item = &LayerReason> {
        self.layers
            .iter()
            .filter(|layer| layer.status == LayerStatus::Evaluated && layer.allows == Certainty::No)
    }

    /// The statements whose action is the request's.
    pub fn statements(&self) -> impl Iterator<Item = &StatementReason> {
        self.layers.iter().flat_map(|layer| &layer.statements)
    }
}

impl Explanation<PartialDecision> {
    /// What the decision hangs on; `None` where it hangs on nothing.
    #[must_use]
    pub fn residual(&self) -> Option<Residual> {
        (self.decision == PartialDecision::Depends).then(|| Residual::of(self))
    }
}

impl PolicySet {
    /// Decides a request and says why. The decision is that of [`PolicySet::evaluate`], which is
    /// faster.
    #[must_use]
    pub fn explain(&self, request: &Request<'_>) -> Explanation {
        let (trace, outcome) = self.trace(request.facts());
        trace.explanation(outcome.into())
    }

    /// Decides a request of which not everything is known, and says what the answer hangs on.
    ///
    /// ```
    /// use iam_eval::*;
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
    ///   "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "p", text)?);
    /// let principal = Principal::parse("arn:aws:iam::111122223333:user/alice")?;
    /// let unknown = UnknownKeys::only(["aws:RequestedRegion"]);
    /// let request = PartialRequest::new(&principal, "s3:GetObject")?.with_unknown_keys(&unknown);
    /// let residual = policies.explain_partial(&request).residual().unwrap();
    /// assert_eq!(residual.to_string(), "when aws:RequestedRegion is eu-west-1 or eu-central-1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain_partial(&self, request: &PartialRequest<'_>) -> Explanation<PartialDecision> {
        let (trace, outcome) = self.trace(request.facts());
        trace.explanation(outcome.into())
    }

    fn trace<'a>(&'a self, facts: &'a Facts<'a>) -> (Trace<'a>, crate::evaluate::Outcome) {
        let mut trace = Trace::new(self, facts);
        let outcome = decide(self, facts, &mut trace);
        (trace, outcome)
    }
}
