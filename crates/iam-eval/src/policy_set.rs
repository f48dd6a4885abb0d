//! All policies that apply to a request, by layer.

mod error;

pub use error::AttachError;

use crate::layer::{Layer, LayerKind, LevelKind};
use crate::policy::Policy;
use crate::request::Principal;
use std::borrow::Cow;

/// The policies that apply to a caller's requests. A layer without an attached policy counts as not
/// supplied: it neither limits nor grants.
///
/// ```
/// use iam_eval::{Decision, Policy, PolicyKind, PolicySet, Principal, Request, Resource};
/// let role = r#"{"Version": "2012-10-17",
///   "Statement": {"Effect": "Allow", "Action": ["ec2:*", "iam:List*"], "Resource": "*"}}"#;
/// let boundary = r#"{"Version": "2012-10-17",
///   "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#;
/// let policies = PolicySet::new()
///     .with(Policy::parse(PolicyKind::Identity, "role.json", role)?)?
///     .with(Policy::parse(PolicyKind::PermissionsBoundary, "boundary.json", boundary)?)?;
///
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let resource = Resource::any();
/// let decide = |action| Ok::<_, iam_eval::RequestError>(
///     policies.evaluate(&Request::new(&principal, action, &resource)?));
/// assert_eq!(decide("ec2:RunInstances")?, Decision::Allowed);
/// assert_eq!(decide("iam:ListRoles")?, Decision::ImplicitDeny);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PolicySet {
    pub(crate) identity: Vec<Policy>,
    pub(crate) permissions_boundary: Option<Policy>,
    pub(crate) session: Vec<Policy>,
    pub(crate) resource: Option<Policy>,
    pub(crate) scps: Vec<Vec<Policy>>,
    pub(crate) rcps: Vec<Vec<Policy>>,
    pub(crate) vpc_endpoint: Option<Policy>,
    /// True if a layer other than the identity-based policies was supplied.
    pub(crate) has_other_layers: bool,
}

/// The policies of the layers of one kind.
pub(crate) enum Attached<'a> {
    Lone(&'a [Policy]),
    Levels(&'a [Vec<Policy>]),
}

/// The place where a policy is attached.
enum Place<'a> {
    One(&'a mut Option<Policy>),
    Many(&'a mut Vec<Policy>),
    Levels(&'a mut Vec<Vec<Policy>>),
}

impl PolicySet {
    /// A set without policies: everything is implicitly denied.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// True if only identity policies are attached.
    #[inline]
    pub(crate) fn is_identity_alone(&self) -> bool {
        !self.has_other_layers
    }

    pub(crate) fn attached(&self, kind: LayerKind) -> Attached<'_> {
        match kind {
            LayerKind::Identity => Attached::Lone(&self.identity),
            LayerKind::PermissionsBoundary => Attached::Lone(self.permissions_boundary.as_slice()),
            LayerKind::Session => Attached::Lone(&self.session),
            LayerKind::ServiceControl => Attached::Levels(&self.scps),
            LayerKind::Resource => Attached::Lone(self.resource.as_slice()),
            LayerKind::ResourceControl => Attached::Levels(&self.rcps),
            LayerKind::VpcEndpoint => Attached::Lone(self.vpc_endpoint.as_slice()),
        }
    }

    fn place(&mut self, kind: LayerKind) -> Place<'_> {
        match kind {
            LayerKind::Identity => Place::Many(&mut self.identity),
            LayerKind::PermissionsBoundary => Place::One(&mut self.permissions_boundary),
            LayerKind::Session => Place::Many(&mut self.session),
            LayerKind::ServiceControl => Place::Levels(&mut self.scps),
            LayerKind::Resource => Place::One(&mut self.resource),
            LayerKind::ResourceControl => Place::Levels(&mut self.rcps),
            LayerKind::VpcEndpoint => Place::One(&mut self.vpc_endpoint),
        }
    }

    /// The caller of a request to these policies as in the format of scenarios, where a root user
    /// has session policies only in a session of `sts:AssumeRoot` (S7.11, S9.8).
    ///
    /// ```
    /// use iam_eval::*;
    /// let task = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Session, "task.json", task)?)?;
    /// let root = Principal::parse("arn:aws:iam::111122223333:root")?;
    /// assert!(policies.caller(&root).is_assumed_root());
    /// assert!(!PolicySet::new().caller(&root).is_assumed_root());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn caller<'p>(&self, principal: &'p Principal) -> Cow<'p, Principal> {
        let root = match self.session.is_empty() {
            true => None,
            false => Principal::assumed_root(principal.as_str()).ok(),
        };
        root.map_or(Cow::Borrowed(principal), Cow::Owned)
    }

    /// Attaches a policy to the layer of its [`PolicyKind`](crate::PolicyKind). Identity and
    /// session policies accumulate. There can be one permissions boundary, one resource-based
    /// policy (which includes trust policies) and one VPC endpoint policy: a second one is an
    /// error, so that no deny of the first is lost.
    ///
    /// Service and resource control policies are attached one level at a time: see
    /// [`PolicySet::with_level`].
    ///
    /// # Errors
    /// [`AttachError`] if the set already has the one policy of this kind, and for service and
    /// resource control policies.
    ///
    /// ```
    /// use iam_eval::{AttachError, Policy, PolicyKind, PolicySet};
    /// let boundary = |name, action| Policy::parse(PolicyKind::PermissionsBoundary, name, &format!(
    ///     r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#));
    /// let policies = PolicySet::new().with(boundary("narrow.json", "ec2:*")?)?;
    /// let error = policies.with(boundary("wide.json", "*")?).unwrap_err();
    /// assert_eq!(error.to_string(), "`wide.json` would be a second permissions boundary, \
    ///     beside `narrow.json`: a request has at most one");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// The error can't be ignored, since no set is returned with it.
    ///
    /// ```compile_fail,E0599
    /// use iam_eval::{Policy, PolicySet};
    /// fn both(first: Policy, second: Policy) -> PolicySet {
    ///     PolicySet::new().with(first).with(second)
    /// }
    /// ```
    pub fn with(mut self, policy: Policy) -> Result<Self, AttachError> {
        let kind = policy.document().kind();
        let layer = LayerKind::of(kind);
        match self.place(layer) {
            Place::Many(policies) => policies.push(policy),
            Place::One(place @ None) => *place = Some(policy),
            Place::One(Some(attached)) => {
                return Err(AttachError::SecondPolicy {
                    policy: policy.document().name().into(),
                    kind,
                    attached: attached.document().name().into(),
                });
            }
            Place::Levels(_) => {
                return Err(AttachError::NeedsLevel {
                    policy: policy.document().name().into(),
                    kind,
                });
            }
        }
        self.has_other_layers |= layer != LayerKind::Identity;
        Ok(self)
    }

    /// Attaches several policies, each as with [`PolicySet::with`].
    ///
    /// Replaces [`FromIterator`], which cannot fail.
    ///
    /// # Errors
    /// [`AttachError`], as for [`PolicySet::with`].
    ///
    /// ```
    /// use iam_eval::{Policy, PolicyKind, PolicySet};
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
    /// let inline = Policy::parse(PolicyKind::Identity, "inline", text)?;
    /// let managed = Policy::parse(PolicyKind::Identity, "managed", text)?;
    /// let policies = PolicySet::try_from_iter([inline, managed])?;
    /// assert_eq!(policies.policies().count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn try_from_iter(policies: impl IntoIterator<Item = Policy>) -> Result<Self, AttachError> {
        policies.into_iter().try_fold(Self::new(), Self::with)
    }

    /// Attaches more policies: either all or none of them. Replaces [`Extend`], which cannot fail.
    ///
    /// # Errors
    /// [`AttachError`], as for [`PolicySet::with`]; the set is unchanged.
    ///
    /// ```
    /// use iam_eval::{Policy, PolicyKind, PolicySet};
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
    /// let policy = |kind| Policy::parse(kind, "p", text);
    /// let mut policies = PolicySet::new();
    /// policies.try_extend([policy(PolicyKind::Identity)?, policy(PolicyKind::PermissionsBoundary)?])?;
    /// let more = [policy(PolicyKind::Identity)?, policy(PolicyKind::PermissionsBoundary)?];
    /// assert!(policies.try_extend(more).is_err());
    /// assert_eq!(policies.policies().count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn try_extend(
        &mut self,
        policies: impl IntoIterator<Item = Policy>,
    ) -> Result<(), AttachError> {
        *self = policies.into_iter().try_fold(self.clone(), Self::with)?;
        Ok(())
    }

    /// Attaches a resource-based policy (which includes trust policies), replacing the attached
    /// one, if any.
    ///
    /// # Errors
    /// [`AttachError::NotResourceBased`] for a policy of another kind.
    ///
    /// ```
    /// use iam_eval::{Policy, PolicyKind, PolicySet};
    /// let of_account = |account| Policy::default_key_policy("aws", account);
    /// let policies = PolicySet::new().with(of_account("111122223333")?)?;
    /// let policies = policies.replace_resource_policy(of_account("444455556666")?)?;
    /// assert_eq!(policies.policies().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn replace_resource_policy(mut self, policy: Policy) -> Result<Self, AttachError> {
        let kind = policy.document().kind();
        if LayerKind::of(kind) != LayerKind::Resource {
            return Err(AttachError::NotResourceBased {
                policy: policy.document().name().into(),
                kind,
            });
        }
        self.resource = Some(policy);
        self.has_other_layers = true;
        Ok(self)
    }

    /// All policies of the set, layer by layer.
    ///
    /// ```
    /// use iam_eval::{Policy, PolicyKind, PolicySet};
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
    /// let policies = PolicySet::new()
    ///     .with(Policy::parse(PolicyKind::Session, "session.json", text)?)?
    ///     .with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
    /// let names: Vec<&str> = policies.policies().map(|policy| policy.document().name()).collect();
    /// assert_eq!(names, ["role.json", "session.json"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.layers().flat_map(|(_, policies)| policies)
    }

    /// The supplied layers with their policies, in the order in which they are evaluated.
    ///
    /// ```
    /// use iam_eval::{Layer, LevelKind, Policy, PolicyKind, PolicySet};
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
    /// let policies = PolicySet::new()
    ///     .with_level(LevelKind::ServiceControl, [])?
    ///     .with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
    /// let layers: Vec<_> = policies.layers().map(|(layer, policies)| (layer, policies.len())).collect();
    /// assert_eq!(layers, [(Layer::Identity, 1), (Layer::Scp(0), 0)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn layers(&self) -> impl Iterator<Item = (Layer, &[Policy])> {
        LayerKind::ALL.into_iter().flat_map(|kind| {
            let (lone, levels): (_, &[Vec<Policy>]) = match self.attached(kind) {
                Attached::Lone([]) => (None, &[]),
                Attached::Lone(policies) => (Some((kind.layer(0), policies)), &[]),
                Attached::Levels(levels) => (None, levels),
            };
            let levels = levels.iter().enumerate();
            let levels = levels.map(move |(level, policies)| (kind.layer(level), &**policies));
            lone.into_iter().chain(levels)
        })
    }

    /// Attaches the policies of one level of an organization: first its root, then each
    /// organizational unit, then the account (S7.6). A level without service control policies
    /// allows nothing.
    ///
    /// # Errors
    /// [`AttachError::NotOfLevel`] if a policy is not of the level's kind.
    ///
    /// ```
    /// use iam_eval::*;
    /// let allow = |kind, action: &str| Policy::parse(kind, "p", &format!(r#"{{"Version": "2012-10-17",
    ///   "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#));
    /// let policies = PolicySet::new()
    ///     .with(allow(PolicyKind::Identity, "*")?)?
    ///     .with_level(LevelKind::ServiceControl, [allow(PolicyKind::ServiceControl, "*")?])?
    ///     .with_level(LevelKind::ServiceControl, [
    ///         allow(PolicyKind::ServiceControl, "ec2:*")?, allow(PolicyKind::ServiceControl, "kms:*")?])?;
    /// let role = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let anything = Resource::any();
    /// let decide = |action| Ok::<_, RequestError>(
    ///     policies.evaluate(&Request::new(&role, action, &anything)?));
    /// assert_eq!(decide("ec2:RunInstances")?, Decision::Allowed);
    /// assert_eq!(decide("sqs:SendMessage")?, Decision::ImplicitDeny);
    ///
    /// let identity = allow(PolicyKind::Identity, "*")?;
    /// assert!(policies.with_level(LevelKind::ServiceControl, [identity]).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_level(
        mut self,
        kind: LevelKind,
        policies: impl IntoIterator<Item = Policy>,
    ) -> Result<Self, AttachError> {
        let wanted = kind.layer_kind().policy_kind();
        let policies = policies.into_iter().map(|policy| {
            let found = policy.document().kind();
            if found == wanted {
                return Ok(policy);
            }
            Err(AttachError::NotOfLevel {
                policy: policy.document().name().into(),
                kind: found,
                level: kind,
            })
        });
        let level = policies.collect::<Result<_, _>>()?;
        if let Place::Levels(levels) = self.place(kind.layer_kind()) {
            levels.push(level);
        }
        self.has_other_layers = true;
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
