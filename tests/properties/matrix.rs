//! The matrix gives the same answers as single evaluations.

use iam_eval::{ActionUniverse, Decision, DecisionRow, PolicyMatrix, Request};
use iam_scenario::Scenario;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::collections::BTreeMap;
use workspace_tests::{generate, vectors};

/// The generator's actions in several spellings, those with special rules, and enough others for a
/// row of several machine words.
fn universe() -> ActionUniverse {
    let acts = generate::universe::ACTS.iter().map(|(action, _)| *action);
    let named = acts.chain(generate::universe::TRUST_ACTIONS.iter().copied());
    let special = [
        "sts:GetCallerIdentity",
        "STS:assumerolewithsaml",
        "kms:Decrypt",
        "kms:ListKeys",
        "kms-like:Decrypt",
        "unheard-of:Action",
    ];
    let many = (0..150).map(|index| format!("s3:Filler{index}"));
    let all = named.chain(special).map(str::to_owned).chain(many);
    ActionUniverse::new(all).unwrap()
}

/// Compares each decision in the scenario's row with that of a single evaluation. Returns the
/// row's.
fn check(universe: &ActionUniverse, scenario: &Scenario) -> Vec<Decision> {
    let mut matrix = PolicyMatrix::new(universe.clone());
    matrix.push(scenario.policies().clone());
    let request = scenario.request();
    let matrix_request = matrix.request_like(&request);
    // The previous contents of the buffer must not matter.
    let mut row = DecisionRow::new();
    matrix_request.evaluate(1, &mut row);
    assert!(
        row.decisions()
            .all(|decision| decision == Decision::ImplicitDeny)
    );
    matrix_request.evaluate(0, &mut row);
    matrix_request.evaluate(0, &mut row);
    for (position, action) in universe.actions().enumerate() {
        let alone = request.for_action(action).unwrap();
        let expected = scenario.policies().evaluate(&alone);
        assert_eq!(row.decision(position), expected, "{action}\n{scenario:?}");
    }
    assert_eq!(
        row.count_allowed(),
        row.decisions()
            .filter(|decision| *decision == Decision::Allowed)
            .count()
    );
    row.decisions().collect()
}

proptest! {
    #![proptest_config(generate::config(1_500))]

    #[test]
    fn a_row_equals_single_evaluations(scenario in generate::valid_scenario()) {
        check(&universe(), &Scenario::parse(&scenario.to_string()).unwrap());
    }

    #[test]
    fn with_identity_policies_alone(mut scenario in generate::valid_scenario()) {
        identity_alone(&mut scenario);
        check(&universe(), &Scenario::parse(&scenario.to_string()).unwrap());
    }
}

fn identity_alone(scenario: &mut Value) {
    let identity = scenario["policies"]["identity"].take();
    scenario["policies"] = serde_json::json!({"identity": identity});
    if scenario["policies"]["identity"].is_null() {
        scenario["policies"] = serde_json::json!({"identity": []});
    }
}

#[test]
fn each_decision_has_its_share() {
    let universe = universe();
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for alone in [false, true] {
        for _ in 0..200 {
            let mut scenario = generate::valid_scenario()
                .new_tree(&mut runner)
                .unwrap()
                .current();
            if alone {
                identity_alone(&mut scenario);
            }
            for decision in check(&universe, &Scenario::parse(&scenario.to_string()).unwrap()) {
                *counts.entry((alone, decision.as_str())).or_default() += 1;
            }
        }
    }
    let enough = 200 * universe.len() / 25;
    assert!(
        counts.len() == 6 && counts.values().all(|count| *count >= enough),
        "{counts:?}"
    );
}

#[test]
fn the_vectors_over_many_actions() {
    let universe = universe();
    let mut checked = 0;
    let folders = ["conformance", "conformance-own", "regressions"];
    for line in folders
        .iter()
        .flat_map(|folder| vectors::files(folder))
        .flat_map(|file| vectors::lines_of(&file))
    {
        if let Ok(scenario) = Scenario::parse(&line) {
            check(&universe, &scenario);
            checked += 1;
        }
    }
    assert!(checked > 400, "{checked}");
}

#[test]
fn sets_share_policies_and_threads_share_the_matrix() {
    let universe = universe();
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*:*e*", "Resource": "*"}}"#;
    let scenario = format!(
        r#"{{"request": {{"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
        "resource": "*", "context": {{}}}}, "policies": {{"identity": [{text}]}}}}"#
    );
    let scenario = Scenario::parse(&scenario).unwrap();
    assert!(!universe.is_empty() && ActionUniverse::default().is_empty());
    for (place, action) in universe.actions().enumerate() {
        assert_eq!(universe.position(&action.to_uppercase()), Some(place));
    }
    let mut matrix = PolicyMatrix::new(universe.clone());
    assert!(matrix.is_empty());
    for _ in 0..64 {
        matrix.push(scenario.policies().clone());
    }
    let request: Request<'_> = scenario.request();
    let request = matrix.request_like(&request);
    assert_eq!(matrix.len(), 64);
    assert!(!matrix.is_empty());
    assert!(matrix.universe().actions().eq(universe.actions()));
    let counts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let request = &request;
                scope.spawn(move || request.rows().map(|row| row.count_allowed()).sum::<usize>())
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(
        counts[0] > 64 && counts.iter().all(|count| *count == counts[0]),
        "{counts:?}"
    );
}
