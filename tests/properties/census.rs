//! What the generated scenarios cover: a property that no scenario exercises is not tested.

use iam_eval::{Decision, Layer, LayerStatus, Mismatch, StatementOutcome};
use iam_reference::{Outcome, evaluate_scenario};
use iam_scenario::Scenario;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use workspace_tests::compare;
use workspace_tests::generate::{self, edit, focus, universe};

const CASES: u32 = 3_000;

/// The classes that one scenario covers.
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
            match statement.outcome() {
                StatementOutcome::Applies => {
                    classes.insert(format!("layer {name} applies"));
                }
                // Conditions are evaluated last.
                StatementOutcome::Fails(Mismatch::Condition(_)) => {}
                _ => continue,
            }
            // The generator names documents by their position in the scenario.
            let document = document(scenario, statement.origin.policy());
            let found =
                document.map(|document| statement_at(document, statement.origin.statement()));
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
        let certain = iam_eval::Certainty::Certain;
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

/// The share of each class among all scenarios; of an operator, among those in which a condition
/// was evaluated.
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
        "valid documents are rejected"
    );
}

#[test]
fn mistakes_are_rejected_often_enough() {
    let refused = census(generate::malformed_scenario())["refused"];
    assert!((0.3..0.95).contains(&refused), "{refused}");
}

/// The features of a scenario that are subject to rules which few scenarios would exercise by
/// chance.
fn features(scenario: &Value) -> BTreeSet<String> {
    let mut features = BTreeSet::new();
    let request = &scenario["request"];
    let [action, caller] = ["action", "principal"].map(|name| request[name].as_str().unwrap());
    let action = action.to_ascii_lowercase();
    let answer = compare::reference(&scenario.to_string());
    for (_, name) in SERVICE_RULES.iter().filter(|(name, _)| *name == action) {
        features.insert(format!("{name} {answer:?}"));
    }
    let is_root = caller.ends_with(":root");
    if is_root && request["context"].get("aws:AssumedRoot").is_some() {
        features.insert("AssumedRoot".to_owned());
    }
    if is_root && scenario["policies"].get("session").is_some() {
        features.insert("task policy".to_owned());
    }
    let mut copy = scenario.clone();
    for (_, document) in edit::documents(&mut copy) {
        for statement in edit::statements(document).into_iter().flatten() {
            let values = |name: &str| match &statement[name] {
                Value::Array(list) => list.clone(),
                Value::Null => Vec::new(),
                one => vec![one.clone()],
            };
            let patterns = [values("Resource"), values("NotResource")].concat();
            for pattern in patterns.iter().filter_map(Value::as_str) {
                features.extend(features_of_pattern(pattern));
            }
            let exempt = statement["NotPrincipal"]["AWS"].as_array();
            if statement["Effect"] == "Deny" && caller.contains(":assumed-role/") {
                let has = |text: &str| {
                    exempt.is_some_and(|list| {
                        list.iter()
                            .any(|one| one.as_str().is_some_and(|one| one.contains(text)))
                    })
                };
                let [session, role] = [caller, ":role/app"].map(has);
                if session || role {
                    features.insert(format!("NotPrincipal: session {session}, role {role}"));
                }
            }
        }
    }
    features
}

fn features_of_pattern(pattern: &str) -> Vec<String> {
    let mut features = Vec::new();
    let mut add = |has: bool, feature: &str| {
        if has {
            features.push(format!("pattern {feature}"));
        }
    };
    let head: Vec<&str> = pattern.split(':').take(5).collect();
    add(pattern.starts_with("execute-api:/"), "of an API");
    let is_arn = pattern.starts_with("arn:") && !pattern.contains("${");
    add(is_arn && pattern.split(':').count() < 6, "incomplete");
    let ends = |part: &&str| part.ends_with('*') && part.len() > 1;
    add(
        is_arn && head.len() == 5 && head.iter().any(ends),
        "star at the end of a part",
    );
    let inside = |part: &&str| part.trim_end_matches('*').contains(['*', '?']);
    add(is_arn && head.iter().any(inside), "wildcard inside a part");
    let early = pattern
        .find("${")
        .is_some_and(|at| pattern[..at].matches(':').count() < 5);
    add(early, "variable before the fifth colon");
    add(pattern.contains("''}"), "empty default");
    features
}

/// Actions with a special rule, each with its rule.
const SERVICE_RULES: &[(&str, &str)] = &[
    ("kms:retiregrant", "S8.1"),
    ("sts:assumerole", "S8.2"),
    ("sts:setsourceidentity", "S8.4"),
    ("sts:getsessiontoken", "S8.6 session token"),
    ("sts:getfederationtoken", "S8.6 federation token"),
    ("s3:getbucketpolicy", "S8.7"),
    ("s3:putbucketpolicy", "S8.7"),
    ("s3express:deletebucketpolicy", "S8.7"),
    ("sqs:setqueueattributes", "S8.8"),
    ("dynamodb:deleteresourcepolicy", "S8.8"),
    ("vpc-lattice-svcs:invoke", "S8.9"),
    ("backup:startrestorejob", "S8.10"),
    ("backup:copyintobackupvault", "S8.10"),
    ("dynamodb:createbackup", "S8.11"),
    ("kms:putkeypolicy", "S8.12"),
];

/// The share of each feature among scenarios.
fn features_census(strategy: impl Strategy<Value = Value>) -> BTreeMap<String, f64> {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for _ in 0..CASES {
        let scenario = strategy.new_tree(&mut runner).unwrap().current();
        for feature in features(&scenario) {
            *counts.entry(feature).or_default() += 1.0 / f64::from(CASES);
        }
    }
    for (feature, share) in &counts {
        println!("{feature}: {:.2} %", share * 100.0);
    }
    counts
}

fn rare<'a>(shares: &BTreeMap<String, f64>, expected: &[&'a str], least: f64) -> Vec<&'a str> {
    let share = |feature: &&&str| shares.get(**feature).copied().unwrap_or(0.0);
    let expected = expected.iter();
    expected
        .filter(|feature| share(feature) < least)
        .copied()
        .collect()
}

#[test]
fn patterns_and_callers_with_special_rules_are_not_rare() {
    let shares = features_census(generate::valid_scenario());
    let expected = [
        "pattern of an API",
        "pattern incomplete",
        "pattern star at the end of a part",
        "pattern wildcard inside a part",
        "pattern variable before the fifth colon",
        "pattern empty default",
        "AssumedRoot",
        "task policy",
    ];
    assert_eq!(rare(&shares, &expected, 0.004), [""; 0], "under 0.4 %");
}

#[test]
fn some_denies_exempt_sessions_and_some_do_not() {
    let shares = features_census(focus::one_statement());
    let expected = [
        "NotPrincipal: session true, role true",
        "NotPrincipal: session true, role false",
        "NotPrincipal: session false, role true",
    ];
    assert_eq!(rare(&shares, &expected, 0.001), [""; 0], "under 0.1 %");
}

#[test]
fn every_service_rule_is_reached_with_every_answer() {
    let shares = features_census(focus::layers());
    let mut expected = Vec::new();
    for rule in [
        "S8.1", "S8.2", "S8.4", "S8.7", "S8.8", "S8.9", "S8.10", "S8.11", "S8.12",
    ] {
        for decision in ["Allowed", "ImplicitDeny", "ExplicitDeny"] {
            expected.push(format!("{rule} Decided({decision})"));
        }
    }
    expected.push("S8.6 session token Decided(Allowed)".to_owned());
    expected.push("S8.6 session token Decided(ImplicitDeny)".to_owned());
    expected.push("S8.6 federation token Decided(Allowed)".to_owned());
    expected.push("S8.6 federation token Decided(ImplicitDeny)".to_owned());
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    assert_eq!(rare(&shares, &expected, 0.001), [""; 0], "under 0.1 %");
}

#[test]
fn documents_generated_as_valid_are_valid() {
    let mut refused: BTreeMap<String, u32> = BTreeMap::new();
    let strategies = [
        generate::valid_scenario().boxed(),
        focus::one_condition().boxed(),
        focus::one_statement().boxed(),
        focus::one_resource().boxed(),
        focus::layers().boxed(),
    ];
    for strategy in strategies {
        let mut runner = TestRunner::deterministic();
        for _ in 0..CASES {
            let scenario = strategy
                .new_tree(&mut runner)
                .unwrap()
                .current()
                .to_string();
            if let Outcome::Error(why) = evaluate_scenario(&scenario) {
                *refused.entry(why).or_default() += 1;
            }
        }
    }
    let sum: u32 = refused.values().sum();
    assert!(sum < CASES / 20, "{sum} refused: {refused:#?}");
}
