//! Roles, users, groups and policies of a template.

use super::function::call;
use super::template::{Resource, Template};
use crate::dump::account::Account;
use crate::dump::entity::Entity;
use crate::dump::managed_policies::Version;
use crate::dump::policy_details::Inline;
use crate::infrastructure::holders::{Holders, Kind};
use crate::json::{Read, Value};
use crate::principal::{BOUNDARY, TRUST};
use crate::problem::{Problem, quoted};
use crate::source::body::{Part, Source};
use std::collections::HashMap;
use std::sync::Arc;

/// The resource types that are read, with their properties (template reference, November 2026). CloudFormation refuses
/// others; skipped, a misspelt one would take a permissions boundary away without a word.
const TYPES: [(&str, &[&str]); 9] = [
    (
        "AWS::IAM::Role",
        &[
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "Path",
            "PermissionsBoundary",
            "Policies",
            "RoleName",
            "Tags",
        ],
    ),
    (
        "AWS::IAM::User",
        &[
            "Groups",
            "LoginProfile",
            "ManagedPolicyArns",
            "Path",
            "PermissionsBoundary",
            "Policies",
            "Tags",
            "UserName",
        ],
    ),
    (
        "AWS::IAM::Group",
        &["GroupName", "ManagedPolicyArns", "Path", "Policies"],
    ),
    (
        "AWS::IAM::ManagedPolicy",
        &[
            "Description",
            "Groups",
            "ManagedPolicyName",
            "Path",
            "PolicyDocument",
            "Roles",
            "Tags",
            "Users",
        ],
    ),
    (
        "AWS::IAM::Policy",
        &["Groups", "PolicyDocument", "PolicyName", "Roles", "Users"],
    ),
    (
        "AWS::IAM::RolePolicy",
        &["PolicyDocument", "PolicyName", "RoleName"],
    ),
    (
        "AWS::IAM::UserPolicy",
        &["PolicyDocument", "PolicyName", "UserName"],
    ),
    (
        "AWS::IAM::GroupPolicy",
        &["PolicyDocument", "PolicyName", "GroupName"],
    ),
    ("AWS::IAM::UserToGroupAddition", &["GroupName", "Users"]),
];

/// A template that is read.
pub(super) struct Reading<'r, 'a> {
    source: &'r Arc<Source>,
    template: &'r Template<'a>,
    holders: Holders<'r>,
    /// Holders by their logical IDs.
    by_id: HashMap<&'r str, usize>,
    /// The numbers that managed policies have in the account, by their logical IDs.
    managed: HashMap<&'r str, usize>,
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
    fn property(&self, resource: &Resource<'a>, name: &str) -> Read<Option<Value<'a>>> {
        let properties = resource.properties.as_ref();
        match properties.and_then(|properties| properties.get(name)) {
            Some(value) => self.template.present(value, 0),
            None => Ok(None),
        }
    }

    /// The elements of a list that are there.
    fn elements(&self, resource: &Resource<'a>, name: &str) -> Read<Vec<Value<'a>>> {
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

    fn document(&self, resource: &Resource<'a>, name: &str) -> Read<Part> {
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

    fn add_holder(
        &mut self,
        kind: Kind,
        (id, resource): (&'r str, &Resource<'a>),
        account: &mut Account,
    ) -> Read<()> {
        let attribute = |name| self.template.attribute(id, name, resource.at, 0).ok();
        let (name, arn) = (attribute(""), attribute("Arn"));
        let index = self.holders.add(kind, (name.as_deref(), id), resource.at);
        self.by_id.insert(id, index);
        let mut problems = Vec::new();
        let mut trust = None;
        if kind == Kind::Role {
            match self.document(resource, "AssumeRolePolicyDocument") {
                Ok(document) => trust = Some(document),
                Err(problem) => problems.push(problem.of_layer(TRUST)),
            }
        }
        let mut boundary = None;
        match self.property(resource, "PermissionsBoundary") {
            Ok(None) => {}
            Ok(Some(value)) => match self.managed_policy(value, account) {
                Ok(index) => boundary = Some(index),
                Err(problem) => problems.push(problem.of_layer(BOUNDARY)),
            },
            Err(problem) => problems.push(problem.of_layer(BOUNDARY)),
        }
        let inline = self.own_inline(resource, &mut problems);
        let mut attached = Vec::new();
        match self.elements(resource, "ManagedPolicyArns") {
            Ok(elements) => {
                for element in elements {
                    match self.managed_policy(element, account) {
                        Ok(index) => attached.push(index),
                        Err(problem) => problems.push(problem),
                    }
                }
            }
            Err(problem) => problems.push(problem),
        }
        let mut groups = Vec::new();
        match self.elements(resource, "Groups") {
            Ok(elements) => {
                for element in elements {
                    match self.group_name(element) {
                        Ok(name) => groups.push(self.holders.group(&name, account)),
                        Err(problem) => problems.push(problem),
                    }
                }
            }
            Err(problem) => problems.push(problem),
        }
        if let Some(holder) = self.holders.get_mut(index) {
            holder.entity.arn = arn.unwrap_or_default();
            holder.entity.trust = trust;
            holder.entity.boundary = boundary;
            holder.entity.groups = groups;
            holder.entity.problems.extend(problems);
            inline.into_iter().for_each(|inline| holder.add_own(inline));
            attached.into_iter().for_each(|index| holder.attach(index));
        }
        Ok(())
    }

    fn own_inline(&self, resource: &Resource<'a>, problems: &mut Vec<Problem>) -> Vec<Inline> {
        let policies = match self.elements(resource, "Policies") {
            Ok(policies) => policies,
            Err(problem) => {
                problems.push(problem);
                return Vec::new();
            }
        };
        let inline = |policy: Value<'a>| {
            let members = policy.object("an inline policy: an object")?;
            let property = |name: &str| {
                let found = || policy.problem(format!("no `{name}`"), "an inline policy");
                members.get(name).ok_or_else(found)
            };
            Ok(Inline {
                name: self.template.text(property("PolicyName")?, 0)?,
                at: policy.start,
                document: Some(self.template.document(property("PolicyDocument")?)?),
            })
        };
        let mut found = Vec::new();
        for policy in policies {
            match inline(policy) {
                Ok(inline) => found.push(inline),
                Err(problem) => problems.push(problem),
            }
        }
        found
    }

    /// The number of the managed policy that a value refers to, or of which it has the ARN.
    fn managed_policy(&self, value: Value<'a>, account: &mut Account) -> Read<usize> {
        if let Some((function, argument)) = call(value)? {
            let id = match function.as_str() {
                "Ref" => Some(argument.string("a name")?),
                "Fn::GetAtt" => {
                    let names = match argument.is_array() {
                        true => self.template.texts(argument, 0)?.join("."),
                        false => argument.string("a resource and an attribute")?,
                    };
                    names.strip_suffix(".PolicyArn").map(str::to_owned)
                }
                _ => None,
            };
            if let Some(index) = id.and_then(|id| self.managed.get(id.as_str())) {
                return Ok(*index);
            }
        }
        Ok(account.managed(&self.template.text(value, 0)?))
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

    /// What a group is called among the holders.
    fn group_name(&self, value: Value<'a>) -> Read<String> {
        if let Some((function, argument)) = call(value)?
            && function == "Ref"
        {
            let id = argument.string("a name")?;
            let is_group = |resource: &Resource<'a>| resource.kind == type_of(Kind::Group);
            if self.template.resource(&id).is_some_and(is_group) {
                let name = self.template.attribute(&id, "", value, 0);
                return Ok(name.unwrap_or(id));
            }
        }
        self.template.text(value, 0)
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

const fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Role => "AWS::IAM::Role",
        Kind::User => "AWS::IAM::User",
        Kind::Group => "AWS::IAM::Group",
    }
}

/// True for a resource that is read. One of its properties that the type doesn't have is refused.
fn check(resource: &Resource<'_>) -> Read<bool> {
    let Some((kind, known)) = TYPES.iter().find(|(kind, _)| *kind == resource.kind) else {
        return Ok(false);
    };
    let properties = resource.properties.iter();
    for (name, value) in properties.flat_map(|properties| properties.iter()) {
        if !known.contains(&name) {
            let expected = match iam_catalog::nearest_name(name, known.iter().copied()) {
                Some(near) => format!("`{near}`, most likely"),
                None => format!("properties of `{kind}`: `{}`", known.join("`, `")),
            };
            return Err(value.problem(format!("the property {}", quoted(name)), expected));
        }
    }
    Ok(true)
}
