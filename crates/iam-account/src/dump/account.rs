//! The contents of the pages of an account's dump. Pages may come in any order and from several
//! files, so references are resolved after all pages are read. A document shared by many principals
//! (a managed policy, or one of a group) is compiled once, when the first of them needs it.

use crate::dump::entity::{Entity, account_of};
use crate::dump::managed_policies::{Definition, Managed};
use crate::dump::pages::Pages;
use crate::embedded_document::compile_part;
use crate::parameters::Parameters;
use crate::principal::{BOUNDARY, LayerInput, PrincipalInput, TRUST};
use crate::problem::{Problem, code};
use crate::source::body::Source;
use iam_eval::{Policy, PolicyKind, Position, Principal};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The managed policies and the groups in the pages read so far.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) pages: Pages,
    /// What templates leave open, and the user gives.
    pub(crate) parameters: Arc<Parameters>,
    managed: Vec<Managed>,
    managed_by_arn: HashMap<Arc<str>, usize>,
    groups: Vec<Group>,
    groups_by_name: HashMap<String, usize>,
}

pub(crate) type Compiled = Result<Policy, Problem>;

#[derive(Debug)]
struct Group {
    name: String,
    /// Its definitions in the pages, usually one.
    definitions: Vec<Entity>,
    /// Its inline policies, or the problem if the pages disagree about it.
    inline: OnceLock<Vec<Compiled>>,
}

impl Account {
    /// An account of which nothing is known but the values of parameters.
    pub(crate) fn with(parameters: &Arc<Parameters>) -> Self {
        Self {
            parameters: Arc::clone(parameters),
            ..Self::default()
        }
    }

    /// True where no page was seen, nor anything of one.
    pub(crate) fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.managed.is_empty() && self.groups.is_empty()
    }

    /// The index of a managed policy.
    pub(crate) fn managed(&mut self, arn: &str) -> usize {
        if let Some(index) = self.managed_by_arn.get(arn) {
            return *index;
        }
        let arn: Arc<str> = arn.into();
        self.managed_by_arn
            .insert(Arc::clone(&arn), self.managed.len());
        self.managed.push(Managed::new(arn));
        self.managed.len() - 1
    }

    /// Adds a page's definition of a managed policy.
    pub(crate) fn add_managed(
        &mut self,
        arn: &str,
        definition: Definition,
        (named, source, at): (&str, &Source, Position),
    ) {
        let index = self.managed(arn);
        if let Some(managed) = self.managed.get_mut(index) {
            managed.add_named(named, source, at);
            managed.add(definition);
        }
    }

    /// The index of the group with this name in the account of the user or group with this ARN.
    pub(crate) fn group(&mut self, arn: &str, name: &str) -> usize {
        let account = account_of(arn).unwrap_or_default();
        self.group_at(format!("{account}:{name}"), name)
    }

    /// The number of the group that has this key, such as the place where it is described.
    pub(crate) fn group_at(&mut self, key: String, name: &str) -> usize {
        let next = self.groups.len();
        let index = *self.groups_by_name.entry(key).or_insert(next);
        if index == next {
            self.groups.push(Group {
                name: name.to_owned(),
                definitions: Vec::new(),
                inline: OnceLock::new(),
            });
        }
        index
    }

    pub(crate) fn add_group(&mut self, entity: Entity) {
        let index = self.group(&entity.arn, &entity.name);
        self.add_group_as(index, entity);
    }

    pub(crate) fn add_group_as(&mut self, index: usize, entity: Entity) {
        if let Some(group) = self.groups.get_mut(index) {
            group.definitions.push(entity);
        }
    }

    /// The number of documents that the principals share: of managed policies and of groups.
    pub(crate) fn shared_documents(&self) -> usize {
        let found = |managed: &&Managed| managed.has_document();
        let groups = self
            .groups
            .iter()
            .filter_map(|group| group.definitions.first());
        self.managed.iter().filter(found).count() + groups.map(Entity::own_documents).sum::<usize>()
    }

    /// A user or a role with its policies compiled.
    pub(crate) fn principal(&self, entity: &Entity) -> PrincipalInput {
        let mut principal = PrincipalInput::new(&entity.source.name);
        principal.arn = Some(entity.arn.clone()).filter(|arn| !arn.is_empty());
        principal.at = Some(entity.at);
        principal.name = Some(entity.name.clone()).filter(|name| !name.is_empty());
        let known = Principal::parse(&entity.arn).ok();
        principal.kind = known.map(|known| known.kind());
        principal.tags.clone_from(&entity.tags);
        principal.unique_id.clone_from(&entity.unique_id);
        principal
            .instance_profiles
            .clone_from(&entity.instance_profiles);
        principal.identity_is_known = true;
        principal.boundary = LayerInput::None;
        if let Some(described) = &entity.described {
            principal.kind = principal.kind.or(described.kind);
            principal.notes.extend(described.notes.iter().cloned());
            if !described.is_whole {
                principal.identity_is_known = false;
                principal.boundary = LayerInput::NotSupplied;
            }
        }
        principal.own_documents = entity.own_documents();
        principal.unknown_policies.extend(entity.unknown_policies());
        principal.problems.extend(entity.problems.iter().cloned());
        principal.notes.extend(entity.notes.iter().cloned());
        if let Some(trust) = &entity.trust {
            match compile_part(trust, PolicyKind::Trust, "trust policy") {
                Ok(trust) => principal.trust = Some(trust),
                Err(problem) => principal.problems.push(problem.of_layer(TRUST)),
            }
        }
        for (compiled, inline) in entity.compiled_inline().zip(&entity.inline) {
            principal.add(named(compiled, format!("inline policy {}", inline.name)));
        }
        for index in &entity.attached {
            let compiled = self.attached(entity, *index, PolicyKind::Identity);
            principal.add(named(compiled, self.title(*index)));
        }
        for group in entity
            .groups
            .iter()
            .filter_map(|index| self.groups.get(*index))
        {
            self.add_group_policies(&mut principal, entity, group);
        }
        if let Some(index) = entity.boundary {
            let boundary = self.attached(entity, index, PolicyKind::PermissionsBoundary);
            match named(boundary, self.title(index)) {
                Ok(boundary) => principal.boundary = LayerInput::Some(boundary),
                Err(problem) => principal.problems.push(problem.of_layer(BOUNDARY)),
            }
        }
        principal.documents = principal.count_documents();
        principal
    }

    fn add_group_policies(&self, principal: &mut PrincipalInput, user: &Entity, group: &Group) {
        let Some(entity) = group.definitions.first() else {
            let found = format!(
                "the group `{}` of `{}` nowhere in the input",
                group.name,
                user.title()
            );
            let expected = match user.described {
                Some(_) => "its whole description in the same input".to_owned(),
                None => where_left_out("details", "Group", user),
            };
            let problem = user.problem(found, &expected);
            principal
                .problems
                .push(problem.with_code(code::MISSING_POLICY));
            return;
        };
        principal.unknown_policies.extend(entity.unknown_policies());
        let problems = group.definitions.iter().flat_map(|group| &group.problems);
        principal.problems.extend(problems.cloned());
        let compiled = group.inline.get_or_init(|| group.compiled_inline());
        for (index, compiled) in compiled.iter().enumerate() {
            let compiled = compiled.clone();
            principal.add(match entity.inline.get(index) {
                Some(inline) => {
                    let title =
                        format!("inline policy {} of the group {}", inline.name, group.name);
                    named(compiled, title)
                }
                None => compiled,
            });
        }
        for index in &entity.attached {
            let compiled = self.attached(user, *index, PolicyKind::Identity);
            let title = format!("{} of the group {}", self.title(*index), group.name);
            principal.add(named(compiled, title));
        }
    }

    /// The name of a managed policy.
    fn title(&self, index: usize) -> String {
        let arn = self.managed.get(index).map_or("", |managed| &managed.arn);
        format!("managed policy {arn}")
    }

    /// A managed policy that applies to a principal; a missing document is a problem.
    fn attached(&self, of: &Entity, index: usize, kind: PolicyKind) -> Compiled {
        let missing = |arn: &str| {
            let found = format!(
                "the {} `{arn}` of `{}` nowhere in the input",
                word(kind),
                of.title()
            );
            let is_of_aws = arn.split(':').nth(4) == Some("aws");
            let filter = match is_of_aws {
                true => "AWSManagedPolicy",
                false => "LocalManagedPolicy",
            };
            let expected = match &of.described {
                Some(described) => described.expected.to_owned(),
                None => where_left_out("document", filter, of),
            };
            of.problem(found, &expected).with_code(code::MISSING_POLICY)
        };
        let managed = self.managed.get(index).ok_or_else(|| missing(""))?;
        if !managed.was_found() {
            return Err(missing(&managed.arn));
        }
        managed.compiled(kind)?.ok_or_else(|| {
            let found = format!("the policy `{}` without its default version", managed.arn);
            of.problem(found, "the default version's document")
                .with_code(code::MISSING_POLICY)
        })
    }
}

impl Group {
    fn compiled_inline(&self) -> Vec<Compiled> {
        let Some((first, others)) = self.definitions.split_first() else {
            return Vec::new();
        };
        let mut inline: Vec<Compiled> = first.compiled_inline().collect();
        let mut problems = Vec::new();
        for other in others {
            match first.is_same_group(&inline, other) {
                Ok(true) => {}
                Ok(false) => {
                    let found = format!("another definition of the group `{}`", other.arn);
                    let expected = format!("the one in {}:{}", first.source.name, first.at);
                    let problem = other.problem(found, &expected);
                    problems.push(Err(problem.with_code(code::CONTRADICTION)));
                }
                Err(problem) => problems.push(Err(problem)),
            }
        }
        inline.extend(problems);
        inline
    }
}

/// What is expected where an entity refers to something that is not in the input: a page has it,
/// unless the dump was made with filters and without this one (IAM API reference,
/// "GetAccountAuthorizationDetails", `Filter`).
fn where_left_out(what: &str, filter: &str, of: &Entity) -> String {
    match of.is_alone {
        true => format!(
            "its {what}, too: give the whole output of `aws iam get-account-authorization-details`"
        ),
        false => format!(
            "its {what} in one of the pages: run `aws iam get-account-authorization-details` without `--filter`, or \
             with `{filter}` among its filters, too"
        ),
    }
}

fn word(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::PermissionsBoundary => "permissions boundary",
        _ => "policy",
    }
}

/// A policy with its own name: the document's name is that of the file.
fn named(policy: Compiled, name: String) -> Compiled {
    policy.map(|policy| policy.named(name))
}

impl PrincipalInput {
    fn add(&mut self, identity: Compiled) {
        match identity {
            Ok(policy) => self.identity.push(policy),
            Err(problem) => self.problems.push(problem),
        }
    }
}
