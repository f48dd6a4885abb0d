//! What is easily overlooked in a statement, and what was assumed about a request.

use super::policy_text::ConditionReason;
use super::reason::{Mismatch, Part, RequestValues, StatementReason, StatementResult};
use crate::policy_set::PolicySet;
use crate::request::{CallerKind, Facts, Key, ResourceFact};
use iam_syntax::document::{Statement, Version};
use iam_syntax::pattern::variables::{self, Piece};
use serde::Serialize;

/// Information about a statement that explains why it applies or doesn't.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Note {
    /// A policy variable that was substituted.
    Variable {
        /// The variable as written, such as `${aws:username}`.
        variable: Box<str>,
        /// The value that the request has for its key.
        value: RequestValues,
        /// The default in the policy.
        #[serde(skip_serializing_if = "Option::is_none")]
        default: Option<Box<str>>,
    },
    /// A `${…}` that is literal text, because the document's version is not `2012-10-17` (S6.1).
    LiteralVariable {
        /// The text of the policy.
        value: Box<str>,
    },
    /// A `*` or `?` that is literal, because the operator has no wildcards (S5.3).
    LiteralWildcard {
        /// The operator as written.
        operator: Box<str>,
        /// The text of the policy.
        value: Box<str>,
    },
}

impl Note {
    /// False for most statements: they fail by their resource, and contain no variable.
    pub(super) fn may_be_on(reason: &StatementReason) -> bool {
        let parts = match &reason.result {
            StatementResult::Fails(part) => std::slice::from_ref(part),
            StatementResult::Applies(parts) | StatementResult::Depends(parts) => parts,
        };
        reason.origin.document().mentions_variables()
            || parts.iter().any(|part| matches!(part, Part::Condition(..)))
    }

    /// The notes on the parts of a statement that an explanation reports.
    pub(super) fn on(
        reason: &StatementReason,
        lookup: impl Fn(&str) -> RequestValues,
    ) -> Vec<Self> {
        let document = reason.origin.document();
        let mut notes = Notes {
            version: document.version(),
            has_variables: document.mentions_variables(),
            found: Vec::new(),
        };
        if reason.applies()
            && let Some(resources) = reason.origin.node().and_then(|it| it.resources())
        {
            resources
                .values()
                .for_each(|value| notes.variables(value, &lookup));
        }
        for mismatch in reason.outcome().mismatches() {
            match mismatch {
                Mismatch::Principal { .. } => {}
                Mismatch::Resource { patterns, .. } => patterns
                    .iter()
                    .for_each(|value| notes.variables(value, &lookup)),
                Mismatch::Condition(condition) => notes.condition(condition, &lookup),
            }
        }
        reason
            .holds()
            .for_each(|condition| notes.condition(&condition, &lookup));
        notes.found
    }
}

struct Notes {
    version: Version,
    /// False if the document contains no `$`.
    has_variables: bool,
    found: Vec<Note>,
}

impl Notes {
    fn add(&mut self, note: Note) {
        // More don't help, and a document may have thousands.
        const MOST: usize = 20;
        if self.found.len() < MOST && !self.found.contains(&note) {
            self.found.push(note);
        }
    }

    fn condition(
        &mut self,
        condition: &ConditionReason<'_>,
        lookup: &impl Fn(&str) -> RequestValues,
    ) {
        let condition = condition.condition;
        let operator = condition.operator_node();
        for value in condition.values() {
            if operator.takes_variables() {
                self.variables(value, lookup);
            }
            if operator.takes_wildcards_literally() && self.has_wildcard(value) {
                self.add(Note::LiteralWildcard {
                    operator: condition.operator().into(),
                    value: value.into(),
                });
            }
        }
    }

    /// Whether the text contains `*` or `?`, other than as `${*}` and `${?}`.
    fn has_wildcard(&self, value: &str) -> bool {
        let is_in = |text: &str| memchr::memchr2(b'*', b'?', text.as_bytes()).is_some();
        match self.version {
            Version::V2008 => is_in(value),
            Version::V2012 => variables::pieces(value)
                .any(|piece| matches!(piece, Ok(Piece::Text(text)) if is_in(text))),
        }
    }

    fn variables(&mut self, value: &str, lookup: &impl Fn(&str) -> RequestValues) {
        if !self.has_variables || variables::find(value).is_none() {
            return;
        }
        if self.version == Version::V2008 {
            return self.add(Note::LiteralVariable {
                value: value.into(),
            });
        }
        for piece in variables::pieces(value) {
            let Ok(Piece::Variable { name, default }) = piece else {
                continue;
            };
            self.add(Note::Variable {
                variable: format!("${{{name}}}").into(),
                value: lookup(name),
                default: default.map(Into::into),
            });
        }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable {
                variable,
                value,
                default,
            } => match (value, default) {
                (RequestValues::Absent, Some(default)) => {
                    write!(f, "{variable} has no value: its default {default} is used")
                }
                (RequestValues::Absent, None) => {
                    write!(
                        f,
                        "{variable} has no value: a value that contains it matches nothing"
                    )
                }
                (RequestValues::Unknown, _) => write!(f, "{variable} is unknown"),
                (RequestValues::Values(values), _) if values.len() != 1 => write!(
                    f,
                    "{variable} has several values ({value}): a value that contains it matches nothing"
                ),
                (value, _) => write!(f, "{variable} is {value}"),
            },
            Self::LiteralVariable { value } => write!(
                f,
                "the policy has no `\"Version\": \"2012-10-17\"`: the `${{…}}` of {value} is literal text"
            ),
            Self::LiteralWildcard { operator, value } => write!(
                f,
                "{operator} has no wildcards: the `*` or `?` in {value} is taken literally"
            ),
        }
    }
}

/// What was assumed because the request doesn't specify it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Assumption {
    /// The resource's ARN names no account: it is assumed to be in the caller's.
    OwnResource {
        /// The resource.
        resource: Box<str>,
        /// The caller's account.
        account: Box<str>,
    },
    /// The resource of the request contains a `*` or `?`, which is part of its name, as in a key of
    /// S3, and not a wildcard: the answer is about this one resource.
    LiteralWildcardInResource {
        /// The resource.
        resource: Box<str>,
    },
    /// A session's ARN doesn't show its role's path: the role is assumed to have none.
    NoRolePath {
        /// The value that is assumed for `aws:PrincipalArn`.
        role: Box<str>,
    },
    /// A session is assumed to be of a service-linked role because of its role's name (S7.12).
    ServiceLinkedRole {
        /// The role's name.
        role: Box<str>,
    },
}

impl Assumption {
    /// `sees_role`: a statement's answer depends on the role's ARN.
    pub(super) fn all(set: &PolicySet, facts: &Facts<'_>, sees_role: bool) -> Vec<Self> {
        let mut assumptions = Vec::new();
        let caller = facts.principal;
        if let ResourceFact::Known(resource) = facts.resource
            && resource.has_literal_wildcard()
        {
            assumptions.push(Self::LiteralWildcardInResource {
                resource: resource.as_str().into(),
            });
        }
        if let ResourceFact::Known(resource) = facts.resource
            && resource.split().is_some()
            && resource.account().is_none()
            && let Some(account) = caller.account()
        {
            assumptions.push(Self::OwnResource {
                resource: resource.as_str().into(),
                account: account.into(),
            });
        }
        if caller.kind() == CallerKind::RoleSession {
            if sees_role && let Some(role) = caller.principal_arn() {
                assumptions.push(Self::NoRolePath { role: role.into() });
            }
            let limited = !set.scps.is_empty() || !set.rcps.is_empty();
            if limited && caller.is_service_linked() {
                assumptions.push(Self::ServiceLinkedRole {
                    role: caller.name().into(),
                });
            }
        }
        assumptions
    }
}

/// Whether the answer of a statement about the caller, a session, depends on the ARN of its role.
pub(super) fn sees_role(statement: &Statement<'_>, facts: &Facts<'_>) -> bool {
    let has_path = |arn: &str| {
        let path = arn.split_once(":role/").map(|(_, path)| path);
        path.is_some_and(|path| path.contains('/'))
    };
    let names_path = statement.principals().any(|(_, value)| has_path(value));
    let mut conditions = statement.conditions();
    names_path || conditions.any(|condition| asks_for_arn(condition.key(), facts))
}

/// The key is `aws:PrincipalArn`, and the context doesn't specify it.
fn asks_for_arn(key: &str, facts: &Facts<'_>) -> bool {
    let given = || {
        facts
            .context
            .and_then(|context| context.get(&Key::new(key)))
    };
    key.eq_ignore_ascii_case("aws:PrincipalArn") && given().is_none()
}

impl std::fmt::Display for Assumption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OwnResource { resource, account } => write!(
                f,
                "the account of {resource} is not given: it was assumed to be the caller's, {account}"
            ),
            Self::LiteralWildcardInResource { resource } => write!(
                f,
                "the `*` or `?` in {resource} is a character of the resource's name, not a wildcard"
            ),
            Self::NoRolePath { role } => write!(
                f,
                "a session doesn't show its role's path: its role was assumed to be {role}"
            ),
            Self::ServiceLinkedRole { role } => write!(
                f,
                "by its name, {role} was assumed to be a service-linked role, which service and \
                 resource control policies don't limit"
            ),
        }
    }
}
