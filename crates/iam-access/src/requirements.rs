//! Sets of requirements: actions that a principal must be granted, each on a resource.

mod condition;
mod expand;
mod parse;
mod placeholders;

pub(crate) use condition::KeyValue;
pub use condition::RequiredCondition;

use crate::pattern::pattern;
use crate::report::needed_on;
use iam_eval::{Problem, RequestError, Resource, ResourcePattern};
use std::borrow::Cow;
use std::sync::Arc;

/// A set of actions that a principal must be granted, each on a resource.
///
/// ```
/// use iam_access::RequirementSet;
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": ["ec2:RunInstances", "ec2:CreateTags"], "Resource": "*"}}"#;
/// let set = RequirementSet::parse("needed.json", text, iam_catalog::Catalog::embedded())?;
/// assert_eq!(set.requirements().len(), 2);
/// # Ok::<(), iam_access::SetError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RequirementSet {
    name: String,
    requirements: Vec<Requirement>,
    provenance: Option<&'static Provenance>,
    notes: Vec<String>,
}

/// An action that a set requires.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// The action, as written in the set.
    pub action: String,
    /// The resource on which it is required: `*`, or an ARN pattern. It may contain placeholders,
    /// such as `<yourbucketname>`, until [`RequirementSet::fill`] replaces them by values.
    pub resource: String,
    /// The condition under which it is required, if any.
    pub condition: Option<Arc<RequiredCondition>>,
}

/// The error for a file that is not a set of requirements.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetError {
    /// It has none of the formats that list permissions.
    #[error(transparent)]
    Unreadable(#[from] iam_account::Problem),
    /// It holds a statement that doesn't say which actions are required. The code is `requirement`.
    #[error(transparent)]
    Statement(Problem),
    /// A placeholder has no value. The code is `placeholder`.
    #[error("{problem}")]
    Placeholder {
        /// The placeholder's name, without its brackets.
        name: String,
        /// What is wrong with the set.
        problem: Problem,
    },
}

/// The page of documentation from which a set was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance {
    /// The guide that the page is part of.
    pub guide: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// The page's name in its URL.
    pub page: &'static str,
    /// The version of the product that the page documents.
    pub version: &'static str,
    /// When the page was last updated, as written on the page.
    pub date: &'static str,
}

impl RequirementSet {
    /// A set of requirements.
    ///
    /// ```
    /// use iam_access::{Requirement, RequirementSet};
    /// let set = RequirementSet::new("mine", [Requirement::new("sqs:SendMessage", "*")]);
    /// assert_eq!(set.requirements()[0].action, "sqs:SendMessage");
    /// ```
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        requirements: impl IntoIterator<Item = Requirement>,
    ) -> Self {
        Self {
            name: name.into(),
            requirements: requirements.into_iter().collect(),
            provenance: None,
            notes: Vec::new(),
        }
    }

    /// Sets the page from which the set was taken.
    #[must_use]
    pub fn with_provenance(self, provenance: &'static Provenance) -> Self {
        Self {
            provenance: Some(provenance),
            ..self
        }
    }

    /// The set's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The page from which it was taken, if known.
    #[must_use]
    pub fn provenance(&self) -> Option<&'static Provenance> {
        self.provenance
    }

    /// What was assumed when it was read, such as which actions a wildcard matches, as sentences.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The requirements, in order.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }
}

impl Requirement {
    /// An action on a resource, which is `*` or an ARN pattern.
    #[must_use]
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
            condition: None,
        }
    }

    /// The resource for which it is required, and the condition; `None` for `*` without a
    /// condition.
    #[must_use]
    pub fn needed_on(&self) -> Option<Cow<'_, str>> {
        let resource = (self.resource != "*").then_some(&*self.resource);
        let condition = self.condition.as_ref().map(|condition| condition.json());
        needed_on(resource, condition)
    }

    /// The resource as a pattern; `None` for `*`.
    pub(crate) fn pattern(&self) -> Result<Option<ResourcePattern>, RequestError> {
        if self.resource == Resource::any().as_str() {
            return Ok(None);
        }
        if placeholders::names(&self.resource).next().is_some() {
            return Err(RequestError::Resource(self.resource.as_str().into()));
        }
        pattern(&self.resource).map(Some)
    }
}
