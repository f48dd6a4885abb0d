//! On which resources a principal may do an action.

use super::Accounts;
use super::extent::{Extent, Grant};
use super::place::{Place, needs_trust, of_trust};
use crate::check::{Explained, Questions};
use crate::error::JudgeError;
use crate::report::{CatalogInfo, Tool};
use iam_eval::{Action, Effect, Layer, Policy, ResourcePattern, Statement, is_account_id};
use serde::Serialize;

/// How many patterns are listed, and asked about.
const MOST: usize = 500;

/// On which resources a principal may do an action. `docs/schema/can-1.schema.json` describes its
/// JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OnResources {
    /// The version of the schema.
    pub schema_version: u32,
    /// The program that made the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// The catalogue that was consulted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogInfo>,
    /// The principal's ARN, or else its name or file.
    pub principal: String,
    /// The action, as AWS writes it where the catalogue knows it.
    pub action: String,
    /// On what was asked about; null for any resource of the action's types.
    pub resource: Option<String>,
    /// How far the principal may do it there, and why.
    #[serde(flatten)]
    pub grant: Grant,
    /// The resources that its own policies, or the resource's, allow, each with how much of it is
    /// left by all layers.
    pub allowed: Vec<PatternAnswer>,
    /// The resources that statements of any layer deny.
    pub denied: Vec<PatternAnswer>,
    /// The resources to which other layers limit what is allowed: permissions boundary, control
    /// policies and so on.
    pub limits: Vec<PatternAnswer>,
    /// How many patterns are left out of these lists.
    pub left_out: usize,
    /// What was assumed, and what wasn't looked at, as sentences.
    pub assumptions: Vec<String>,
}

/// A pattern of resources in a statement about the action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PatternAnswer {
    /// The pattern as the policy writes it.
    pub pattern: String,
    /// True where the statement means every resource but this one.
    pub except: bool,
    /// How far the principal may do the action on these resources; null where that isn't asked: of
    /// denied resources and limits, of `NotResource`, and of patterns with variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<Extent>,
    /// The layer of the statement.
    pub layer: String,
    /// The document.
    pub policy: String,
    /// The policy's name, where the document's file holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// The statement's `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The statement's line, counted from 1.
    pub line: u32,
    /// The statement's column, counted from 1.
    pub column: u32,
    /// The statement's conditions, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
}

impl PatternAnswer {
    /// The pattern with its conditions: `all but arn:… when aws:SourceIp IpAddress 10.0.0.0/8`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let except = if self.except { "all but " } else { "" };
        let when = match self.conditions.as_slice() {
            [] => String::new(),
            conditions => format!(" when {}", conditions.join(" and ")),
        };
        format!("{except}{}{when}", self.pattern)
    }
}

impl Accounts<'_> {
    /// Says on which resources a principal may do an action: what is allowed, what is denied, what
    /// limits both.
    ///
    /// # Errors
    /// [`JudgeError`] where there is no such principal, the action is not one, or policies can't be
    /// combined.
    pub fn can_on(
        &self,
        principal: usize,
        action: &str,
        place: &Place,
    ) -> Result<OnResources, JudgeError> {
        let caller = self.caller(principal)?;
        let asked = Action::new(action)?;
        let place = &self.with_trust(&asked, place);
        let is_on_trust = of_trust(action);
        let grant = match is_on_trust {
            true => self.on_trust(principal, &asked, place)?,
            false => {
                let outcome = self.outcome(caller, &asked, place, Explained::Everything)?;
                self.grant(caller, action, place, &outcome)
            }
        };
        let facts = self.catalog.facts(action);
        let mut answer = OnResources {
            schema_version: 1,
            tool: None,
            catalog: None,
            principal: caller.title().to_owned(),
            action: facts.map_or_else(|| action.to_owned(), |facts| facts.canonical),
            resource: place.resource().map(str::to_owned),
            grant,
            allowed: Vec::new(),
            denied: Vec::new(),
            limits: Vec::new(),
            left_out: 0,
            assumptions: self.assumptions(action, place, None),
        };
        let subject = place.subject(action, caller)?;
        let known = caller.knowledge_under(place.policy().into_iter());
        let questions = Questions::new(&subject, &known, self.catalog, Explained::Nothing)?;
        let types = place.types(action, caller, self.catalog)?;
        let extent_of = |pattern: &str| {
            let place = Place::on(pattern).ok()?;
            if pattern.contains("${") {
                return None;
            }
            if is_on_trust && self.roles_of(&asked, &place).is_some() {
                let grant = self.on_trust(principal, &asked, &place);
                return grant.ok().map(|grant| grant.extent);
            }
            let account = pattern
                .split(':')
                .nth(4)
                .filter(|account| is_account_id(account));
            let owner = account.unwrap_or_else(|| caller.account());
            let pattern = place.resource().map(ResourcePattern::parse).transpose();
            let pattern = pattern.ok()?.map(|pattern| pattern.owned_by(owner));
            Some(Extent::of(&place.ask(
                &questions,
                &asked,
                pattern.as_ref(),
                &types,
            )))
        };
        // That roles trust the account is assumed: nobody wrote it.
        let is_assumed =
            |layer| layer == Layer::Resource && place.policy().is_none() && needs_trust(action);
        let layers = subject.policies.layers();
        for (layer, policies) in layers.filter(|(layer, _)| !is_assumed(*layer)) {
            for policy in policies {
                for (index, statement) in policy.document().statements().enumerate() {
                    if !policy.names_action(index, &asked) {
                        continue;
                    }
                    let grants = matches!(layer, Layer::Identity | Layer::Resource);
                    let list = match statement.effect() {
                        Effect::Deny => &mut answer.denied,
                        Effect::Allow if grants => &mut answer.allowed,
                        Effect::Allow => &mut answer.limits,
                    };
                    for (pattern, except) in patterns(&statement) {
                        if list.len() >= MOST {
                            answer.left_out += 1;
                            continue;
                        }
                        let asks = grants && statement.effect() == Effect::Allow && !except;
                        let extent = asks.then(|| extent_of(pattern)).flatten();
                        list.push(pattern_answer(pattern, except, layer, policy, &statement));
                        if let Some(last) = list.last_mut() {
                            last.extent = extent;
                        }
                    }
                }
            }
        }
        // A layer that limits to everything limits nothing.
        answer
            .limits
            .retain(|limit| limit.pattern != "*" || limit.except || !limit.conditions.is_empty());
        Ok(answer)
    }
}

/// The patterns of a statement; `*` for one without resources, such as a trust policy's.
fn patterns<'s>(statement: &Statement<'s>) -> Vec<(&'s str, bool)> {
    match statement.resources() {
        Some(resources) => {
            let except = resources.is_negated();
            resources.values().map(|value| (value, except)).collect()
        }
        None => vec![("*", false)],
    }
}

fn pattern_answer(
    pattern: &str,
    except: bool,
    layer: Layer,
    policy: &Policy,
    statement: &Statement<'_>,
) -> PatternAnswer {
    let position = statement.position();
    let conditions = statement.conditions().map(|condition| {
        let values: Vec<&str> = condition.values().take(MOST_VALUES).collect();
        let more = condition.values().len().saturating_sub(values.len());
        let more = match more {
            0 => String::new(),
            more => format!(" or {more} more"),
        };
        let (operator, key) = (condition.operator(), condition.key());
        format!("{key} {operator} {}{more}", values.join(" or "))
    });
    PatternAnswer {
        pattern: pattern.to_owned(),
        except,
        extent: None,
        layer: layer.path(),
        policy: policy.document().name().to_owned(),
        policy_name: policy.given_name().map(str::to_owned),
        sid: statement.sid().map(str::to_owned),
        line: position.line,
        column: position.column,
        conditions: conditions.collect(),
    }
}

/// How many values of a condition are shown.
const MOST_VALUES: usize = 10;
