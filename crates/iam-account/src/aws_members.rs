//! The members of the objects that AWS prints. An unknown member is most likely a misspelt one: skipping it would
//! silently remove a permissions boundary or a policy.

use crate::json::Members;
use crate::problem::{Problem, quoted};

/// A kind of object, named as in the IAM API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Page,
    User,
    Group,
    Role,
    /// The role in the output of `get-role`.
    LoneRole,
    ManagedPolicy,
    Version,
    InlinePolicy,
    AttachedPolicy,
    Boundary,
    /// The whole output of `get-role-policy` and similar commands, `get-policy-version` and `get-role`.
    CliOutput,
}

impl Object {
    /// The members in the API reference (GetAccountAuthorizationDetails, GetRole, GetRolePolicy and their data
    /// types; botocore 1.44.8, of 2026-11-20), and those that libraries add to responses.
    fn members(self) -> &'static [&'static str] {
        match self {
            Self::Page => &[
                "UserDetailList",
                "GroupDetailList",
                "RoleDetailList",
                "Policies",
                "IsTruncated",
                "Marker",
                "NextToken",
                "ResponseMetadata",
            ],
            Self::User => &[
                "Path",
                "UserName",
                "UserId",
                "Arn",
                "CreateDate",
                "UserPolicyList",
                "GroupList",
                "AttachedManagedPolicies",
                "PermissionsBoundary",
                "Tags",
                "PasswordLastUsed",
            ],
            Self::Group => &[
                "Path",
                "GroupName",
                "GroupId",
                "Arn",
                "CreateDate",
                "GroupPolicyList",
                "AttachedManagedPolicies",
            ],
            Self::Role => &[
                "Path",
                "RoleName",
                "RoleId",
                "Arn",
                "CreateDate",
                "AssumeRolePolicyDocument",
                "InstanceProfileList",
                "RolePolicyList",
                "AttachedManagedPolicies",
                "PermissionsBoundary",
                "Tags",
                "RoleLastUsed",
                "Description",
                "MaxSessionDuration",
                "MaxSigninSessionDuration",
                "SourceRoleTemplate",
            ],
            Self::LoneRole => &[
                "Path",
                "RoleName",
                "RoleId",
                "Arn",
                "CreateDate",
                "AssumeRolePolicyDocument",
                "Description",
                "MaxSessionDuration",
                "MaxSigninSessionDuration",
                "PermissionsBoundary",
                "Tags",
                "RoleLastUsed",
                "SourceRoleTemplate",
            ],
            Self::ManagedPolicy => &[
                "PolicyName",
                "PolicyId",
                "Arn",
                "Path",
                "DefaultVersionId",
                "AttachmentCount",
                "PermissionsBoundaryUsageCount",
                "IsAttachable",
                "Description",
                "CreateDate",
                "UpdateDate",
                "PolicyVersionList",
                "Tags",
            ],
            Self::Version => &["Document", "VersionId", "IsDefaultVersion", "CreateDate"],
            Self::InlinePolicy => &["PolicyName", "PolicyDocument"],
            Self::AttachedPolicy => &["PolicyName", "PolicyArn"],
            Self::Boundary => &["PermissionsBoundaryType", "PermissionsBoundaryArn"],
            Self::CliOutput => &[
                "PolicyDocument",
                "PolicyName",
                "RoleName",
                "UserName",
                "GroupName",
                "PolicyVersion",
                "Role",
                "Policy",
                "ResponseMetadata",
            ],
        }
    }

    /// Whether AWS's object has the member.
    pub(crate) fn knows(self, member: &str) -> bool {
        self.members().contains(&member)
    }

    /// What was found and expected, if AWS's object doesn't have the member.
    pub(crate) fn unknown(self, member: &str) -> Option<(String, String)> {
        if self.knows(member) {
            return None;
        }
        let members = self.members();
        let expected = match iam_catalog::nearest_name(member, members.iter().copied()) {
            Some(near) => format!("`{near}`, most likely"),
            None => format!("members that AWS prints: `{}`", members.join("`, `")),
        };
        Some((format!("the member {}", quoted(member)), expected))
    }

    /// Rejects members that AWS's object doesn't have.
    pub(crate) fn check(self, members: &Members<'_>) -> Result<(), Problem> {
        for (name, value) in members.iter() {
            if let Some((found, expected)) = self.unknown(name) {
                return Err(value.problem(found, expected));
            }
        }
        Ok(())
    }
}
