//! W1, W3, W5: decisions with compiled policies, without reasons; for W3 and W5 also with reasons.
//! Throughput is counted in decisions.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iam_eval::{PolicySet, Request, Resource};
use std::collections::HashSet;
use std::hint::black_box;
use workspace_benches as workloads;

fn w1(criterion: &mut Criterion) {
    let policies = workloads::identity_alone(&workloads::w1_text());
    let actions = workloads::actions();
    let principal = workloads::principal();
    let resource = Resource::any();
    let mut group = criterion.benchmark_group("W1");
    group.throughput(Throughput::Elements(actions.len() as u64));
    group.bench_function("72 actions on *", |bencher| {
        bencher.iter(|| {
            for action in &actions {
                let request = Request::new(&principal, black_box(action), &resource);
                black_box(request.map(|request| policies.evaluate(&request))).ok();
            }
        });
    });
    // The time of a plain lookup of the same names is the lower limit for W1.
    let names: Vec<String> = actions
        .iter()
        .map(|action| action.to_ascii_lowercase())
        .collect();
    let set: HashSet<&str> = names.iter().map(String::as_str).collect();
    group.bench_function("std HashSet, lower-cased", |bencher| {
        bencher.iter(|| {
            for name in &names {
                black_box(set.contains(black_box(name.as_str())));
            }
        });
    });
    group.finish();
}

fn questions(criterion: &mut Criterion, name: &str, policies: &PolicySet) {
    let questions = workloads::questions();
    let principal = workloads::principal();
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(questions.len() as u64));
    group.bench_function("1,000 requests", |bencher| {
        bencher.iter(|| {
            for question in &questions {
                let request = Request::new(&principal, &question.action, &question.resource);
                let decision = request
                    .map(|request| policies.evaluate(&request.with_context(&question.context)));
                black_box(decision).ok();
            }
        });
    });
    // The same with reasons: `explain` gives the same decision as `evaluate`.
    group.bench_function("1,000 requests, explained", |bencher| {
        bencher.iter(|| {
            for question in &questions {
                let request = Request::new(&principal, &question.action, &question.resource);
                let explanation = request
                    .map(|request| policies.explain(&request.with_context(&question.context)));
                black_box(explanation).ok();
            }
        });
    });
    group.finish();
}

fn w3(criterion: &mut Criterion) {
    let policies = workloads::identity_alone(&workloads::w3_text());
    questions(criterion, "W3", &policies);
}

fn w5(criterion: &mut Criterion) {
    questions(criterion, "W5", &workloads::w5_policies());
}

criterion_group!(benches, w1, w3, w5);
criterion_main!(benches);
