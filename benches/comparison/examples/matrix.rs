//! Decides many actions for many policies with iam-rs: `matrix POLICIES ACTIONS STEP`, where
//! POLICIES has a policy a line, ACTIONS an action a line, and every STEPth policy is asked about.
//! Prints what it did as JSON.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement without its data must stop"
)]

use comparison::{Asked, Evaluator, IamRs};
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policies, actions, step] = arguments.as_slice() else {
        panic!("expected POLICIES ACTIONS STEP");
    };
    let read = |path: &String| std::fs::read_to_string(path).expect("a file of the run");
    let (policies, actions) = (read(policies), read(actions));
    let step: usize = step.parse().expect("a number");
    std::panic::set_hook(Box::new(|_| {}));
    let start = Instant::now();
    let mut documents = Vec::new();
    for line in policies.lines().step_by(step) {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of the data");
        documents.push(line["document"].as_str().expect("a document").to_owned());
    }
    let (mut decisions, mut allowed, mut unread, mut failed) = (0_u64, 0_u64, 0_u64, 0_u64);
    for document in &documents {
        let read = catch_unwind(|| IamRs::read(document));
        let Ok(Ok(evaluator)) = read else {
            unread += 1;
            continue;
        };
        for action in actions.lines() {
            let question = Asked {
                action: action.to_owned(),
                resource: "*".to_owned(),
                keys: Vec::new(),
            };
            let answer = catch_unwind(AssertUnwindSafe(|| {
                let request = evaluator.request(&question)?;
                evaluator.is_allowed(black_box(&request))
            }));
            match answer {
                Ok(Ok(is_allowed)) => allowed += u64::from(is_allowed),
                _ => failed += 1,
            }
            decisions += 1;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let result = serde_json::json!({
        "documents": documents.len(), "decisions": decisions, "seconds": seconds,
        "allowed": allowed, "unread": unread, "failed": failed,
    });
    println!("{result}");
}
