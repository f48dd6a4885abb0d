//! The questions.

mod answering;
mod granted;
mod public;
mod redundant;
mod supplied_layers;
mod typical;
mod variants;

pub use granted::{Granted, ResourceClass, granted};
pub use public::{PublicAccess, no_public_access};
pub use redundant::{Redundancy, StatementPlace, redundant, shadowed};
pub use supplied_layers::absent;

use crate::answer::{Comparison, Reason};
use crate::question::Question;
use answering::{Series, Sides};
use iam_eval::{Effect, Policy, PolicySet};

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
    let sides = Sides {
        old: Some(old),
        new,
    };
    Series::new(sides, question).decide(None)
}

/// The access that a statement of the new policies newly allows.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StatementAccess {
    /// The statement.
    pub statement: StatementPlace,
    /// A request that it allows, and that the old policies don't.
    pub access: Comparison,
}

/// The statements of the new policies that allow something that the old policies don't, each with a
/// request that shows it. Statements that allow nothing new are omitted; undecided ones are
/// included.
///
/// ```
/// use iam_compare::{Question, new_access};
/// use iam_eval::{Policy, PolicyKind, PolicySet};
/// let set = |statements: &str| -> Result<PolicySet, Box<dyn std::error::Error>> {
///     let text = format!(r#"{{"Statement": [{statements}]}}"#);
///     Ok(PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", &text)?)?)
/// };
/// let list = r#"{"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}"#;
/// let put = r#"{"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}"#;
/// let new = new_access(&set(list)?, &set(&format!("{list}, {put}"))?, &Question::of_documents());
/// assert_eq!(new.iter().map(|access| access.statement.statement).collect::<Vec<_>>(), [1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn new_access(
    old: &PolicySet,
    new: &PolicySet,
    question: &Question<'_>,
) -> Vec<StatementAccess> {
    let sides = Sides {
        old: Some(old),
        new,
    };
    by_statement(&mut Series::new(sides, question), new)
}

/// The answers of [`compare`] and of [`new_access`], in less time than one after the other.
#[must_use]
pub fn compare_by_statement(
    old: &PolicySet,
    new: &PolicySet,
    question: &Question<'_>,
) -> (Comparison, Vec<StatementAccess>) {
    let sides = Sides {
        old: Some(old),
        new,
    };
    let mut series = Series::new(sides, question);
    let comparison = series.decide(None);
    let statements = match comparison {
        Comparison::NoNewAccess(_) => Vec::new(),
        _ => by_statement(&mut series, new),
    };
    (comparison, statements)
}

fn by_statement(series: &mut Series<'_>, new: &PolicySet) -> Vec<StatementAccess> {
    let mut found = Vec::new();
    for (layer, policies) in new.layers() {
        for (policy, document) in policies.iter().map(Policy::document).enumerate() {
            for statement in document.statements() {
                if statement.effect() == Effect::Deny {
                    continue;
                }
                let statement = StatementPlace {
                    layer,
                    policy,
                    statement: statement.index(),
                };
                let access = series.decide(Some(statement));
                if !access.is_none() {
                    found.push(StatementAccess { statement, access });
                }
            }
        }
    }
    found
}

/// Whether two sets allow the same requests.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Equivalence {
    /// They do.
    Equivalent,
    /// The first allows this request, the second doesn't.
    FirstAllowsMore(Box<crate::Witness>),
    /// The second allows this request, the first doesn't.
    SecondAllowsMore(Box<crate::Witness>),
    /// It could not be decided.
    Undecided(Reason),
}

/// Whether two sets of policies allow the same requests.
#[must_use]
pub fn equivalent(first: &PolicySet, second: &PolicySet, question: &Question<'_>) -> Equivalence {
    let (forth, back) = (
        compare(first, second, question),
        compare(second, first, question),
    );
    match (forth, back) {
        (Comparison::NewAccess(witness), _) => Equivalence::SecondAllowsMore(witness),
        (_, Comparison::NewAccess(witness)) => Equivalence::FirstAllowsMore(witness),
        (Comparison::Undecided(reason), _) | (_, Comparison::Undecided(reason)) => {
            Equivalence::Undecided(reason)
        }
        _ => Equivalence::Equivalent,
    }
}

/// Whether the policies allow none of the actions on any of the resources in question: see
/// [`Question::about`]. Granted access is "new" access, compared with policies that grant nothing:
/// actions that need no permission (S7.11, S8.6) are granted by no policy.
#[must_use]
pub fn access_not_granted(policies: &PolicySet, question: &Question<'_>) -> Comparison {
    granted_by(policies, question)
}

/// What is allowed because of the policies.
fn granted_by(policies: &PolicySet, question: &Question<'_>) -> Comparison {
    match supplied_layers::nothing(policies) {
        Some(nothing) => compare(&nothing, policies, question),
        None => Comparison::Undecided(Reason::Replay),
    }
}
