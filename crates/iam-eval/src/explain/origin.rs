//! The statement that a reason is about.

use crate::policy::{Policy, PolicyId};
use iam_syntax::document::{Document, Statement};
use iam_syntax::text::{Position, Span};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt::{Debug, Display, Formatter};

/// Identifies a statement: its policy, and its position in the document.
///
/// ```
/// use iam_eval::*;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json",
///   r#"{"Statement": {"Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#)?)?;
/// let (alice, anything) = ("arn:aws:iam::111122223333:user/alice".parse()?, Resource::any());
/// let explanation = policies.explain(&Request::new(&alice, "s3:ListAllMyBuckets", &anything)?);
/// let origin = &explanation.deciding().next().unwrap().origin;
/// assert_eq!((origin.policy(), origin.statement(), origin.sid()), ("role.json", 0, Some("All")));
/// assert_eq!((origin.position().to_string(), origin.span().start), ("1:15".to_owned(), 14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Origin {
    policy: Policy,
    statement: usize,
}

impl Origin {
    pub(super) fn new(policy: &Policy, statement: usize) -> Self {
        Self {
            policy: policy.clone(),
            statement,
        }
    }

    /// The document that holds the statement.
    #[must_use]
    pub fn document(&self) -> &Document {
        self.policy.document()
    }

    /// The statement as it is written.
    #[must_use]
    pub fn node(&self) -> Option<Statement<'_>> {
        self.policy.document().statement(self.statement)
    }

    /// The policy.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policy = Policy::parse(PolicyKind::Identity, "dump.json",
    ///   r#"{"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}"#)?;
    /// let policy = policy.named("managed policy arn:aws:iam::111122223333:policy/NoS3");
    /// let policies = PolicySet::new().with(policy)?;
    /// let (alice, anything) = ("arn:aws:iam::111122223333:user/alice".parse()?, Resource::any());
    /// let explanation = policies.explain(&Request::new(&alice, "s3:ListAllMyBuckets", &anything)?);
    /// let origin = &explanation.deciding().next().unwrap().origin;
    /// assert_eq!(origin.policy_id().name, "managed policy arn:aws:iam::111122223333:policy/NoS3");
    /// assert_eq!(origin.policy_id().kind, PolicyKind::Identity);
    /// assert_eq!(origin.to_string(),
    ///     "statement 0 of managed policy arn:aws:iam::111122223333:policy/NoS3, dump.json:1:15");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn policy_id(&self) -> PolicyId<'_> {
        self.policy.id()
    }

    /// The policy's own name, if it has one in addition to that of its document: see
    /// [`Policy::named`].
    #[must_use]
    pub fn policy_name(&self) -> Option<&str> {
        self.policy.given_name()
    }

    /// The name of the document: usually that of its file.
    #[must_use]
    pub fn policy(&self) -> &str {
        self.policy.document().name()
    }

    /// The statement's index in the document, counted from 0.
    #[must_use]
    pub fn statement(&self) -> usize {
        self.statement
    }

    /// The statement's `Sid`.
    #[must_use]
    pub fn sid(&self) -> Option<&str> {
        self.node()?.sid()
    }

    /// Line and column of the statement.
    #[must_use]
    pub fn position(&self) -> Position {
        self.policy.document().position(self.span().start)
    }

    /// The span of the statement in the document's text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.node()
            .map_or(Span::default(), |statement| statement.span())
    }

    /// The contents of an origin, for comparing and showing.
    fn parts(&self) -> (PolicyId<'_>, &str, usize, Option<&str>, Position, Span) {
        let (position, span) = (self.position(), self.span());
        let (id, document) = (self.policy_id(), self.policy());
        (id, document, self.statement, self.sid(), position, span)
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Origin {}

impl Debug for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (id, policy, statement, sid, position, span) = self.parts();
        f.debug_struct("Origin")
            .field("policy_id", &id)
            .field("policy", &policy)
            .field("statement", &statement)
            .field("sid", &sid)
            .field("position", &position)
            .field("span", &span)
            .finish()
    }
}

impl Display for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.sid() {
            Some(sid) if !sid.is_empty() => write!(f, "statement \"{sid}\"")?,
            _ => write!(f, "statement {}", self.statement)?,
        }
        if let Some(name) = self.policy_name() {
            write!(f, " of {name}")?;
        }
        write!(f, ", {}:{}", self.policy(), self.position())
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (id, policy, statement, sid, position, _) = self.parts();
        let mut fields = serializer.serialize_struct("Origin", 7)?;
        fields.serialize_field("policy", policy)?;
        match self.policy_name() {
            Some(name) => fields.serialize_field("policyName", name)?,
            None => fields.skip_field("policyName")?,
        }
        fields.serialize_field("policyType", &id.kind)?;
        fields.serialize_field("statement", &statement)?;
        match sid {
            Some(sid) => fields.serialize_field("sid", sid)?,
            None => fields.skip_field("sid")?,
        }
        fields.serialize_field("line", &position.line)?;
        fields.serialize_field("column", &position.column)?;
        fields.end()
    }
}
