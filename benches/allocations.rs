//! Counts allocations rather than time: no decision of W1, W3 and W5 allocates, nor does a row of
//! the matrix, and an explanation allocates little. The benchmark fails if one allocates more.

#![allow(clippy::panic, reason = "a claim that doesn't hold must stop the run")]

use iam_eval::{ActionUniverse, DecisionRow, PolicyMatrix, Request, Resource};
use std::hint::black_box;
use workspace_benches as workloads;

fn main() {
    let principal = workloads::principal();
    let actions = workloads::actions();
    let any = Resource::any();
    let w1 = workloads::identity_alone(&workloads::w1_text());
    without_allocation("W1", || {
        for action in &actions {
            let request = Request::new(&principal, action, &any);
            black_box(request.map(|request| w1.evaluate(&request))).ok();
        }
    });

    let w3 = workloads::identity_alone(&workloads::w3_text());
    let w5 = workloads::w5_policies();
    let questions = workloads::questions();
    for (name, policies) in [("W3", &w3), ("W5", &w5)] {
        without_allocation(name, || {
            for question in &questions {
                let request = Request::new(&principal, &question.action, &question.resource);
                let decision = request
                    .map(|request| policies.evaluate(&request.with_context(&question.context)));
                black_box(decision).ok();
            }
        });
    }

    // Reasons share the policies' texts: only the lists and the request's own values are allocated.
    let explained = allocation_counter::measure(|| {
        for question in &questions {
            let request = Request::new(&principal, &question.action, &question.resource);
            let explanation =
                request.map(|request| w3.explain(&request.with_context(&question.context)));
            black_box(explanation).ok();
        }
    });
    let each = explained.count_total as f64 / questions.len() as f64;
    assert!(each <= 5.0, "W3, explained: {each} allocations a decision");
    println!("W3, explained: {each} allocations a decision");

    let Ok(universe) = ActionUniverse::new(&actions) else {
        panic!("the actions are actions");
    };
    let mut matrix = PolicyMatrix::new(universe);
    matrix.push(w1.clone());
    matrix.push(w3.clone());
    matrix.push(w5.clone());
    let request = matrix.request(&principal, &any);
    let mut row = DecisionRow::new();
    let mut decide_all = || {
        for index in 0..matrix.len() {
            request.evaluate(index, &mut row);
        }
    };
    // The row is allocated by the first call.
    decide_all();
    without_allocation("matrix", decide_all);
}

fn without_allocation(workload: &str, body: impl FnOnce()) {
    let allocations = allocation_counter::measure(body).count_total;
    assert_eq!(allocations, 0, "{workload}: allocations");
    println!("{workload}: no allocation");
}
