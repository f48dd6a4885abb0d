//! W4: parsing and compiling, including positions, compared with `serde_json` on the same bytes.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use workspace_benches as workloads;

fn w4(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("W4");
    for (name, text) in [
        ("W1's policy", workloads::w1_text()),
        ("W3's policy", workloads::w3_text()),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("parse and compile", name),
            &text,
            |bencher, text| {
                bencher.iter(|| workloads::identity(black_box(text)));
            },
        );
        group.bench_with_input(
            BenchmarkId::new("serde_json::Value", name),
            &text,
            |bencher, text| {
                bencher.iter(|| {
                    serde_json::from_slice::<serde_json::Value>(black_box(text.as_bytes()))
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, w4);
criterion_main!(benches);
