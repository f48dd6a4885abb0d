//! W1, W3, W4, W6 compared with the crates iam-rs and aws-iam. A workload that a crate cannot
//! evaluate is reported before the measurement, and not measured.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use comparison::{AwsIam, Evaluator, IamEval, IamRs, Workload, compare};
use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use std::hint::black_box;
use std::time::Duration;

fn decisions(criterion: &mut Criterion) {
    for workload in [Workload::w1(), Workload::w3()] {
        let mut group = criterion.benchmark_group(format!("beside {}", workload.name));
        group.throughput(Throughput::Elements(workload.questions.len() as u64));
        decide::<IamEval>(&mut group, &workload, None);
        decide::<IamRs>(&mut group, &workload, None);
        decide::<AwsIam>(&mut group, &workload, None);
        group.finish();
    }
}

fn hostile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("beside W6");
    for length in [100, 500, 1_000, 2_000] {
        let workload = Workload::w6(length);
        decide::<IamEval>(&mut group, &workload, Some(length));
        decide::<IamRs>(&mut group, &workload, Some(length));
        decide::<AwsIam>(&mut group, &workload, Some(length));
    }
    group.finish();
}

fn decide<E: Evaluator>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    workload: &Workload,
    length: Option<usize>,
) {
    if !can::<E>(workload) {
        return;
    }
    let Ok(evaluator) = E::read(&workload.policy) else {
        return;
    };
    let requests = workload.questions.iter();
    let requests: Result<Vec<_>, _> = requests.map(|asked| evaluator.request(asked)).collect();
    let Ok(requests) = requests else {
        return;
    };
    let id = match length {
        Some(length) => BenchmarkId::new(E::NAME, length),
        None => BenchmarkId::new(E::NAME, "decisions"),
    };
    group.bench_function(id, |bencher| {
        bencher.iter(|| {
            for request in &requests {
                black_box(evaluator.is_allowed(black_box(request))).ok();
            }
        });
    });
}

/// Prints how far its answers agree. False if it cannot answer.
fn can<E: Evaluator>(workload: &Workload) -> bool {
    let agreement = compare::<E>(workload);
    if !agreement.is_complete() {
        eprintln!("{} {}: {agreement:?}", workload.name, E::NAME);
    }
    agreement.cannot == 0
}

fn parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("beside W4");
    for workload in [Workload::w1(), Workload::w3()] {
        group.throughput(Throughput::Bytes(workload.policy.len() as u64));
        parse::<IamEval>(&mut group, &workload);
        parse::<IamRs>(&mut group, &workload);
        parse::<AwsIam>(&mut group, &workload);
        let id = BenchmarkId::new("serde_json::Value", &workload.name);
        group.bench_with_input(id, workload.policy.as_bytes(), |bencher, bytes| {
            bencher.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(bytes)));
        });
    }
    group.finish();
}

fn parse<E: Evaluator>(group: &mut BenchmarkGroup<'_, WallTime>, workload: &Workload) {
    if let Err(because) = E::read(&workload.policy) {
        eprintln!("W4 {} {}: {because}", workload.name, E::NAME);
        return;
    }
    let id = BenchmarkId::new(E::NAME, &workload.name);
    group.bench_with_input(id, &workload.policy, |bencher, text| {
        bencher.iter(|| E::read(black_box(text)));
    });
}

fn beside(criterion: &mut Criterion) {
    // A panic of an evaluator counts as an answer; its message must not be printed a thousand
    // times.
    std::panic::set_hook(Box::new(|_| {}));
    decisions(criterion);
    parsing(criterion);
    hostile(criterion);
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(40)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = beside
}
criterion_main!(benches);
