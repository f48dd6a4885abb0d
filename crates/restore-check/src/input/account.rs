//! The output of `aws iam get-account-authorization-details`: users with their groups, roles, and the
//! managed policies that they share. Pages may come in any order and from several files; what refers
//! to what is settled once all are read.

use super::file::Problem;
use super::raw::Host;
use super::{Layer, PrincipalInput};
use iam_eval::{Policy, PolicyKind};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// What the pages hold that were read so far.
#[derive(Debug, Default)]
pub struct Account {
    principals: Vec<Pending>,
    groups: HashMap<String, (Vec<Policy>, Vec<String>)>,
    managed: HashMap<String, Managed>,
}

/// A principal whose managed policies are known by their ARNs only.
#[derive(Debug)]
struct Pending {
    principal: PrincipalInput,
    attached: Vec<String>,
    boundary: Option<String>,
    groups: Vec<String>,
}

/// The default version of a managed policy, as an identity policy and as a boundary.
#[derive(Debug)]
struct Managed {
    identity: Result<Policy, Problem>,
    boundary: Result<Policy, Problem>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page<'a> {
    #[serde(borrow, default)]
    user_detail_list: Vec<Detail<'a>>,
    #[serde(borrow, default)]
    group_detail_list: Vec<Detail<'a>>,
    #[serde(borrow, default)]
    role_detail_list: Vec<Detail<'a>>,
    #[serde(borrow, default)]
    policies: Vec<ManagedDetail<'a>>,
}

/// A user, a group or a role.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detail<'a> {
    arn: String,
    #[serde(default)]
    group_name: Option<String>,
    #[serde(borrow, default)]
    assume_role_policy_document: Option<&'a RawValue>,
    #[serde(borrow, default, alias = "UserPolicyList", alias = "GroupPolicyList")]
    role_policy_list: Vec<Inline<'a>>,
    #[serde(default)]
    attached_managed_policies: Vec<Attached>,
    #[serde(default)]
    group_list: Vec<String>,
    #[serde(default)]
    permissions_boundary: Option<Boundary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inline<'a> {
    policy_name: String,
    #[serde(borrow)]
    policy_document: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attached {
    policy_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Boundary {
    permissions_boundary_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ManagedDetail<'a> {
    arn: String,
    #[serde(borrow, default)]
    policy_version_list: Vec<ManagedVersion<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ManagedVersion<'a> {
    #[serde(default)]
    is_default_version: bool,
    #[serde(borrow)]
    document: &'a RawValue,
}

impl Account {
    pub(super) fn read_page(&mut self, host: &mut Host<'_>, text: &str) -> Result<(), Problem> {
        let page: Page<'_> = serde_json::from_str(text).map_err(|error| Problem {
            line: u32::try_from(error.line()).ok(),
            column: u32::try_from(error.column()).ok(),
            ..Problem::new(
                host.name,
                error.to_string(),
                "a page of get-account-authorization-details",
            )
        })?;
        for detail in page.user_detail_list {
            self.principal(host, detail);
        }
        for detail in page.group_detail_list {
            let mut holder = PrincipalInput::new(host.name);
            let attached = inline_policies(host, &mut holder, &detail);
            let name = detail.group_name.unwrap_or_default();
            self.groups.insert(name, (holder.identity, attached));
        }
        for detail in page.role_detail_list {
            self.principal(host, detail);
        }
        for detail in page.policies {
            let version = detail
                .policy_version_list
                .iter()
                .find(|version| version.is_default_version);
            let mut compile = |kind| match version {
                Some(version) => host.policy(kind, &detail.arn, version.document),
                None => {
                    let found = format!("the policy `{}` without a default version", detail.arn);
                    Err(Problem::new(
                        host.name,
                        found,
                        "the default version's document",
                    ))
                }
            };
            let managed = Managed {
                identity: compile(PolicyKind::Identity),
                boundary: compile(PolicyKind::PermissionsBoundary),
            };
            self.managed.insert(detail.arn.clone(), managed);
        }
        Ok(())
    }

    fn principal(&mut self, host: &mut Host<'_>, detail: Detail<'_>) {
        let mut principal = PrincipalInput::new(host.name);
        principal.arn = Some(detail.arn.clone());
        if let Some(raw) = detail.assume_role_policy_document {
            match host.policy(PolicyKind::Trust, "trust policy", raw) {
                Ok(trust) => principal.trust = Some(trust),
                Err(problem) => principal.problems.push(problem),
            }
        }
        let attached = inline_policies(host, &mut principal, &detail);
        principal.boundary = Layer::None;
        self.principals.push(Pending {
            principal,
            attached,
            boundary: detail
                .permissions_boundary
                .map(|boundary| boundary.permissions_boundary_arn),
            groups: detail.group_list,
        });
    }

    /// The principals, once every page is read.
    pub fn into_principals(self) -> Vec<PrincipalInput> {
        let Self {
            principals,
            groups,
            managed,
        } = self;
        let resolve = |pending: Pending| {
            let mut principal = pending.principal;
            let mut attached = pending.attached;
            for name in &pending.groups {
                match groups.get(name) {
                    Some((inline, of_group)) => {
                        principal.identity.extend(inline.iter().cloned());
                        attached.extend(of_group.iter().cloned());
                    }
                    None => missing(&mut principal, &format!("the group `{name}`")),
                }
            }
            for arn in &attached {
                match managed.get(arn).map(|managed| &managed.identity) {
                    Some(Ok(policy)) => principal.identity.push(policy.clone()),
                    Some(Err(problem)) => principal.problems.push(problem.clone()),
                    None => missing(&mut principal, &format!("the policy `{arn}`")),
                }
            }
            if let Some(arn) = &pending.boundary {
                match managed.get(arn).map(|managed| &managed.boundary) {
                    Some(Ok(policy)) => principal.boundary = Layer::Some(policy.clone()),
                    Some(Err(problem)) => principal.problems.push(problem.clone()),
                    None => missing(&mut principal, &format!("the permissions boundary `{arn}`")),
                }
            }
            principal.documents = principal.count_documents();
            principal
        };
        principals.into_iter().map(resolve).collect()
    }
}

/// Compiles the inline policies; gives the ARNs of the attached ones.
fn inline_policies(
    host: &mut Host<'_>,
    principal: &mut PrincipalInput,
    detail: &Detail<'_>,
) -> Vec<String> {
    for inline in &detail.role_policy_list {
        let label = format!("inline policy {}", inline.policy_name);
        match host.policy(PolicyKind::Identity, &label, inline.policy_document) {
            Ok(policy) => principal.identity.push(policy),
            Err(problem) => principal.problems.push(problem),
        }
    }
    let attached = detail.attached_managed_policies.iter();
    attached
        .map(|attached| attached.policy_arn.clone())
        .collect()
}

fn missing(principal: &mut PrincipalInput, what: &str) {
    let owner = principal.arn.as_deref().unwrap_or_default();
    let found = format!("{what} of `{owner}` nowhere in the input");
    let problem = Problem::new(&principal.source, found, "its document in one of the pages");
    principal.problems.push(problem);
}
