//! Resource-based policies in the account of the resource's owner.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use iam_compare::{Question, access_not_granted, compare, redundant};
use iam_eval::{Policy, PolicyKind, PolicySet};

fn parsed(text: &str) -> PolicySet {
    let policy = Policy::parse(PolicyKind::Resource, "policy.json", text).unwrap();
    PolicySet::new().with(policy).unwrap()
}

/// Across accounts a role's statement is redundant if its account is also named; within the account
/// it isn't (S7.10).
#[test]
fn a_resource_policy_in_its_own_account() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"},
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "s3:GetObject",
         "Resource": "arn:aws:s3:::b/*"}]}"#;
    let bucket = parsed(text);
    let across = redundant(&bucket, &Question::of_documents());
    assert_eq!(
        across
            .redundant
            .iter()
            .map(|place| place.statement)
            .collect::<Vec<_>>(),
        [1]
    );
    let within = redundant(&bucket, &Question::of_documents().owned_by("111122223333"));
    let needed: Vec<usize> = within
        .needed
        .iter()
        .map(|(place, _)| place.statement)
        .collect();
    assert_eq!(needed, [1], "{within:?}");
}

/// The account in a resource's ARN is its owner: what the policy grants there by itself counts.
#[test]
fn grants_in_the_account_that_the_arn_names() {
    let policy = |principals: &str, action: &str, resource: &str| {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": {principals}}},
            "Action": {action}, "Resource": "{resource}"}}]}}"#
        );
        parsed(&text)
    };
    let question = Question::of_documents();
    let a = r#""arn:aws:iam::111122223333:role/a""#;
    let both = r#"["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"]"#;
    for (action, resource) in [
        (
            r#""sqs:SendMessage""#,
            "arn:aws:sqs:us-east-1:111122223333:q",
        ),
        (r#""sns:Publish""#, "arn:aws:sns:us-east-1:111122223333:t"),
        (
            r#""lambda:InvokeFunction""#,
            "arn:aws:lambda:us-east-1:111122223333:function:f",
        ),
    ] {
        let old = policy(a, action, resource);
        let new = policy(both, action, resource);
        let comparison = compare(&old, &new, &question);
        let caller = comparison.witness().expect(resource).request().principal();
        assert_eq!(caller.as_str(), "arn:aws:iam::111122223333:role/b");
        assert!(compare(&new, &old, &question).is_none(), "{resource}");
        assert!(
            access_not_granted(&old, &question).witness().is_some(),
            "{resource}"
        );
    }
    let queue = "arn:aws:sqs:us-east-1:111122223333:q";
    let old = policy(a, r#""sqs:SendMessage""#, queue);
    let new = policy(a, r#"["sqs:SendMessage", "sqs:DeleteQueue"]"#, queue);
    assert!(compare(&old, &new, &question).witness().is_some());
    let deleted = question.clone().about(["sqs:DeleteQueue"], []);
    assert!(access_not_granted(&new, &deleted).witness().is_some());
    assert!(access_not_granted(&old, &deleted).is_none());
    // The root user's ARN delegates: by itself, the policy grants nothing there.
    let delegates = policy(r#""111122223333""#, r#""sqs:SendMessage""#, queue);
    assert!(access_not_granted(&delegates, &question).is_none());
    assert!(compare(&old, &delegates, &question).is_none());
    assert!(compare(&delegates, &old, &question).witness().is_some());
    // An ARN without an account names no owner.
    for resource in ["arn:aws:s3:::b/*", "*"] {
        let (old, new) = (
            policy(a, r#""s3:GetObject""#, resource),
            policy(both, r#""s3:GetObject""#, resource),
        );
        assert!(
            compare(&old, &new, &question).witness().is_some(),
            "{resource}"
        );
    }
}

/// If the owner is given, callers of its account and of another one are in question, whichever
/// accounts the policies name.
#[test]
fn callers_in_and_outside_of_the_account_of_the_owner() {
    let policy = |denied: &str| {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [
            {{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}},
            {{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {denied}}}]}}"#
        );
        parsed(&text)
    };
    let nobody = policy(r#"{"StringEquals": {"x:x": []}}"#);
    let others = policy(
        r#"{"StringNotEqualsIfExists": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}"#,
    );
    let own = policy(r#"{"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}"#);
    for owner in ["111122223333", "444455556666", "999988887777"] {
        let question = Question::of_documents().owned_by(owner);
        let account = |old: &PolicySet| {
            let comparison = compare(old, &nobody, &question);
            let caller = comparison.witness().expect(owner).request().principal();
            caller.account().map(str::to_owned)
        };
        assert_ne!(account(&others), Some(owner.to_owned()));
        assert_eq!(account(&own), Some(owner.to_owned()));
    }
}
