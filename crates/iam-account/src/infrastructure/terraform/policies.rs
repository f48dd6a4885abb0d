//! Policies that are resources of their own, and to which roles, users and groups they belong.

use super::plan::Plan;
use super::principals::part;
use super::removed::{Gone, strings, text};
use super::resource::Resource;
use crate::dump::account::Account;
use crate::dump::entity::Entity;
use crate::dump::managed_policies::Version;
use crate::dump::policy_details::Inline;
use crate::infrastructure::holders::{Holders, Kind};
use crate::json::{Read, Value};
use crate::problem::Problem;
use crate::source::body::Source;
use std::collections::HashMap;
use std::sync::Arc;

/// What a value says that an input has, if it has any.
pub(super) enum Attribute<'a> {
    Known(Value<'a>),
    /// It isn't set.
    Absent,
    /// It is known after apply.
    Unknown,
}

/// A plan or a state that is read.
pub(super) struct Reading<'r, 'a> {
    source: &'r Arc<Source>,
    pub(super) plan: Option<&'r Plan<'a>>,
    resources: &'r [Resource<'a>],
    pub(super) gone: Gone,
    pub(super) holders: Holders<'r>,
    /// Holders by the addresses of their resources.
    pub(super) by_address: HashMap<String, usize>,
    /// The numbers that managed policies have in the account, by the addresses of their resources.
    managed: HashMap<String, usize>,
    /// Addresses of instances, by the module, the kind and the name of their resource.
    instances: HashMap<(&'r str, &'r str, &'r str), Vec<&'r str>>,
}

impl<'r, 'a> Reading<'r, 'a> {
    pub(super) fn new(
        source: &'r Arc<Source>,
        plan: Option<&'r Plan<'a>>,
        resources: &'r [Resource<'a>],
    ) -> Self {
        let mut instances: HashMap<_, Vec<&str>> = HashMap::new();
        for resource in resources.iter().filter(|resource| !resource.is_data) {
            let key = (
                resource.module.as_str(),
                resource.kind.as_str(),
                resource.name.as_str(),
            );
            instances.entry(key).or_default().push(&resource.address);
        }
        Self {
            source,
            plan,
            resources,
            gone: Gone::default(),
            holders: Holders::new(source),
            by_address: HashMap::new(),
            managed: HashMap::new(),
            instances,
        }
    }

    pub(super) fn read(mut self, account: &mut Account) -> Read<Vec<Entity>> {
        let resources = self.resources;
        self.gone = Gone::of(self.plan, resources)?;
        for resource in resources.iter().filter(|one| one.kind == "aws_iam_policy") {
            self.add_managed(resource, account)?;
        }
        let managed = || resources.iter().filter(|resource| !resource.is_data);
        for resource in managed() {
            let kind = Kind::ALL.into_iter();
            let mut kind = kind.filter(|kind| is(resource, kind.word()));
            if let Some(kind) = kind.next() {
                self.add_holder(kind, resource, account)?;
            }
        }
        for resource in managed() {
            self.add_given(resource, account)?;
        }
        self.add_notes();
        Ok(self.holders.finish(account))
    }

    fn add_notes(&mut self) {
        let name = &self.source.name;
        let note = match self.plan {
            Some(_) => format!("as it is planned in {name}"),
            None => format!("as it is in the state {name}: later changes in AWS are unknown"),
        };
        let incomplete = self.plan.and_then(|plan| plan.incomplete);
        for holder in self.holders.iter_mut() {
            holder.description.notes.push(note.clone());
            let unknown =
                incomplete.map(|at| format!("{name}:{}: the plan isn't complete", at.start));
            holder.description.unknown.extend(unknown);
        }
    }

    pub(super) fn is_unknown(&self, resource: &Resource<'_>, attribute: &str) -> bool {
        let plan = self.plan.filter(|_| !resource.is_data);
        plan.is_some_and(|plan| plan.is_unknown(resource, attribute))
    }

    pub(super) fn attribute<'v>(&self, resource: &Resource<'v>, name: &str) -> Attribute<'v> {
        match resource.values.get(name).filter(|value| !value.is_null()) {
            Some(value) => Attribute::Known(value),
            None if self.is_unknown(resource, name) => Attribute::Unknown,
            None => Attribute::Absent,
        }
    }

    /// The address of the resource to which an attribute refers.
    fn referred(&self, resource: &Resource<'_>, attribute: &str, kind: &str) -> Option<&'r str> {
        let reference = self.plan?.referred(resource, attribute)?;
        let own = ["arn", "id", "name"];
        let is_itself = own.contains(&reference.attribute.as_deref()?);
        if reference.kind != kind || !is_itself {
            return None;
        }
        let key = (
            resource.module.as_str(),
            reference.kind.as_str(),
            reference.name.as_str(),
        );
        let instances = self.instances.get(&key)?;
        match (&reference.index, instances.as_slice()) {
            (None, [one]) => Some(one),
            (None, _) => None,
            (Some(index), all) => {
                let ending = format!("{}.{}{index}", reference.kind, reference.name);
                all.iter()
                    .copied()
                    .find(|address| address.ends_with(&ending))
            }
        }
    }

    /// A managed policy, by its ARN if that is known.
    fn add_managed(&mut self, resource: &Resource<'_>, account: &mut Account) -> Read<()> {
        let source = self.source;
        let arn = text(&resource.values, "arn")?.filter(|arn| !arn.is_empty());
        let key = arn.unwrap_or_else(|| format!("{} of {}", resource.address, source.name));
        let definition = match self.attribute(resource, "policy") {
            Attribute::Known(document) => Ok(Some(Version {
                id: String::new(),
                source: Arc::clone(source),
                at: resource.at.start,
                document: Some(part(document)),
            })),
            Attribute::Absent | Attribute::Unknown => {
                Err(unknown_until_applied(resource, "policy"))
            }
        };
        account.add_managed(&key, definition, ("", source, resource.at.start));
        let index = account.managed(&key);
        self.managed.insert(resource.address.clone(), index);
        Ok(())
    }

    /// The number of the managed policy whose ARN an attribute has.
    pub(super) fn managed_policy(
        &self,
        resource: &Resource<'_>,
        attribute: &str,
        account: &mut Account,
    ) -> Read<Option<usize>> {
        match self.attribute(resource, attribute) {
            Attribute::Known(arn) => {
                let arn = arn.string("the ARN of a managed policy")?;
                Ok((!arn.is_empty()).then(|| account.managed(&arn)))
            }
            Attribute::Absent => Ok(None),
            Attribute::Unknown => {
                let address = self.referred(resource, attribute, "aws_iam_policy");
                let index = address.and_then(|address| self.managed.get(address));
                match index {
                    Some(index) => Ok(Some(*index)),
                    None => Err(unknown_until_applied(resource, attribute)),
                }
            }
        }
    }

    /// What a resource gives to roles, users and groups: a policy, a group's policies, an instance
    /// profile.
    fn add_given(&mut self, resource: &Resource<'_>, account: &mut Account) -> Read<()> {
        for kind in Kind::ALL {
            let word = kind.word();
            let is_attachment = is(resource, &format!("{word}_policy_attachment"));
            if is(resource, &format!("{word}_policy")) {
                let inline = self.inline(resource)?;
                self.give(kind, resource, inline)?;
            } else if is_attachment || is(resource, "policy_attachment") {
                let given = match self.managed_policy(resource, "policy_arn", account) {
                    Ok(Some(index)) => Ok(Given::Managed(index)),
                    Ok(None) => Err(unknown_until_applied(resource, "policy_arn")),
                    Err(problem) => Err(problem),
                };
                self.give(kind, resource, given)?;
            }
        }
        if is(resource, "user_group_membership") || is(resource, "group_membership") {
            self.add_membership(resource, account)?;
        }
        if is(resource, "instance_profile") {
            let name = text(&resource.values, "name")?.unwrap_or_default();
            for role in self.receivers(Kind::Role, resource)?.unwrap_or_default() {
                if let Some(holder) = self.holders.get_mut(role) {
                    let profiles = holder.entity.instance_profiles.get_or_insert_default();
                    profiles.push(name.clone());
                }
            }
        }
        Ok(())
    }

    fn inline(&self, resource: &Resource<'_>) -> Read<Result<Given, Problem>> {
        let name = text(&resource.values, "name")?;
        Ok(match self.attribute(resource, "policy") {
            Attribute::Known(document) => Ok(Given::Inline(Inline {
                name: name.unwrap_or_else(|| resource.address.clone()),
                at: resource.at.start,
                document: Some(part(document)),
            })),
            Attribute::Absent | Attribute::Unknown => {
                Err(unknown_until_applied(resource, "policy"))
            }
        })
    }

    /// Gives a policy to the holders that a resource names. Where they are unknown, it may be
    /// anyone's.
    fn give(
        &mut self,
        kind: Kind,
        resource: &Resource<'_>,
        given: Result<Given, Problem>,
    ) -> Read<()> {
        let Some(receivers) = self.receivers(kind, resource)? else {
            let attribute = kind.word();
            self.holders
                .doubt(kind, unknown_until_applied(resource, attribute));
            return Ok(());
        };
        for index in receivers {
            let Some(holder) = self.holders.get_mut(index) else {
                continue;
            };
            match &given {
                Ok(Given::Managed(index)) => holder.attach(*index),
                Ok(Given::Inline(inline)) => holder.add_inline(inline.clone()),
                Err(problem) => holder.entity.problems.push(problem.clone()),
            }
        }
        Ok(())
    }

    fn add_membership(&mut self, resource: &Resource<'_>, account: &mut Account) -> Read<()> {
        let groups = self.names(Kind::Group, resource)?;
        let users = self.receivers(Kind::User, resource)?;
        let (Some(groups), Some(users)) = (groups, users) else {
            let problem = unknown_until_applied(resource, "groups");
            self.holders.doubt(Kind::User, problem);
            return Ok(());
        };
        for user in users {
            for group in &groups {
                let index = self.holders.group(group, account);
                if let Some(holder) = self.holders.get_mut(user) {
                    holder.entity.groups.push(index);
                }
            }
        }
        Ok(())
    }

    /// The holders that a resource names; `None` where some are unknown.
    fn receivers(&mut self, kind: Kind, resource: &Resource<'_>) -> Read<Option<Vec<usize>>> {
        let (one, holder) = (kind.word(), format!("aws_iam_{}", kind.word()));
        let referred = [one.to_owned(), format!("{one}s")];
        let referred = referred.iter().filter(|attribute| {
            // A list may have constants beside what it refers to.
            resource
                .values
                .get(attribute)
                .is_none_or(|value| !value.is_array())
        });
        for attribute in referred {
            let address = self.referred(resource, attribute, &holder);
            if let Some(index) = address.and_then(|address| self.by_address.get(address)) {
                return Ok(Some(vec![*index]));
            }
        }
        let names = self.names(kind, resource)?;
        let Some(names) = names else { return Ok(None) };
        let mut found = Vec::new();
        for name in names {
            found.extend(self.holders.named(kind, &name, resource.at));
        }
        Ok(Some(found))
    }

    /// The names of holders that a resource has; `None` where some are unknown.
    fn names(&self, kind: Kind, resource: &Resource<'_>) -> Read<Option<Vec<String>>> {
        let mut names = Vec::new();
        match self.attribute(resource, kind.word()) {
            Attribute::Known(name) => names.push(name.string("a name")?),
            Attribute::Absent => {}
            Attribute::Unknown => return Ok(None),
        }
        let list = format!("{}s", kind.word());
        match self.attribute(resource, &list) {
            Attribute::Known(value) => {
                let known = strings(value).filter(|_| !self.is_unknown(resource, &list));
                let Some(known) = known else { return Ok(None) };
                names.extend(known);
            }
            Attribute::Absent => {}
            Attribute::Unknown => return Ok(None),
        }
        Ok(Some(names))
    }
}

/// What a resource gives to a role, a user or a group.
enum Given {
    Inline(Inline),
    /// By its number in the account.
    Managed(usize),
}

fn is(resource: &Resource<'_>, kind: &str) -> bool {
    resource.kind.strip_prefix("aws_iam_") == Some(kind)
}

/// An attribute has no value that is known.
pub(super) fn unknown_until_applied(resource: &Resource<'_>, attribute: &str) -> Problem {
    let found = format!(
        "`{attribute}` of `{}` without a known value",
        resource.address
    );
    let expected = "a value that is known before apply; after it, what `terraform show -json` prints of the \
                    state, or the account's dump";
    resource.at.problem(found, expected)
}
