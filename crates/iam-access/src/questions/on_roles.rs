//! Actions on roles that only a trust policy allows, asked about each role that was read, where the
//! question names no role.

use super::Accounts;
use super::assume::{Assuming, Role};
use super::caller::Caller;
use super::extent::{Extent, Grant};
use super::place::{Place, of_trust};
use crate::error::JudgeError;
use crate::report::clipped;
use iam_eval::{Action, ResourcePattern, is_account_id};

/// How many roles of an answer are named.
const MOST_NAMED: usize = 3;

/// How far a principal may do the action, over all of the roles.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached {
    /// On how many roles, for certain, and under conditions.
    certain: usize,
    open: usize,
    denied: usize,
    /// Some of them.
    on_certain: Vec<usize>,
    on_open: Vec<usize>,
}

/// The roles that a question is about, and how far each principal may do the action on them.
pub(super) struct OnRoles<'a> {
    assuming: Assuming<'a>,
    pub(super) roles: Vec<usize>,
    by_caller: Vec<Reached>,
}

impl Reached {
    fn add(&mut self, role: usize, extent: Extent) {
        let (count, named) = match extent {
            Extent::All | Extent::Some => (&mut self.certain, &mut self.on_certain),
            Extent::Conditional => (&mut self.open, &mut self.on_open),
            Extent::Denied => {
                self.denied += 1;
                return;
            }
            Extent::None => return,
        };
        *count += 1;
        if named.len() < MOST_NAMED {
            named.push(role);
        }
    }

    fn extent(&self, roles: usize) -> Extent {
        match (self.certain, self.open, self.denied) {
            (certain, ..) if certain == roles => Extent::All,
            (1.., ..) => Extent::Some,
            (0, 1.., _) => Extent::Conditional,
            (0, 0, denied) if denied == roles => Extent::Denied,
            _ => Extent::None,
        }
    }
}

impl Accounts<'_> {
    /// The roles with a trust policy that a question is about, where it isn't about one role, and
    /// the action is one that the trust policy must allow. `None` where there is none: then roles
    /// that weren't read are meant.
    pub(super) fn roles_of(&self, action: &Action<'_>, place: &Place) -> Option<Vec<usize>> {
        if place.policy().is_some() || !of_trust(action.as_str()) {
            return None;
        }
        let within = place.resource().map(ResourcePattern::parse);
        let within = within.transpose().ok()?;
        let owner = place.owner().filter(|owner| is_account_id(owner));
        let is_meant = |caller: &Caller| {
            let arn = ResourcePattern::parse(caller.title());
            caller.trust().is_some()
                && owner.is_none_or(|owner| owner == caller.account())
                && arn.is_ok_and(|arn| within.as_ref().is_none_or(|within| within.covers(&arn)))
        };
        let callers = self.callers.iter().enumerate();
        let roles = callers.filter(|(_, caller)| is_meant(caller));
        let roles: Vec<usize> = roles.map(|(at, _)| at).collect();
        (!roles.is_empty()).then_some(roles)
    }
}

impl<'a> OnRoles<'a> {
    /// Asks about every principal: those that each role's trust policy may let in.
    pub(super) fn of_all(
        accounts: &'a Accounts<'a>,
        action: Action<'a>,
        roles: Vec<usize>,
    ) -> Result<Self, JudgeError> {
        let mut assuming = Assuming::of(accounts, action);
        let mut by_caller = vec![Reached::default(); accounts.callers.len()];
        for at in &roles {
            let Some(role) = role_at(accounts, *at)? else {
                continue;
            };
            for candidate in assuming.candidates(role.trust)? {
                let caller = accounts.callers.get(candidate);
                if let (Some(caller), Some(reached)) = (caller, by_caller.get_mut(candidate)) {
                    reached.add(*at, assuming.extent(caller, &role)?);
                }
            }
        }
        Ok(Self {
            assuming,
            roles,
            by_caller,
        })
    }

    /// Asks about one principal.
    pub(super) fn of_one(
        accounts: &'a Accounts<'a>,
        action: Action<'a>,
        roles: Vec<usize>,
        caller: usize,
    ) -> Result<Self, JudgeError> {
        let mut assuming = Assuming::of(accounts, action);
        let mut by_caller = vec![Reached::default(); accounts.callers.len()];
        let known = accounts.callers.get(caller);
        if let (Some(known), Some(reached)) = (known, by_caller.get_mut(caller)) {
            for at in &roles {
                if let Some(role) = role_at(accounts, *at)? {
                    reached.add(*at, assuming.extent(known, &role)?);
                }
            }
        }
        Ok(Self {
            assuming,
            roles,
            by_caller,
        })
    }

    /// False where there were too many pairs of a principal and a role to look at all of them.
    pub(super) fn is_complete(&self) -> bool {
        self.assuming.is_complete()
    }

    pub(super) fn extent(&self, caller: usize) -> Extent {
        let reached = self.by_caller.get(caller);
        reached.map_or(Extent::None, |reached| reached.extent(self.roles.len()))
    }

    /// The answer about a principal, with the reasons and the roles.
    pub(super) fn grant(&self, caller: usize) -> Result<Grant, JudgeError> {
        let accounts = self.assuming.accounts;
        let extent = self.extent(caller);
        let mut grant = Grant::bare(extent);
        let (Some(reached), Some(known)) =
            (self.by_caller.get(caller), accounts.callers.get(caller))
        else {
            return Ok(grant);
        };
        let (named, count) = match extent.is_certain() {
            true => (&reached.on_certain, reached.certain),
            false => (&reached.on_open, reached.open),
        };
        let (mut names, mut sentences) = (Vec::new(), Vec::new());
        for at in named {
            let Some(role) = role_at(accounts, *at)? else {
                continue;
            };
            let found = self.assuming.explain(known, &role)?;
            let title = role.caller.title();
            names.push(title);
            sentences.extend(
                found
                    .when
                    .as_ref()
                    .map(|when| format!("if the role is {title}, {when}")),
            );
            grant.add(found);
        }
        let more = count.saturating_sub(names.len());
        let more = match more {
            0 => String::new(),
            more => format!(", or one of {more} more"),
        };
        grant.when = match extent {
            Extent::Some => Some(format!("when the role is {}{more}", names.join(" or "))),
            Extent::Conditional => Some(format!("{}{more}", sentences.join("; "))),
            _ => None,
        };
        grant.when = grant.when.map(clipped);
        Ok(grant)
    }
}

fn role_at<'a>(accounts: &'a Accounts<'_>, at: usize) -> Result<Option<Role<'a>>, JudgeError> {
    let caller = accounts.callers.get(at);
    Ok(caller.map(Role::of).transpose()?.flatten())
}
