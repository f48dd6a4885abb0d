//! Answers to questions about policies: a table for people, lines of JSON, and JSON of the shape
//! that AWS's policy simulator answers in.

mod aws;
mod json;
mod source;
mod table;
mod words;

pub use aws::{position_of_end, position_of_start, write_aws};
pub use json::{SCHEMA, write_line};
pub use source::{PolicySource, SourcePolicies, SourceType};
pub use table::write_table;
pub use words::{because, decision_word};

use iam_eval::{Explanation, Origin, PartialDecision};

/// The answers about one action, on each resource that was asked about.
#[derive(Debug, Clone)]
pub struct ActionAnswers {
    /// The action.
    pub action: String,
    /// How the ARN of its resources is written, with variables such as `${Partition}`, where all
    /// resources are of one type that the catalogue knows.
    pub arn_template: Option<String>,
    /// True where the resources are all those that one call of the action needs: it is allowed if
    /// all answers are.
    pub is_call: bool,
    /// One answer for each resource, in the order of the question.
    pub answers: Vec<Answer>,
}

/// The answer about one action on one resource.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Who asks; `None` where the question doesn't say.
    pub principal: Option<String>,
    /// The resource: an ARN, `*`, or a pattern where any resource of a type is meant.
    pub resource: String,
    /// Its type, where the catalogue knows it.
    pub resource_type: Option<String>,
    /// The answer. Condition keys that the question doesn't give are unknown, unless it says
    /// otherwise.
    pub explanation: Explanation<PartialDecision>,
    /// The answer if the keys that are not given are absent, as AWS's policy simulator takes them.
    pub if_absent: Explanation<PartialDecision>,
    /// The condition keys that the policies ask for and the question doesn't give.
    pub missing: Vec<MissingKey>,
    /// Condition keys that no such request has, by the catalogue: they are absent.
    pub lacking: Vec<String>,
    /// True where caller and resource belong to different accounts.
    pub crosses_accounts: bool,
}

/// A condition key that is asked for and not given.
#[derive(Debug, Clone)]
pub struct MissingKey {
    /// The key as the first statement writes it.
    pub key: String,
    /// The statements that ask for it.
    pub statements: Vec<Origin>,
    /// Whether the decision depends on it.
    pub decides: bool,
}

impl ActionAnswers {
    /// The decision about all resources together: the first of explicit deny, deny, implicit deny,
    /// open and allowed that one of them has.
    ///
    /// ```
    /// use iam_eval::PartialDecision;
    /// use iam_report::simulation::ActionAnswers;
    /// let none = ActionAnswers {
    ///     action: "s3:GetObject".into(), arn_template: None, is_call: true, answers: Vec::new() };
    /// assert_eq!(none.decision(), PartialDecision::ImplicitDeny);
    /// ```
    #[must_use]
    pub fn decision(&self) -> PartialDecision {
        let decisions = self
            .answers
            .iter()
            .map(|answer| answer.explanation.decision);
        strictest(decisions)
    }
}

/// The most restrictive one; of none, an implicit deny.
fn strictest(decisions: impl Iterator<Item = PartialDecision>) -> PartialDecision {
    let rank = |decision: &PartialDecision| match decision {
        PartialDecision::ExplicitDeny => 0,
        PartialDecision::Denied => 1,
        PartialDecision::ImplicitDeny => 2,
        PartialDecision::Depends => 3,
        PartialDecision::Allowed => 4,
    };
    decisions
        .min_by_key(rank)
        .unwrap_or(PartialDecision::ImplicitDeny)
}
