//! Roles, users, groups and policies of a template.

use super::function::call;
use super::properties::check;
use super::template::{Resource, Template};
use crate::dump::account::Account;
use crate::dump::entity::Entity;
use crate::dump::managed_policies::Version;
use crate::dump::policy_details::Inline;
use crate::infrastructure::holders::{Holders, Kind};
use crate::json::{Read, Value};
use crate::source::body::{Part, Source};
use std::collections::HashMap;
use std::sync::Arc;

/// A template that is read.
pub(super) struct Reading<'r, 'a> {
    source: &'r Arc<Source>,
    pub(super) template: &'r Template<'a>,
    pub(super) holders: Holders<'r>,
    /// Holders by their logical IDs.
    pub(super) by_id: HashMap<&'r str, usize>,
    /// The numbers that managed policies have in the account, by their logical IDs.
    pub(super) managed: HashMap<&'r str, usize>,
}

/// What a resource gives to a role, a user or a group.
enum Given {
    Inline(Inline),
    /// By its number in the account.
    Managed(usize),
}

impl<'r, 'a> Reading<'r, 'a> {
    pub(super) fn new(source: &'r Arc<Source>, template: &'r Template<'a>) -> Self {
        Self {
            source,
            template,
            holders: Holders::new(source),
            by_id: HashMap::new(),
            managed: HashMap::new(),
        }
    }

    pub(super) fn read(mut self, value: Value<'a>, account: &mut Account) -> Read<Vec<Entity>> {
        let resources = &self.template.resources;
        let mut is_any = false;
        for (_, resource) in resources {
            is_any |= check(resource)?;
        }
        if !is_any {
            let found = "a template without roles, users and policies of IAM";
            return Err(value.problem(found, "a template with a role"));
        }
        for (id, resource) in resources {
            if resource.kind == "AWS::IAM::ManagedPolicy" {
                self.add_managed(id, resource, account);
            }
        }
        // A boundary and an attached policy may be described anywhere in the template.
        for (id, resource) in resources {
            let kind = Kind::ALL.into_iter();
            let mut kind = kind.filter(|kind| resource.kind == type_of(*kind));
            if let Some(kind) = kind.next()
                && self.exists(resource) != Ok(false)
            {
                self.add_holder(kind, (id, resource), account)?;
            }
        }
        for (id, resource) in resources {
            if self.exists(resource) != Ok(false) {
                self.add_given((id, resource), account)?;
            }
        }
        let mut note = format!("as the template {} describes it", self.source.name);
        let is_nested =
            |kind: &str| kind == "AWS::CloudFormation::Stack" || kind.ends_with("::MODULE");
        if resources.iter().any(|(_, one)| is_nested(&one.kind)) {
            note.push_str("; its nested stacks and modules are not read");
        }
        for holder in self.holders.iter_mut() {
            holder.description.notes.push(note.clone());
        }
        Ok(self.holders.finish(account))
    }

    /// Whether a resource's condition is met.
    fn exists(&self, resource: &Resource<'a>) -> Read<bool> {
        let condition = resource.condition.as_ref();
        condition.map_or(Ok(true), |name| self.template.is_met(name, resource.at, 0))
    }

    /// A property that is there.
    pub(super) fn property(&self, resource: &Resource<'a>, name: &str) -> Read<Option<Value<'a>>> {
        let properties = resource.properties.as_ref();
        match properties.and_then(|properties| properties.get(name)) {
            Some(value) => self.template.present(value, 0),
            None => Ok(None),
        }
    }

    /// The elements of a list that are there.
    pub(super) fn elements(&self, resource: &Resource<'a>, name: &str) -> Read<Vec<Value<'a>>> {
        let Some(list) = self.property(resource, name)? else {
            return Ok(Vec::new());
        };
        if !list.is_array() {
            return Err(list.unexpected("an array"));
        }
        let mut present = Vec::new();
        for element in list.elements()? {
            present.extend(self.template.present(element, 0)?);
        }
        Ok(present)
    }

    pub(super) fn document(&self, resource: &Resource<'a>, name: &str) -> Read<Part> {
        match self.property(resource, name)? {
            Some(document) => self.template.document(document),
            None => Err(resource
                .at
                .problem(format!("no `{name}`"), "it among the properties")),
        }
    }

    fn add_managed(&mut self, id: &'r str, resource: &Resource<'a>, account: &mut Account) {
        let exists = self.exists(resource);
        if exists == Ok(false) {
            return;
        }
        let arn = self.template.attribute(id, "PolicyArn", resource.at, 0);
        let key = arn.unwrap_or_else(|_| format!("{id} of {}", self.source.name));
        let document = exists.and_then(|_| self.document(resource, "PolicyDocument"));
        let definition = document.map(|document| {
            Some(Version {
                id: String::new(),
                source: Arc::clone(self.source),
                at: resource.at.start,
                document: Some(document),
            })
        });
        account.add_managed(&key, definition, ("", self.source, resource.at.start));
        self.managed.insert(id, account.managed(&key));
    }

    /// What a template gives to holders: a policy, a group's policies, an instance profile.
    fn add_given(
        &mut self,
        (id, resource): (&'r str, &Resource<'a>),
        account: &mut Account,
    ) -> Read<()> {
        let kind = resource.kind.as_str();
        let given = match kind {
            "AWS::IAM::ManagedPolicy" => match self.managed.get(id) {
                Some(index) => Ok(Given::Managed(*index)),
                None => return Ok(()),
            },
            "AWS::IAM::Policy"
            | "AWS::IAM::RolePolicy"
            | "AWS::IAM::UserPolicy"
            | "AWS::IAM::GroupPolicy" => self.inline(id, resource).map(Given::Inline),
            "AWS::IAM::UserToGroupAddition" => {
                self.add_membership(resource, account);
                return Ok(());
            }
            "AWS::IAM::InstanceProfile" => {
                self.add_profile(id, resource);
                return Ok(());
            }
            _ => return Ok(()),
        };
        // Whether it exists may be unknown.
        let given = self.exists(resource).and(given);
        for (holder, list, one) in [
            (Kind::Role, "Roles", "RoleName"),
            (Kind::User, "Users", "UserName"),
            (Kind::Group, "Groups", "GroupName"),
        ] {
            let receivers = self.elements(resource, list).and_then(|mut receivers| {
                receivers.extend(self.property(resource, one)?);
                Ok(receivers)
            });
            self.give(holder, receivers, &given);
        }
        Ok(())
    }

    fn inline(&self, id: &str, resource: &Resource<'a>) -> Read<Inline> {
        let name = match self.property(resource, "PolicyName")? {
            Some(name) => self.template.text(name, 0)?,
            None => id.to_owned(),
        };
        Ok(Inline {
            name,
            at: resource.at.start,
            document: Some(self.document(resource, "PolicyDocument")?),
        })
    }

    /// Gives a policy. Where it is unknown to whom, it may be anyone's.
    fn give(&mut self, kind: Kind, receivers: Read<Vec<Value<'a>>>, given: &Read<Given>) {
        let receivers = match receivers {
            Ok(receivers) => receivers,
            Err(problem) => return self.holders.doubt(kind, problem),
        };
        for value in receivers {
            let Some(index) = self.receiver(kind, value) else {
                continue;
            };
            let Some(holder) = self.holders.get_mut(index) else {
                continue;
            };
            match given {
                Ok(Given::Managed(index)) => holder.attach(*index),
                Ok(Given::Inline(inline)) => holder.add_inline(inline.clone()),
                Err(problem) => holder.entity.problems.push(problem.clone()),
            }
        }
    }

    /// The holder that a value refers to, or names.
    fn receiver(&mut self, kind: Kind, value: Value<'a>) -> Option<usize> {
        let name = match self.referred_holder(value) {
            Ok(Some(index)) => return Some(index),
            Ok(None) => self.template.text(value, 0),
            Err(problem) => Err(problem),
        };
        match name {
            Ok(name) => self.holders.named(kind, &name, value),
            Err(problem) => {
                self.holders.doubt(kind, problem);
                None
            }
        }
    }

    fn referred_holder(&self, value: Value<'a>) -> Read<Option<usize>> {
        let id = match call(value)? {
            Some((function, argument)) if function == "Ref" => argument.string("a name")?,
            _ => return Ok(None),
        };
        Ok(self.by_id.get(id.as_str()).copied())
    }

    fn add_membership(&mut self, resource: &Resource<'a>, account: &mut Account) {
        let group = self.exists(resource).and_then(|_| {
            let group = self.property(resource, "GroupName")?;
            let missing = || resource.at.problem("no `GroupName`", "the name of a group");
            self.group_name(group.ok_or_else(missing)?)
        });
        let users = self.elements(resource, "Users");
        match (group, users) {
            (Ok(group), Ok(users)) => {
                let number = self.holders.group(&group, account);
                for user in users {
                    let index = self.receiver(Kind::User, user);
                    if let Some(holder) = index.and_then(|index| self.holders.get_mut(index)) {
                        holder.entity.groups.push(number);
                    }
                }
            }
            (Err(problem), _) | (_, Err(problem)) => self.holders.doubt(Kind::User, problem),
        }
    }

    fn add_profile(&mut self, id: &str, resource: &Resource<'a>) {
        let name = self.template.attribute(id, "", resource.at, 0);
        let name = name.unwrap_or_else(|_| id.to_owned());
        // An instance profile grants nothing: one of an unknown role is left out.
        for role in self.elements(resource, "Roles").unwrap_or_default() {
            let Ok(Some(index)) = self.referred_holder(role) else {
                continue;
            };
            if let Some(holder) = self.holders.get_mut(index) {
                let profiles = holder.entity.instance_profiles.get_or_insert_default();
                profiles.push(name.clone());
            }
        }
    }
}

pub(super) const fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Role => "AWS::IAM::Role",
        Kind::User => "AWS::IAM::User",
        Kind::Group => "AWS::IAM::Group",
    }
}
