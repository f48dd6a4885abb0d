//! Compiled policies: a document in the form that answers many requests.

mod filter;
mod index;
mod open_patterns;
mod principal;
mod resource;
mod statement;
mod view;

pub(crate) use filter::ResourceProbe;
pub(crate) use principal::Grant;
pub(crate) use statement::{CompiledStatement, Step, Steps};
pub use view::{Naming, PatternPart, TextOperand};

use crate::arena::{ActionPattern, Arena, Patterns};
use crate::condition::{CompiledCondition, Operand};
use crate::logic::Truth;
use crate::request::{Action, Facts};
use iam_syntax::document::{Document, PolicyError, PolicyKind};
use index::ActionIndex;
use principal::PrincipalMatcher;
use resource::ResourceMatcher;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A policy, compiled once and evaluated many times. Cloning it is cheap: the clones share the
/// compiled form, between threads too.
///
/// ```
/// use iam_eval::{Policy, PolicyKind};
/// let policy = Policy::parse(PolicyKind::Identity, "role.json", r#"{
///   "Version": "2012-10-17",
///   "Statement": {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}
/// }"#)?;
/// assert_eq!(policy.document().statements().len(), 1);
/// # Ok::<(), iam_eval::PolicyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Policy {
    compiled: Arc<Compiled>,
}

impl Policy {
    /// Reads and compiles a document.
    ///
    /// # Errors
    /// [`PolicyError`] as [`Document::parse`] gives it.
    pub fn parse(kind: PolicyKind, name: &str, text: &str) -> Result<Self, PolicyError> {
        Document::parse(kind, name, text).map(Self::compile)
    }

    /// Compiles a document that has been read.
    #[must_use]
    pub fn compile(document: Document) -> Self {
        Self {
            compiled: Arc::new(Compiled::new(document)),
        }
    }

    /// The key policy that AWS KMS gives a key where none is supplied: it leaves the decision to the
    /// identity-based policies of the account (S8.1).
    ///
    /// # Errors
    /// [`PolicyError`] where the account is no account id of 12 digits.
    ///
    /// ```
    /// let policy = iam_eval::Policy::default_key_policy("aws", "111122223333")?;
    /// assert_eq!(policy.document().kind(), iam_eval::PolicyKind::Resource);
    /// # Ok::<(), iam_eval::PolicyError>(())
    /// ```
    pub fn default_key_policy(partition: &str, account: &str) -> Result<Self, PolicyError> {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Sid": "Enable IAM User Permissions",
                "Effect": "Allow", "Principal": {{"AWS": "arn:{partition}:iam::{account}:root"}},
                "Action": "kms:*", "Resource": "*"}}}}"#
        );
        Self::parse(PolicyKind::Resource, "the default key policy", &text)
    }

    /// Whether the statement at `index` of the document is about an action (S2.5, S2.6).
    ///
    /// ```
    /// use iam_eval::{Action, Policy, PolicyKind};
    /// let policy = Policy::parse(PolicyKind::Identity, "role.json", r#"{"Statement": [
    ///   {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}"#)?;
    /// assert!(policy.names_action(0, &Action::new("ec2:RunInstances")?));
    /// assert!(!policy.names_action(0, &Action::new("iam:PassRole")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn names_action(&self, index: usize, action: &Action<'_>) -> bool {
        let compiled = self.compiled();
        let statement = compiled.statements.get(index);
        statement.is_some_and(|statement| statement.names_action(compiled, action))
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.compiled.document
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// The same for clones of one policy, and for nothing else while one of them is held.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.compiled).addr()
    }
}

#[derive(Debug)]
pub(crate) struct Compiled {
    arena: Arena,
    pub(crate) statements: Vec<CompiledStatement>,
    actions: Vec<ActionPattern>,
    resources: Vec<ResourceMatcher>,
    principals: Vec<PrincipalMatcher>,
    conditions: Vec<CompiledCondition>,
    operands: Vec<Operand>,
    pub(crate) index: ActionIndex,
}

/// What a policy's statements share.
impl Deref for Compiled {
    type Target = Arena;

    fn deref(&self) -> &Arena {
        &self.arena
    }
}

impl Compiled {
    fn new(document: Document) -> Self {
        let builder = statement::Builder::compile(&document);
        let index = ActionIndex::new(&builder.statements, &builder.actions, &builder.patterns);
        Self {
            statements: builder.statements,
            arena: Arena {
                document,
                patterns: builder.patterns,
            },
            actions: builder.actions,
            resources: builder.resources,
            principals: builder.principals,
            conditions: builder.conditions,
            operands: builder.operands,
            index,
        }
    }

    pub(crate) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    pub(crate) fn action_patterns(&self, statement: &CompiledStatement) -> &[ActionPattern] {
        slice(&self.actions, &statement.actions)
    }

    pub(crate) fn operands(&self, range: &Range<u32>) -> &[Operand] {
        slice(&self.operands, range)
    }

    pub(crate) fn holds(&self, condition: &CompiledCondition, facts: &Facts<'_>) -> Truth {
        condition.holds(self, self.operands(&condition.operands), facts)
    }

    pub(crate) fn conditions(&self, range: &Range<u32>) -> &[CompiledCondition] {
        slice(&self.conditions, range)
    }
}

fn slice<'a, T>(items: &'a [T], range: &Range<u32>) -> &'a [T] {
    items
        .get(range.start as usize..range.end as usize)
        .unwrap_or_default()
}
