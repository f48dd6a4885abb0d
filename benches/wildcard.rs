//! W6: hostile patterns and lists, the worst known cases. The time must grow no faster than n log
//! n, where n is the length of both sides.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use iam_eval::{Context, PartialRequest, PolicySet, Request, Resource, ResourcePattern};
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

fn ask(policies: &PolicySet, action: &str, resource: &Resource, context: &Context) {
    let principal = workloads::principal();
    let request = Request::new(&principal, action, resource);
    let request = request.map(|request| request.with_context(context));
    black_box(request.map(|request| policies.evaluate(&request))).ok();
}

/// A segment that nearly matches at every position, in each element that has patterns.
fn worst_segments(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("W6 worst");
    for length in [1_000, 8_000] {
        let text = "a".repeat(length);
        for (kind, glob) in workloads::w6_worst(length) {
            let arn = "arn:aws:s3:::";
            for (element, members, action, resource, value) in [
                (
                    "Resource",
                    format!(r#""Resource": "{arn}{glob}""#),
                    "s3:GetObject".to_owned(),
                    format!("{arn}{text}"),
                    String::new(),
                ),
                (
                    "Action",
                    format!(r#""Action": "s3:{glob}""#),
                    format!("s3:{text}"),
                    format!("{arn}b/k"),
                    String::new(),
                ),
                (
                    "StringLike",
                    format!(r#""Condition": {{"StringLike": {{"x:y": "{glob}"}}}}"#),
                    "s3:GetObject".to_owned(),
                    format!("{arn}b/k"),
                    text.clone(),
                ),
                (
                    "ArnLike",
                    format!(r#""Condition": {{"ArnLike": {{"x:y": "{arn}{glob}"}}}}"#),
                    "s3:GetObject".to_owned(),
                    format!("{arn}b/k"),
                    format!("{arn}{text}"),
                ),
                // A wildcard in the first five parts, and a `*` that may match colons.
                (
                    "whole ARN",
                    format!(r#""Resource": "arn:aws:s?:*:*:{glob}""#),
                    "s3:GetObject".to_owned(),
                    format!("{arn}a:{text}"),
                    String::new(),
                ),
            ] {
                let policies = workloads::w6_statement(&members);
                let Ok(resource) = Resource::parse(&resource) else {
                    continue;
                };
                let context = Context::new().with("x:y", value);
                group.bench_function(
                    BenchmarkId::new(format!("{element} {kind}"), length),
                    |bencher| {
                        bencher.iter(|| ask(&policies, &action, &resource, &context));
                    },
                );
            }
        }
    }
    group.finish();
}

/// A pattern against a pattern, as in partial evaluation.
fn patterns(criterion: &mut Criterion) {
    let principal = workloads::principal();
    let mut group = criterion.benchmark_group("W6 patterns");
    for length in [1_000, 8_000] {
        for (kind, glob) in workloads::w6_worst(length) {
            for (of, end) in [("?", "?"), ("a", "a"), ("run", "*")] {
                let arn = "arn:aws:ec2:*:*:instance/";
                let policies = workloads::w6_statement(&format!(r#""Resource": "{arn}{glob}""#));
                let set = ResourcePattern::parse(&format!("{arn}{}{end}", "a?".repeat(length / 2)));
                let request = PartialRequest::new(&principal, "ec2:RunInstances");
                let (Ok(set), Ok(request)) = (set, request) else {
                    continue;
                };
                let request = request.with_resource_pattern(&set);
                group.bench_function(
                    BenchmarkId::new(format!("{kind} against {of}"), length),
                    |bencher| {
                        bencher.iter(|| black_box(policies.evaluate_partial(&request)));
                    },
                );
            }
        }
    }
    group.finish();
}

/// n values in a policy against n in a request.
fn many_values(criterion: &mut Criterion) {
    let resource = Resource::any();
    let mut group = criterion.benchmark_group("W6 values");
    type Value = fn(usize) -> String;
    let operators: [(&str, Value); 7] = [
        ("StringEquals", |at| format!("v{at}")),
        ("StringEqualsIgnoreCase", |at| format!("V{at}")),
        ("StringLike", |at| format!("v{at}x*")),
        ("NumericEquals", |at| at.to_string()),
        ("DateLessThan", |at| (1_600_000_000 + at).to_string()),
        ("IpAddress", |at| {
            format!("10.{}.{}.{}", at >> 16, (at >> 8) & 255, at & 255)
        }),
        ("ArnLike", |at| format!("arn:aws:s3:::b{at}")),
    ];
    for count in [1_000, 8_000] {
        for (operator, value) in operators {
            let of_policy: Vec<String> = (0..count)
                .map(|at| format!("\"{}\"", value(2 * at)))
                .collect();
            let members = format!(
                r#""Condition": {{"ForAnyValue:{operator}": {{"x:y": [{}]}}}}"#,
                of_policy.join(",")
            );
            let policies = workloads::w6_statement(&members);
            let context = Context::new().with_list("x:y", (0..count).map(|at| value(2 * at + 1)));
            group.bench_function(BenchmarkId::new(operator, count), |bencher| {
                bencher.iter(|| ask(&policies, "s3:GetObject", &resource, &context));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, w6, worst_segments, patterns, many_values);
criterion_main!(benches);
