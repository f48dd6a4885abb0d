#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod context;
mod error;
mod label;
mod scenario;
mod wire;

pub use answer::Answer;
pub use context::parse_context;
pub use error::{ScenarioError, json_problem};
pub use label::{Expectation, ScenarioLabel};
pub use scenario::Scenario;

/// The JSON Schema of a scenario.
pub const SCENARIO_SCHEMA: &str = include_str!("../../../docs/schema/scenario-1.schema.json");

/// The JSON Schema of an answer.
pub const ANSWER_SCHEMA: &str = include_str!("../../../docs/schema/answer-1.schema.json");
