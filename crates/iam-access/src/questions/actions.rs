//! What a principal may do: the actions of the catalogue, by service and access level.

use super::Accounts;
use super::caller::Caller;
use super::extent::{Extent, Grant};
use super::on_roles::OnRoles;
use super::place::{Place, of_trust};
use crate::check::{Explained, Questions};
use crate::error::JudgeError;
use crate::report::{CatalogInfo, Tool};
use iam_catalog::{AccessLevel, Catalog, Service};
use iam_eval::{Action, ResourcePattern};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a principal may do. `docs/schema/can-1.schema.json` describes its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Actions {
    /// The version of the schema.
    pub schema_version: u32,
    /// The program that made the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// The catalogue whose actions were asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogInfo>,
    /// The principal's ARN, or else its name or file.
    pub principal: String,
    /// On what; null for any resource of each action's types.
    pub resource: Option<String>,
    /// How many actions there are of each extent.
    pub counts: LevelCounts,
    /// The services of which the principal may do something, and those that were asked for.
    pub services: Vec<ServiceAnswer>,
    /// What was assumed, and what wasn't looked at, as sentences.
    pub assumptions: Vec<String>,
}

/// What a principal may do of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ServiceAnswer {
    /// The service, as actions name it.
    pub service: String,
    /// Its title.
    pub title: String,
    /// How many actions of each access level there are of each extent. An action of several levels
    /// counts as one of the first of: permissions management, tagging, write, read, list.
    pub levels: BTreeMap<String, LevelCounts>,
    /// The actions, where they were asked for: those of which the principal may do something; all
    /// of them where all were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ActionAnswer>,
}

/// How many actions there are of each extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LevelCounts {
    /// Allowed on all resources.
    pub all: usize,
    /// Allowed on some.
    pub some: usize,
    /// Allowed in some contexts.
    pub conditional: usize,
    /// Not allowed.
    pub none: usize,
    /// Denied by a statement.
    pub denied: usize,
}

impl LevelCounts {
    fn add(&mut self, extent: Extent) {
        *match extent {
            Extent::All => &mut self.all,
            Extent::Some => &mut self.some,
            Extent::Conditional => &mut self.conditional,
            Extent::None => &mut self.none,
            Extent::Denied => &mut self.denied,
        } += 1;
    }

    /// How many the principal may do, in some context and on some resource at least.
    #[must_use]
    pub const fn open(&self) -> usize {
        self.all + self.some + self.conditional
    }
}

/// How far a principal may do an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ActionAnswer {
    /// The action.
    pub action: String,
    /// Its access levels, such as `Tagging, Write`.
    pub access_level: String,
    /// How far, and why.
    #[serde(flatten)]
    pub grant: Grant,
}

/// Which actions are asked about, and which are listed.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Selection {
    /// Only those of this service.
    pub service: Option<String>,
    /// Only those of this access level.
    pub level: Option<AccessLevel>,
    /// Lists every action, also those of which the principal may do nothing.
    pub everything: bool,
}

impl Selection {
    /// Whether actions are listed.
    fn lists(&self) -> bool {
        self.everything || self.service.is_some() || self.level.is_some()
    }
}

impl Accounts<'_> {
    /// Asks a principal about every action of the catalogue that the selection means. With a
    /// resource, only actions that act on its type are asked about.
    ///
    /// # Errors
    /// [`JudgeError`] where there is no such principal, or policies can't be combined.
    pub fn can(
        &self,
        principal: usize,
        place: &Place,
        selection: &Selection,
        catalog: &Catalog,
    ) -> Result<Actions, JudgeError> {
        let caller = self.caller(principal)?;
        let subject = place.subject("", caller)?;
        let explained = match selection.lists() {
            true => Explained::Everything,
            false => Explained::Nothing,
        };
        let known = caller.knowledge_under(place.policy().into_iter());
        let briefly = Questions::new(&subject, &known, self.catalog, Explained::Nothing)?;
        let questions = Questions::new(&subject, &known, self.catalog, explained)?;
        let pattern = place.pattern_for(caller);
        let types = pattern
            .as_ref()
            .map(|pattern| types_of(pattern, caller, place, catalog));
        let mut answer = Actions {
            schema_version: 1,
            tool: None,
            catalog: None,
            principal: caller.title().to_owned(),
            resource: place.resource().map(str::to_owned),
            counts: LevelCounts::default(),
            services: Vec::new(),
            assumptions: self.assumptions("", place, None),
        };
        let services = catalog.services().filter(|service| {
            let wanted = selection.service.as_deref();
            wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(service.prefix()))
        });
        for service in services {
            let mut of_service = ServiceAnswer {
                service: service.prefix().to_owned(),
                title: service.title().to_owned(),
                levels: BTreeMap::new(),
                actions: Vec::new(),
            };
            for known in service.actions() {
                let levels = known.access_levels();
                let of_level = selection.level.is_none_or(|level| levels.contains(level));
                let of_type = types.as_ref().is_none_or(|types| {
                    let mut acts_on = known.resource_types();
                    acts_on.any(|of| {
                        let of = of.resource_type();
                        types.iter().any(|(service, name)| {
                            service == of.service().prefix() && name == of.name()
                        })
                    })
                });
                if !of_level || !of_type {
                    continue;
                }
                let action = Action::new(known.name())?;
                let on_trust = match of_trust(known.name()) {
                    // Its policies are those of no other action.
                    true => Some(self.on_trust(principal, &action, place)?),
                    false => None,
                };
                let types = place.types(known.name(), caller, self.catalog)?;
                let ask = |questions: &Questions<'_>| {
                    place.ask(questions, &action, pattern.as_ref(), &types)
                };
                let extent = match &on_trust {
                    Some(grant) => grant.extent,
                    None => self.extent(caller, known.name(), &ask(&briefly)),
                };
                answer.counts.add(extent);
                let level = level(levels.iter());
                of_service.levels.entry(level).or_default().add(extent);
                if selection.lists() && (extent.is_open() || selection.everything) {
                    // What isn't allowed needs no reason in a list.
                    let questions = match extent.is_open() {
                        true => &questions,
                        false => &briefly,
                    };
                    let explained = || self.grant(caller, known.name(), place, &ask(questions));
                    of_service.actions.push(ActionAnswer {
                        action: known.name().to_owned(),
                        access_level: levels.to_string(),
                        grant: on_trust.unwrap_or_else(explained),
                    });
                }
            }
            let is_open = of_service.levels.values().any(|counts| counts.open() > 0);
            if is_open || !of_service.actions.is_empty() || selection.service.is_some() {
                answer.services.push(of_service);
            }
        }
        Ok(answer)
    }

    /// Asks a principal about an action on roles: by the trust policy of the role that is meant, or
    /// by those of all that were read.
    pub(super) fn on_trust(
        &self,
        principal: usize,
        action: &Action<'_>,
        place: &Place,
    ) -> Result<Grant, JudgeError> {
        let place = &self.with_trust(action, place);
        if let Some(roles) = self.roles_of(action, place) {
            return OnRoles::of_one(self, *action, roles, principal)?.grant(principal);
        }
        let caller = self.caller(principal)?;
        let outcome = self.outcome(caller, action, place, Explained::Everything)?;
        Ok(self.grant(caller, action.as_str(), place, &outcome))
    }

    pub(super) fn caller(&self, index: usize) -> Result<&Caller, JudgeError> {
        let found = self.callers.get(index);
        found.ok_or_else(|| iam_eval::RequestError::Principal("none".into()).into())
    }
}

/// The level as which an action counts.
fn level(levels: impl Iterator<Item = AccessLevel>) -> String {
    let rank = |level: &AccessLevel| match level {
        AccessLevel::PermissionsManagement => 0,
        AccessLevel::Tagging => 1,
        AccessLevel::Write => 2,
        AccessLevel::Read => 3,
        _ => 4,
    };
    let level = levels.min_by_key(rank);
    level.map_or_else(String::new, |level| level.as_str().to_owned())
}

/// The types of resource, each with its service, that a resource may be of: of types whose patterns
/// include each other the narrowest ones, since `arn:aws:s3:::bucket/key` is an object although the
/// pattern of buckets matches it.
fn types_of(
    pattern: &ResourcePattern,
    caller: &Caller,
    place: &Place,
    catalog: &Catalog,
) -> Vec<(String, String)> {
    let service_of = |text: &str| text.split(':').nth(2).unwrap_or_default().to_owned();
    let wanted = service_of(pattern.as_str());
    let partition = Some(caller.subject.principal.partition());
    let account = place.owner().unwrap_or_else(|| caller.account());
    let mut found: Vec<((String, String), ResourcePattern)> = Vec::new();
    let mut add = |service: Service<'_>| {
        for of in service.resource_types() {
            let arns = of.arn_patterns(partition, None, Some(account));
            let arns = arns
                .iter()
                .filter_map(|arn| crate::pattern::pattern(arn).ok());
            let meets = |arn: &ResourcePattern| arn.covers(pattern) || pattern.covers(arn);
            let arn = arns.into_iter().find(meets);
            let name = (service.prefix().to_owned(), of.name().to_owned());
            found.extend(arn.map(|arn| (name, arn)));
        }
    };
    // Services share types of resource: those of Amazon S3 are acted on by others, too.
    let of_service = catalog.services().filter(|service| {
        let mut types = service.resource_types();
        types.any(|of| of.arns().any(|arn| service_of(arn) == wanted))
    });
    of_service.for_each(&mut add);
    let is_narrowest = |arn: &ResourcePattern| {
        let mut others = found.iter().map(|(_, other)| other);
        !others.any(|other| other.covers(pattern) && arn.covers(other) && !other.covers(arn))
    };
    let narrowest = found.iter().filter(|(_, arn)| is_narrowest(arn));
    narrowest.map(|(name, _)| name.clone()).collect()
}
