//! Prints a workload as JSON, for evaluators that aren't written in Rust:
//! `cargo run -p workspace-benches --example workload -- W3`. Each question comes with the answer
//! of this project's engine.
#![allow(clippy::expect_used, reason = "a benchmark without its data must fail")]

use iam_eval::{Context, Decision, PolicySet, Request, Resource};
use serde_json::{Value, json};
use workspace_benches as workloads;

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let workload = match name.as_str() {
        "W1" => w1(),
        "W3" => w3(),
        _ => {
            eprintln!("found the workload `{name}`, expected W1 or W3");
            std::process::exit(2);
        }
    };
    println!("{workload}");
}

fn w1() -> Value {
    let text = workloads::w1_text();
    let policies = workloads::identity_alone(&text);
    let (resource, context) = (Resource::any(), Context::new());
    let questions: Vec<Value> = workloads::actions()
        .iter()
        .map(|action| {
            let allowed = is_allowed(&policies, action, &resource, &context);
            json!({"action": action, "resource": "*", "context": {}, "allowed": allowed})
        })
        .collect();
    workload("W1", &text, &questions)
}

fn w3() -> Value {
    let text = workloads::w3_text();
    let policies = workloads::identity_alone(&text);
    let questions: Vec<Value> = workloads::questions()
        .iter()
        .map(|question| {
            let allowed = is_allowed(
                &policies,
                &question.action,
                &question.resource,
                &question.context,
            );
            let context: serde_json::Map<String, Value> = question
                .keys
                .iter()
                .map(|(key, value)| ((*key).to_owned(), json!(value)))
                .collect();
            json!({
                "action": question.action,
                "resource": question.arn,
                "context": context,
                "allowed": allowed,
            })
        })
        .collect();
    workload("W3", &text, &questions)
}

fn is_allowed(policies: &PolicySet, action: &str, resource: &Resource, context: &Context) -> bool {
    let principal = workloads::principal();
    let request = Request::new(&principal, action, resource).expect("an action");
    policies.evaluate(&request.with_context(context)) == Decision::Allowed
}

fn workload(name: &str, text: &str, questions: &[Value]) -> Value {
    let policy: Value = serde_json::from_str(text).expect("a workload's policy is JSON");
    json!({
        "workload": name,
        "principal": workloads::ROLE,
        "policy": policy,
        "questions": questions,
    })
}
