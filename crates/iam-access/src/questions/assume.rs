//! Whether a principal may assume a role: the role's trust policy and the principal's own policies,
//! all layers.

use super::Accounts;
use super::caller::Caller;
use super::extent::{Extent, Grant, keys};
use super::place::trust_of;
use crate::check::{LayerNames, first_ones, reasons_for};
use crate::error::JudgeError;
use crate::judge::asks_user_id;
use crate::report::clipped;
use iam_eval::{
    Action, CallerKind, LevelKind, PartialRequest, Policy, PolicySet, Principal, PrincipalType,
    Resource, ResourcePattern, is_account_id,
};
use std::collections::HashMap;
use std::sync::OnceLock;

pub(super) const ASSUME_ROLE: &str = "sts:AssumeRole";

/// How many pairs of a principal and a role are looked at. Accounts in which every role trusts
/// everyone, under conditions that few meet, have more: the answer is then not complete, and says
/// so.
const MOST_PAIRS: usize = 5_000_000;

/// The principals that may assume roles, found by whom the trust policies name.
pub(super) struct Assuming<'a> {
    pub(super) accounts: &'a Accounts<'a>,
    /// The action: most often `sts:AssumeRole`.
    action: Action<'a>,
    /// By account, the principals whose own policies may allow them to assume some role.
    by_account: OnceLock<HashMap<&'a str, Vec<usize>>>,
    pairs: usize,
}

impl<'a> Assuming<'a> {
    /// Who may assume roles.
    pub(super) fn new(accounts: &'a Accounts<'a>) -> Result<Self, JudgeError> {
        Ok(Self::of(accounts, Action::new(ASSUME_ROLE)?))
    }

    /// Who may do an action on roles that their trust policies have to allow.
    pub(super) fn of(accounts: &'a Accounts<'a>, action: Action<'a>) -> Self {
        Self {
            accounts,
            action,
            by_account: OnceLock::new(),
            pairs: 0,
        }
    }

    /// False where there were too many pairs to look at all of them.
    pub(super) fn is_complete(&self) -> bool {
        self.pairs < MOST_PAIRS
    }

    /// The principals that a trust policy may let assume its role: all that do, and others.
    pub(super) fn candidates(&self, trust: &Policy) -> Result<Vec<usize>, JudgeError> {
        let accounts = self.accounts;
        let mut found = Vec::new();
        for statement in trust.document().statements() {
            for (kind, value) in statement.principals() {
                match (kind, Principal::parse(value)) {
                    (PrincipalType::Everyone, _) => return Ok(all(accounts)),
                    (PrincipalType::Aws, Ok(named)) => match named.kind() {
                        CallerKind::Anonymous => return Ok(all(accounts)),
                        CallerKind::Root => found.extend(self.of_account(&named)?),
                        CallerKind::RoleSession => {
                            let account = named.account().unwrap_or_default().to_owned();
                            let role = (account, named.name().to_owned());
                            found.extend(accounts.roles_by_name.get(&role));
                        }
                        _ => found.extend(accounts.by_arn.get(value)),
                    },
                    (PrincipalType::Aws, Err(_)) if is_account_id(value) => {
                        found.extend(self.in_account(value)?);
                    }
                    _ => {}
                }
            }
        }
        // A principal whose ARN isn't known may be any that is named.
        let unnamed = accounts.callers.iter().enumerate();
        let unnamed = unnamed.filter(|(_, caller)| !caller.subject.principal_is_known);
        found.extend(unnamed.map(|(at, _)| at));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn of_account(&self, root: &Principal) -> Result<&[usize], JudgeError> {
        self.in_account(root.account().unwrap_or_default())
    }

    /// A trust policy that names an account lets that account's own policies decide (S4.2).
    fn in_account(&self, account: &str) -> Result<&[usize], JudgeError> {
        if self.by_account.get().is_none() {
            let mut by_account: HashMap<&str, Vec<usize>> = HashMap::new();
            for (at, caller) in self.accounts.callers.iter().enumerate() {
                if self.may_assume_some(caller)? {
                    by_account.entry(caller.account()).or_default().push(at);
                }
            }
            let _ = self.by_account.set(by_account);
        }
        let by_account = self.by_account.get();
        let found = by_account.and_then(|by_account| by_account.get(account));
        Ok(found.map_or(&[], Vec::as_slice))
    }

    /// Whether a principal's own policies may let it assume a role that trusts its account.
    fn may_assume_some(&self, caller: &Caller) -> Result<bool, JudgeError> {
        let principal = &caller.subject.principal;
        let trust = trust_of(caller.account())?;
        let policies = caller.without_rcps.clone().replace_resource_policy(trust)?;
        let roles = format!("arn:{}:iam::*:role/*", principal.partition());
        let roles = ResourcePattern::parse(&roles)?;
        let known = caller.knowledge_under(std::iter::empty());
        let context = known.context_in(known.region.as_deref());
        let request = PartialRequest::with_action(principal, self.action)
            .with_resource_pattern(&roles)
            .with_context(&context)
            .with_unknown_keys(&known.unknown)
            .with_session_unknown();
        let decision = policies.evaluate_partial(&request);
        Ok(Extent::of_decision(decision).is_open())
    }

    /// Whether a principal may assume a role.
    pub(super) fn extent(
        &mut self,
        caller: &Caller,
        role: &Role<'_>,
    ) -> Result<Extent, JudgeError> {
        if !self.is_complete() {
            return Ok(Extent::None);
        }
        self.pairs += 1;
        let decision = ask(caller, role, self.action, |policies, request| {
            policies.evaluate_partial(request)
        })?;
        let extent = Extent::of_decision(decision);
        let catalog = self.accounts.catalog;
        let is_doubted = || {
            caller
                .doubts(catalog)
                .about(self.action.as_str(), catalog)
                .is_some()
        };
        Ok(match extent {
            Extent::All if is_doubted() => Extent::Conditional,
            known => known,
        })
    }

    /// The same, with the reasons.
    pub(super) fn explain(&self, caller: &Caller, role: &Role<'_>) -> Result<Grant, JudgeError> {
        let explanation = ask(caller, role, self.action, |policies, request| {
            policies.explain_partial(request)
        })?;
        let catalog = self.accounts.catalog;
        let mut extent = Extent::of_decision(explanation.decision);
        let residual = explanation.residual();
        let mut when = residual.map(|residual| clipped(residual.to_string()));
        let reasons = reasons_for(extent.as_status(), &explanation, &OF_TRUST);
        if let Some(doubt) = caller.doubts(catalog).about(self.action.as_str(), catalog)
            && extent.is_open()
        {
            extent = Extent::Conditional;
            when = Some(clipped(match when {
                Some(when) => format!("{when}; {doubt}"),
                None => doubt,
            }));
        }
        let (reasons, reasons_left_out) = first_ones(reasons);
        Ok(Grant {
            extent,
            reasons,
            reasons_left_out,
            when,
            keys: keys([&explanation]),
            coverage: Vec::new(),
        })
    }
}

/// What the layers are called in a question of trust.
pub(super) const OF_TRUST: LayerNames<'static> = LayerNames {
    identity: "identity",
    resource: "trust",
    identity_silent: "its own policies do not allow it",
    resource_silent: "the trust policy does not name it",
};

fn all(accounts: &Accounts<'_>) -> Vec<usize> {
    (0..accounts.callers.len()).collect()
}

/// A role that may be assumed.
#[derive(Debug)]
pub(super) struct Role<'c> {
    pub(super) caller: &'c Caller,
    pub(super) trust: &'c Policy,
    /// Those of the policies that limit who assumes it that ask for `aws:userid`.
    asked_user_id: Vec<&'c Policy>,
    pub(super) resource: Resource,
}

impl<'c> Role<'c> {
    /// `None` for what can't be assumed.
    pub(super) fn of(caller: &'c Caller) -> Result<Option<Self>, JudgeError> {
        let Some(trust) = caller.trust() else {
            return Ok(None);
        };
        let controls = caller.input.rcps.as_ref().into_iter().flatten().flatten();
        let policies = std::iter::once(trust).chain(controls);
        Ok(Some(Self {
            caller,
            trust,
            asked_user_id: policies.filter(|policy| asks_user_id(policy)).collect(),
            resource: Resource::parse(caller.title())?,
        }))
    }

    /// A caller's policies with the role's trust policy and the resource control policies of its
    /// account.
    pub(super) fn with(&self, policies: &PolicySet) -> Result<PolicySet, JudgeError> {
        let mut policies = policies
            .clone()
            .replace_resource_policy(self.trust.clone())?;
        for level in self.caller.input.rcps.as_ref().into_iter().flatten() {
            policies = policies.with_level(LevelKind::ResourceControl, level.iter().cloned())?;
        }
        Ok(policies)
    }
}

fn ask<R>(
    caller: &Caller,
    role: &Role<'_>,
    action: Action<'_>,
    answer: impl FnOnce(&PolicySet, &PartialRequest<'_>) -> R,
) -> Result<R, JudgeError> {
    let policies = role.with(&caller.without_rcps)?;
    let knowledge = caller.knowledge_under(role.asked_user_id.iter().copied());
    let context = knowledge.context_in(knowledge.region.as_deref());
    let request = PartialRequest::with_action(&caller.subject.principal, action)
        .with_resource(&role.resource)
        .with_context(&context)
        .with_unknown_keys(&knowledge.unknown)
        .with_session_unknown();
    let request = match caller.subject.principal_is_known {
        true => request,
        false => request.with_caller_unknown(),
    };
    Ok(answer(&policies, &request))
}
