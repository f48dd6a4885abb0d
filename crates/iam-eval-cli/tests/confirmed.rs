//! Each request that an answer shows, written as a scenario and read again, is allowed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a part of other tests"
)]
#[path = "../../iam-compare/tests/callers/generate.rs"]
mod generate;
#[allow(dead_code, reason = "a part of other tests")]
#[path = "../../iam-compare/tests/support/mod.rs"]
mod support;

use generate::Generator;
use iam_catalog::Catalog;
use iam_compare::{Question, Witness, access_not_granted, compare, no_public_access};
use iam_eval::{Decision, LevelKind, Policy, PolicyKind, PolicySet};
use iam_scenario::Scenario;
use serde_json::Value;

fn set(kind: &str, json: &Value) -> Option<PolicySet> {
    let kind = match kind {
        "identity" => PolicyKind::Identity,
        "boundary" => PolicyKind::PermissionsBoundary,
        "resource" => PolicyKind::Resource,
        "trust" => PolicyKind::Trust,
        "scp" => PolicyKind::ServiceControl,
        // Layers of one caller, of which nothing is supplied.
        _ => return None,
    };
    if json.is_null() {
        return None;
    }
    let policy = Policy::parse(kind, "case", &json.to_string()).unwrap();
    match kind {
        PolicyKind::ServiceControl => PolicySet::new()
            .with_level(LevelKind::ServiceControl, [policy])
            .ok(),
        _ => PolicySet::new().with(policy).ok(),
    }
}

fn assert_confirmed(witness: &Witness) {
    let text = iam_report::difference::scenario("shown", witness).to_string();
    let read = Scenario::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(read.evaluate(), Decision::Allowed, "{text}");
}

#[test]
fn requests_of_the_cases_of_comparisons() {
    let catalog = Catalog::embedded();
    let cases = [
        include_str!("../../iam-compare/tests/data/cases.jsonl"),
        include_str!("../../iam-compare/tests/data/described.jsonl"),
    ];
    let mut confirmed = 0;
    for line in cases.iter().flat_map(|cases| cases.lines()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let kind = case["kind"].as_str().unwrap();
        let Some(new) = set(kind, &case["new"]) else {
            continue;
        };
        let question = Question::of_documents().with_catalog(catalog);
        let mut answers = vec![access_not_granted(&new, &question)];
        if let Some(of) = case["resourceType"].as_str() {
            let policy = new.policies().next().unwrap();
            let public = no_public_access(policy, of, &question);
            answers.extend([public.documented, public.exact]);
        }
        if let Some(old) = set(kind, &case["old"]) {
            answers.push(compare(&old, &new, &question));
            answers.push(compare(&new, &old, &question));
        }
        for answer in answers {
            let Some(witness) = answer.witness() else {
                continue;
            };
            assert_confirmed(witness);
            confirmed += 1;
        }
    }
    assert!(confirmed > 300, "{confirmed}");
}

#[test]
fn requests_about_random_policies() {
    const PAIRS: u64 = 3;
    let question = Question::of_documents().with_catalog(Catalog::embedded());
    let mut confirmed = 0;
    for kind in [
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::ServiceControl,
        PolicyKind::ResourceControl,
        PolicyKind::Resource,
        PolicyKind::Trust,
        PolicyKind::VpcEndpoint,
    ] {
        for seed in 0..PAIRS {
            let mut generator = Generator::new(seed);
            let shared = generator.shared(kind);
            let mut set = || generate::set_of([generator.policy(kind, &shared)]);
            let (old, new) = (set(), set());
            let owned = question.clone().owned_by("111122223333");
            for question in [&question, &owned] {
                for answer in [compare(&old, &new, question), compare(&new, &old, question)] {
                    if let Some(witness) = answer.witness() {
                        assert_confirmed(witness);
                        confirmed += 1;
                    }
                }
            }
        }
    }
    assert!(confirmed > 30, "{confirmed}");
}
