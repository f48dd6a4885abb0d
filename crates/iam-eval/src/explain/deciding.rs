//! One statement on which a decision rests, found on the way to it.

use super::origin::Origin;
use crate::evaluate::{Decision, Effects, Findings, Observer, decide};
use crate::layer::Layer;
use crate::logic::Truth;
use crate::policy::{Grant, Policy};
use crate::policy_set::PolicySet;
use crate::request::Request;
use iam_syntax::document::Effect;

/// The first statement of each effect that the walk found to apply.
#[derive(Default)]
struct FirstThatApplies {
    deny: Option<Origin>,
    allow: Option<Origin>,
}

impl Observer for FirstThatApplies {
    type Steps = ();
    const WATCHES: bool = false;

    #[inline]
    fn statement(&mut self, _: Layer, _: &Policy, _: usize, (): (), _: (Truth, Grant)) {}
    #[inline]
    fn layer(&mut self, _: Layer, _: &Effects) {}
    #[inline]
    fn outcome(&mut self, _: &Findings) {}

    #[inline]
    fn applies(&mut self, policy: &Policy, index: u32, effect: Effect) {
        let first = match effect {
            Effect::Deny => &mut self.deny,
            Effect::Allow => &mut self.allow,
        };
        if first.is_none() {
            *first = Some(Origin::new(policy, index as usize));
        }
    }
}

impl PolicySet {
    /// Decides a request and names a statement on which the decision rests: one of those that
    /// [`Explanation::deciding`](crate::Explanation::deciding) gives. It takes hardly longer than
    /// [`PolicySet::evaluate`]; which of several statements it is isn't promised.
    ///
    /// An implicit deny rests on no statement, nor does a decision that the service makes whatever
    /// the policies say (S8).
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json",
    ///   r#"{"Statement": {"Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#)?)?;
    /// let (alice, anything) = ("arn:aws:iam::111122223333:user/alice".parse()?, Resource::any());
    /// let request = Request::new(&alice, "s3:ListAllMyBuckets", &anything)?;
    /// let (decision, origin) = policies.evaluate_with_origin(&request);
    /// assert_eq!(decision, Decision::Allowed);
    /// assert_eq!(origin.unwrap().sid(), Some("All"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn evaluate_with_origin(&self, request: &Request<'_>) -> (Decision, Option<Origin>) {
        let mut found = FirstThatApplies::default();
        let decision = decide(self, request.facts(), &mut found).into();
        let origin = match decision {
            Decision::Allowed => found.allow,
            Decision::ExplicitDeny => found.deny,
            Decision::ImplicitDeny => None,
        };
        (decision, origin)
    }
}
