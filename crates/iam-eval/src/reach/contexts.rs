//! Contexts in which a request is allowed: unknown keys get values one by one, until the answer is
//! certain.

use super::values::{self, Candidate};
use super::{OpenStatements, examples};
use crate::evaluate::{PartialDecision, decide};
use crate::logic::Truth;
use crate::policy::Policy;
use crate::policy_set::PolicySet;
use crate::request::{
    Context, DerivedKey, Facts, Key, Lookup, Principal, Resource, ResourceFact, ResourcePattern,
};
use iam_syntax::document::Effect;
use std::ops::ControlFlow;

/// An unknown key that affects the answer, and the condition that tests it, if any.
struct OpenKey {
    key: Key,
    derived: Option<DerivedKey>,
    condition: Option<(Policy, usize, usize)>,
}

/// Searches for contexts.
pub(super) struct Contexts<'a> {
    set: &'a PolicySet,
    facts: &'a Facts<'a>,
    /// The sessions that the caller may be in, if that isn't known.
    sessions: Vec<Principal>,
    decisions: usize,
}

impl<'a> Contexts<'a> {
    pub(super) fn new(set: &'a PolicySet, facts: &'a Facts<'a>, decisions: usize) -> Self {
        let sessions = match facts.session_is_known {
            true => Vec::new(),
            false => named_sessions(set, facts.principal),
        };
        Self {
            set,
            facts,
            sessions,
            decisions,
        }
    }

    /// Whether there is a context, and a caller if it isn't known, for which the request is allowed
    /// on the resource, or on every resource that it may be.
    pub(super) fn grant(&mut self, resource: ResourceFact<'_>) -> bool {
        let context = self.facts.context.cloned().unwrap_or_default();
        self.grant_from(resource, &context)
    }

    fn grant_from(&mut self, resource: ResourceFact<'_>, context: &Context) -> bool {
        let facts = Facts {
            resource,
            ..self.facts.clone()
        };
        if self.fill(&facts, context.clone()) {
            return true;
        }
        if facts.session_is_known {
            return false;
        }
        // A session that no policy names, or a named one.
        let unnamed = Facts {
            session_is_known: true,
            ..facts.clone()
        };
        if self.fill(&unnamed, context.clone()) {
            return true;
        }
        let sessions = std::mem::take(&mut self.sessions);
        let found = sessions.iter().any(|principal| {
            let named = Facts {
                principal,
                ..unnamed.clone()
            };
            self.fill(&named, context.clone())
        });
        self.sessions = sessions;
        found
    }

    /// Whether some resource of the set, whose name is made from an unknown key's value, is allowed
    /// in some context.
    pub(super) fn grant_by_variable(&mut self, within: &ResourcePattern) -> bool {
        const MOST_VALUES: usize = 6;
        let base = self.facts.context.cloned().unwrap_or_default();
        let keys = self.set.about(&self.facts.action);
        let key = keys.into_iter().find_map(|(policy, _, statement)| {
            let (key, derived) =
                statement.unknown_key_of_resources(policy.compiled(), self.facts)?;
            Some((key.clone(), derived))
        });
        let Some((key, derived)) = key else {
            return false;
        };
        let parts = within.as_str().split([':', '/']);
        let parts = parts.filter(|part| !part.is_empty() && !part.contains(['*', '?']));
        let mut candidates = values::of(self.set, self.facts, &key, derived);
        candidates.retain(|candidate| matches!(candidate, Candidate::One(_)));
        candidates.truncate(MOST_VALUES);
        if derived.is_none() {
            let parts: Vec<&str> = parts.collect();
            let last = parts.iter().rev().take(MOST_VALUES);
            candidates.extend(last.map(|part| Candidate::One((*part).to_owned())));
        }
        for candidate in candidates {
            let context = candidate.given(&base, &key);
            let facts = Facts {
                context: Some(&context),
                ..self.facts.clone()
            };
            let set = self.set;
            let try_one = |example: Resource| {
                let resource = ResourceFact::Known(&example);
                let facts = Facts {
                    resource,
                    ..facts.clone()
                };
                let decision: PartialDecision = decide(set, &facts, &mut ()).into();
                let is_granted = match decision {
                    PartialDecision::Allowed => true,
                    PartialDecision::Depends => self.grant_from(resource, &context),
                    _ => false,
                };
                match is_granted {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            };
            if examples::try_each(set, &facts, within, try_one).is_break() {
                return true;
            }
        }
        false
    }

    /// Whether there are values for unknown keys for which the request is allowed. Each step gives
    /// a value to one key; a context that is certainly denied is abandoned.
    fn fill(&mut self, facts: &Facts<'_>, context: Context) -> bool {
        let mut stack = vec![context];
        while let Some(context) = stack.pop() {
            let Some(left) = self.decisions.checked_sub(1) else {
                return false;
            };
            self.decisions = left;
            let facts = Facts {
                context: Some(&context),
                ..facts.clone()
            };
            let mut statements =
                OpenStatements::new(|policy, index| open_key(policy, index, &facts));
            match decide(self.set, &facts, &mut statements).into() {
                PartialDecision::Allowed => return true,
                PartialDecision::Depends => {}
                _ => continue,
            }
            let Some(open) = statements.found() else {
                continue;
            };
            let candidates = values::of(self.set, &facts, &open.key, open.derived);
            let mut contexts: Vec<(bool, Context)> = candidates
                .into_iter()
                .map(|candidate| {
                    let context = candidate.given(&context, &open.key);
                    (is_wanted(&open, &facts, &context), context)
                })
                .collect();
            // The last one is tried first.
            contexts.reverse();
            contexts.sort_by_key(|(wanted, _)| *wanted);
            stack.extend(contexts.into_iter().map(|(_, context)| context));
        }
        false
    }
}

/// A key of the statement's conditions, or of variables in its patterns, whose value is unknown.
fn open_key(policy: &Policy, index: usize, facts: &Facts<'_>) -> Option<OpenKey> {
    let compiled = policy.compiled();
    let statement = compiled.statements.get(index)?;
    let is_unknown = |key: &Key, derived| matches!(facts.lookup(key, derived), Lookup::Unknown);
    for (at, condition) in statement.conditions(compiled).iter().enumerate() {
        if compiled.holds(condition, facts) != Truth::Unknown {
            continue;
        }
        let (key, derived) = if is_unknown(&condition.key, condition.derived) {
            (&condition.key, condition.derived)
        } else {
            compiled.unknown_variable(condition, facts)?
        };
        return Some(OpenKey {
            key: key.clone(),
            derived,
            condition: Some((policy.clone(), index, at)),
        });
    }
    let (key, derived) = statement.unknown_key_of_resources(compiled, facts)?;
    Some(OpenKey {
        key: key.clone(),
        derived,
        condition: None,
    })
}

/// Whether the outcome of the condition makes it more likely that the request is allowed.
fn is_wanted(open: &OpenKey, facts: &Facts<'_>, context: &Context) -> bool {
    let Some((policy, index, at)) = &open.condition else {
        return true;
    };
    let compiled = policy.compiled();
    let facts = Facts {
        context: Some(context),
        ..facts.clone()
    };
    compiled.statements.get(*index).is_some_and(|statement| {
        let wanted = match statement.effect {
            Effect::Allow => Truth::True,
            Effect::Deny => Truth::False,
        };
        let condition = statement.conditions(compiled).get(*at);
        condition.is_some_and(|condition| compiled.holds(condition, &facts) == wanted)
    })
}

/// The sessions of the role that policies name. A session's ARN doesn't show its role's path: if
/// the role has one, the session would be another caller.
fn named_sessions(set: &PolicySet, role: &Principal) -> Vec<Principal> {
    const MOST: usize = 4;
    let policies = set.policies();
    let statements = policies.flat_map(|policy| policy.document().statements());
    let principals = statements.flat_map(|statement| statement.principals().collect::<Vec<_>>());
    let mut sessions: Vec<Principal> = Vec::new();
    for (_, text) in principals {
        if sessions.len() >= MOST {
            break;
        }
        if let Ok(session) = Principal::parse(text)
            && session.as_str() != role.as_str()
            && session.principal_arn().is_some()
            && session.principal_arn() == role.principal_arn()
            && !sessions.contains(&session)
        {
            sessions.push(session);
        }
    }
    sessions
}
