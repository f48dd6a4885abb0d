//! Where the policies of a question come from, in the terms of AWS's policy simulator.

use iam_eval::{Origin, Policy};
use std::collections::HashMap;

/// What AWS's answers call a policy: `SourcePolicyId` and `SourcePolicyType`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySource {
    /// `PolicyInputList.1` for the first document that was given, the name of a managed policy,
    /// `role_backup_inline-name` for an inline policy of the role `backup`.
    pub id: String,
    /// The type.
    pub source_type: SourceType,
}

/// AWS's `PolicySourceType`. Exhaustive: the service model of `botocore` 1.44.8 has these seven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceType {
    /// An inline policy of a user.
    User,
    /// An inline policy of a group.
    Group,
    /// An inline policy of a role.
    Role,
    /// A managed policy of AWS.
    AwsManaged,
    /// A managed policy of the customer.
    UserManaged,
    /// A resource-based policy.
    Resource,
    /// A document that is given as such.
    None,
}

impl SourceType {
    /// The word in AWS's answers.
    ///
    /// ```
    /// assert_eq!(iam_report::simulation::SourceType::AwsManaged.as_str(), "aws-managed");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::AwsManaged => "aws-managed",
            Self::UserManaged => "user-managed",
            Self::Resource => "resource",
            Self::None => "none",
        }
    }
}

/// The sources of policies, to be found by a statement of them.
#[derive(Debug, Clone, Default)]
pub struct SourcePolicies(HashMap<(Box<str>, Box<str>), PolicySource>);

impl SourcePolicies {
    /// Says where a policy comes from. The first of two sources of the same policy counts.
    pub fn insert(&mut self, policy: &Policy, source: PolicySource) {
        let key = (policy.document().name().into(), policy.id().name.into());
        self.0.entry(key).or_insert(source);
    }

    /// The source of a statement's policy, where it is known.
    ///
    /// ```
    /// use iam_eval::*;
    /// use iam_report::simulation::{PolicySource, SourcePolicies, SourceType};
    /// let policy = Policy::parse(PolicyKind::Identity, "role.json",
    ///     r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#)?;
    /// let mut sources = SourcePolicies::default();
    /// let source = PolicySource { id: "PolicyInputList.1".into(), source_type: SourceType::None };
    /// sources.insert(&policy, source.clone());
    /// let policies = PolicySet::new().with(policy)?;
    /// let (alice, anything) = ("arn:aws:iam::111122223333:user/alice".parse()?, Resource::any());
    /// let explanation = policies.explain(&Request::new(&alice, "s3:ListAllMyBuckets", &anything)?);
    /// let origin = &explanation.deciding().next().unwrap().origin;
    /// assert_eq!(sources.of(origin), Some(&source));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(&self, origin: &Origin) -> Option<&PolicySource> {
        let key = (origin.policy().into(), origin.policy_id().name.into());
        self.0.get(&key)
    }
}
