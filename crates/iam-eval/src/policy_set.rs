//! Every policy that bears on a request, by layer.

use crate::document::PolicyKind;
use crate::policy::Policy;

/// The policies that bear on a caller's requests. A layer to which nothing was attached was not
/// supplied: it doesn't limit, and it grants nothing.
///
/// ```
/// use iam_eval::{Decision, Policy, PolicyKind, PolicySet, Principal, Request, Resource};
/// let role = r#"{"Version": "2012-10-17",
///   "Statement": {"Effect": "Allow", "Action": ["ec2:*", "iam:List*"], "Resource": "*"}}"#;
/// let boundary = r#"{"Version": "2012-10-17",
///   "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#;
/// let policies = PolicySet::new()
///     .with(Policy::parse(PolicyKind::Identity, "role.json", role)?)
///     .with(Policy::parse(PolicyKind::PermissionsBoundary, "boundary.json", boundary)?);
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
}

impl PolicySet {
    /// A set without policies: everything is implicitly denied.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// True where only identity policies are attached.
    pub(crate) fn is_identity_alone(&self) -> bool {
        self.permissions_boundary.is_none()
            && self.session.is_empty()
            && self.resource.is_none()
            && self.scps.is_empty()
            && self.rcps.is_empty()
            && self.vpc_endpoint.is_none()
    }

    /// Attaches a policy; its [`PolicyKind`] says where. Identity and session policies add up. Of
    /// the kinds of which there is one (boundary, resource or trust policy, VPC endpoint), the last
    /// one counts. A service or resource control policy becomes a level of its own: see
    /// [`PolicySet::with_level`].
    #[must_use]
    pub fn with(mut self, policy: Policy) -> Self {
        match policy.document().kind() {
            PolicyKind::Identity => self.identity.push(policy),
            PolicyKind::Session => self.session.push(policy),
            PolicyKind::PermissionsBoundary => self.permissions_boundary = Some(policy),
            PolicyKind::Resource | PolicyKind::Trust => self.resource = Some(policy),
            PolicyKind::VpcEndpoint => self.vpc_endpoint = Some(policy),
            PolicyKind::ServiceControl => self.scps.push(vec![policy]),
            PolicyKind::ResourceControl => self.rcps.push(vec![policy]),
        }
        self
    }

    /// All policies of the set: those of the caller first, then the levels of the organizations.
    ///
    /// ```
    /// use iam_eval::{Policy, PolicyKind, PolicySet};
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
    /// let policies = PolicySet::new()
    ///     .with(Policy::parse(PolicyKind::Session, "session.json", text)?)
    ///     .with(Policy::parse(PolicyKind::Identity, "role.json", text)?);
    /// let names: Vec<&str> = policies.policies().map(|policy| policy.document().name()).collect();
    /// assert_eq!(names, ["role.json", "session.json"]);
    /// # Ok::<(), iam_eval::PolicyError>(())
    /// ```
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        let single = [
            &self.permissions_boundary,
            &self.resource,
            &self.vpc_endpoint,
        ];
        let several = self.identity.iter().chain(&self.session);
        let levels = self.scps.iter().chain(&self.rcps);
        several
            .chain(single.into_iter().flatten())
            .chain(levels.flatten())
    }

    /// Attaches the policies of one level of an organization: its root first, then each
    /// organizational unit, then the account (S7.6). A level without service control policies
    /// allows nothing.
    ///
    /// Policies of another kind are attached as [`PolicySet::with`] does.
    ///
    /// ```
    /// use iam_eval::*;
    /// let allow = |kind, action: &str| Policy::parse(kind, "p", &format!(r#"{{"Version": "2012-10-17",
    ///   "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#));
    /// let policies = PolicySet::new()
    ///     .with(allow(PolicyKind::Identity, "*")?)
    ///     .with_level(LevelKind::ServiceControl, [allow(PolicyKind::ServiceControl, "*")?])
    ///     .with_level(LevelKind::ServiceControl, [
    ///         allow(PolicyKind::ServiceControl, "ec2:*")?, allow(PolicyKind::ServiceControl, "kms:*")?]);
    /// let role = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let anything = Resource::any();
    /// let decide = |action| Ok::<_, RequestError>(
    ///     policies.evaluate(&Request::new(&role, action, &anything)?));
    /// assert_eq!(decide("ec2:RunInstances")?, Decision::Allowed);
    /// assert_eq!(decide("sqs:SendMessage")?, Decision::ImplicitDeny);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_level(
        mut self,
        kind: LevelKind,
        policies: impl IntoIterator<Item = Policy>,
    ) -> Self {
        let wanted = match kind {
            LevelKind::ServiceControl => PolicyKind::ServiceControl,
            LevelKind::ResourceControl => PolicyKind::ResourceControl,
        };
        let mut level = Vec::new();
        for policy in policies {
            if policy.document().kind() == wanted {
                level.push(policy);
            } else {
                self = self.with(policy);
            }
        }
        match kind {
            LevelKind::ServiceControl => self.scps.push(level),
            LevelKind::ResourceControl => self.rcps.push(level),
        }
        self
    }
}

/// Of which kind a level of an organization's policies is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelKind {
    /// Service control policies: of the caller's account.
    ServiceControl,
    /// Resource control policies: of the resource's account.
    ResourceControl,
}
