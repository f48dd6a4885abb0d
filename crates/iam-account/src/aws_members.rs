//! The members of the objects that AWS prints. An unknown member is most likely a misspelt one:
//! skipping it would silently remove a permissions boundary or a policy.

use crate::json::Members;
use crate::problem::{Problem, code, quoted};

/// A kind of object, named as in the IAM API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Page,
    User,
    Group,
    Role,
    /// The role in the output of `get-role`.
    LoneRole,
    /// What `get-user` prints of a user.
    LoneUser,
    ManagedPolicy,
    Version,
    InlinePolicy,
    AttachedPolicy,
    Boundary,
    /// The whole of what `get-role-policy` and its kin, `get-policy-version`, `get-role` and others
    /// print.
    CliOutput,
    /// The whole of what `list-role-policies`, `list-attached-role-policies` and their kin print.
    CliList,
}

impl Object {
    /// The members of the API reference (GetAccountAuthorizationDetails, GetRole, GetRolePolicy and
    /// their data types; botocore 1.44.8, of 2026-11-20), and what libraries add to answers
    /// (`ResponseMetadata`; those of AWS Tools for PowerShell also `LoggedAt`, `ContentLength` and
    /// `HttpStatusCode`).
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
                "LoggedAt",
                "ContentLength",
                "HttpStatusCode",
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
                "InstanceProfileList",
                "Description",
                "MaxSessionDuration",
                "MaxSigninSessionDuration",
                "PermissionsBoundary",
                "Tags",
                "RoleLastUsed",
                "SourceRoleTemplate",
            ],
            Self::LoneUser => &[
                "Path",
                "UserName",
                "UserId",
                "Arn",
                "CreateDate",
                "PasswordLastUsed",
                "PermissionsBoundary",
                "Tags",
            ],
            Self::CliList => &[
                "PolicyNames",
                "AttachedPolicies",
                "IsTruncated",
                "Marker",
                "NextToken",
                "ResponseMetadata",
                "LoggedAt",
                "ContentLength",
                "HttpStatusCode",
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
                "User",
                "Policy",
                "InlinePolicy",
                "ResponseMetadata",
                "LoggedAt",
                "ContentLength",
                "HttpStatusCode",
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
                let problem = value.problem(found, expected);
                return Err(problem.with_code(code::UNKNOWN_MEMBER));
            }
        }
        Ok(())
    }
}
