//! Roles, users and groups, and the policies that their own attributes have.

use super::policies::{Attribute, Reading, unknown_until_applied};
use super::removed::text;
use super::resource::Resource;
use crate::dump::account::Account;
use crate::dump::policy_details::Inline;
use crate::infrastructure::holders::Kind;
use crate::json::{Read, Value};
use crate::principal::{BOUNDARY, TRUST};
use crate::problem::Problem;
use crate::source::body::Part;

impl Reading<'_, '_> {
    pub(super) fn add_holder(
        &mut self,
        kind: Kind,
        resource: &Resource<'_>,
        account: &mut Account,
    ) -> Read<()> {
        let values = &resource.values;
        let name = text(values, "name")?;
        let title = (name.as_deref(), resource.address.as_str());
        let index = self.holders.add(kind, title, resource.at);
        self.by_address.insert(resource.address.clone(), index);
        let boundary = match kind {
            Kind::Group => Ok(None),
            Kind::Role | Kind::User => {
                self.managed_policy(resource, "permissions_boundary", account)
            }
        };
        let mut problems = Vec::new();
        let trust = match self.attribute(resource, "assume_role_policy") {
            _ if kind != Kind::Role => None,
            Attribute::Known(trust) => Some(part(trust)),
            Attribute::Absent | Attribute::Unknown => {
                let problem = unknown_until_applied(resource, "assume_role_policy");
                problems.push(problem.of_layer(TRUST));
                None
            }
        };
        let inline = self.own_inline(kind, name.as_deref(), resource, &mut problems)?;
        let attached = self.own_attached(kind, name.as_deref(), resource, &mut problems)?;
        let Some(holder) = self.holders.get_mut(index) else {
            return Ok(());
        };
        let entity = &mut holder.entity;
        entity.arn = text(values, "arn")?.unwrap_or_default();
        entity.unique_id = text(values, "unique_id")?;
        entity.tags = tags(resource);
        entity.trust = trust;
        entity.problems.extend(problems);
        match boundary {
            Ok(boundary) => entity.boundary = boundary,
            Err(problem) => entity.problems.push(problem.of_layer(BOUNDARY)),
        }
        inline.into_iter().for_each(|inline| holder.add_own(inline));
        for arn in attached {
            holder.attach(account.managed(&arn));
        }
        Ok(())
    }

    /// The inline policies of the attribute `inline_policy`, which the provider fills in where it
    /// isn't set.
    fn own_inline(
        &self,
        kind: Kind,
        name: Option<&str>,
        resource: &Resource<'_>,
        problems: &mut Vec<Problem>,
    ) -> Read<Vec<Inline>> {
        const ATTRIBUTE: &str = "inline_policy";
        let mut found = Vec::new();
        let list = self.own_list(kind, resource, ATTRIBUTE, problems)?;
        for element in list {
            let members = element.object("an inline policy: an object")?;
            let (own, document) = (text(&members, "name")?, text(&members, "policy")?);
            // A block without anything in it means that there is none.
            let is_empty = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
            if is_empty(&own) && is_empty(&document) {
                continue;
            }
            let (Some(policy), Some(_)) = (members.get("policy"), document) else {
                problems.push(unknown_until_applied(resource, ATTRIBUTE));
                continue;
            };
            let own = own.unwrap_or_default();
            if !self.is_gone((kind, name, true), &own, resource, ATTRIBUTE, problems) {
                found.push(Inline {
                    name: own,
                    at: element.start,
                    document: Some(part(policy)),
                });
            }
        }
        Ok(found)
    }

    /// The ARNs of the attribute `managed_policy_arns`, which the provider fills in where it isn't
    /// set.
    fn own_attached(
        &self,
        kind: Kind,
        name: Option<&str>,
        resource: &Resource<'_>,
        problems: &mut Vec<Problem>,
    ) -> Read<Vec<String>> {
        const ATTRIBUTE: &str = "managed_policy_arns";
        let mut found = Vec::new();
        let list = self.own_list(kind, resource, ATTRIBUTE, problems)?;
        for element in list.into_iter().filter(|element| !element.is_null()) {
            let arn = element.string("the ARN of a managed policy")?;
            if !self.is_gone((kind, name, false), &arn, resource, ATTRIBUTE, problems) {
                found.push(arn);
            }
        }
        Ok(found)
    }

    /// The elements of an attribute of a role that the provider fills in.
    fn own_list<'v>(
        &self,
        kind: Kind,
        resource: &Resource<'v>,
        attribute: &str,
        problems: &mut Vec<Problem>,
    ) -> Read<Vec<Value<'v>>> {
        if kind != Kind::Role {
            return Ok(Vec::new());
        }
        match resource
            .values
            .get(attribute)
            .filter(|list| !list.is_null())
        {
            // Of a list that is unknown in part, elements may be missing.
            Some(_) if self.is_unknown(resource, attribute) => {
                problems.push(unknown_until_applied(resource, attribute));
                Ok(Vec::new())
            }
            Some(list) => list.elements(),
            None => {
                let is_empty = self
                    .plan
                    .is_none_or(|plan| plan.is_new_and_unset(resource, attribute));
                if !is_empty && self.is_unknown(resource, attribute) {
                    problems.push(unknown_until_applied(resource, attribute));
                }
                Ok(Vec::new())
            }
        }
    }

    /// Whether a policy of an own attribute is taken away, where the attribute only shows what
    /// there was.
    fn is_gone(
        &self,
        (kind, name, is_inline): (Kind, Option<&str>, bool),
        policy: &str,
        resource: &Resource<'_>,
        attribute: &str,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let is_set = self
            .plan
            .is_some_and(|plan| plan.is_set(resource, attribute));
        let Some(name) = name.filter(|_| !is_set) else {
            return false;
        };
        match self.gone.has(kind, name, is_inline, policy) {
            Some(is_gone) => is_gone,
            None => {
                problems.push(unknown_until_applied(resource, attribute));
                false
            }
        }
    }
}

/// A document, which is text in a string.
pub(super) fn part(value: Value<'_>) -> Part {
    Part::of_text(value.name, value.text.to_owned(), value.start)
}

/// The tags with those of the provider; `None` where some are unknown.
fn tags(resource: &Resource<'_>) -> Option<Vec<(String, String)>> {
    let all = resource
        .values
        .get("tags_all")
        .filter(|tags| !tags.is_null())?;
    let tags = all.object("an object").ok()?;
    let tag = |(key, value): (&str, Value<'_>)| Some((key.to_owned(), value.string("text").ok()?));
    tags.iter().map(tag).collect()
}
