//! Inputs with very many elements.

use crate::{ALICE, decide, refused};
use iam_eval::{
    Context, Decision, Document, PartialRequest, Policy, PolicyErrorKind, PolicyKind, PolicySet,
    Principal, Reach, Request, Resource, ResourcePattern, UnknownKeys,
};
use iam_scenario::Scenario;
use serde_json::json;

#[test]
fn huge_arrays() {
    let actions: Vec<String> = (0..60_000)
        .map(|number| format!("s3:Action{number}"))
        .collect();
    let mut document =
        json!({"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}});
    assert_eq!(
        decide(&document.to_string(), Context::new()),
        Decision::ImplicitDeny
    );
    document["Statement"]["Action"]
        .as_array_mut()
        .unwrap()
        .push(json!("s3:GetObject"));
    assert_eq!(
        decide(&document.to_string(), Context::new()),
        Decision::Allowed
    );

    let values: Vec<String> = (0..100_000).map(|number| number.to_string()).collect();
    let document = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"ForAnyValue:StringEquals": {"k:v": values}}}});
    let context = |value: &str| Context::new().with_list("k:v", [value, "x"]);
    assert_eq!(
        decide(&document.to_string(), context("99999")),
        Decision::Allowed
    );
    assert_eq!(
        decide(&document.to_string(), context("100000")),
        Decision::ImplicitDeny
    );
}

#[test]
fn a_million_statements() {
    // A document has a maximum size, and a specific error for it.
    let statement = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"}"#;
    let many = |count: usize, last: &str| {
        let statements = format!("{statement},").repeat(count);
        format!(r#"{{"Statement":[{statements}{last}]}}"#)
    };
    let million = many(1_000_000, statement);
    assert!(million.len() > Document::MAX_BYTES);
    assert_eq!(
        refused(PolicyKind::Identity, &million),
        PolicyErrorKind::TooLarge
    );
    // As many as the limit allows; the last one decides.
    let most = Document::MAX_BYTES / (statement.len() + 1) - 10;
    let deny = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
    assert_eq!(
        decide(&many(most, deny), Context::new()),
        Decision::ExplicitDeny
    );
    assert_eq!(
        decide(&many(most, statement), Context::new()),
        Decision::ImplicitDeny
    );
}

#[test]
fn a_million_statements_in_many_documents() {
    let statements = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"},"#.repeat(9_999);
    let document = |last: &str| format!(r#"{{"Statement":[{statements}{last}]}}"#);
    let silent = Policy::parse(
        PolicyKind::Identity,
        "p",
        &document(r#"{"Effect":"Deny","Action":"c:d","Resource":"*"}"#),
    )
    .unwrap();
    let mut policies = PolicySet::new();
    for _ in 0..100 {
        policies = policies.with(silent.clone()).unwrap();
    }
    let deny = document(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
    let deny = Policy::parse(PolicyKind::Identity, "p", &deny).unwrap();
    policies = policies.with(deny).unwrap();
    let principal = Principal::parse(ALICE).unwrap();
    let resource = Resource::any();
    let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
    assert_eq!(policies.evaluate(&request), Decision::ExplicitDeny);
}

#[test]
fn the_reason_of_a_hundred_thousand_statements() {
    // All on one line, each failing on a long value in the request: positions must not be counted,
    // and values not copied, for each of them.
    let statement = r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k:v":"x"}}}"#;
    let statements = vec![statement; Document::MAX_BYTES / (statement.len() + 1) - 10];
    let text = format!(r#"{{"Statement":[{}]}}"#, statements.join(","));
    let policies = PolicySet::new()
        .with(Policy::parse(PolicyKind::Identity, "p", &text).unwrap())
        .unwrap();
    let principal = Principal::parse(ALICE).unwrap();
    let (resource, context) = (
        Resource::any(),
        Context::new().with("k:v", "y".repeat(1 << 20)),
    );
    let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
    let explanation = policies.explain(&request.with_context(&context));
    assert_eq!(explanation.statements().count(), statements.len());
    let last = explanation.statements().last().unwrap();
    let column = 15 + (statements.len() - 1) * (statement.len() + 1);
    assert_eq!(last.origin.position().to_string(), format!("1:{column}"));
}

#[test]
fn a_value_that_a_variable_names_very_often() {
    // The expanded pattern would be 200 GB long.
    let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",
        "Resource": "*", "Condition": {"StringLike": {"k:v": "${k:long}".repeat(200_000)}}}});
    let context = Context::new()
        .with("k:long", "x".repeat(1 << 20))
        .with("k:v", "x");
    assert_eq!(
        decide(&document.to_string(), context.clone()),
        Decision::ImplicitDeny
    );
    // Only as much of the pattern is expanded as the comparison requires.
    let twice = document
        .to_string()
        .replace(&"${k:long}".repeat(200_000), "${k:long}*${k:long}");
    let long = context.with("k:v", format!("{0}-{0}", "x".repeat(1 << 20)));
    assert_eq!(decide(&twice, long), Decision::Allowed);
}

#[test]
fn a_context_of_many_keys() {
    let keys: Vec<String> = (0..200_000).map(|key| format!("\"k:{key}\":1")).collect();
    let scenario = |keys: &str| {
        format!(
            r#"{{"request": {{"principal": "{ALICE}", "action": "a:b", "resource": "*",
                "context": {{{keys}}}}}, "policies": {{}}}}"#
        )
    };
    let read = Scenario::parse(&scenario(&keys.join(","))).unwrap();
    assert_eq!(read.evaluate(), Decision::ImplicitDeny);
    let twice = format!("{},\"K:0\":2", keys.join(","));
    let error = Scenario::parse(&scenario(&twice)).unwrap_err().to_string();
    assert!(error.contains("`k:0` a second time"), "{error}");
}

#[test]
fn many_denies_beside_many_grants() {
    // The search has a limit: beyond it the answer is unknown, unless a resource is found at once.
    let statements = |effect: &str, form: fn(usize) -> String| {
        let statement =
            |index| json!({"Effect": effect, "Action": "sqs:*", "Resource": form(index)});
        (0..4_000).map(statement).collect::<Vec<_>>()
    };
    let reach = |deny: fn(usize) -> String| {
        let mut all = statements("Allow", |index| format!("arn:aws:sqs:*:*:*a{index}*"));
        all.extend(statements("Deny", deny));
        let text = json!({"Statement": all}).to_string();
        let policy = Policy::parse(PolicyKind::Identity, "p", &text).unwrap();
        let policies = PolicySet::new().with(policy).unwrap();
        let principal = Principal::parse(ALICE).unwrap();
        let queues = ResourcePattern::parse("arn:aws:sqs:*:111122223333:*").unwrap();
        let request = PartialRequest::new(&principal, "sqs:SendMessage").unwrap();
        policies.reach(&request.with_resource_pattern(&queues))
    };
    assert_eq!(
        reach(|index| format!("arn:aws:sqs:*:*:*b{index}*")),
        Reach::Some
    );
    assert_eq!(
        reach(|index| format!("arn:aws:sqs:*:*:*a{index}*")),
        Reach::Unknown
    );
}

#[test]
fn parts_of_resources_without_end() {
    // Each pattern has something in common with each other one.
    let resources: Vec<String> = (0..300)
        .map(|index| format!("arn:aws:sqs:*:*:*{index}*"))
        .collect();
    let policy = |kind| {
        let text = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": resources,
            "Condition": {"StringLike": {"k:v": "x"}}}});
        Policy::parse(kind, "p", &text.to_string()).unwrap()
    };
    let both = [PolicyKind::Identity, PolicyKind::PermissionsBoundary].map(policy);
    let policies = PolicySet::try_from_iter(both).unwrap();
    let principal = Principal::parse(ALICE).unwrap();
    let unknown = UnknownKeys::all_but([]);
    let queues = ResourcePattern::parse("arn:aws:sqs:*:111122223333:*").unwrap();
    let request = PartialRequest::new(&principal, "sqs:SendMessage").unwrap();
    let request = request
        .with_resource_pattern(&queues)
        .with_unknown_keys(&unknown);
    assert_eq!(policies.reach(&request), Reach::SomeIf);
}
