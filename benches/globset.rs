//! Whether globset would be faster for matching the patterns of policies: building and looking up,
//! compared with the engine on the same 72 actions and on patterns of ARNs.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]
#![allow(clippy::expect_used, reason = "a benchmark without its data must fail")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use iam_eval::{Request, Resource};
use std::hint::black_box;
use workspace_benches as workloads;

/// A set that matches as policies do: ignoring letter case, with `*` matching `/`.
fn glob_set(patterns: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern)
            .case_insensitive(true)
            .literal_separator(false)
            .build();
        builder.add(glob.expect("a glob"));
    }
    builder.build().expect("a set")
}

fn actions(criterion: &mut Criterion) {
    let actions = workloads::actions();
    let text = workloads::w1_text();
    let mut group = criterion.benchmark_group("globset, 72 actions");
    group.bench_function("build, globset", |bencher| {
        bencher.iter(|| glob_set(black_box(&actions)));
    });
    group.bench_function("build, engine (from the text)", |bencher| {
        bencher.iter(|| workloads::identity(black_box(&text)));
    });
    let set = glob_set(&actions);
    let policies = workloads::identity_alone(&text);
    let principal = workloads::principal();
    let resource = Resource::any();
    group.throughput(Throughput::Elements(actions.len() as u64));
    group.bench_function("look up, globset", |bencher| {
        bencher.iter(|| {
            actions
                .iter()
                .filter(|action| set.is_match(black_box(action)))
                .count()
        });
    });
    group.bench_function("look up, engine (a whole decision)", |bencher| {
        bencher.iter(|| {
            for action in &actions {
                let request = Request::new(&principal, black_box(action), &resource);
                black_box(request.map(|request| policies.evaluate(&request))).ok();
            }
        });
    });
    group.finish();
}

fn resources(criterion: &mut Criterion) {
    let patterns: Vec<String> = (0..50)
        .map(|index| format!("arn:aws:s3:*:*:bucket-{index}/*"))
        .collect();
    let list = patterns.join("\", \"");
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "*", "Resource": ["{list}"]}}}}"#
    );
    let texts: Vec<String> = (0..100)
        .map(|index| format!("arn:aws:s3:::bucket-{index}/folder/key"))
        .collect();
    let mut group = criterion.benchmark_group("globset, 50 ARNs");
    group.bench_function("build, globset", |bencher| {
        bencher.iter(|| glob_set(black_box(&patterns)));
    });
    group.bench_function("build, engine (from the text)", |bencher| {
        bencher.iter(|| workloads::identity(black_box(&text)));
    });
    let set = glob_set(&patterns);
    let policies = workloads::identity_alone(&text);
    let principal = workloads::principal();
    let resources: Vec<Resource> = texts
        .iter()
        .map(|text| Resource::parse(text).expect("an ARN"))
        .collect();
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("look up, globset", |bencher| {
        bencher.iter(|| {
            texts
                .iter()
                .filter(|text| set.is_match(black_box(text)))
                .count()
        });
    });
    group.bench_function("look up, engine (a whole decision)", |bencher| {
        bencher.iter(|| {
            for resource in &resources {
                let request = Request::new(&principal, "s3:GetObject", black_box(resource));
                black_box(request.map(|request| policies.evaluate(&request))).ok();
            }
        });
    });
    group.finish();
}

criterion_group!(benches, actions, resources);
criterion_main!(benches);
