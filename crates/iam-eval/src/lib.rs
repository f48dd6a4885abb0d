#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod condition;
mod document;
mod evaluate;
mod explain;
mod matrix;
mod pattern;
mod policy;
mod policy_set;
mod reach;
mod request;
#[cfg(feature = "scenario")]
mod scenario;
mod steps;
mod text;

pub use document::{
    Condition, Document, Effect, Elements, PolicyError, PolicyErrorKind, PolicyKind, PrincipalType,
    Statement, UnknownName, Version,
};
pub use evaluate::{Decision, Layer, PartialDecision, is_trust_policy_action};
pub use explain::{
    Assumption, Certainty, Conclusion, ConditionReason, Explanation, Gap, Grantor, LayerReason,
    LayerStatus, Mismatch, Note, Origin, PolicyValues, RequestValues, Residual, ResidualGroup,
    ServiceRule, ServiceRuleKind, StatementOutcome, StatementReason,
};
pub use matrix::{ActionUniverse, DecisionRow, MatrixRequest, PolicyMatrix};
pub use policy::Policy;
pub use policy_set::{AttachError, LevelKind, PolicySet};
pub use reach::{ActionClass, Reach};
pub use request::{
    Action, CallerKind, Context, OwnedRequest, PartialRequest, Principal, Request, RequestError,
    Resource, ResourcePattern, UnknownKeys,
};
#[cfg(feature = "scenario")]
pub use scenario::{Expectation, Scenario, ScenarioError, ScenarioLabel};
pub use text::{Position, Span};
