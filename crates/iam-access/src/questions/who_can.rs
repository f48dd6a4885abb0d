//! Who may do an action.

use super::Accounts;
use super::assume::{Assuming, Role};
use super::chain::Ways;
use super::extent::{Extent, Grant};
use super::on_roles::OnRoles;
use super::outsiders::Outsider;
use super::place::{Place, needs_trust};
use crate::check::{Explained, ResourceTypes};
use crate::error::JudgeError;
use crate::judge::kind;
use crate::report::{CatalogInfo, InputProblem, PrincipalKind, Tool};
use iam_eval::Action;
use serde::Serialize;

/// Who may do an action. `docs/schema/who-can-1.schema.json` describes its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WhoCan {
    /// The version of the schema.
    pub schema_version: u32,
    /// The program that made the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// The catalogue that was consulted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogInfo>,
    /// The action, as AWS writes it where the catalogue knows it.
    pub action: String,
    /// On what; null for any resource of the action's types.
    pub resource: Option<String>,
    /// How many roles a chain may have.
    pub chain: usize,
    /// True where one of the principals may, for certain; false where none may. Null where that is
    /// open: also where a principal couldn't be read, or where there is none.
    pub answer: Option<bool>,
    /// The principals that may: those with the most first, and then in the order of the input.
    pub principals: Vec<Holder>,
    /// Whom trust policies and the resource's policy let in who isn't one of the principals.
    pub outsiders: Vec<Outsider>,
    /// How many principals were asked about.
    pub asked: usize,
    /// What was assumed, and what wasn't looked at, as sentences.
    pub assumptions: Vec<String>,
    /// What couldn't be read: the answer is about the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InputProblem>,
}

/// A principal that may do the action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Holder {
    /// Its ARN, or else its name or file.
    pub principal: String,
    /// What it is.
    pub kind: PrincipalKind,
    /// Its file.
    pub source: String,
    /// Its line in the file, where that holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// How far it may, by the better one of the two ways.
    pub extent: Extent,
    /// What it may by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct: Option<Grant>,
    /// What it may by assuming roles, where that is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<Chain>,
}

/// A chain of roles that a principal may assume, the last of which may do the action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Chain {
    /// How far it reaches: no further than each of its parts.
    pub extent: Extent,
    /// The roles, in the order in which they are assumed.
    pub steps: Vec<Step>,
    /// What the last role may.
    pub grant: Grant,
}

/// That a principal may assume a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Step {
    /// The role's ARN.
    pub assumes: String,
    /// Whether it may, and why: by the trust policy, and by the principal's own policies.
    pub by: Grant,
}

impl Chain {
    /// The roles that are assumed, as a clause: `by assuming A, then B`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let roles = self.steps.iter().map(|step| step.assumes.as_str());
        format!("by assuming {}", roles.collect::<Vec<_>>().join(", then "))
    }
}

/// What is asked of each principal.
struct Asked<'q> {
    action: Action<'q>,
    place: &'q Place,
    /// The roles that were read, where the question is about them.
    on_roles: Option<OnRoles<'q>>,
}

impl Accounts<'_> {
    /// Finds the principals that may do an action, by themselves or by assuming at most `chain`
    /// roles one after the other. Of the ways to it, the shortest one of those that give most is
    /// reported.
    ///
    /// # Errors
    /// [`JudgeError`] where the action is not one, or policies can't be combined.
    pub fn who_can(&self, action: &str, place: &Place, chain: usize) -> Result<WhoCan, JudgeError> {
        let asked = Action::new(action)?;
        let place = &self.with_trust(&asked, place);
        let roles = self.roles_of(&asked, place);
        let on_roles = roles.map(|roles| OnRoles::of_all(self, asked, roles));
        let asked = Asked {
            action: asked,
            place,
            on_roles: on_roles.transpose()?,
        };
        let mut direct = Vec::with_capacity(self.callers.len());
        for at in 0..self.callers.len() {
            direct.push(self.direct_extent(at, &asked)?);
        }
        let mut ways = Ways::find(self, &direct, chain)?;
        ways.is_complete &= asked.on_roles.as_ref().is_none_or(OnRoles::is_complete);
        let roles = asked.on_roles.as_ref().map(|on_roles| &*on_roles.roles);
        let found = self.outsiders(&asked.action, place, roles, &ways, chain)?;
        let (outsiders, all_outsiders) = (found.found, found.is_complete);
        let mut principals = Vec::new();
        for (at, direct) in direct.iter().enumerate() {
            principals.extend(self.holder(at, *direct, &ways, &asked)?);
        }
        principals.sort_by_key(|holder| std::cmp::Reverse(holder.extent));
        let best = principals.first().map(|holder| holder.extent);
        let is_complete = ways.is_complete && all_outsiders;
        let is_unread = !self.errors().is_empty() || self.callers.is_empty();
        let is_open = best.is_some() || !outsiders.is_empty() || !is_complete || is_unread;
        let mut assumptions = self.assumptions(action, place, Some(&ways));
        if !all_outsiders {
            assumptions.push("not all outsiders are listed: there are too many".to_owned());
        }
        let facts = self.catalog.facts(action);
        Ok(WhoCan {
            schema_version: 1,
            tool: None,
            catalog: None,
            action: facts.map_or_else(|| action.to_owned(), |facts| facts.canonical),
            resource: place.resource().map(str::to_owned),
            chain,
            answer: match best.is_some_and(Extent::is_certain)
                || outsiders
                    .iter()
                    .any(|outsider| outsider.by.extent.is_certain())
            {
                true => Some(true),
                false if is_open => None,
                false => Some(false),
            },
            principals,
            outsiders,
            asked: self.callers.len(),
            assumptions,
            errors: self.input_problems(),
        })
    }

    fn holder(
        &self,
        at: usize,
        direct: Extent,
        ways: &Ways,
        asked: &Asked<'_>,
    ) -> Result<Option<Holder>, JudgeError> {
        let best = ways.best.get(at).copied().flatten();
        let way = best.and_then(|best| Some((best, ways.ways.get(best)?)));
        let (Some(caller), Some((best, way))) = (self.callers.get(at), way) else {
            return Ok(None);
        };
        let direct = match direct.is_open() {
            true => Some(self.direct(at, asked)?),
            false => None,
        };
        let steps = ways.steps(best);
        let chain = match steps.last() {
            None => None,
            Some((_, last)) => Some(Chain {
                extent: way.extent,
                grant: self.direct(*last, asked)?,
                steps: self.steps(&steps)?,
            }),
        };
        Ok(Some(Holder {
            principal: caller.title().to_owned(),
            kind: match caller.subject.principal_is_known {
                true => kind(&caller.subject.principal),
                false => PrincipalKind::Unknown,
            },
            source: caller.input.source.clone(),
            line: caller.input.at.map(|at| at.line),
            extent: way.extent,
            direct,
            chain,
        }))
    }

    /// How far a principal may by itself.
    fn direct_extent(&self, at: usize, asked: &Asked<'_>) -> Result<Extent, JudgeError> {
        if let Some(on_roles) = &asked.on_roles {
            return Ok(on_roles.extent(at));
        }
        let caller = self.caller(at)?;
        let outcome = self.outcome(caller, &asked.action, asked.place, Explained::Nothing)?;
        Ok(self.extent(caller, asked.action.as_str(), &outcome))
    }

    /// The same, with the reasons.
    fn direct(&self, at: usize, asked: &Asked<'_>) -> Result<Grant, JudgeError> {
        if let Some(on_roles) = &asked.on_roles {
            return on_roles.grant(at);
        }
        let caller = self.caller(at)?;
        let (action, place) = (&asked.action, asked.place);
        let outcome = self.outcome(caller, action, place, Explained::Everything)?;
        Ok(self.grant(caller, action.as_str(), place, &outcome))
    }

    fn steps(&self, steps: &[(usize, usize)]) -> Result<Vec<Step>, JudgeError> {
        let assuming = Assuming::new(self)?;
        let mut found = Vec::new();
        for (caller, role) in steps {
            let (caller, role) = (self.callers.get(*caller), self.callers.get(*role));
            let role = role.map(Role::of).transpose()?.flatten();
            let (Some(caller), Some(role)) = (caller, role) else {
                continue;
            };
            found.push(Step {
                assumes: role.caller.title().to_owned(),
                by: assuming.explain(caller, &role)?,
            });
        }
        Ok(found)
    }

    /// What an answer takes for granted, and what it doesn't look at.
    pub(super) fn assumptions(
        &self,
        action: &str,
        place: &Place,
        ways: Option<&Ways>,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let asked = Action::new(action).ok();
        let on_roles = asked.is_some_and(|asked| self.roles_of(&asked, place).is_some());
        let service = action
            .split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let types = self.callers.first();
        let types = types.map(|caller| self.catalog.resource_types(action, &caller.subject));
        let acts_on_nothing =
            matches!(types.as_deref(), Some(ResourceTypes::Known(types)) if types.is_empty());
        match (place.resource(), place.owner()) {
            _ if on_roles => found.push(
                "asked about the roles that were read, each with its trust policy".to_owned(),
            ),
            (Some(resource), _) if acts_on_nothing => {
                found.push(format!(
                    "{action} acts on no resource: {resource} makes no difference"
                ));
            }
            (Some(resource), None) => {
                found.push(format!(
                    "{resource} is taken to be of the principal's own account"
                ));
            }
            (None, _) if !acts_on_nothing => {
                found.push("asked about resources of the principal's own account".to_owned());
            }
            _ => {}
        }
        if place.policy().is_none() && !acts_on_nothing && !on_roles {
            found.push(match service.as_str() {
                _ if needs_trust(action) => "the trust policy was not given: each role is taken to trust the \
                    principal's account, which leaves the decision to its own policies"
                    .to_owned(),
                "kms" => "key policies were not given: each key is taken to have the default one, which leaves the \
                    decision to its account"
                    .to_owned(),
                _ => "resource-based policies were not given: one may deny it, or allow it by itself to principals \
                    of its account"
                    .to_owned(),
            });
        }
        let inputs = self.callers.iter().map(|caller| &caller.input);
        if inputs.clone().any(|input| input.scps.is_not_supplied()) {
            found.push("service control policies were not given: they may deny it".to_owned());
        }
        if inputs.clone().any(|input| input.rcps.is_not_supplied()) {
            found.push("resource control policies were not given: they may deny it".to_owned());
        }
        let mut left_out: Vec<&str> = inputs
            .flat_map(|input| &input.ignored_layers)
            .map(String::as_str)
            .collect();
        left_out.sort_unstable();
        left_out.dedup();
        found.extend(
            left_out
                .iter()
                .map(|layer| format!("without {layer} (what-if)")),
        );
        if let Some(ways) = ways {
            found.push(
                "root users are not listed: only control and resource-based policies limit them"
                    .to_owned(),
            );
            if !ways.is_complete {
                found.push("not all chains of roles were looked at: there are too many".to_owned());
            }
        }
        found
    }
}
