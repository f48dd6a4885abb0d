//! On exactly which resources a limited action is granted, against the evaluator's decisions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use iam_access::judge::Questionnaire;
use iam_access::report::{ActionReport, ActionStatus, ClassGrant, ResourceClass, TypeCoverage};
use iam_access::{Requirement, RequirementSet, ResourceCatalog};
use iam_account::read_text;
use iam_catalog::Catalog;
use iam_eval::{Context, Decision, Request, Resource};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::111122223333:role/r";
const VOLUME: &str = "arn:aws:ec2:eu-central-1:111122223333:volume/";

fn judged(statements: &Value, is_known: bool) -> ActionReport {
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    let mut bundle = json!({"identity": [policy]});
    if is_known {
        bundle["arn"] = json!(ROLE);
    }
    let input = read_text("role.json", bundle.to_string())
        .principal(0)
        .unwrap();
    let catalog = ResourceCatalog::new(Catalog::embedded(), Some("eu-central-1"));
    let set = RequirementSet::new("s", [Requirement::new("ec2:DeleteVolume", "*")]);
    let mut questionnaire = Questionnaire::new(vec![set], &catalog);
    questionnaire.knowledge.region = Some("eu-central-1".to_owned());
    let judge = questionnaire.prepare().unwrap();
    let report = judge.judge(&input).unwrap();
    report.sets[0].actions[0].as_ref().clone()
}

fn of_volumes(action: &ActionReport) -> &TypeCoverage {
    assert_eq!(action.status, ActionStatus::Limited, "{action:?}");
    let mut entries = action.coverage.iter();
    entries
        .find(|entry| entry.resource_type == "volume")
        .unwrap()
}

/// The class of a resource, by whole names and a `*` at the end.
fn class<'a>(classes: &'a [ResourceClass], arn: &str) -> &'a ResourceClass {
    let matches = |pattern: &String| match pattern.strip_suffix('*') {
        Some(start) => arn.starts_with(start),
        None => arn == pattern,
    };
    let is_in = |list: &Vec<String>| list.iter().any(matches);
    let mut found = classes
        .iter()
        .filter(|class| class.matches.iter().all(is_in) && !class.matches_not.iter().any(is_in));
    let class = found.next().unwrap();
    assert!(found.next().is_none(), "{arn} {classes:?}");
    class
}

#[test]
fn each_volume_is_in_the_class_that_says_what_the_evaluator_decides() {
    let statements = json!([
        {"Effect": "Allow", "Action": "ec2:DeleteVolume", "Resource": format!("{VOLUME}a*")},
        {"Effect": "Allow", "Action": "ec2:*", "Resource": [format!("{VOLUME}b*"), format!("{VOLUME}ab")],
         "Condition": {"StringEquals": {"ec2:ResourceTag/t": "v"}}},
        {"Effect": "Allow", "Action": "ec2:*", "Resource": format!("{VOLUME}c*"),
         "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}},
        {"Effect": "Deny", "Action": "ec2:*", "Resource": format!("{VOLUME}aa*")},
    ]);
    let action = judged(&statements, true);
    let entry = of_volumes(&action);
    assert!(
        !entry.classes_left_out && !entry.classes.is_empty(),
        "{entry:?}"
    );
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    let policies =
        iam_eval::Policy::parse(iam_eval::PolicyKind::Identity, "p", &policy.to_string());
    let policies = iam_eval::PolicySet::new().with(policies.unwrap()).unwrap();
    let caller = iam_eval::Principal::parse(ROLE).unwrap();
    let in_region = Context::new().with("aws:RequestedRegion", "eu-central-1");
    let contexts = [in_region.clone(), in_region.with("ec2:ResourceTag/t", "v")];
    let mut names: Vec<String> = ["a", "ab", "aa", "aab", "b", "bb", "c", "d", "x"]
        .map(str::to_owned)
        .into();
    names.extend(
        entry
            .classes
            .iter()
            .map(|class| class.example.replace(VOLUME, "")),
    );
    for name in names {
        let arn = format!("{VOLUME}{name}");
        let resource = Resource::parse(&arn).unwrap();
        let allowed = contexts.each_ref().map(|context| {
            let request = Request::new(&caller, "ec2:DeleteVolume", &resource).unwrap();
            policies.evaluate(&request.with_context(context)) == Decision::Allowed
        });
        let expected = match allowed {
            [true, true] => ClassGrant::Always,
            [false, false] => ClassGrant::Never,
            _ => ClassGrant::Conditional,
        };
        assert_eq!(class(&entry.classes, &arn).granted, expected, "{arn}");
    }
}

#[test]
fn what_is_not_exact_is_not_said() {
    let only = |name: &str| json!({"Effect": "Allow", "Action": "ec2:DeleteVolume", "Resource": format!("{VOLUME}{name}")});
    // A caller whose ARN isn't known.
    let unknown = judged(&json!([only("a*")]), false);
    assert!(of_volumes(&unknown).classes.is_empty());
    assert!(!of_volumes(&unknown).classes_left_out);
    // More classes than a reader wants.
    let many: Vec<Value> = ["a*", "*b", "*c*", "?d*", "*e"].map(only).into();
    let many: Vec<Value> = many
        .into_iter()
        .enumerate()
        .map(|(at, mut statement)| {
            statement["Condition"] = json!({"StringEquals": {"ec2:ResourceTag/t": at.to_string()}});
            statement
        })
        .chain([only("f")])
        .collect();
    let many = judged(&json!(many), true);
    let entry = many
        .coverage
        .iter()
        .find(|entry| entry.resource_type == "volume")
        .unwrap();
    assert!(entry.classes.is_empty(), "{entry:?}");
    assert!(
        entry.classes_left_out || many.status != ActionStatus::Limited,
        "{entry:?}"
    );
}
