//! A principal with every policy that applies to it.

use crate::problem::Problem;
use iam_eval::{AttachError, CallerKind, LevelKind, Policy, PolicySet, Position};

/// The layer that a permissions boundary is.
pub(crate) const BOUNDARY: &str = "permissionsBoundary";
/// The layer that a role's trust policy is.
pub(crate) const TRUST: &str = "trust";

/// A principal as an input describes it, its policies compiled.
#[derive(Debug, Clone, Default)]
pub struct PrincipalInput {
    /// The principal's ARN, where the input names it.
    pub arn: Option<String>,
    /// The name of the role or user, where the input tells it; an ARN tells it too.
    pub name: Option<String>,
    /// Whether it is a role or a user, where the input tells it; an ARN tells it too.
    pub kind: Option<CallerKind>,
    /// The file, as it was named.
    pub source: String,
    /// Where in the file the principal stands; not known where the file is about it alone.
    pub at: Option<Position>,
    /// Identity-based policies; each that is in a file with others has a name of its own ([`Policy::named`]).
    pub identity: Vec<Policy>,
    /// True where the input tells the identity-based policies, be there none: an account's dump does,
    /// and a bundle that has `identity`; what `get-role` prints doesn't.
    pub identity_is_known: bool,
    /// The role's trust policy.
    pub trust: Option<Policy>,
    /// The permissions boundary.
    pub boundary: Layer<Policy>,
    /// Session policies.
    pub session: Layer<Vec<Policy>>,
    /// Levels of service control policies.
    pub scps: Layer<Vec<Vec<Policy>>>,
    /// Levels of resource control policies.
    pub rcps: Layer<Vec<Vec<Policy>>>,
    /// Policies of which the input doesn't say whether there are any, such as `AttachedManagedPolicies`
    /// of a dump that was cut down: what is granted may be denied by one of them.
    pub unknown_policies: Vec<String>,
    /// What of it could not be read: the principal is not judged.
    pub problems: Vec<Problem>,
    /// What a reader of the report should know of the input.
    pub notes: Vec<String>,
    /// The layers that were left out by order of the user, to see what would be without them.
    pub left_out: Vec<String>,
    /// How many policy documents bear on the principal.
    pub documents: usize,
    /// How many of them are its own, and not shared with others of the account.
    pub own_documents: usize,
}

/// A layer of policies: supplied, known to be empty, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layer<T> {
    /// The input doesn't say.
    #[default]
    NotSupplied,
    /// The input says that there is none.
    None,
    /// These.
    Some(T),
}

impl<T> Layer<T> {
    /// True where nothing is known of the layer.
    pub const fn is_not_supplied(&self) -> bool {
        matches!(self, Self::NotSupplied)
    }

    /// The policies, if there are any.
    pub const fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Some(policies) => Some(policies),
            Self::NotSupplied | Self::None => None,
        }
    }
}

impl PrincipalInput {
    /// A principal of which nothing is known yet.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            ..Self::default()
        }
    }

    /// The policies of all layers but the trust policy.
    ///
    /// # Errors
    /// [`AttachError`] where a policy is not of its layer's kind.
    pub fn policy_set(&self) -> Result<PolicySet, AttachError> {
        let mut set = PolicySet::new();
        let lone = self.identity.iter();
        let lone = lone.chain(self.boundary.as_ref());
        for policy in lone.chain(self.session.as_ref().into_iter().flatten()) {
            set = set.with(policy.clone())?;
        }
        for (kind, levels) in [
            (LevelKind::ServiceControl, &self.scps),
            (LevelKind::ResourceControl, &self.rcps),
        ] {
            for level in levels.as_ref().into_iter().flatten() {
                set = set.with_level(kind, level.iter().cloned())?;
            }
        }
        Ok(set)
    }
}
