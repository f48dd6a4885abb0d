//! Roles, users and groups of a description, and the policies that its other parts give them.

use super::DOCUMENTS;
use crate::dump::account::Account;
use crate::dump::entity::{Description, Entity};
use crate::dump::policy_details::Inline;
use crate::json::Value;
use crate::problem::{Problem, quoted};
use crate::source::body::Source;
use iam_eval::CallerKind;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What can have policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Role,
    User,
    Group,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Role, Self::User, Self::Group];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::User => "user",
            Self::Group => "group",
        }
    }
}

/// A role, a user or a group.
#[derive(Debug)]
pub(super) struct Holder {
    kind: Kind,
    pub(super) entity: Entity,
    pub(super) description: Description,
    /// The inline policies by their names, and whether they are the holder's own: part of its
    /// description.
    inline: HashMap<String, (usize, bool)>,
    attached: HashSet<usize>,
}

impl Holder {
    /// Adds an inline policy that is part of the holder's own description.
    pub(super) fn add_own(&mut self, inline: Inline) {
        self.add(inline, true);
    }

    /// Adds an inline policy that is described by itself. It is the newer one, where the holder's
    /// own description has one of that name, too.
    pub(super) fn add_inline(&mut self, inline: Inline) {
        self.add(inline, false);
    }

    fn add(&mut self, inline: Inline, is_own: bool) {
        let next = self.entity.inline.len();
        match self.inline.get(&inline.name).copied() {
            Some((index, true)) if !is_own => {
                self.inline.insert(inline.name.clone(), (index, false));
                if let Some(own) = self.entity.inline.get_mut(index) {
                    *own = inline;
                }
            }
            Some(_) => {
                let found = format!("a second inline policy {}", quoted(&inline.name));
                let expected = format!("each once for {}", quoted(self.entity.title()));
                let problem = Problem::new(&self.entity.source.name, found, expected);
                self.entity.problems.push(problem.at(inline.at));
            }
            None => {
                self.inline.insert(inline.name.clone(), (next, is_own));
                self.entity.inline.push(inline);
            }
        }
    }

    /// Attaches a managed policy, by its number in the account.
    pub(super) fn attach(&mut self, managed: usize) {
        if self.attached.insert(managed) {
            self.entity.attached.push(managed);
        }
    }
}

/// The roles, users and groups of a description.
#[derive(Debug)]
pub(super) struct Holders<'a> {
    source: &'a Arc<Source>,
    holders: Vec<Holder>,
    by_name: HashMap<(Kind, String), Vec<usize>>,
    /// For each kind, why its holders can't be judged: a policy belongs to one of them, and it is
    /// unknown to which.
    doubts: HashMap<Kind, Problem>,
}

impl<'a> Holders<'a> {
    pub(super) fn new(source: &'a Arc<Source>) -> Self {
        Self {
            source,
            holders: Vec::new(),
            by_name: HashMap::new(),
            doubts: HashMap::new(),
        }
    }

    /// Adds a holder that is described whole. Where its name is unknown, `title` is what it is
    /// called.
    pub(super) fn add(
        &mut self,
        kind: Kind,
        (name, title): (Option<&str>, &str),
        at: Value<'_>,
    ) -> usize {
        let mut entity = Entity::new(self.source, at.start);
        entity.name = name.unwrap_or(title).to_owned();
        let index = self.holders.len();
        if let Some(name) = name {
            let named = self.by_name.entry((kind, name.to_owned()));
            named.or_default().push(index);
        }
        self.holders.push(Holder {
            kind,
            entity,
            description: Description {
                kind: match kind {
                    Kind::Role => Some(CallerKind::Role),
                    Kind::User => Some(CallerKind::User),
                    Kind::Group => None,
                },
                is_whole: true,
                expected: DOCUMENTS,
                ..Description::default()
            },
            inline: HashMap::new(),
            attached: HashSet::new(),
        });
        index
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Holder> {
        self.holders.get_mut(index)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Holder> {
        self.holders.iter_mut()
    }

    /// The holder of a name. One that the description doesn't have is known by the policies that
    /// are given to it alone. Where several have the name, say in different accounts, none of them
    /// is judged.
    pub(super) fn named(&mut self, kind: Kind, name: &str, at: Value<'_>) -> Option<usize> {
        match self
            .by_name
            .get(&(kind, name.to_owned()))
            .map(Vec::as_slice)
        {
            Some([one]) => Some(*one),
            Some(_) => {
                let found = format!(
                    "a policy of the {} `{name}`, of which there are several",
                    kind.word()
                );
                self.doubt(kind, at.problem(found, "one of that name"));
                None
            }
            None => {
                let index = self.add(kind, (Some(name), name), at);
                if let Some(holder) = self.holders.get_mut(index) {
                    holder.description.is_whole = false;
                }
                Some(index)
            }
        }
    }

    /// No holder of this kind can be judged. The first reason is enough.
    pub(super) fn doubt(&mut self, kind: Kind, problem: Problem) {
        self.doubts.entry(kind).or_insert(problem);
    }

    /// The number that a group has in the account. Names of groups are known within their
    /// description.
    pub(super) fn group(&self, name: &str, account: &mut Account) -> usize {
        let key = format!("{}#{name}", self.source.name);
        account.group_at(key, name)
    }

    /// The roles and users. Groups go into the account.
    pub(super) fn finish(mut self, account: &mut Account) -> Vec<Entity> {
        let holders = std::mem::take(&mut self.holders);
        let mut entities = Vec::new();
        for mut holder in holders {
            holder
                .entity
                .problems
                .extend(self.doubts.get(&holder.kind).cloned());
            if holder.kind == Kind::Group {
                // Of a part of its policies nothing follows for its users.
                if holder.description.is_whole {
                    let index = self.group(&holder.entity.name, account);
                    account.add_group_as(index, holder.entity);
                }
                continue;
            }
            holder.entity.described = Some(Box::new(holder.description));
            entities.push(holder.entity);
        }
        entities
    }
}
