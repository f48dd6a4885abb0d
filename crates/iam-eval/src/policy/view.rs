//! What a compiled policy says, for analysis: patterns, operands and principals as evaluation uses them.
//!
//! Exact comparison (`iam-compare`) reasons about all requests at once. It takes the patterns from here and asks the
//! engine the rest, so that no rule is written twice.

use super::{Compiled, Grant, Policy, ResourceMatcher, slice};
use crate::arena::{TemplatePiece, TemplateRef};
use crate::condition::Operand;
use crate::logic::Truth;
use crate::request::{Action, Facts, Principal, Request, ResourceFact};
use iam_syntax::pattern::whole;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternPart<'a> {
    /// Bytes in the form of `iam_syntax::pattern::whole`.
    Bytes(Vec<u8>),
    /// The value of a condition key (S6.4).
    Variable {
        /// The key, in lower case.
        key: &'a str,
        /// The text that is used where the key has no value.
        default: Option<&'a str>,
    },
}

/// A value of a condition that is compared as text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextOperand<'a> {
    /// A text or a pattern without variables, its wildcards limited as the operator limits them.
    Pattern(Vec<u8>),
    /// With variables. The wildcards of an ARN's first five parts are not limited yet: parts are counted once the
    /// values are known.
    Template(Vec<PatternPart<'a>>),
    /// A boolean.
    Bool(bool),
    /// A number, a date or a range of addresses.
    Other,
    /// A value that nothing matches.
    Never,
}

/// How directly a statement names a caller (S7.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Naming {
    /// By its account.
    Account,
    /// By the role of a session, or the user of a federated user.
    Limited,
    /// Itself, or everyone; in identity-based policies.
    Direct,
}

impl From<Grant> for Naming {
    fn from(grant: Grant) -> Self {
        match grant {
            Grant::Account => Self::Account,
            Grant::Limited => Self::Limited,
            Grant::Direct => Self::Direct,
        }
    }
}

impl Policy {
    /// The patterns of `Action` or `NotAction` of a statement in lower case, in the form of
    /// `iam_syntax::pattern::wildcard`; `None` for `*`.
    #[must_use]
    pub fn action_patterns(&self, statement: usize) -> Vec<Option<Vec<u8>>> {
        let compiled = self.compiled();
        let Some(statement) = compiled.statements.get(statement) else {
            return Vec::new();
        };
        let patterns = compiled.action_patterns(statement).iter();
        let bytes = |pattern| compiled.patterns.action_bytes(pattern).map(<[u8]>::to_vec);
        patterns.map(bytes).collect()
    }

    /// The patterns of `Resource` or `NotResource` of a statement, each in its parts; `None` for `*` in the list.
    /// A statement without the element has `*`.
    #[must_use]
    pub fn resource_patterns(&self, statement: usize) -> Vec<Option<Vec<PatternPart<'_>>>> {
        let compiled = self.compiled();
        let node = compiled.document.statement_nodes().get(statement);
        let Some(statement) = compiled.statements.get(statement) else {
            return Vec::new();
        };
        if node.is_none_or(|node| node.resource.is_none()) {
            return vec![None];
        }
        let parts = |matcher: &ResourceMatcher| match matcher {
            ResourceMatcher::Any => None,
            ResourceMatcher::Template(template) => Some(template_parts(compiled, *template)),
            ResourceMatcher::Arn { arn, crossing } => {
                let bytes = match compiled.patterns.crossing(*crossing) {
                    Some(crossing) => crossing.pattern(&compiled.document).to_vec(),
                    None => {
                        let (bytes, split) = compiled.arn_bytes(arn);
                        let mut bytes = bytes.to_vec();
                        whole::limit_to_parts(&mut bytes[..split.resource_start()]);
                        bytes
                    }
                };
                Some(vec![PatternPart::Bytes(bytes)])
            }
        };
        let matchers = slice(&compiled.resources, &statement.resources);
        matchers.iter().map(parts).collect()
    }

    /// The values of a condition of a statement as they are compared.
    #[must_use]
    pub fn condition_operands(&self, statement: usize, condition: usize) -> Vec<TextOperand<'_>> {
        let compiled = self.compiled();
        let statement = compiled.statements.get(statement);
        let condition = statement.and_then(|found| found.conditions(compiled).get(condition));
        let operands = condition.map(|condition| compiled.operands(&condition.operands));
        let view = |operand: &Operand| match operand {
            Operand::Text(text) => {
                TextOperand::Pattern(compiled.document.text(*text).as_bytes().to_vec())
            }
            Operand::Pattern(pattern) => {
                TextOperand::Pattern(compiled.patterns.bytes(*pattern).to_vec())
            }
            Operand::Arn(arn) => {
                let (bytes, split) = compiled.arn_bytes(arn);
                let mut bytes = bytes.to_vec();
                whole::limit_to_parts(&mut bytes[..split.resource_start()]);
                TextOperand::Pattern(bytes)
            }
            Operand::Template(template) => {
                TextOperand::Template(template_parts(compiled, *template))
            }
            Operand::Bool(value) => TextOperand::Bool(*value),
            Operand::Number { .. } | Operand::Date(_) | Operand::IpRange(_) => TextOperand::Other,
            Operand::Never => TextOperand::Never,
        };
        operands.unwrap_or_default().iter().map(view).collect()
    }

    /// Whether a condition of a statement holds for a request.
    #[must_use]
    pub fn condition_holds(
        &self,
        statement: usize,
        condition: usize,
        request: &Request<'_>,
    ) -> bool {
        let compiled = self.compiled();
        let statement = compiled.statements.get(statement);
        let condition = statement.and_then(|found| found.conditions(compiled).get(condition));
        condition.is_some_and(|condition| compiled.holds(condition, request.facts()) == Truth::True)
    }

    /// Whether the principal of a statement means a caller, and how directly it is named. Statements of
    /// identity-based policies mean everyone directly. Where there is a permissions boundary, `NotPrincipal` in a
    /// `Deny` spares no user and no role (S4.15).
    #[must_use]
    pub fn names_caller(
        &self,
        statement: usize,
        caller: &Principal,
        has_boundary: bool,
    ) -> Option<Naming> {
        let compiled = self.compiled();
        let statement = compiled.statements.get(statement)?;
        if !statement.has_principal() {
            return Some(Naming::Direct);
        }
        let facts = Facts::new(caller, Action::UNSPECIFIED, ResourceFact::Unknown);
        let (truth, grant) = statement.names_caller(compiled, &facts, has_boundary);
        (truth == Truth::True).then(|| grant.into())
    }
}

fn template_parts(compiled: &Compiled, template: TemplateRef) -> Vec<PatternPart<'_>> {
    let patterns = &compiled.patterns;
    let range = template.start as usize..template.end as usize;
    let pieces = patterns.pieces.get(range).unwrap_or_default().iter();
    let part = |piece: &TemplatePiece| match piece {
        TemplatePiece::Bytes { start, end } => {
            let bytes = patterns.bytes.get(*start as usize..*end as usize)?;
            Some(PatternPart::Bytes(bytes.to_vec()))
        }
        TemplatePiece::Variable(index) => {
            let variable = patterns.variables.get(*index as usize)?;
            Some(PatternPart::Variable {
                key: variable.key.folded(),
                default: variable.default.as_deref(),
            })
        }
    };
    pieces.filter_map(part).collect()
}
