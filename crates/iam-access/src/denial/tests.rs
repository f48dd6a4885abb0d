//! Messages evaluated with policies: the statement that denied, the comparison with AWS's reason,
//! and what closes the gap.

use super::{DenialAnswer, Surroundings, explain};
use crate::check::Knowledge;
use iam_account::{LayerInput, PrincipalInput, parse_denied_requests, parse_policy};
use iam_eval::{Policy, PolicyKind};
use serde_json::json;

const ROLE: &str = "arn:aws:iam::111122223333:role/r";
const ALL: &str = r#""Effect": "Allow", "Action": "*", "Resource": "*""#;

fn policy(kind: PolicyKind, name: &str, members: &str) -> Policy {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{members}}}]}}");
    parse_policy(kind, name, text).unwrap()
}

fn role(members: &str) -> PrincipalInput {
    let mut role = PrincipalInput::new("role.json");
    role.arn = Some(ROLE.to_owned());
    role.identity = vec![policy(PolicyKind::Identity, "role.json", members)];
    role.identity_is_known = true;
    role
}

/// The text of an error, with an ending such as `with an explicit deny in …`.
fn error(action: &str, resource: &str, ends: &str) -> String {
    format!(
        "User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: {action} on resource: \
         {resource} {ends}"
    )
}

fn ask(message: &str, input: &PrincipalInput) -> DenialAnswer {
    ask_with(message, input, None)
}

fn ask_with(message: &str, input: &PrincipalInput, resource: Option<&Policy>) -> DenialAnswer {
    let requests = parse_denied_requests("m", message).unwrap();
    let knowledge = Knowledge::nothing();
    let mut surroundings = Surroundings::new(&knowledge);
    surroundings.resource_policy = resource;
    explain(&requests[0], input, &surroundings).unwrap()
}

fn layers(answer: &DenialAnswer) -> Vec<&str> {
    let remedies = answer.remedies.iter();
    remedies.map(|remedy| remedy.layer.as_str()).collect()
}

const VOLUME: &str = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1";

#[test]
fn a_statement_is_missing() {
    let input = role(r#""Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*""#);
    let ends = "because no identity-based policy allows the ec2:DeleteVolume action";
    let answer = ask(&error("ec2:DeleteVolume", VOLUME, ends), &input);
    assert_eq!(
        (answer.decision, answer.agrees),
        ("implicitDeny", Some(true))
    );
    let wanted = json!({"Effect": "Allow", "Action": "ec2:DeleteVolume", "Resource": VOLUME});
    assert_eq!(layers(&answer), ["identity"]);
    assert_eq!(answer.remedies[0].statement, Some(wanted));
    assert!(answer.layers_not_supplied.contains(&"scps".to_owned()));
}

#[test]
fn a_deny_is_named_with_its_place_and_no_allow_is_proposed_against_it() {
    let mut input = role(ALL);
    let deny = r#""Sid": "Keep", "Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*""#;
    let level = vec![
        policy(PolicyKind::ServiceControl, "full.json", ALL),
        policy(PolicyKind::ServiceControl, "deny.json", deny),
    ];
    input.scps = LayerInput::Some(vec![level]);
    let ends = "with an explicit deny in a service control policy";
    let answer = ask(&error("ec2:DeleteVolume", VOLUME, ends), &input);
    assert_eq!(
        (answer.decision, answer.agrees),
        ("explicitDeny", Some(true))
    );
    let [change] = answer.remedies.as_slice() else {
        panic!("{answer:#?}")
    };
    assert_eq!(change.statement, None);
    assert_eq!(
        (change.policy.as_deref(), change.line, change.column),
        (Some("deny.json"), Some(1), Some(41))
    );
    // The same if AWS names another layer: the policies differ from those that AWS had.
    let answer = ask(
        &error(
            "ec2:DeleteVolume",
            VOLUME,
            "with an explicit deny in an identity-based policy",
        ),
        &input,
    );
    assert_eq!(answer.agrees, Some(false));
    let ends = "because no identity-based policy allows the ec2:DeleteVolume action";
    assert_eq!(
        ask(&error("ec2:DeleteVolume", VOLUME, ends), &input).agrees,
        Some(false)
    );
}

#[test]
fn a_deny_and_a_missing_allow_are_both_reported() {
    let mut input = role(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#);
    let deny = r#""Effect": "Deny", "Action": "ec2:*", "Resource": "*""#;
    input
        .identity
        .push(policy(PolicyKind::Identity, "deny.json", deny));
    let answer = ask(
        &error("ec2:DeleteVolume", VOLUME, "with an explicit deny"),
        &input,
    );
    assert_eq!(layers(&answer), ["identity", "identity"]);
    assert!(answer.remedies[0].statement.is_none());
    assert!(answer.remedies[1].what.ends_with("which is needed too"));
}

#[test]
fn what_was_not_supplied_is_reported() {
    for (ends, words) in [
        (
            "with an explicit deny in a service control policy",
            "an explicit deny in a service control policy, but none was supplied",
        ),
        (
            "with an explicit deny in a resource control policy",
            "a resource control policy, but none was supplied",
        ),
        (
            "with an explicit deny in a permissions boundary",
            "a permissions boundary, but none was supplied",
        ),
        (
            "with an explicit deny in a session policy",
            "a session policy, but none was supplied",
        ),
        (
            "with an explicit deny in a VPC endpoint policy",
            "a VPC endpoint policy, but none was supplied",
        ),
        (
            "with an explicit deny in a resource-based policy",
            "a resource-based policy, but none was supplied",
        ),
        (
            "with an explicit deny in an identity-based policy",
            "no Deny in the given ones applies",
        ),
        (
            "with an explicit deny",
            "it may be in one that was not supplied",
        ),
        (
            "because no service control policy allows the ec2:DeleteVolume action",
            "no service control policy allows it, but none was supplied",
        ),
        (
            "because no session policy allows the ec2:DeleteVolume action",
            "no session policy allows it, but none was supplied",
        ),
        (
            "because no identity-based policy allows the ec2:DeleteVolume action",
            "but the given ones do",
        ),
        ("", "the given policies allow it"),
    ] {
        let answer = ask(&error("ec2:DeleteVolume", VOLUME, ends), &role(ALL));
        assert_eq!(answer.decision, "allowed", "{ends}");
        assert!(answer.remedies.is_empty(), "{answer:#?}");
        let said = answer.comparison.join("; ");
        assert!(said.contains(words), "{ends}: {said}");
        assert!(said.contains("they may have changed since"), "{said}");
    }
}

#[test]
fn each_layer_that_limits_gets_its_statement() {
    let mut input = role(ALL);
    let s3 = r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#;
    let of = |kind, name| policy(kind, name, s3);
    input.boundary = LayerInput::Some(of(PolicyKind::PermissionsBoundary, "boundary.json"));
    input.session = LayerInput::Some(vec![of(PolicyKind::Session, "session.json")]);
    input.scps = LayerInput::Some(vec![
        vec![policy(PolicyKind::ServiceControl, "full.json", ALL)],
        vec![of(PolicyKind::ServiceControl, "account.json")],
    ]);
    for (ends, kind) in [
        (
            "because no permissions boundary allows the ec2:DeleteVolume action",
            true,
        ),
        (
            "because no session policy allows the ec2:DeleteVolume action",
            true,
        ),
        (
            "because no service control policy allows the ec2:DeleteVolume action",
            true,
        ),
        (
            "because no identity-based policy allows the ec2:DeleteVolume action",
            false,
        ),
    ] {
        let answer = ask(&error("ec2:DeleteVolume", VOLUME, ends), &input);
        assert_eq!(answer.agrees, Some(kind), "{ends}");
        assert_eq!(
            layers(&answer),
            ["permissionsBoundary", "session", "scps[1]"]
        );
    }
}

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/k";

#[test]
fn a_key_needs_both_sides_where_its_policy_delegates_nothing() {
    let narrow = policy(
        PolicyKind::Resource,
        "key.json",
        r#""Effect": "Allow", "Action": "kms:*", "Resource": "*",
           "Principal": {"AWS": "arn:aws:iam::111122223333:role/admin"}"#,
    );
    let ends = "because no resource-based policy allows the kms:CreateGrant action";
    let message = error("kms:CreateGrant", KEY, ends);
    let answer = ask_with(&message, &role(ALL), Some(&narrow));
    assert_eq!(
        (answer.decision, answer.agrees),
        ("implicitDeny", Some(true))
    );
    assert_eq!(layers(&answer), ["keyPolicy"]);
    let statement = json!({"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "kms:CreateGrant", "Resource": "*"});
    assert_eq!(answer.remedies[0].statement, Some(statement));
    // For another account's key, both sides.
    let other = KEY.replace("111122223333", "444455556666");
    let message = error("kms:CreateGrant", &other, ends);
    let answer = ask(
        &message,
        &role(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#),
    );
    assert_eq!(layers(&answer), ["identity", "keyPolicy"]);
    assert!(
        answer
            .assumptions
            .iter()
            .any(|it| it.contains("key policy was not supplied"))
    );
}

#[test]
fn a_trust_policy_that_does_not_name_the_caller() {
    let target = "arn:aws:iam::444455556666:role/target";
    let message = error("sts:AssumeRole", target, "");
    let answer = ask(&message, &role(ALL));
    assert_eq!(answer.decision, "implicitDeny");
    assert_eq!(layers(&answer), ["trust"]);
    let statement =
        json!({"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "sts:AssumeRole"});
    assert_eq!(answer.remedies[0].statement, Some(statement));
    let trust = policy(
        PolicyKind::Trust,
        "trust.json",
        &format!(
            r#""Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"AWS": "{ROLE}"}}"#
        ),
    );
    assert!(ask_with(&message, &role(ALL), Some(&trust)).is_allowed());
}

/// A decoded message whose context has these keys.
fn decoded(explicit: bool, conditions: &str) -> String {
    format!(
        r#"{{"allowed": false, "explicitDeny": {explicit}, "matchedStatements": {{"items": [{{"statementId": "Region",
            "effect": "DENY"}}]}}, "failures": {{"items": []}}, "context": {{"principal": {{"id": "AROAX:s",
            "arn": "arn:aws:sts::111122223333:assumed-role/r/s"}}, "action": "ec2:DeleteVolume",
            "resource": "{VOLUME}", "conditions": {{"items": [{conditions}]}}}}}}"#
    )
}

#[test]
fn the_context_of_a_decoded_message_decides() {
    let mut input = role(ALL);
    let deny = r#""Sid": "Region", "Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}}"#;
    input
        .identity
        .push(policy(PolicyKind::Identity, "deny.json", deny));
    let region = |region| {
        format!(r#"{{"key": "aws:Region", "values": {{"items": [{{"value": "{region}"}}]}}}}"#)
    };
    let answer = ask(&decoded(true, &region("eu-west-1")), &input);
    assert_eq!(
        (answer.decision, answer.agrees),
        ("explicitDeny", Some(true))
    );
    assert!(
        answer.remedies[0]
            .what
            .contains("It applies because aws:RequestedRegion is eu-west-1")
    );
    assert!(
        answer
            .comparison
            .iter()
            .any(|it| it.contains("AWS names statement \"Region\", deny.json:1:41"))
    );
    assert!(ask(&decoded(true, &region("eu-central-1")), &input).is_allowed());
    // Without the key, it depends: AWS's reason decides which Deny is the one.
    let answer = ask(&decoded(true, ""), &input);
    assert_eq!((answer.decision, answer.agrees), ("depends", None));
    assert_eq!(layers(&answer), ["identity"]);
    assert!(
        answer
            .when
            .is_some_and(|when| when.contains("eu-central-1"))
    );
}

#[test]
fn an_allow_whose_condition_is_not_met() {
    let input = role(
        r#""Effect": "Allow", "Action": "*", "Resource": "*",
           "Condition": {"StringEquals": {"aws:ResourceTag/backup": "yes"}}"#,
    );
    let ends = "because no identity-based policy allows the ec2:DeleteVolume action";
    let answer = ask(&error("ec2:DeleteVolume", VOLUME, ends), &input);
    assert_eq!(answer.decision, "depends");
    assert!(
        answer.reasons[0]
            .why
            .contains("aws:ResourceTag/backup is yes")
    );
    assert_eq!(layers(&answer), ["identity"]);
    // Without AWS's reason, nothing is known to be missing.
    assert!(
        ask(&error("ec2:DeleteVolume", VOLUME, ""), &input)
            .remedies
            .is_empty()
    );
}

#[test]
fn what_no_policy_can_allow_is_not_proposed() {
    // S8: a key's policy can't be read from another account.
    let other = KEY.replace("111122223333", "444455556666");
    let answer = ask(&error("kms:GetKeyPolicy", &other, ""), &role(ALL));
    assert_eq!(answer.decision, "implicitDeny");
    assert!(answer.remedies.is_empty(), "{answer:#?}");
}

#[test]
fn a_message_without_resource_or_principal() {
    let message = "An error occurred (AccessDenied) when calling the GetAccountAuthorizationDetails operation";
    assert!(ask(message, &role(ALL)).is_allowed());
    let nothing = role(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#);
    let answer = ask(message, &nothing);
    assert_eq!(answer.decision, "implicitDeny");
    assert_eq!(
        answer.remedies[0].statement.as_ref().unwrap()["Resource"],
        "*"
    );
    let limited = role(&format!(
        r#""Effect": "Allow", "Action": "*", "Resource": "{VOLUME}""#
    ));
    let message = "User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ec2:DeleteVolume";
    assert_eq!(ask(message, &limited).decision, "depends");
}

#[test]
fn a_resource_with_a_variable_in_its_name_stays_literal() {
    let input = role(r#""Effect": "Allow", "Action": "ec2:*", "Resource": "*""#);
    let message = error("s3:GetObject", "arn:aws:s3:::b/${aws:userid}", "");
    let answer = ask(&message, &input);
    let statement = answer.remedies[0].statement.as_ref().unwrap();
    assert_eq!(statement["Resource"], "arn:aws:s3:::b/${$}{aws:userid}");
}
