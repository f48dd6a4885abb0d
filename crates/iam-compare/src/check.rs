//! The questions.

mod driver;
mod granted;
mod public;
mod redundant;
mod supply;
mod typical;

pub use granted::{Granted, ResourceClass, granted};
pub use public::{PublicAccess, no_public_access};
pub use redundant::{Redundancy, StatementPlace, redundant};

use crate::answer::{Comparison, Reason};
use crate::question::Question;
use driver::Sides;
use iam_eval::PolicySet;

/// Whether the new policies allow a request that the old ones don't.
///
/// ```
/// use iam_compare::{Comparison, Question, compare};
/// use iam_eval::{Policy, PolicyKind, PolicySet};
/// let allow = |action: &str| -> Result<PolicySet, Box<dyn std::error::Error>> {
///     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#);
///     Ok(PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", &text)?)?)
/// };
/// let question = Question::of_documents();
/// assert!(compare(&allow("s3:Get*")?, &allow("s3:GetObject")?, &question).is_none());
/// let comparison = compare(&allow("s3:GetObject")?, &allow("s3:Get*")?, &question);
/// assert!(comparison.witness().unwrap().request().action().starts_with("s3:get"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compare(old: &PolicySet, new: &PolicySet, question: &Question<'_>) -> Comparison {
    driver::decide(Sides { old: Some(old), new }, question)
}

/// Whether both allow the same requests.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Equivalence {
    /// They do.
    Equivalent,
    /// The first allows this request, the second doesn't.
    FirstAllowsMore(Box<crate::Witness>),
    /// The second allows this request, the first doesn't.
    SecondAllowsMore(Box<crate::Witness>),
    /// It isn't known.
    Undecided(Reason),
}

/// Whether two sets of policies allow the same requests.
#[must_use]
pub fn equivalent(first: &PolicySet, second: &PolicySet, question: &Question<'_>) -> Equivalence {
    let (forth, back) = (compare(first, second, question), compare(second, first, question));
    match (forth, back) {
        (Comparison::NewAccess(witness), _) => Equivalence::SecondAllowsMore(witness),
        (_, Comparison::NewAccess(witness)) => Equivalence::FirstAllowsMore(witness),
        (Comparison::Undecided(reason), _) | (_, Comparison::Undecided(reason)) => {
            Equivalence::Undecided(reason)
        }
        _ => Equivalence::Equivalent,
    }
}

/// Whether the policies allow none of the actions on any of the resources that the question is about: see
/// [`Question::about`]. Access that is granted is "new" access, compared with policies that say nothing: what needs no
/// permission (S7.11, S8.6) is granted by no policy.
#[must_use]
pub fn access_not_granted(policies: &PolicySet, question: &Question<'_>) -> Comparison {
    granted_by(policies, question)
}

/// What is allowed because of the policies.
fn granted_by(policies: &PolicySet, question: &Question<'_>) -> Comparison {
    match supply::nothing(policies) {
        Some(nothing) => compare(&nothing, policies, question),
        None => Comparison::Undecided(Reason::Replay),
    }
}
