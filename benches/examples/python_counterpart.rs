//! What `crates/iam-eval-python/benches/measure.py` measures through Python, without Python: JSON
//! on standard output.
//!
//!     cargo run --release -p workspace-benches --example python_counterpart
#![allow(clippy::expect_used, reason = "a benchmark without its data must stop")]

use iam_catalog::Catalog;
use iam_eval::{ActionUniverse, DecisionRow, PolicyMatrix, Principal, Request, Resource};
use std::hint::black_box;
use std::time::{Duration, Instant};
use workspace_benches as workloads;

const MANAGED: &str = include_str!("../data/managed-sample.jsonl");

/// The fastest of several runs.
fn fastest(runs: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    });
    times.min().unwrap_or_default()
}

fn main() {
    let actions = workloads::actions();
    let policies = workloads::identity_alone(&workloads::w1_text());
    let (principal, resource) = (workloads::principal(), Resource::any());
    // Short runs, and many: some of them are not interrupted by other programs.
    const ROUNDS: usize = 25;
    let calls = (ROUNDS * actions.len()) as f64;
    let each = |time: Duration| time.as_secs_f64() * 1e9 / calls;
    let decision = fastest(300, || {
        for action in (0..ROUNDS).flat_map(|_| &actions) {
            let request = Request::new(&principal, black_box(action), &resource).expect("valid");
            black_box(policies.evaluate(&request));
        }
    });
    let with_origin = fastest(300, || {
        for action in (0..ROUNDS).flat_map(|_| &actions) {
            let request = Request::new(&principal, black_box(action), &resource).expect("valid");
            black_box(policies.evaluate_with_origin(&request));
        }
    });
    // What a call from Python has to do, too: its principal and its resource are texts.
    let from_text = fastest(300, || {
        for action in (0..ROUNDS).flat_map(|_| &actions) {
            let principal = Principal::parse(black_box(workloads::ROLE)).expect("a role");
            let resource = Resource::parse(black_box("*")).expect("any");
            let request = Request::new(&principal, black_box(action), &resource).expect("valid");
            black_box(policies.evaluate(&request));
        }
    });
    let everything: Vec<&str> = Catalog::embedded()
        .actions()
        .map(|action| action.name())
        .collect();
    let few: Vec<&str> = actions.iter().map(String::as_str).collect();
    println!(
        r#"{{"w1_decision_ns": {}, "w1_with_origin_ns": {}, "w1_from_text_ns": {}, "matrix_72": {}, "matrix_catalogue": {}}}"#,
        each(decision),
        each(with_origin),
        each(from_text),
        matrix(&few),
        matrix(&everything)
    );
}

/// Decisions a second over the sample of managed policies, thirty times over, as JSON: where each
/// row's answers are thrown away, and where those of all rows are kept, as Python gets them.
fn matrix(actions: &[&str]) -> String {
    let universe = ActionUniverse::new(actions).expect("actions");
    let mut matrix = PolicyMatrix::new(universe);
    let set = |line: &str| {
        let policy: serde_json::Value = serde_json::from_str(line).expect("JSON Lines");
        workloads::identity_alone(policy["document"].as_str().expect("a document"))
    };
    let sets: Vec<_> = MANAGED.lines().map(set).collect();
    for set in (0..30).flat_map(|_| &sets) {
        matrix.push(set.clone());
    }
    let (principal, resource) = (workloads::principal(), Resource::any());
    let mut row = DecisionRow::new();
    let time = fastest(50, || {
        let request = matrix.request(&principal, &resource);
        for index in 0..matrix.len() {
            request.evaluate(index, &mut row);
            black_box(row.allowed());
        }
    });
    let kept = fastest(50, || {
        let words = matrix.universe().len().div_ceil(64) * matrix.len();
        let mut allowed: Vec<u64> = Vec::with_capacity(words);
        let mut denied: Vec<u64> = Vec::with_capacity(words);
        let request = matrix.request(&principal, &resource);
        for index in 0..matrix.len() {
            request.evaluate(index, &mut row);
            allowed.extend(row.allowed());
            denied.extend(row.explicitly_denied());
        }
        black_box((allowed, denied));
    });
    let decisions = (matrix.len() * matrix.universe().len()) as f64;
    format!(
        r#"{{"rows": {}, "decisions_per_second": {}, "kept_decisions_per_second": {}}}"#,
        matrix.len(),
        decisions / time.as_secs_f64(),
        decisions / kept.as_secs_f64()
    )
}
