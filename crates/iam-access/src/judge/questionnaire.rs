//! The questions for every principal.

use super::Key;
use crate::check::{ActionCatalog, Explained, Knowledge};
use crate::hints::Hint;
use crate::report::IgnoredAction;
use crate::requirements::RequirementSet;
use crate::trust::Assumer;
use iam_catalog::Catalog;
use iam_eval::Policy;

/// The questions for every principal.
///
/// ```
/// use iam_access::check::NoCatalog;
/// use iam_access::judge::Questionnaire;
/// use iam_access::{Requirement, RequirementSet};
/// let set = RequirementSet::new("mine", [Requirement::new("sqs:SendMessage", "*")]);
/// let mut questionnaire = Questionnaire::new(vec![set], &NoCatalog);
/// questionnaire.knowledge.region = Some("eu-west-1".to_owned());
/// assert!(questionnaire.prepare().is_ok());
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Questionnaire<'a> {
    /// The sets that must be granted.
    pub sets: Vec<RequirementSet>,
    /// What is known about the requests.
    pub knowledge: Knowledge,
    /// True if the question is about any session of a role, not only about those without session
    /// tags: where its trust policy lets somebody pass them, its tags are then unknown.
    pub any_session: bool,
    /// The principals that must be able to assume the role, if that is checked: each of them.
    pub assumers: Vec<Assumer>,
    /// The KMS keys that the requests use, as far as their policies were supplied: an action on
    /// keys must be granted on each.
    pub keys: Vec<Key>,
    /// Regions of requests in addition to that of the knowledge, such as the source of a copy: an
    /// action must be granted in each.
    pub other_regions: Vec<String>,
    /// Which resources actions act on.
    pub catalog: &'a dyn ActionCatalog,
    /// Which actions the report explains.
    pub explained: Explained,
    /// The actions that don't count, and why.
    pub ignored: Vec<IgnoredAction>,
    /// Hints that take precedence over the generic ones.
    pub hints: &'a [Hint],
    /// The catalogue whose actions are counted if they are allowed without being required; `None`
    /// to count none.
    pub least_privilege: Option<&'a Catalog>,
}

impl<'a> Questionnaire<'a> {
    /// Checks some sets only: nothing is known about the requests, and what is not granted is
    /// explained.
    #[must_use]
    pub fn new(sets: Vec<RequirementSet>, catalog: &'a dyn ActionCatalog) -> Self {
        Self {
            sets,
            knowledge: Knowledge::nothing(),
            any_session: false,
            assumers: Vec::new(),
            keys: Vec::new(),
            other_regions: Vec::new(),
            catalog,
            explained: Explained::Gaps,
            ignored: Vec::new(),
            hints: &[],
            least_privilege: None,
        }
    }

    /// What is known about the requests in each Region; the knowledge itself if there is only one.
    pub(super) fn knowledge_of_regions(&self) -> Vec<Knowledge> {
        let others = self.other_regions.iter().map(|region| Knowledge {
            region: Some(region.clone()),
            ..self.knowledge.clone()
        });
        std::iter::once(self.knowledge.clone())
            .chain(others)
            .collect()
    }

    pub(super) fn key_policies(&self) -> impl Iterator<Item = &Policy> {
        self.keys.iter().map(|key| &key.policy)
    }
}
