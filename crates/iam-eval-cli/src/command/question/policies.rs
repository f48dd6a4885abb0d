//! The policies of a question: of the flags, and of a principal of an account.

use super::arguments::QuestionArgs;
use super::aws_value::{self, Given};
use super::caller::Caller;
use crate::command::json;
use crate::failure::Failure;
use iam_account::{LayerInput, PrincipalInput, load_levels, load_policy, parse_policy};
use iam_eval::{LevelKind, Policy, PolicyKind, PolicySet, is_trust_policy_action};
use iam_report::simulation::{PolicySource, SourcePolicies, SourceType};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Every policy of a question.
#[derive(Debug, Clone, Default)]
pub(super) struct Policies {
    /// All but the resource-based policy.
    set: PolicySet,
    /// Compiled as what the actions of the question take it for.
    resource: Vec<Policy>,
    pub(super) sources: SourcePolicies,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct OrganizationLevel {
    service_control_policy_input_list: Vec<String>,
}

impl Policies {
    pub(super) fn read(
        args: &QuestionArgs,
        actions: &[String],
        principal: Option<&PrincipalInput>,
    ) -> Result<Self, Failure> {
        let mut policies = Self::default();
        let of_principal = match principal {
            Some(principal) => {
                let mut own = principal.clone();
                if given_boundary(args) {
                    // It takes the place of the principal's own, as in AWS's simulator.
                    own.boundary = LayerInput::None;
                }
                own.policy_set()
            }
            None => Ok(PolicySet::new()),
        };
        policies.set = of_principal.map_err(|error| Failure::Call(error.to_string()))?;
        if let Some(principal) = principal {
            policies.note_sources(principal);
        }
        let identity = [named("PolicyInputList", singles(&args.policies), 0), {
            let list = Given::list("--policy-input-list", &args.policy_input_list)?;
            named("PolicyInputList", list, args.policies.len())
        }];
        policies.add(PolicyKind::Identity, identity.into_iter().flatten())?;
        let option = "--permissions-boundary-policy-input-list";
        let list = Given::list(option, &args.permissions_boundary_policy_input_list)?;
        let boundaries = args
            .boundary
            .iter()
            .map(|value| Given::one(value))
            .chain(list);
        let boundaries = named(
            "PermissionsBoundaryPolicyInputList",
            boundaries.collect(),
            0,
        );
        policies.add(PolicyKind::PermissionsBoundary, boundaries)?;
        let session = named("SessionPolicy", singles(&args.session), 0);
        policies.add(PolicyKind::Session, session)?;
        let endpoint = args.vpc_endpoint.iter().map(|value| Given::one(value));
        let endpoint = named("VpcEndpointPolicy", endpoint.collect(), 0);
        policies.add(PolicyKind::VpcEndpoint, endpoint)?;
        policies.add_levels(args, principal)?;
        policies.read_resource_policy(args, actions)?;
        Ok(policies)
    }

    fn add(
        &mut self,
        kind: PolicyKind,
        documents: impl IntoIterator<Item = (String, Given)>,
    ) -> Result<(), Failure> {
        for (id, given) in documents {
            let policy = load(kind, &id, &given)?;
            let source_type = SourceType::None;
            self.sources
                .insert(&policy, PolicySource { id, source_type });
            let set = std::mem::take(&mut self.set).with(policy);
            self.set = set.map_err(|error| Failure::Call(error.to_string()))?;
        }
        Ok(())
    }

    fn add_levels(
        &mut self,
        args: &QuestionArgs,
        principal: Option<&PrincipalInput>,
    ) -> Result<(), Failure> {
        let has_own = |levels: &LayerInput<Vec<Vec<Policy>>>| levels.as_ref().is_some();
        let own_scps = principal.is_some_and(|principal| has_own(&principal.scps));
        let own_rcps = principal.is_some_and(|principal| has_own(&principal.rcps));
        let ordered = args.ordered_organization_policy_input_list.as_deref();
        let of_organization = ordered.map(ordered_levels).transpose()?;
        let of_folder = |kind, path: &Option<String>| {
            let load = |path: &String| {
                load_levels(kind, path).map_err(|problem| Failure::Call(problem.to_string()))
            };
            path.as_ref().map(load).transpose()
        };
        let scps = of_folder(PolicyKind::ServiceControl, &args.scps)?;
        let rcps = of_folder(PolicyKind::ResourceControl, &args.rcps)?;
        let twice = [
            (
                scps.is_some() && of_organization.is_some(),
                "--scps",
                "--ordered-organization-policy-input-list",
            ),
            (
                own_scps && (scps.is_some() || of_organization.is_some()),
                "service control policies",
                "those of the bundle",
            ),
            (own_rcps && rcps.is_some(), "--rcps", "those of the bundle"),
        ];
        if let Some((_, one, other)) = twice.iter().find(|(is_so, ..)| *is_so) {
            return Err(Failure::Call(format!(
                "found {one} and {other}, expected one of the two"
            )));
        }
        for (kind, levels) in [
            (LevelKind::ServiceControl, scps.or(of_organization)),
            (LevelKind::ResourceControl, rcps),
        ] {
            for level in levels.into_iter().flatten() {
                let set = std::mem::take(&mut self.set).with_level(kind, level);
                self.set = set.map_err(|error| Failure::Call(error.to_string()))?;
            }
        }
        Ok(())
    }

    fn read_resource_policy(
        &mut self,
        args: &QuestionArgs,
        actions: &[String],
    ) -> Result<(), Failure> {
        let Some(value) = &args.resource_policy else {
            return Ok(());
        };
        let mut kinds: Vec<PolicyKind> = actions.iter().map(|action| kind_for(action)).collect();
        kinds.dedup();
        if kinds.is_empty() {
            kinds.push(PolicyKind::Resource);
        }
        let given = Given::one(value);
        for kind in kinds {
            if self
                .resource
                .iter()
                .any(|policy| policy.document().kind() == kind)
            {
                continue;
            }
            let id = "ResourcePolicy";
            let policy = load(kind, id, &given)?;
            let source = PolicySource {
                id: id.to_owned(),
                source_type: SourceType::Resource,
            };
            self.sources.insert(&policy, source);
            self.resource.push(policy);
        }
        Ok(())
    }

    /// The policies for questions about an action.
    pub(super) fn about(&self, action: &str) -> Result<PolicySet, Failure> {
        let kind = kind_for(action);
        let mut of_kind = self
            .resource
            .iter()
            .filter(|policy| policy.document().kind() == kind);
        match of_kind.next() {
            Some(policy) => self
                .set
                .clone()
                .with(policy.clone())
                .map_err(|error| Failure::Call(error.to_string())),
            None => Ok(self.set.clone()),
        }
    }

    /// The caller to whom these policies apply.
    pub(super) fn caller(&self, caller: Caller) -> Caller {
        Caller {
            principal: self.set.caller(&caller.principal).into_owned(),
            ..caller
        }
    }

    /// Every policy once.
    pub(super) fn all(&self) -> impl Iterator<Item = &Policy> {
        self.set.policies().chain(self.resource.first())
    }

    pub(super) fn has_resource_policy(&self) -> bool {
        !self.resource.is_empty()
    }

    pub(super) fn are_none(&self) -> bool {
        self.all().next().is_none() && self.set.layers().next().is_none()
    }

    /// What AWS calls the policies of a principal.
    fn note_sources(&mut self, principal: &PrincipalInput) {
        let kind = match principal.kind {
            Some(iam_eval::CallerKind::User) => "user",
            _ => "role",
        };
        let name = principal.name.clone().or_else(|| {
            let arn = principal.arn.as_deref()?;
            arn.rsplit('/').next().map(str::to_owned)
        });
        for policy in principal.policies() {
            let title = policy.given_name().unwrap_or_default();
            let source = source_of(title, kind, name.as_deref().unwrap_or_default());
            self.sources.insert(policy, source);
        }
    }
}

fn given_boundary(args: &QuestionArgs) -> bool {
    args.boundary.is_some() || !args.permissions_boundary_policy_input_list.is_empty()
}

/// S1.19: for the actions by which a role is assumed, the resource-based policy is the role's trust
/// policy.
fn kind_for(action: &str) -> PolicyKind {
    match is_trust_policy_action(action) {
        true => PolicyKind::Trust,
        false => PolicyKind::Resource,
    }
}

/// The source of a policy with the title that `iam-account` gives it, as AWS's recorded answers
/// name it.
fn source_of(title: &str, kind: &str, name: &str) -> PolicySource {
    if let Some(arn) = title.strip_prefix("managed policy ") {
        let is_of_aws = arn.split(':').nth(4) == Some("aws");
        return PolicySource {
            id: arn.rsplit('/').next().unwrap_or(arn).to_owned(),
            source_type: match is_of_aws {
                true => SourceType::AwsManaged,
                false => SourceType::UserManaged,
            },
        };
    }
    let inline = title.strip_prefix("inline policy ").unwrap_or(title);
    if let Some((policy, group)) = inline.split_once(" of the group ") {
        return PolicySource {
            id: format!("group_{group}_{policy}"),
            source_type: SourceType::Group,
        };
    }
    PolicySource {
        id: format!("{kind}_{name}_{inline}"),
        source_type: match kind {
            "user" => SourceType::User,
            _ => SourceType::Role,
        },
    }
}

fn singles(values: &[String]) -> Vec<Given> {
    values.iter().map(|value| Given::one(value)).collect()
}

/// Documents with the names that AWS's answers give them: `PolicyInputList.1` and so on.
fn named(list: &str, given: Vec<Given>, before: usize) -> Vec<(String, Given)> {
    let numbered = given.into_iter().enumerate();
    numbered
        .map(|(index, given)| (format!("{list}.{}", before + index + 1), given))
        .collect()
}

/// A document that is given as text is called by its id.
fn load(kind: PolicyKind, id: &str, given: &Given) -> Result<Policy, Failure> {
    let loaded = match given {
        Given::File(path) => load_policy(kind, path),
        Given::Text(text) => parse_policy(kind, id, text.as_str()),
    };
    loaded.map_err(|problem| match given {
        Given::File(path) if is_scenario(path) => Failure::Call(format!(
            "{path}: found a scenario, expected a policy: `iam-eval explain {path}` and `iam-eval evaluate {path}` \
             decide it"
        )),
        _ => Failure::Call(problem.to_string()),
    })
}

/// What looks like a scenario, and like no policy. Standard input was read before, and is empty.
fn is_scenario(path: &str) -> bool {
    #[derive(Deserialize)]
    struct Members {
        #[serde(rename = "request")]
        _request: IgnoredAny,
    }
    let text = aws_value::read(path).unwrap_or_default();
    let mut first = serde_json::Deserializer::from_str(&text).into_iter::<Members>();
    path != "-" && first.next().is_some_and(|first| first.is_ok())
}

fn ordered_levels(value: &str) -> Result<Vec<Vec<Policy>>, Failure> {
    const OPTION: &str = "--ordered-organization-policy-input-list";
    let text = aws_value::text(value)?;
    let source = aws_value::source(OPTION, value);
    let levels = json::read(source, &text, "a JSON array of levels");
    let levels: Vec<OrganizationLevel> = levels.map_err(Failure::Call)?;
    let level = |(at, level): (usize, OrganizationLevel)| {
        let documents = level.service_control_policy_input_list.into_iter();
        let documents = documents.map(Given::Text).collect();
        let name = format!("OrderedOrganizationPolicyInputList.{}", at + 1);
        let documents = named(&name, documents, 0).into_iter();
        documents
            .map(|(id, given)| load(PolicyKind::ServiceControl, &id, &given))
            .collect()
    };
    levels.into_iter().enumerate().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::source_of;
    use iam_report::simulation::SourceType;

    #[test]
    fn sources_are_called_as_in_recorded_answers() {
        for (title, id, source_type) in [
            (
                "managed policy arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
                "ViewOnlyAccess",
                SourceType::AwsManaged,
            ),
            (
                "managed policy arn:aws:iam::111122223333:policy/compute",
                "compute",
                SourceType::UserManaged,
            ),
            ("inline policy more", "role_backup_more", SourceType::Role),
            (
                "inline policy more of the group staff",
                "group_staff_more",
                SourceType::Group,
            ),
        ] {
            let source = source_of(title, "role", "backup");
            assert_eq!((source.id.as_str(), source.source_type), (id, source_type));
        }
    }
}
