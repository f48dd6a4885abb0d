//! Public types are `Send`, `Sync` and unwind safe: losing that would be a breaking change.

use iam_eval::{
    Action, ActionUniverse, AttachError, Context, Decision, DecisionRow, Document, Explanation,
    OwnedRequest, PartialDecision, PartialRequest, Policy, PolicyError, PolicyMatrix, PolicySet,
    Principal, Reach, Request, RequestError, Resource, ResourcePattern, Statement, UnknownKeys,
};
use std::panic::{RefUnwindSafe, UnwindSafe};

#[test]
fn public_types_are_send_sync_and_unwind_safe() {
    fn is<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
    is::<Action<'static>>();
    is::<ActionUniverse>();
    is::<AttachError>();
    is::<Context>();
    is::<Decision>();
    is::<DecisionRow>();
    is::<Document>();
    is::<Explanation>();
    is::<OwnedRequest>();
    is::<PartialDecision>();
    is::<PartialRequest<'static>>();
    is::<Policy>();
    is::<PolicyError>();
    is::<PolicyMatrix>();
    is::<PolicySet>();
    is::<Principal>();
    is::<Reach>();
    is::<Request<'static>>();
    is::<RequestError>();
    is::<Resource>();
    is::<ResourcePattern>();
    is::<Statement<'static>>();
    is::<UnknownKeys>();
}

#[test]
fn errors_are_errors() {
    fn is<T: std::error::Error + Send + Sync + 'static>() {}
    is::<AttachError>();
    is::<PolicyError>();
    is::<RequestError>();
}
