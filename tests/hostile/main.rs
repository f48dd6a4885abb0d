//! Hostile input must never cause a panic, a stack overflow, unbounded time or a wrong Allow.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod json;
mod size;
mod values;
mod wildcards;

use iam_eval::{
    Context, Decision, Document, Policy, PolicyErrorKind, PolicyKind, PolicySet, Principal,
    Request, Resource,
};
use serde_json::json;

pub(crate) const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

pub(crate) fn decide(document: &str, context: Context) -> Decision {
    let policy = Policy::parse(PolicyKind::Identity, "p", document).unwrap();
    let principal = Principal::parse(ALICE).unwrap();
    let resource = Resource::parse("arn:aws:s3:::bucket/key").unwrap();
    let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
    PolicySet::new()
        .with(policy)
        .unwrap()
        .evaluate(&request.with_context(&context))
}

pub(crate) fn with_condition(operator: &str, value: &str) -> String {
    json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {operator: {"k:v": value}}}})
    .to_string()
}

pub(crate) fn refused(kind: PolicyKind, text: &str) -> PolicyErrorKind {
    Document::parse(kind, "p", text).unwrap_err().kind()
}
