//! What the generated scenarios reach: a property that is never tried is not tested.

use iam_eval::{Decision, Layer, LayerStatus, Mismatch, Scenario, StatementOutcome};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use workspace_tests::generate::{self, universe};

const CASES: u32 = 3_000;

/// The class of everything that one scenario reaches.
fn reached(scenario: &Value) -> BTreeSet<String> {
    let Ok(parsed) = Scenario::parse(&scenario.to_string()) else {
        return BTreeSet::from(["refused".to_owned()]);
    };
    let explanation = parsed.explain();
    let mut classes = BTreeSet::from([format!("decision {}", explanation.decision)]);
    let denied = explanation.decision == Decision::ExplicitDeny;
    for layer in &explanation.layers {
        let name = match layer.layer {
            Layer::Scp(_) => "scp".to_owned(),
            Layer::Rcp(_) => "rcp".to_owned(),
            other => format!("{other:?}"),
        };
        if layer.status != LayerStatus::Evaluated {
            continue;
        }
        classes.insert(format!("layer {name}"));
        for statement in &layer.statements {
            match &statement.outcome {
                StatementOutcome::Applies => {
                    classes.insert(format!("layer {name} applies"));
                }
                // Conditions are looked at last.
                StatementOutcome::Fails(Mismatch::Condition(_)) => {}
                _ => continue,
            }
            // The generator names documents by their place in the scenario.
            let document = document(scenario, &statement.origin.policy);
            let found = document.map(|document| statement_at(document, statement.origin.statement));
            let conditions = found
                .flatten()
                .and_then(|found| found["Condition"].as_object().cloned());
            for operator in conditions.iter().flat_map(|map| map.keys()) {
                let (prefix, name) = operator.split_once(':').unwrap_or(("", operator));
                let base = name.strip_suffix("IfExists").unwrap_or(name);
                classes.insert(format!("operator {base}"));
                if !prefix.is_empty() {
                    classes.insert(format!("prefix {prefix}"));
                }
                if base != name {
                    classes.insert("suffix IfExists".to_owned());
                }
            }
        }
        let certain = iam_eval::Certainty::Yes;
        if denied && layer.denies == certain {
            classes.insert(format!("layer {name} decides"));
        }
    }
    classes
}

fn document(scenario: &Value, place: &str) -> Option<Value> {
    let mut found = &scenario["policies"];
    for step in place.split(['[', ']']).filter(|step| !step.is_empty()) {
        found = match step.parse::<usize>() {
            Ok(index) => &found[index],
            Err(_) => &found[step],
        };
    }
    match found {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => Some(other.clone()),
    }
}

fn statement_at(document: Value, index: usize) -> Option<Value> {
    match &document["Statement"] {
        Value::Array(list) => list.get(index).cloned(),
        one => Some(one.clone()),
    }
}

/// The share of each class among all scenarios; of an operator among those in which a condition
/// was looked at.
fn census(strategy: impl Strategy<Value = Value>) -> BTreeMap<String, f64> {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..CASES {
        let scenario = strategy.new_tree(&mut runner).unwrap().current();
        for class in reached(&scenario) {
            *counts.entry(class).or_default() += 1;
        }
    }
    let share = |count| f64::from(count) / f64::from(CASES);
    counts
        .into_iter()
        .map(|(class, count)| (class, share(count)))
        .collect()
}

#[test]
fn no_class_is_rare() {
    let shares = census(generate::valid_scenario());
    let mut expected: Vec<String> = ["allowed", "implicitDeny", "explicitDeny"]
        .iter()
        .map(|decision| format!("decision {decision}"))
        .collect();
    for layer in [
        "Identity",
        "PermissionsBoundary",
        "Session",
        "scp",
        "Resource",
        "rcp",
        "VpcEndpoint",
    ] {
        expected.push(format!("layer {layer}"));
        expected.push(format!("layer {layer} applies"));
    }
    for operator in universe::operators() {
        expected.push(format!("operator {operator}"));
    }
    expected.extend(
        [
            "prefix ForAllValues",
            "prefix ForAnyValue",
            "suffix IfExists",
        ]
        .map(str::to_owned),
    );
    for (class, share) in &shares {
        println!("{class}: {:.1} %", share * 100.0);
    }
    let rare: Vec<_> = expected
        .iter()
        .filter(|class| shares.get(*class).copied().unwrap_or(0.0) < 0.05)
        .collect();
    assert!(rare.is_empty(), "under 5 %: {rare:?}");
    assert!(
        shares.get("refused").copied().unwrap_or(0.0) < 0.1,
        "valid documents are refused"
    );
}

#[test]
fn mistakes_are_refused_often_enough() {
    let refused = census(generate::malformed_scenario())["refused"];
    assert!((0.3..0.95).contains(&refused), "{refused}");
}
