//! What is asked of every principal.

use crate::check::{ActionCatalog, Explained, Knowledge};
use crate::hints::Hint;
use crate::report::IgnoredAction;
use crate::requirements::RequirementSet;
use crate::trust::Assumer;
use iam_catalog::Catalog;
use iam_eval::Policy;

/// What is asked of every principal.
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
    /// What is known of the requests.
    pub knowledge: Knowledge,
    /// Who must be able to assume the role, if that is to be checked.
    pub assumer: Option<Assumer>,
    /// The KMS key that the requests use, if its policy was supplied.
    pub key: Option<Key>,
    /// Which resources actions act on.
    pub catalog: &'a dyn ActionCatalog,
    /// Which actions the report explains.
    pub explained: Explained,
    /// The actions that don't count, and why.
    pub ignored: Vec<IgnoredAction>,
    /// Hints that come before the generic ones.
    pub hints: &'a [Hint],
    /// The catalogue whose actions are counted if they are allowed without being required; none is counted without it.
    pub least_privilege: Option<&'a Catalog>,
}

/// A KMS key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Key {
    /// Its key policy.
    pub policy: Policy,
    /// The account that owns it. Without it, the key policy says which accounts may.
    pub account: Option<String>,
}

impl Key {
    /// A key with its policy, of an account that is not known.
    #[must_use]
    pub const fn new(policy: Policy) -> Self {
        Self {
            policy,
            account: None,
        }
    }
}

impl<'a> Questionnaire<'a> {
    /// Asks for some sets, and nothing else: nothing is known of the requests, and what is not granted is explained.
    #[must_use]
    pub fn new(sets: Vec<RequirementSet>, catalog: &'a dyn ActionCatalog) -> Self {
        Self {
            sets,
            knowledge: Knowledge::nothing(),
            assumer: None,
            key: None,
            catalog,
            explained: Explained::Gaps,
            ignored: Vec::new(),
            hints: &[],
            least_privilege: None,
        }
    }

    pub(super) fn key_policy(&self) -> Option<&Policy> {
        self.key.as_ref().map(|key| &key.policy)
    }
}
