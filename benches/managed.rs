//! W2: the AWS managed policies, each as a separate set: one decision, rows of a matrix, and from
//! text to the whole matrix, compared with `serde_json` on the same documents.
//!
//! `benches/scripts/managed_policies.py` fetches them; without them a small sample is used.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]
#![allow(clippy::expect_used, reason = "a benchmark without its data must fail")]

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use iam_catalog::Catalog;
use iam_eval::{
    ActionUniverse, DecisionRow, Policy, PolicyKind, PolicyMatrix, PolicySet, Principal, Request,
    Resource,
};
use serde::Deserialize;
use std::hint::black_box;
use workspace_benches as workloads;

#[derive(Deserialize)]
struct Managed {
    name: String,
    document: String,
}

/// The documents. Prints which data they are, and how many of them the engine rejects.
fn documents() -> Vec<Managed> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let all = std::fs::read_to_string(format!("{folder}/managed/policies.jsonl"));
    let (kind, text) = match all {
        Ok(text) => ("all", text),
        Err(_) => (
            "a sample of the",
            std::fs::read_to_string(format!("{folder}/managed-sample.jsonl")).expect("the sample"),
        ),
    };
    let mut found: Vec<Managed> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of the data"))
        .collect();
    let before = found.len();
    found.retain(|managed| match parse(managed) {
        Ok(_) => true,
        Err(error) => {
            eprintln!("rejected: {error}");
            false
        }
    });
    let bytes: usize = found.iter().map(|managed| managed.document.len()).sum();
    eprintln!(
        "W2: {kind} managed policies: {before}, of which {} are valid: {bytes} bytes",
        found.len()
    );
    found
}

fn parse(managed: &Managed) -> Result<Policy, iam_eval::PolicyError> {
    Policy::parse(PolicyKind::Identity, &managed.name, &managed.document)
}

fn compiled(documents: &[Managed]) -> Vec<PolicySet> {
    let policies = documents.iter().filter_map(|managed| parse(managed).ok());
    policies.map(workloads::alone).collect()
}

/// True if only the action decides.
fn is_unconditional(set: &PolicySet) -> bool {
    set.policies()
        .flat_map(|policy| policy.document().statements())
        .all(|statement| {
            let everything = statement.resources().is_some_and(|resources| {
                !resources.is_negated() && resources.values().any(|value| value == "*")
            });
            everything && statement.conditions().next().is_none()
        })
}

fn matrix_of(universe: &ActionUniverse, sets: &[PolicySet]) -> PolicyMatrix {
    let mut matrix = PolicyMatrix::new(universe.clone());
    for set in sets {
        matrix.push(set.clone());
    }
    matrix
}

fn rows(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    universe: &ActionUniverse,
    sets: &[PolicySet],
    principal: &Principal,
) {
    let matrix = matrix_of(universe, sets);
    let resource = Resource::any();
    let request = matrix.request(principal, &resource);
    group.throughput(Throughput::Elements((sets.len() * universe.len()) as u64));
    group.bench_function(name, |bencher| {
        let mut row = DecisionRow::new();
        bencher.iter(|| {
            for index in 0..matrix.len() {
                request.evaluate(index, &mut row);
                black_box(&row);
            }
        });
    });
}

fn w2(criterion: &mut Criterion) {
    let documents = documents();
    let sets = compiled(&documents);
    let unconditional: Vec<_> = sets
        .iter()
        .filter(|set| is_unconditional(set))
        .cloned()
        .collect();
    eprintln!(
        "W2: {} sets without conditions and resources",
        unconditional.len()
    );
    let actions = workloads::actions();
    let universe = ActionUniverse::new(&actions).expect("actions");
    let every_action: Vec<String> = Catalog::embedded()
        .actions()
        .map(|action| action.name().to_owned())
        .collect();
    let everything = ActionUniverse::new(&every_action).expect("actions");
    let principal = workloads::principal();
    let resource = Resource::any();

    let mut group = criterion.benchmark_group("W2");
    group.throughput(Throughput::Elements((sets.len() * actions.len()) as u64));
    group.bench_function("one decision, 72 actions", |bencher| {
        bencher.iter(|| {
            for set in &sets {
                for action in &actions {
                    let request = Request::new(&principal, black_box(action), &resource);
                    black_box(request.map(|request| set.evaluate(&request))).ok();
                }
            }
        });
    });
    rows(
        &mut group,
        "matrix, 72 actions",
        &universe,
        &sets,
        &principal,
    );
    rows(
        &mut group,
        "matrix, 72 actions, no conditions",
        &universe,
        &unconditional,
        &principal,
    );
    group.sample_size(20);
    rows(
        &mut group,
        "matrix, catalogue",
        &everything,
        &sets,
        &principal,
    );
    rows(
        &mut group,
        "matrix, catalogue, no conditions",
        &everything,
        &unconditional,
        &principal,
    );

    let bytes: usize = documents.iter().map(|managed| managed.document.len()).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("parse and compile", |bencher| {
        bencher.iter(|| {
            for managed in &documents {
                black_box(parse(managed)).ok();
            }
        });
    });
    group.bench_function("text to matrix, 72 actions", |bencher| {
        let mut row = DecisionRow::new();
        bencher.iter(|| {
            let mut matrix = PolicyMatrix::new(universe.clone());
            for managed in &documents {
                if let Ok(policy) = parse(managed) {
                    matrix.push(workloads::alone(policy));
                }
            }
            let request = matrix.request(&principal, &resource);
            for index in 0..matrix.len() {
                request.evaluate(index, &mut row);
                black_box(&row);
            }
        });
    });
    group.bench_function("serde_json::Value", |bencher| {
        bencher.iter(|| {
            for managed in &documents {
                let bytes = managed.document.as_bytes();
                black_box(serde_json::from_slice::<serde_json::Value>(bytes)).ok();
            }
        });
    });
    group.finish();
}

criterion_group!(benches, w2);
criterion_main!(benches);
