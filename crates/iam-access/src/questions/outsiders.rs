//! Whom a policy lets in who isn't one of the principals that were read: AWS services, identity
//! providers, principals of other accounts.

mod kind;

pub use kind::OutsiderKind;

use super::Accounts;
use super::assume::{ASSUME_ROLE, OF_TRUST, Role};
use super::chain::Ways;
use super::extent::{Extent, Grant, keys};
use super::outside::Outside;
use super::place::Place;
use crate::check::{LayerNames, first_ones, reasons_for};
use crate::error::JudgeError;
use crate::report::clipped;
use iam_eval::{
    Action, CallerKind, Effect, PartialRequest, Policy, PolicyKind, PolicySet, Principal,
    PrincipalType, Resource, ResourcePattern, is_account_id,
};
use serde::Serialize;
use std::collections::HashSet;

/// How many principals of one policy are looked at, and how many are reported in all.
const MOST: usize = 200;

/// Who isn't one of the principals that were read, and may do the action, or assume a role that
/// may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Outsider {
    /// As the policy names it; an account by its number, everyone as `*`.
    pub principal: String,
    /// What it is.
    pub kind: OutsiderKind,
    /// The role that it may assume; null where the resource's own policy lets it do the action.
    pub assumes: Option<String>,
    /// How far the policy lets it in, and why.
    pub by: Grant,
}

/// A principal that a policy names.
struct Named {
    title: String,
    kind: OutsiderKind,
    caller: Principal,
    /// True where the caller is only an example.
    is_example: bool,
}

/// Whom policies let in.
#[derive(Debug)]
pub(super) struct Outsiders {
    pub(super) found: Vec<Outsider>,
    /// False where there were too many to look at.
    pub(super) is_complete: bool,
}

impl Accounts<'_> {
    /// Whom the trust policies of the roles that have a way, and the resource's policy, let in; and
    /// those of the roles that the question is about.
    pub(super) fn outsiders(
        &self,
        action: &Action<'_>,
        place: &Place,
        roles: Option<&[usize]>,
        ways: &Ways,
        longest: usize,
    ) -> Result<Outsiders, JudgeError> {
        let (mut found, mut is_complete) = (Vec::new(), true);
        if let Some(policy) = place.policy() {
            let pattern = place.resource().map(ResourcePattern::parse).transpose()?;
            let owner = place.owner().or_else(|| self.accounts().next());
            let pattern = pattern.map(|pattern| match owner {
                Some(owner) => pattern.owned_by(owner),
                None => pattern,
            });
            let named = self.named(policy, &mut is_complete);
            let outside = Outside::new(self, std::iter::once(policy), owner);
            found = each(named, &outside, |named| {
                let question = Question {
                    action: *action,
                    policies: PolicySet::new().with(policy.clone())?,
                    resource: pattern.as_ref().map(Target::Pattern),
                    owner,
                    names: &OF_RESOURCE,
                };
                self.let_in(named, question, None)
            })?;
        }
        for at in roles.into_iter().flatten() {
            let caller = self.callers.get(*at);
            if let Some(role) = caller.map(Role::of).transpose()?.flatten() {
                is_complete &= found.len() < MOST;
                if is_complete {
                    found.extend(self.by_trust(&role, Some(*action), &mut is_complete)?);
                }
            }
        }
        for (at, best) in ways.best.iter().enumerate() {
            let way = best.and_then(|best| ways.ways.get(best));
            let way = way.filter(|way| way.length < longest);
            let caller = self.callers.get(at).filter(|_| way.is_some());
            let role = caller.map(Role::of).transpose()?.flatten();
            let (Some(role), Some(way)) = (role, way) else {
                continue;
            };
            if found.len() >= MOST {
                is_complete = false;
                break;
            }
            for mut outsider in self.by_trust(&role, None, &mut is_complete)? {
                outsider.by.extent = outsider.by.extent.min(way.extent);
                if !found.iter().any(|old| old.is_as_good(&outsider)) {
                    found.push(outsider);
                }
            }
        }
        is_complete &= found.len() <= MOST;
        found.truncate(MOST);
        Ok(Outsiders { found, is_complete })
    }

    /// Whom a role's trust policy lets in, by this action or by that which assumes the role.
    fn by_trust(
        &self,
        role: &Role<'_>,
        action: Option<Action<'_>>,
        is_complete: &mut bool,
    ) -> Result<Vec<Outsider>, JudgeError> {
        let policies = role.with(&PolicySet::new())?;
        let owner = Some(role.caller.account());
        let outside = Outside::new(self, policies.policies(), owner);
        each(self.named(role.trust, is_complete), &outside, |named| {
            let question = Question {
                action: match action {
                    Some(action) => action,
                    None => Action::new(named.assumes())?,
                },
                policies: policies.clone(),
                resource: Some(Target::Known(&role.resource)),
                owner,
                names: &OF_TRUST,
            };
            let mut outsider = self.let_in(named, question, Some(role.caller.title()))?;
            if let Some(outsider) = &mut outsider {
                demand_instance_profile(outsider, role);
            }
            Ok(outsider)
        })
    }

    /// The principals that the Allow statements of a policy name, without those that were read.
    fn named(&self, policy: &Policy, is_complete: &mut bool) -> Vec<Named> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let statements = policy.document().statements();
        let allows = statements.filter(|statement| statement.effect() == Effect::Allow);
        let principals = allows.flat_map(|statement| match statement.is_not_principal() {
            // S4.13
            true => vec![(PrincipalType::Everyone, "*")],
            false => statement.principals().collect(),
        });
        for (kind, value) in principals {
            if found.len() >= MOST {
                *is_complete = false;
                break;
            }
            if seen.insert(value) {
                found.extend(self.outsider(kind, value));
            }
        }
        found
    }

    /// `None` for one of the principals that were read, for an account of theirs, and for what no
    /// caller is.
    fn outsider(&self, kind: PrincipalType, value: &str) -> Option<Named> {
        let parsed = Principal::parse(value).ok();
        let partition = parsed.as_ref().map(Principal::partition);
        let partition = partition.filter(|partition| !partition.is_empty());
        let example = |title: &str, kind, account: &str| {
            Named::example(title, kind, account, partition.unwrap_or("aws"))
        };
        let of_account = |account: &str| match self.accounts.contains(account) {
            true => None,
            false => example(account, OutsiderKind::Account, account),
        };
        let exactly = |kind, caller: Principal| {
            Some(Named {
                title: value.to_owned(),
                kind,
                caller,
                is_example: false,
            })
        };
        let everyone = || example("*", OutsiderKind::Everyone, crate::check::ANOTHER_ACCOUNT);
        match (kind, parsed.clone()) {
            (PrincipalType::Everyone, _) => everyone(),
            (PrincipalType::Service, Some(service)) => exactly(OutsiderKind::Service, service),
            (PrincipalType::Federated, Some(provider)) => {
                exactly(OutsiderKind::IdentityProvider, provider)
            }
            (PrincipalType::Aws, Some(named)) => match named.kind() {
                CallerKind::Anonymous => everyone(),
                CallerKind::Root => of_account(named.account().unwrap_or_default()),
                CallerKind::RoleSession => {
                    let account = named.account().unwrap_or_default().to_owned();
                    let role = (account, named.name().to_owned());
                    match self.roles_by_name.contains_key(&role) {
                        true => None,
                        false => exactly(OutsiderKind::Principal, named),
                    }
                }
                _ if self.by_arn.contains_key(value) => None,
                _ => exactly(OutsiderKind::Principal, named),
            },
            (PrincipalType::Aws, None) if is_account_id(value) => of_account(value),
            _ => None,
        }
    }

    /// How far a policy lets someone in. The own policies of a principal of another account are
    /// unknown: those of the question allow everything, and the answer says so.
    fn let_in(
        &self,
        named: &Named,
        question: Question<'_>,
        assumes: Option<&str>,
    ) -> Result<Option<Outsider>, JudgeError> {
        let knowledge = &self.knowledge;
        let region = knowledge.region.as_deref();
        let context = match named.kind {
            OutsiderKind::Service => knowledge.context_of_service_in(region),
            _ => knowledge.context_in(region),
        };
        let account = named.caller.account().filter(|_| named.is_example);
        let context = match account {
            Some(account) => {
                let asked = question.policies.policies();
                Outside::new(self, asked, question.owner).context(context, account)
            }
            None => context,
        };
        let has_own_policies = !matches!(
            named.kind,
            OutsiderKind::Service | OutsiderKind::IdentityProvider
        );
        let policies = match has_own_policies {
            true => question.policies.with(everything()?)?,
            false => question.policies,
        };
        let mut request = PartialRequest::with_action(&named.caller, question.action)
            .with_context(&context)
            .with_unknown_keys(&knowledge.unknown)
            .with_session_unknown();
        request = match question.resource {
            Some(Target::Known(resource)) => request.with_resource(resource),
            Some(Target::Pattern(pattern)) => request.with_resource_pattern(pattern),
            None => request,
        };
        if named.is_example {
            request = request.with_caller_unknown();
        }
        let explanation = policies.explain_partial(&request);
        let found = Extent::of_decision(explanation.decision);
        if !found.is_open() {
            return Ok(None);
        }
        let residual = explanation.residual();
        let mut when = residual.map(|residual| residual.to_string());
        let mut extent = found;
        if has_own_policies {
            extent = Extent::Conditional;
            let own = "if its own policies allow it".to_owned();
            when = Some(match when {
                Some(when) => format!("{own}, {when}"),
                None => own,
            });
        }
        let mut reasons = reasons_for(found.as_status(), &explanation, question.names);
        // What was assumed of its own policies is no reason.
        reasons.retain(|reason| reason.layer != question.names.identity);
        let (reasons, reasons_left_out) = first_ones(reasons);
        Ok(Some(Outsider {
            principal: named.title.clone(),
            kind: named.kind,
            assumes: assumes.map(str::to_owned),
            by: Grant {
                extent,
                reasons,
                reasons_left_out,
                when: when.map(clipped),
                keys: keys([&explanation]),
                coverage: Vec::new(),
            },
        }))
    }
}

impl Outsider {
    /// Whether it is the same outsider with the same role, and may at least as much.
    fn is_as_good(&self, other: &Self) -> bool {
        self.principal == other.principal
            && self.kind == other.kind
            && self.assumes == other.assumes
            && self.by.extent >= other.by.extent
    }
}

struct Question<'q> {
    action: Action<'q>,
    policies: PolicySet,
    resource: Option<Target<'q>>,
    /// The account of the resource, if it is known.
    owner: Option<&'q str>,
    names: &'q LayerNames<'q>,
}

enum Target<'t> {
    Known(&'t Resource),
    Pattern(&'t ResourcePattern),
}

/// Asks about each of the principals that a policy names. Where everyone may not, but accounts that
/// its conditions name may, these are meant.
fn each(
    named: Vec<Named>,
    outside: &Outside<'_>,
    mut ask: impl FnMut(&Named) -> Result<Option<Outsider>, JudgeError>,
) -> Result<Vec<Outsider>, JudgeError> {
    let mut found = Vec::new();
    for of in &named {
        let outsider = ask(of)?;
        if of.kind == OutsiderKind::Everyone && outsider.is_none() {
            for account in outside.named_accounts().into_iter().take(MOST) {
                let is_named = named.iter().any(|named| named.title == account);
                let kind = OutsiderKind::Account;
                let example = Named::example(&account, kind, &account, of.caller.partition());
                if let Some(example) = example.filter(|_| !is_named) {
                    found.extend(ask(&example)?);
                }
            }
        }
        found.extend(outsider);
    }
    Ok(found)
}

impl Named {
    /// Some caller of an account.
    fn example(title: &str, kind: OutsiderKind, account: &str, partition: &str) -> Option<Self> {
        let arn = format!("arn:{partition}:iam::{account}:role/any");
        Some(Self {
            title: title.to_owned(),
            kind,
            caller: Principal::parse(&arn).ok()?,
            is_example: true,
        })
    }

    /// The action by which it assumes a role.
    fn assumes(&self) -> &'static str {
        let is_saml = self.caller.as_str().contains(":saml-provider/");
        match self.kind {
            OutsiderKind::IdentityProvider if is_saml => "sts:AssumeRoleWithSAML",
            OutsiderKind::IdentityProvider => "sts:AssumeRoleWithWebIdentity",
            _ => ASSUME_ROLE,
        }
    }
}

const OF_RESOURCE: LayerNames<'static> = LayerNames {
    identity: "identity",
    resource: "resource",
    identity_silent: "its own policies do not allow it",
    resource_silent: "the resource's policy does not allow it",
};

/// A policy that allows everything.
fn everything() -> Result<Policy, JudgeError> {
    const EVERYTHING: &str = r#"{"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    Ok(Policy::parse(
        PolicyKind::Identity,
        "its own policies",
        EVERYTHING,
    )?)
}

/// EC2 gives a role to an instance by an instance profile that holds it (IAM User Guide, "Using
/// instance profiles").
fn demand_instance_profile(outsider: &mut Outsider, role: &Role<'_>) {
    let is_ec2 = outsider.principal.starts_with("ec2.amazonaws.com");
    let profiles = role.caller.input.instance_profiles.as_ref();
    if is_ec2 && profiles.is_some_and(Vec::is_empty) {
        outsider.by.extent = Extent::Conditional;
        let when = "when an instance profile holds the role: none does";
        outsider.by.when = Some(match outsider.by.when.take() {
            Some(known) => format!("{known}, and {when}"),
            None => when.to_owned(),
        });
    }
}
