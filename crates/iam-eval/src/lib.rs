#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod arena;
mod condition;
mod evaluate;
mod explain;
mod logic;
mod matrix;
mod policy;
mod policy_set;
mod reach;
mod request;

pub use evaluate::{Combination, Decision, Layer, LayerInput, PartialDecision};
pub use evaluate::{resources_with_rules, services_with_rules};
pub use explain::{
    Assumption, Certainty, Conclusion, ConditionReason, Explanation, Gap, Grantor, LayerReason,
    LayerStatus, Mismatch, Note, Origin, PolicyValues, RequestValues, Residual, ResidualGroup,
    ServiceRule, ServiceRuleKind, StatementOutcome, StatementReason,
};
pub use iam_syntax::document::{is_account_id, is_trust_policy_action};
pub use iam_syntax::{
    Condition, Document, Effect, Elements, PolicyError, PolicyErrorKind, PolicyKind, Position,
    PrincipalType, Span, Statement, UnknownName, Version,
};
pub use matrix::{ActionUniverse, DecisionRow, MatrixRequest, PolicyMatrix};
pub use policy::{Naming, PatternPart, Policy, TextOperand};
pub use policy_set::{AttachError, LevelKind, PolicySet};
pub use reach::{ActionClass, Reach};
pub use request::{
    Action, CallerKind, Context, ContextValue, OwnedRequest, PartialRequest, Principal, Request,
    RequestError, Resource, ResourcePattern, UnknownKeys,
};
