#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)
)]

mod arena;
mod condition;
mod evaluate;
mod explain;
mod layer;
mod logic;
mod matrix;
mod policy;
mod policy_set;
mod reach;
mod request;

pub use arena::PatternPart;
pub use condition::TextOperand;
pub use evaluate::{Combination, Decision, LayerInput, PartialDecision};
pub use evaluate::{resources_with_rules, services_with_rules};
pub use explain::{
    Assumption, Certainty, Conclusion, ConditionReason, Explanation, Gap, Grantor, LayerReason,
    LayerStatus, Mismatch, Note, Origin, PolicyValues, RequestValues, Residual, ResidualGroup,
    ServiceRule, ServiceRuleKind, StatementOutcome, StatementReason,
};
pub use iam_syntax::document::{AccountId, is_account_id, is_trust_policy_action};
pub use iam_syntax::{
    Condition, Document, Effect, Elements, KeyUse, PolicyError, PolicyErrorKind, PolicyKind,
    Position, PrincipalType, Problem, Reading, Span, Statement, UnknownName, Version, read,
    read_at,
};
pub use layer::{Layer, LayerKind, LayerSize, LevelKind};
pub use matrix::{ActionUniverse, DecisionRow, MatrixRequest, PolicyMatrix};
pub use policy::{Naming, Policy, PolicyId};
pub use policy_set::{AttachError, PolicySet};
pub use reach::{ActionClass, Reach};
pub use request::{
    Action, CallerKind, Context, ContextValue, OwnedRequest, PartialRequest, Principal, Request,
    RequestError, Resource, ResourcePattern, UnknownKeys,
};
