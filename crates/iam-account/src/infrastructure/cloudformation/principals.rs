//! Roles, users and groups, and what their own properties give them.

use super::function::call;
use super::policies::{Reading, type_of};
use super::template::Resource;
use crate::dump::account::Account;
use crate::dump::policy_details::Inline;
use crate::infrastructure::holders::Kind;
use crate::json::{Read, Value};
use crate::principal::{BOUNDARY, TRUST};
use crate::problem::Problem;

impl<'r, 'a> Reading<'r, 'a> {
    pub(super) fn add_holder(
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
        let attached = self.own_attached(resource, account, &mut problems);
        let mut groups = Vec::new();
        for group in known(self.elements(resource, "Groups"), &mut problems).unwrap_or_default() {
            let name = known(self.group_name(group), &mut problems);
            groups.extend(name.map(|name| self.holders.group(&name, account)));
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

    /// The numbers of the managed policies in `ManagedPolicyArns`.
    fn own_attached(
        &self,
        resource: &Resource<'a>,
        account: &mut Account,
        problems: &mut Vec<Problem>,
    ) -> Vec<usize> {
        const PROPERTY: &str = "ManagedPolicyArns";
        let list = known(self.property(resource, PROPERTY), problems).flatten();
        let Some(list) = list else {
            return Vec::new();
        };
        if !list.is_array() {
            // A list that a parameter or a function gives.
            let arns = known(self.template.texts(list, 0), problems).unwrap_or_default();
            return arns.iter().map(|arn| account.managed(arn)).collect();
        }
        let elements = known(self.elements(resource, PROPERTY), problems).unwrap_or_default();
        let attached = elements
            .into_iter()
            .filter_map(|element| known(self.managed_policy(element, account), problems));
        attached.collect()
    }

    fn own_inline(&self, resource: &Resource<'a>, problems: &mut Vec<Problem>) -> Vec<Inline> {
        let policies = known(self.elements(resource, "Policies"), problems).unwrap_or_default();
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
        let found = policies
            .into_iter()
            .filter_map(|policy| known(inline(policy), problems));
        found.collect()
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

    /// What a group is called among the holders.
    pub(super) fn group_name(&self, value: Value<'a>) -> Read<String> {
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
}

/// What is known; what isn't is a problem.
fn known<T>(found: Read<T>, problems: &mut Vec<Problem>) -> Option<T> {
    found.map_err(|problem| problems.push(problem)).ok()
}
