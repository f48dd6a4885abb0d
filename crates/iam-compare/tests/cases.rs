//! Cases with known answers: `tests/data/cases.jsonl`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use iam_compare::{
    Comparison, Equivalence, Question, StatementPlace, access_not_granted, compare, equivalent,
    no_public_access, redundant,
};
use iam_eval::{LevelKind, Policy, PolicyKind, PolicySet, Principal};
use serde_json::Value;

fn policy(kind: PolicyKind, json: &Value) -> Policy {
    Policy::parse(kind, "case", &json.to_string()).expect("a valid policy")
}

fn levels(set: PolicySet, kind: LevelKind, policies: PolicyKind, json: &Value) -> PolicySet {
    let levels = json.as_array().into_iter().flatten();
    levels.fold(set, |set, level| {
        let level: Vec<Policy> = level
            .as_array()
            .unwrap()
            .iter()
            .map(|json| policy(policies, json))
            .collect();
        set.with_level(kind, level).unwrap()
    })
}

fn layers(json: &Value) -> PolicySet {
    let mut set = PolicySet::new();
    for (name, kind) in [
        ("identity", PolicyKind::Identity),
        ("session", PolicyKind::Session),
    ] {
        for document in json[name].as_array().into_iter().flatten() {
            set = set.with(policy(kind, document)).unwrap();
        }
    }
    for (name, kind) in [
        ("permissionsBoundary", PolicyKind::PermissionsBoundary),
        ("resource", PolicyKind::Resource),
        ("vpcEndpoint", PolicyKind::VpcEndpoint),
    ] {
        if !json[name].is_null() {
            set = set.with(policy(kind, &json[name])).unwrap();
        }
    }
    set = levels(
        set,
        LevelKind::ServiceControl,
        PolicyKind::ServiceControl,
        &json["scps"],
    );
    levels(
        set,
        LevelKind::ResourceControl,
        PolicyKind::ResourceControl,
        &json["rcps"],
    )
}

fn set(kind: &str, json: &Value) -> PolicySet {
    let alone = |kind| PolicySet::new().with(policy(kind, json)).unwrap();
    match kind {
        "identity" => alone(PolicyKind::Identity),
        "boundary" => alone(PolicyKind::PermissionsBoundary),
        "resource" => alone(PolicyKind::Resource),
        "trust" => alone(PolicyKind::Trust),
        "scp" => {
            let level = [policy(PolicyKind::ServiceControl, json)];
            PolicySet::new()
                .with_level(LevelKind::ServiceControl, level)
                .unwrap()
        }
        "layers" => layers(json),
        other => panic!("{other}"),
    }
}

fn question<'a>(case: &'a Value) -> Question<'a> {
    let mut question = match case["kind"].as_str() {
        Some("layers") => Question::of_policies(),
        _ => Question::of_documents(),
    };
    if let Some(principal) = case["principal"].as_str() {
        question = question.by(Principal::parse(principal).unwrap());
    }
    if let Some(owner) = case["resourceAccount"].as_str() {
        question = question.owned_by(owner);
    }
    let list = |name: &str| {
        case[name]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    };
    question.about(list("actions"), list("resources"))
}

fn shown(comparison: &Comparison) -> String {
    match comparison {
        Comparison::NoNewAccess(_) => "none".to_owned(),
        Comparison::NewAccess(_) => "new".to_owned(),
        Comparison::Undecided(reason) => format!("undecided: {reason:?}"),
        other => panic!("{other:?}"),
    }
}

fn answer(case: &Value) -> String {
    let kind = case["kind"].as_str().unwrap();
    let question = question(case);
    let new = set(kind, &case["new"]);
    match case["check"].as_str().unwrap() {
        "newAccess" => shown(&compare(&set(kind, &case["old"]), &new, &question)),
        "equivalent" => match equivalent(&set(kind, &case["old"]), &new, &question) {
            Equivalence::Equivalent => "equivalent".to_owned(),
            other => format!("{other:?}").chars().take(300).collect(),
        },
        "notGranted" => match access_not_granted(&new, &question) {
            Comparison::NewAccess(_) => "granted".to_owned(),
            Comparison::NoNewAccess(_) => "notGranted".to_owned(),
            other => shown(&other),
        },
        "public" => {
            let kind = case["resourceType"].as_str().unwrap();
            let policy = policy(PolicyKind::Resource, &case["new"]);
            match no_public_access(&policy, kind, &question).documented {
                Comparison::NewAccess(_) => "public".to_owned(),
                Comparison::NoNewAccess(_) => "notPublic".to_owned(),
                other => shown(&other),
            }
        }
        "redundant" => {
            let found = redundant(&new, &question);
            assert!(found.undecided.is_empty(), "{found:?}");
            let places = |name: &str| -> Vec<u64> {
                case[name]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(Value::as_u64)
                    .collect()
            };
            let indexes = |list: &[StatementPlace]| -> Vec<u64> {
                list.iter().map(|place| place.statement as u64).collect()
            };
            assert_eq!(
                indexes(&found.redundant),
                places("redundant"),
                "{}",
                case["id"]
            );
            assert_eq!(
                indexes(&found.idle_denies),
                places("idleDenies"),
                "{}",
                case["id"]
            );
            match found.redundant.is_empty() && found.idle_denies.is_empty() {
                true => "none".to_owned(),
                false => "redundant".to_owned(),
            }
        }
        other => panic!("{other}"),
    }
}

#[test]
fn every_case_has_its_answer() {
    let cases = include_str!("data/cases.jsonl");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let found = answer(&case);
        seen += 1;
        let expected = case["expect"].as_str().unwrap();
        if found != expected {
            wrong.push(format!("{}: {expected}, found {found}", case["id"]));
        }
    }
    assert!(seen >= 241, "{seen}");
    assert!(
        wrong.is_empty(),
        "{} of {seen}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
