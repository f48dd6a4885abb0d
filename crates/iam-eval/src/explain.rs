//! The reason for a decision: the answer of each layer, the statements behind it, and those that
//! nearly applied.

mod conclusion;
mod deciding;
mod notes;
mod origin;
mod policy_text;
mod premises;
mod reason;
mod residual;
mod sentence;
mod service_rule;
mod trace;
mod tree;

pub use conclusion::{Conclusion, Gap, Grantor};
pub use notes::{Assumption, Note};
pub use origin::Origin;
pub use policy_text::{ConditionReason, PolicyValues};
pub use reason::{
    Certainty, LayerReason, LayerStatus, Mismatch, RequestValues, StatementOutcome, StatementReason,
};
pub use residual::{Residual, ResidualGroup};
pub use service_rule::{ServiceRule, ServiceRuleKind};

use crate::evaluate::{Decision, PartialDecision, decide};
use crate::layer::Layer;
use crate::policy_set::PolicySet;
use crate::request::{Facts, PartialRequest, Request};
use iam_syntax::document::Effect;
use serde::Serialize;
use trace::Trace;
use tree::Asked;

/// A decision with the answer of each layer to the request.
///
/// `Display` writes it as a tree of several lines, which ends with how the layers lead to the
/// decision.
///
/// ```
/// use iam_eval::*;
/// let text = r#"{"Version": "2012-10-17", "Statement": [
///   {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
///   {"Sid": "NoLaunch", "Effect": "Deny", "Action": "ec2:Run*", "Resource": "*"}]}"#;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let resource = Resource::any();
/// let explanation = policies.explain(&Request::new(&principal, "ec2:RunInstances", &resource)?);
/// assert_eq!(explanation.decision, Decision::ExplicitDeny);
/// let deciding = explanation.deciding().next().unwrap();
/// assert_eq!(deciding.origin.sid(), Some("NoLaunch"));
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
    /// The special rules of the action's service, which override the policies or combine them
    /// differently (S8).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_rules: Vec<ServiceRule>,
    /// How the layers together lead to the decision.
    pub conclusion: Conclusion,
    /// What was assumed because the request doesn't specify it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
    /// The question.
    #[serde(skip)]
    asked: Asked,
    /// The effect of the statements that decide; `None` for an implicit deny and for an open
    /// answer.
    #[serde(skip)]
    deciding: Option<Effect>,
    /// True if an allow of the identity-based policies or of the resource-based policy suffices.
    #[serde(skip)]
    either_side_suffices: bool,
    /// If the resource-based policy certainly leaves the decision to the identity-based policies:
    /// whether it also grants the request itself.
    #[serde(skip)]
    delegated: Option<Certainty>,
}

impl<D> Explanation<D> {
    /// The statements that decide: for an explicit deny the denies that apply, for an allowed
    /// request the allows that apply. An implicit deny has none.
    pub fn deciding(&self) -> impl Iterator<Item = &StatementReason> {
        self.statements()
            .filter(|statement| self.rests_on(statement))
    }

    /// True if [`Explanation::deciding`] contains a statement of this explanation.
    #[must_use]
    pub fn rests_on(&self, statement: &StatementReason) -> bool {
        self.deciding == Some(statement.effect) && statement.applies()
    }

    /// The layers that would have to allow the request and don't, or may not: the identity-based
    /// policies, even if there are none, and every layer that limits them. Empty if the request is
    /// allowed, or if the other one of identity-based and resource-based policy suffices.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policy = |kind, action| Policy::parse(kind, "p", &format!(r#"{{"Statement":
    ///   {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#));
    /// let policies = PolicySet::new()
    ///     .with(policy(PolicyKind::Identity, "*")?)?
    ///     .with(policy(PolicyKind::PermissionsBoundary, "s3:*")?)?;
    /// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let resource = Resource::any();
    /// let explanation = policies.explain(&Request::new(&principal, "ec2:RunInstances", &resource)?);
    /// let silent: Vec<Layer> = explanation.silent_layers().map(|layer| layer.layer).collect();
    /// assert_eq!(silent, [Layer::PermissionsBoundary]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn silent_layers(&self) -> impl Iterator<Item = &LayerReason> {
        let grants = |layer: &LayerReason| matches!(layer.layer, Layer::Identity | Layer::Resource);
        let granted = self.either_side_suffices
            && self
                .layers
                .iter()
                .any(|layer| grants(layer) && self.grants(layer) == Certainty::Certain);
        self.layers.iter().filter(move |layer| {
            let should_allow = match layer.layer {
                Layer::Identity => layer.status != LayerStatus::NotApplicable && !granted,
                Layer::Resource => layer.status == LayerStatus::Evaluated && !granted,
                // S7.7: for these only denies count.
                Layer::Rcp(_) => false,
                _ => layer.status == LayerStatus::Evaluated,
            };
            should_allow
                && layer.allows != Certainty::Certain
                && self.deciding != Some(Effect::Allow)
        })
    }

    /// The statements of a layer on which the answer depends because they may allow the request.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policy = Policy::parse(PolicyKind::Identity, "p", r#"{"Statement": {"Effect": "Allow",
    ///   "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#)?;
    /// let policies = PolicySet::new().with(policy)?;
    /// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let unknown = UnknownKeys::all_but([]);
    /// let request = PartialRequest::new(&principal, "s3:GetObject")?.with_unknown_keys(&unknown);
    /// let explanation = policies.explain_partial(&request);
    /// let open = explanation.layers.iter().flat_map(|layer| explanation.open_allows(layer));
    /// assert_eq!(open.count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_allows<'s>(
        &'s self,
        layer: &'s LayerReason,
    ) -> impl Iterator<Item = &'s StatementReason> {
        let is_open = self.grants(layer) == Certainty::Possible;
        // A statement that may leave the decision to the account adds nothing to one that does.
        let is_delegated = layer.layer == Layer::Resource && self.delegated.is_some();
        layer.statements.iter().filter(move |statement| {
            is_open
                && statement.effect == Effect::Allow
                && statement.depends()
                && !(is_delegated && statement.delegates)
        })
    }

    /// Whether a layer allows the request by itself: not by leaving the decision to another one.
    fn grants(&self, layer: &LayerReason) -> Certainty {
        let delegated = self.delegated.filter(|_| layer.layer == Layer::Resource);
        delegated.unwrap_or(layer.allows)
    }

    /// The statements about the request's action.
    pub fn statements(&self) -> impl Iterator<Item = &StatementReason> {
        self.layers.iter().flat_map(|layer| &layer.statements)
    }
}

impl Explanation<PartialDecision> {
    /// What the decision depends on; `None` if it depends on nothing.
    #[must_use]
    pub fn residual(&self) -> Option<Residual> {
        (self.decision == PartialDecision::Depends).then(|| Residual::of(self))
    }
}

impl PolicySet {
    /// Decides a request and explains why. The decision is that of [`PolicySet::evaluate`], which
    /// is faster.
    #[must_use]
    pub fn explain(&self, request: &Request<'_>) -> Explanation {
        let (trace, outcome) = self.trace(request.facts());
        let decision = Decision::from(outcome);
        let (answer, deciding) = match decision {
            Decision::Allowed => (PartialDecision::Allowed, Some(Effect::Allow)),
            Decision::ExplicitDeny => (PartialDecision::ExplicitDeny, Some(Effect::Deny)),
            Decision::ImplicitDeny => (PartialDecision::ImplicitDeny, None),
        };
        trace.explanation(decision, answer, deciding)
    }

    /// Decides a partially known request, and explains what the answer depends on.
    ///
    /// ```
    /// use iam_eval::*;
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
    ///   "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "p", text)?)?;
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
        let decision = PartialDecision::from(outcome);
        let deciding = match decision {
            PartialDecision::Allowed => Some(Effect::Allow),
            PartialDecision::ExplicitDeny => Some(Effect::Deny),
            PartialDecision::ImplicitDeny | PartialDecision::Denied | PartialDecision::Depends => {
                None
            }
        };
        trace.explanation(decision, decision, deciding)
    }

    fn trace<'a>(&'a self, facts: &'a Facts<'a>) -> (Trace<'a>, crate::evaluate::Outcome) {
        let mut trace = Trace::new(self, facts);
        let outcome = decide(self, facts, &mut trace);
        (trace, outcome)
    }
}
