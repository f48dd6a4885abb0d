//! Cases with known answers: `tests/data/cases.jsonl` and `described.jsonl`.

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
    // The second file: cases of the design that it only describes.
    let cases = [
        include_str!("data/cases.jsonl"),
        include_str!("data/described.jsonl"),
    ];
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in cases.iter().flat_map(|cases| cases.lines()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let found = answer(&case);
        seen += 1;
        let expected = case["expect"].as_str().unwrap();
        if found != expected {
            wrong.push(format!("{}: {expected}, found {found}", case["id"]));
        }
    }
    assert!(seen >= 270, "{seen}");
    assert!(
        wrong.is_empty(),
        "{} of {seen}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn identity(statements: &str) -> PolicySet {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    set("identity", &serde_json::from_str(&text).unwrap())
}

const NOTHING: &str = r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#;

/// Keys derived from the caller have the derived value only.
#[test]
fn keys_derived_from_the_caller() {
    let allow = |condition: &str| {
        identity(&format!(
            r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}}}"#
        ))
    };
    let role = || Principal::parse("arn:aws:iam::111122223333:role/app").unwrap();
    for (condition, is_new) in [
        (
            r#""StringEquals": {"aws:PrincipalAccount": "444455556666"}"#,
            false,
        ),
        (
            r#""StringEquals": {"aws:PrincipalAccount": "111122223333"}"#,
            true,
        ),
        (
            r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}"#,
            true,
        ),
        (
            r#""ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}"#,
            false,
        ),
        (r#""StringLike": {"aws:username": "*"}"#, false),
        (r#""StringEquals": {"s3:prefix": "${aws:username}"}"#, false),
        (r#""StringEquals": {"aws:PrincipalType": "User"}"#, false),
        (r#""Bool": {"aws:PrincipalIsAWSService": "true"}"#, false),
        (
            r#""StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}"#,
            true,
        ),
        (
            r#""StringEquals": {"s3:prefix": "${aws:PrincipalAccount}"}"#,
            true,
        ),
    ] {
        let question = Question::of_documents().by(role());
        let comparison = compare(&identity(NOTHING), &allow(condition), &question);
        assert_eq!(
            comparison.witness().is_some(),
            is_new,
            "{condition}: {comparison:?}"
        );
        assert_eq!(comparison.is_none(), !is_new, "{condition}: {comparison:?}");
    }
    // With any caller: a matching one is found.
    for condition in [
        r#""StringEquals": {"aws:PrincipalAccount": "444455556666"}"#,
        r#""StringEquals": {"aws:username": "amy"}"#,
        r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/team/*"}"#,
        r#""StringEquals": {"aws:username": "${aws:PrincipalTag/name}"}"#,
    ] {
        let comparison = compare(
            &identity(NOTHING),
            &allow(condition),
            &Question::of_documents(),
        );
        assert!(
            comparison.witness().is_some(),
            "{condition}: {comparison:?}"
        );
    }
}

/// The value that a variable must have is found in the resource.
#[test]
fn the_name_of_a_caller_that_a_resource_requires() {
    let home = identity(
        r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#,
    );
    let question = Question::of_documents().about([], ["arn:aws:s3:::home/amy/*"]);
    let comparison = access_not_granted(&home, &question);
    let witness = comparison.witness().expect("granted to amy");
    assert!(
        witness.request().principal().as_str().ends_with("/amy"),
        "{witness:?}"
    );
}

/// The displayed request is one of those in question.
#[test]
fn readable_requests_are_within_the_question() {
    let wide = identity(
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::public/*", "arn:aws:s3:::*"]}"#,
    );
    let catalog = iam_catalog::Catalog::embedded();
    let question = Question::of_documents().with_catalog(catalog);
    let question = question.about(["s3:Put*"], ["arn:aws:s3:::secret/*"]);
    let comparison = access_not_granted(&wide, &question);
    let request = comparison.witness().unwrap().request();
    assert!(request.action().starts_with("s3:Put"), "{request:?}");
    assert!(
        request
            .resource()
            .as_str()
            .starts_with("arn:aws:s3:::secret/"),
        "{request:?}"
    );
    assert!(comparison.witness().unwrap().is_typical());
}

/// A typical request has no colon in the name of its resource, if there is one without.
#[test]
fn names_without_colons() {
    let catalog = iam_catalog::Catalog::embedded();
    let question = Question::of_documents().with_catalog(catalog);
    for resource in [
        "arn:aws:iam::*:user/*",
        "arn:aws:s3:::b*",
        "arn:aws:sqs:*:*:q*",
        "arn:aws:dynamodb:*:*:table/t*",
    ] {
        let text = format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}"#);
        let comparison = compare(&identity(NOTHING), &identity(&text), &question);
        let witness = comparison.witness().unwrap();
        let name = witness.request().resource().as_str().splitn(6, ':').nth(5);
        assert!(
            witness.is_typical() && !name.unwrap().contains(':'),
            "{:?}",
            witness.request()
        );
    }
    // Others have only names with colons.
    let text = r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:lambda:*:*:function:f"}"#;
    let comparison = compare(&identity(NOTHING), &identity(text), &question);
    assert!(comparison.witness().unwrap().is_typical());
}
