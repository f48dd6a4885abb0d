//! The engine and the reference, evaluating the same scenario.

use iam_eval::Decision;
use iam_reference::Outcome;
use iam_scenario::Scenario;

/// The answer to a scenario: a decision or an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// A decision.
    Decided(Decision),
    /// The scenario is not valid.
    Refused,
}

/// The engine's answer.
#[must_use]
pub fn engine(line: &str) -> Answer {
    Scenario::parse(line).map_or(Answer::Refused, |scenario| {
        Answer::Decided(scenario.evaluate())
    })
}

/// The reference's answer.
#[must_use]
pub fn reference(line: &str) -> Answer {
    match iam_reference::evaluate_scenario(line) {
        Outcome::Allowed => Answer::Decided(Decision::Allowed),
        Outcome::ImplicitDeny => Answer::Decided(Decision::ImplicitDeny),
        Outcome::ExplicitDeny => Answer::Decided(Decision::ExplicitDeny),
        Outcome::Error(_) => Answer::Refused,
    }
}

/// Both answers with their details, if they differ.
#[must_use]
pub fn difference(line: &str) -> Option<String> {
    if engine(line) == reference(line) {
        return None;
    }
    let engine = Scenario::parse(line).map(|scenario| scenario.evaluate());
    let reference = iam_reference::evaluate_scenario(line);
    Some(format!(
        "engine {engine:?}\nreference {reference:?}\n{line}"
    ))
}
