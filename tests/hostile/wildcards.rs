//! Patterns that are slow for naive matchers.

use crate::{ALICE, decide, with_condition};
use iam_eval::{Context, Decision, Policy, PolicyKind, PolicySet, Principal, Request, Resource};
use std::time::{Duration, Instant};
use workspace_tests::naive::wildcard_matches;

/// The shortest time of several runs.
fn time(mut run: impl FnMut()) -> Duration {
    let once = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..5).map(|_| once(&mut run)).min().unwrap_or_default()
}

#[test]
fn wildcards_take_no_more_than_pattern_times_text() {
    // `a*a*…*b` against a text of `a`s: exponential for a matcher that backtracks.
    let pattern = |stars: usize| "a*".repeat(stars) + "b";
    let measure = |stars: usize, length: usize| {
        let document = with_condition("StringLike", &pattern(stars));
        let policy = Policy::parse(PolicyKind::Identity, "p", &document).unwrap();
        let policies = PolicySet::new().with(policy).unwrap();
        let principal = Principal::parse(ALICE).unwrap();
        let resource = Resource::any();
        let context = Context::new().with("k:v", "a".repeat(length));
        let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
        let request = request.with_context(&context);
        time(|| assert_eq!(policies.evaluate(&request), Decision::ImplicitDeny))
    };
    let small = measure(50, 10_000);
    let large = measure(400, 80_000);
    // 8 × 8 times as long, and four times that on a busy machine; never less than the clock's
    // resolution.
    let most = small.max(Duration::from_micros(200)) * 64 * 4;
    assert!(large < most, "{small:?}, then {large:?}");
}

#[test]
fn wildcards_of_many_shapes_against_long_texts() {
    let text = "ab".repeat(500) + "c";
    for pattern in [
        "*".repeat(1_000),
        "*?".repeat(300),
        "?".repeat(1_001),
        "?".repeat(1_000),
        "*ab".repeat(300) + "*c",
        "*ba*".repeat(200) + "c",
        "*a?*".repeat(300),
        "ab*".repeat(499) + "abc",
        "ab*".repeat(501) + "c",
    ] {
        let document = with_condition("StringLike", &pattern);
        let answer = decide(&document, Context::new().with("k:v", text.as_str()));
        let expected = wildcard_matches(&pattern, &text);
        assert_eq!(answer == Decision::Allowed, expected, "{pattern:.40}");
    }
}
