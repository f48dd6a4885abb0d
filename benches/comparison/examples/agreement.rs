//! How far the other evaluators' answers agree with the engine's, as JSON: questions that cannot be
//! answered are counted, with the first reason. `cargo run --release --example agreement`

use comparison::{Agreement, AwsIam, Evaluator, IamRs, Workload, compare};
use serde_json::{Value, json};

fn main() {
    // A panic of an evaluator counts as an answer; its message must not be printed a thousand
    // times.
    std::panic::set_hook(Box::new(|_| {}));
    let effect = Workload {
        name: "a deny alone".to_owned(),
        policy: Workload::w1().policy.replace("Allow", "Deny"),
        ..Workload::w1()
    };
    let ordinary = Workload {
        name: "W1 on a snapshot".to_owned(),
        policy: Workload::w1().policy.replace(
            r#""Resource": "*""#,
            r#""Resource": "arn:aws:ec2:*::snapshot/*""#,
        ),
        questions: Workload::w1()
            .questions
            .into_iter()
            .map(|mut question| {
                question.resource = "arn:aws:ec2:eu-west-1::snapshot/snap-1".to_owned();
                question
            })
            .collect(),
    };
    let log_group = Workload {
        name: "W1 on a log group, whose ARN has seven parts".to_owned(),
        policy: ordinary
            .policy
            .replace("arn:aws:ec2:*::snapshot/*", "arn:aws:logs:*:*:*"),
        questions: ordinary
            .questions
            .iter()
            .cloned()
            .map(|mut question| {
                question.resource = "arn:aws:logs:eu-west-1:111122223333:log-group:a:b".to_owned();
                question
            })
            .collect(),
    };
    let workloads = [
        Workload::w1(),
        Workload::w3(),
        Workload::w6(100),
        Workload::w6(2_000),
        effect,
        ordinary,
        log_group,
    ];
    let mut rows = Vec::new();
    for workload in &workloads {
        rows.push(row::<IamRs>(workload));
        rows.push(row::<AwsIam>(workload));
    }
    println!("{:#}", Value::Array(rows));
}

fn row<E: Evaluator>(workload: &Workload) -> Value {
    let Agreement {
        same,
        allows_more,
        allows_less,
        cannot,
        because,
    } = compare::<E>(workload);
    json!({
        "workload": workload.name,
        "evaluator": E::NAME,
        "same": same,
        "allowsMore": allows_more,
        "allowsLess": allows_less,
        "cannot": cannot,
        "because": because,
    })
}
