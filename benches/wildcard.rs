//! W6: hostile wildcards. The time must grow no faster than pattern length × text length.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use iam_eval::{Context, Request, Resource};
use std::hint::black_box;
use workspace_benches as workloads;

fn w6(criterion: &mut Criterion) {
    let principal = workloads::principal();
    let resource = Resource::any();
    let mut group = criterion.benchmark_group("W6");
    for length in [100, 500, 1_000, 2_000, 4_000] {
        for (kind, tail) in [
            ("b at the end", ""),
            ("b in between", "*"),
            ("with ?", "?*"),
        ] {
            let (document, text) = workloads::w6_policy(length, tail);
            let policies = workloads::identity_alone(&document);
            let context = Context::new().with("x:y", text);
            group.bench_function(BenchmarkId::new(kind, length), |bencher| {
                bencher.iter(|| {
                    let request = Request::new(&principal, "s3:GetObject", &resource);
                    let request = request.map(|request| request.with_context(&context));
                    black_box(request.map(|request| policies.evaluate(&request))).ok()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, w6);
criterion_main!(benches);
