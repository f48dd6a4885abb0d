//! Compiled policies: documents in a form that answers many requests.

mod builder;
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
pub use view::Naming;

use crate::arena::{ActionPattern, Arena, TemplateRef};
use crate::condition::{CompiledCondition, Operands};
use crate::logic::Truth;
use crate::request::{Action, DerivedKey, Facts, Key};
use builder::Builder;
use iam_syntax::document::{Document, PolicyError, PolicyKind};
use index::ActionIndex;
use principal::PrincipalMatcher;
use resource::ResourceMatcher;
use std::ops::Range;
use std::sync::Arc;

/// A policy, compiled once and evaluated many times. Cloning is cheap: clones share the compiled
/// form, also between threads.
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
    /// Its name, if that is not its document's name. A thin pointer: reasons copy it for each
    /// statement.
    name: Option<Arc<Box<str>>>,
}

/// Identifies a policy. Not exhaustive: AWS may identify policies by more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PolicyId<'p> {
    /// The name of the policy: the one given to [`Policy::named`], or the name of its document.
    pub name: &'p str,
    /// The kind of policy that the document is used as.
    pub kind: PolicyKind,
}

impl Policy {
    /// Reads and compiles a document.
    ///
    /// # Errors
    /// [`PolicyError`], as for [`Document::parse`].
    pub fn parse(kind: PolicyKind, name: &str, text: &str) -> Result<Self, PolicyError> {
        Document::parse(kind, name, text).map(Self::compile)
    }

    /// Compiles a document that has been read.
    #[must_use]
    pub fn compile(document: Document) -> Self {
        Self {
            compiled: Arc::new(Compiled::new(document)),
            name: None,
        }
    }

    /// The same policy with its own name: reasons give it in addition to the name of the document,
    /// which may be that of a file with many policies.
    ///
    /// ```
    /// use iam_eval::{Policy, PolicyKind};
    /// let policy = Policy::parse(PolicyKind::Identity, "dump.json",
    ///   r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#)?;
    /// assert_eq!(policy.id().name, "dump.json");
    /// let policy = policy.named("inline policy ec2");
    /// assert_eq!((policy.id().name, policy.document().name()), ("inline policy ec2", "dump.json"));
    /// # Ok::<(), iam_eval::PolicyError>(())
    /// ```
    #[must_use]
    pub fn named(mut self, name: impl Into<Box<str>>) -> Self {
        self.name = Some(Arc::new(name.into()));
        self
    }

    /// Identifies the policy.
    #[must_use]
    pub fn id(&self) -> PolicyId<'_> {
        let document = self.document();
        PolicyId {
            name: self.given_name().unwrap_or(document.name()),
            kind: document.kind(),
        }
    }

    /// The name given to [`Policy::named`].
    #[must_use]
    pub fn given_name(&self) -> Option<&str> {
        self.name.as_deref().map(|name| &**name)
    }

    /// The default key policy of AWS KMS, used if none is supplied: it delegates the decision to
    /// the identity-based policies of the account (S8.1).
    ///
    /// # Errors
    /// [`PolicyError`] if the account is not an account ID of 12 digits.
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
        &self.compiled.arena.document
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Equal for clones of one policy, and distinct from all other policies while one of the clones
    /// exists.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.compiled).addr()
    }
}

#[derive(Debug)]
pub(crate) struct Compiled {
    /// What the statements share.
    pub(crate) arena: Arena,
    pub(crate) statements: Vec<CompiledStatement>,
    actions: Vec<ActionPattern>,
    resources: Vec<ResourceMatcher>,
    principals: Vec<PrincipalMatcher>,
    conditions: Vec<CompiledCondition>,
    operands: Operands,
    pub(crate) index: ActionIndex,
}

impl Compiled {
    fn new(document: Document) -> Self {
        let builder = Builder::compile(&document);
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

    pub(crate) fn action_patterns(&self, statement: &CompiledStatement) -> &[ActionPattern] {
        slice(&self.actions, &statement.actions)
    }

    pub(crate) fn holds(&self, condition: &CompiledCondition, facts: &Facts<'_>) -> Truth {
        condition.holds(&self.arena, &self.operands, facts)
    }

    /// The first variable among a condition's values whose key is unknown.
    pub(crate) fn unknown_variable(
        &self,
        condition: &CompiledCondition,
        facts: &Facts<'_>,
    ) -> Option<(&Key, Option<DerivedKey>)> {
        condition.unknown_variable(&self.arena, &self.operands, facts)
    }

    /// A condition's value at an index, if it has policy variables.
    pub(crate) fn template(&self, condition: &CompiledCondition, at: usize) -> Option<TemplateRef> {
        condition.template(&self.operands, at)
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
