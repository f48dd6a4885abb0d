//! A naive second implementation of the IAM evaluation rules.
//!
//! Each rule of the SEMANTICS document is a function here, whose comment cites the number of the
//! rule (`S5.13`). The crate is the oracle for property tests and fuzzing of the engine, with which
//! it shares no code. Clarity is preferred to speed.
//!
//! | module | rules |
//! |---|---|
//! | `json` | duplicate members, numbers as text (S1.1, S1.13, S5.17) |
//! | `document` | S1 |
//! | `action` | S2 |
//! | `resource`, `arn` | S3 |
//! | `principal`, `caller`, `provider` | S4 |
//! | `condition` | S5 |
//! | `variable` | S6 |
//! | `layers` | S7 |
//! | `services`, `refusals` | S8 |
//! | `keys` | S9 |
//! | `scenario`, `request` | the scenario format |

#![forbid(unsafe_code)]

mod action;
mod arn;
mod caller;
mod condition;
mod document;
mod json;
mod keys;
mod layers;
mod principal;
mod provider;
mod refusals;
mod request;
mod resource;
mod scenario;
mod services;
mod variable;
mod wildcard;

/// What the rules say about one scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The request is allowed.
    Allowed,
    /// Nothing allows the request, and nothing denies it.
    ImplicitDeny,
    /// A statement denies the request.
    ExplicitDeny,
    /// The scenario or one of its policies is not valid (S1.21); the text says why.
    Error(String),
}

/// Evaluates one scenario: one JSON object as text, in the conformance format.
///
/// Never panics: text that is not a scenario gives [`Outcome::Error`].
pub fn evaluate_scenario(line: &str) -> Outcome {
    match scenario::read(line) {
        Ok(scenario) => layers::decide(&scenario),
        Err(message) => Outcome::Error(message),
    }
}

/// The result of reading input: the error is a sentence for people.
type Result<T> = std::result::Result<T, String>;

/// Keeps the example in the README true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
