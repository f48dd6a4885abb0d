//! The final sentences of explanations, and the notes on statements.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use iam_eval::Decision;
use iam_scenario::Scenario;

fn explained(request: &str, policies: &str) -> iam_eval::Explanation {
    let text = format!(r#"{{"request": {{{request}}}, "policies": {{{policies}}}}}"#);
    Scenario::parse(&text).unwrap().explain()
}

const ALLOW: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
const DENY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}}"#;
const SQS_ONLY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#;

fn request(principal: &str, action: &str, resource: &str) -> String {
    format!(r#""principal": "{principal}", "action": "{action}", "resource": "{resource}""#)
}

fn granting(principal: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "*", "Resource": "*"}}}}"#
    )
}

#[test]
fn how_the_layers_make_the_decision() {
    const ROLE: &str = "arn:aws:iam::111122223333:role/app";
    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/s";
    const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/k";
    const OTHERS_KEY: &str = "arn:aws:kms:eu-west-1:444455556666:key/k";
    const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:q";
    const OTHERS_QUEUE: &str = "arn:aws:sqs:eu-west-1:444455556666:q";
    let account = granting(r#"{"AWS": "111122223333"}"#);
    let role = granting(&format!(r#"{{"AWS": "{ROLE}"}}"#));
    let other_account = granting(r#"{"AWS": "999999999999"}"#);
    let identity = format!(r#""identity": [{ALLOW}]"#);
    let with = |policies: &[String]| policies.join(", ");
    let resource = |policy: &str| format!(r#""resource": {policy}"#);
    let boundary = format!(r#""permissionsBoundary": {SQS_ONLY}"#);
    for (request, policies, decision, sentence) in [
        (
            request(ROLE, "s3:ListAllMyBuckets", "*"),
            identity.clone(),
            Decision::Allowed,
            "because an identity-based policy allows it, and nothing denies it",
        ),
        (
            request(ROLE, "s3:ListAllMyBuckets", "*"),
            String::new(),
            Decision::ImplicitDeny,
            "because no identity-based policy allows it",
        ),
        (
            request(ROLE, "iam:ListRoles", "*"),
            format!(r#""identity": [{ALLOW}, {DENY}]"#),
            Decision::ExplicitDeny,
            "because a Deny applies in the identity-based policies: a Deny decides, whatever else allows it",
        ),
        (
            request(ROLE, "s3:ListAllMyBuckets", "*"),
            with(&[identity.clone(), boundary.clone()]),
            Decision::ImplicitDeny,
            "because the permissions boundary, which must allow it too, does not",
        ),
        (
            request(ROLE, "s3:ListAllMyBuckets", "*"),
            boundary.clone(),
            Decision::ImplicitDeny,
            "because no identity-based policy allows it; and the permissions boundary, which would have to allow it too, does not",
        ),
        (
            request(ROLE, "s3:ListAllMyBuckets", "*"),
            with(&[
                identity.clone(),
                format!(r#""scps": [[{ALLOW}], [{DENY}]]"#),
            ]),
            Decision::ImplicitDeny,
            "because the service control policies of level 1, which must allow it too, do not (no policy of the service control policies of level 1 allows anything: is FullAWSAccess missing?)",
        ),
        (
            request(ROLE, "kms:Decrypt", KEY),
            resource(&account),
            Decision::ImplicitDeny,
            "because the key policy delegates to identity-based policies, and none allows it",
        ),
        (
            request(ROLE, "kms:Decrypt", KEY),
            with(&[identity.clone(), resource(&account)]),
            Decision::Allowed,
            "because the key policy delegates to the caller's account, which allows it, and nothing denies it",
        ),
        (
            request(ROLE, "kms:Decrypt", KEY),
            with(&[identity.clone(), resource(&other_account)]),
            Decision::ImplicitDeny,
            "because the key policy neither allows it nor delegates to identity-based policies: an identity-based policy that allows it doesn't suffice",
        ),
        (
            request(ROLE, "kms:Decrypt", KEY),
            identity.clone(),
            Decision::ImplicitDeny,
            "because the key policy must allow it, and none was supplied: an identity-based policy that allows it doesn't suffice",
        ),
        (
            request(ROLE, "kms:Decrypt", OTHERS_KEY),
            resource(&account),
            Decision::ImplicitDeny,
            "because the resource is in another account, so both sides must allow it: the key policy allows it, and no identity-based policy allows it",
        ),
        (
            request(ROLE, "kms:PutKeyPolicy", OTHERS_KEY),
            with(&[identity.clone(), resource(&account)]),
            Decision::ImplicitDeny,
            "because AWS KMS refuses kms:PutKeyPolicy across accounts, whatever the policies say",
        ),
        (
            request(ROLE, "sqs:SendMessage", QUEUE),
            resource(&other_account),
            Decision::ImplicitDeny,
            "because neither an identity-based policy nor the resource-based policy allows it",
        ),
        (
            request(SESSION, "sqs:SendMessage", QUEUE),
            resource(&role),
            Decision::Allowed,
            "because the resource-based policy allows it for the identity behind the caller, and nothing denies it",
        ),
        (
            request(ROLE, "sqs:SendMessage", OTHERS_QUEUE),
            with(&[identity.clone(), resource(&role)]),
            Decision::Allowed,
            "because both the resource-based policy and the caller's account allow it, as access across accounts requires, and nothing denies it",
        ),
        (
            request(ROLE, "sqs:SendMessage", OTHERS_QUEUE),
            identity.clone(),
            Decision::ImplicitDeny,
            "because the resource is in another account, so both sides must allow it: no resource-based policy was supplied, the caller's side allows it",
        ),
        (
            request("*", "sqs:SendMessage", QUEUE),
            resource(&granting("\"*\"")),
            Decision::Allowed,
            "because the resource-based policy, which alone decides about such a caller, allows it, and nothing denies it",
        ),
        (
            request("arn:aws:iam::111122223333:root", "sqs:SendMessage", QUEUE),
            String::new(),
            Decision::Allowed,
            "because the caller is the root user of the account that owns the resource, and nothing denies it",
        ),
        (
            request(
                "arn:aws:sts::111122223333:federated-user/f",
                "sqs:SendMessage",
                QUEUE,
            ),
            identity.clone(),
            Decision::ImplicitDeny,
            "because such a session has only the permissions of its session policies, and there are none",
        ),
        (
            request(ROLE, "sts:GetCallerIdentity", "*"),
            String::new(),
            Decision::Allowed,
            "because AWS STS allows sts:GetCallerIdentity without any permission, whatever the policies say",
        ),
    ] {
        let explanation = explained(&request, &policies);
        assert_eq!(explanation.decision, decision, "{request} {policies}");
        assert_eq!(
            explanation.conclusion.to_string(),
            sentence,
            "{request} {policies}"
        );
        assert!(explanation.to_string().ends_with(sentence));
    }
}

/// The lines of the only statement, which has this `Condition`, for this context.
fn lines(version: &str, condition: &str, context: &str) -> Vec<String> {
    let policy = format!(
        r#""identity": [{{{version} "Statement": {{"Effect": "Deny", "Action": "ec2:*",
            "Resource": "*", "Condition": {condition}}}}}]"#
    );
    let request = format!(
        r#"{}, "context": {context}"#,
        request(
            "arn:aws:iam::111122223333:user/alice",
            "ec2:RunInstances",
            "*"
        )
    );
    let explanation = explained(&request, &policy);
    let statement = explanation.statements().next().unwrap();
    explanation.lines_of(statement)
}

#[test]
fn a_condition_that_holds_is_explained() {
    const V2012: &str = r#""Version": "2012-10-17","#;
    for (condition, context, line) in [
        (
            r#"{"StringNotEquals": {"ec2:MetadataHttpTokens": "required"}}"#,
            "{}",
            "holds: ec2:MetadataHttpTokens is absent; StringNotEquals requires that ec2:MetadataHttpTokens is other than required (or is absent)",
        ),
        (
            r#"{"StringNotEqualsIfExists": {"k:v": ["a", "b"]}}"#,
            "{}",
            "holds: k:v is absent; StringNotEqualsIfExists requires that k:v is neither a nor b (or is absent)",
        ),
        (
            r#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
            "{}",
            "holds: aws:SourceIp is absent; NotIpAddress requires that aws:SourceIp is not in 10.0.0.0/8 (or is absent)",
        ),
        (
            r#"{"NumericNotEquals": {"k:n": "1"}}"#,
            "{}",
            "holds: k:n is absent; NumericNotEquals requires that k:n is other than 1 (or is absent)",
        ),
        (
            r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}"#,
            "{}",
            "holds: aws:TagKeys is absent; ForAllValues:StringEquals requires that every value of aws:TagKeys is a (or is absent)",
        ),
        (
            r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#,
            "{}",
            "holds: aws:MultiFactorAuthPresent is absent; BoolIfExists requires that aws:MultiFactorAuthPresent is false (or is absent)",
        ),
        (r#"{"Null": {"k:v": "true"}}"#, "{}", "holds: k:v is absent"),
        (
            r#"{"StringEquals": {"k:v": "a"}}"#,
            r#"{"k:v": "a"}"#,
            "holds: k:v is a; StringEquals requires that k:v is a",
        ),
        (
            r#"{"ForAnyValue:StringNotEquals": {"k:v": "a"}}"#,
            r#"{"k:v": ["b"]}"#,
            "holds: k:v is b; ForAnyValue:StringNotEquals requires that a value of k:v is other than a",
        ),
    ] {
        assert_eq!(lines(V2012, condition, context), ["applies", line]);
    }
}

#[test]
fn easily_overlooked_facts_are_noted() {
    const V2012: &str = r#""Version": "2012-10-17","#;
    for (version, condition, context, note) in [
        (
            V2012,
            r#"{"StringEquals": {"k:v": "prod-*"}}"#,
            r#"{"k:v": "prod-1"}"#,
            "note: StringEquals has no wildcards: the `*` or `?` in prod-* is taken literally",
        ),
        (
            V2012,
            r#"{"StringNotEqualsIgnoreCase": {"k:v": "a?"}}"#,
            r#"{"k:v": "ab"}"#,
            "note: StringNotEqualsIgnoreCase has no wildcards: the `*` or `?` in a? is taken literally",
        ),
        (
            V2012,
            r#"{"StringEquals": {"k:v": "${aws:username}"}}"#,
            r#"{"k:v": "alice"}"#,
            "note: ${aws:username} is alice",
        ),
        (
            V2012,
            r#"{"StringEquals": {"k:v": "${aws:PrincipalTag/team}"}}"#,
            r#"{"k:v": "x"}"#,
            "note: ${aws:PrincipalTag/team} has no value: a value that contains it matches nothing",
        ),
        (
            V2012,
            r#"{"StringEquals": {"k:v": "${aws:PrincipalTag/team, 'none'}"}}"#,
            r#"{"k:v": "x"}"#,
            "note: ${aws:PrincipalTag/team} has no value: its default none is used",
        ),
        (
            "",
            r#"{"StringEquals": {"k:v": "${aws:username}"}}"#,
            r#"{"k:v": "alice"}"#,
            "note: the policy has no `\"Version\": \"2012-10-17\"`: the `${…}` of ${aws:username} is literal text",
        ),
    ] {
        let lines = lines(version, condition, context);
        assert_eq!(lines.last().unwrap(), note, "{lines:?}");
    }
    for condition in [
        r#"{"StringLike": {"k:v": "a*"}}"#,
        r#"{"StringEquals": {"k:v": "a${*}"}}"#,
    ] {
        let lines = lines(V2012, condition, r#"{"k:v": "b"}"#);
        assert_eq!(lines.len(), 1, "{lines:?}");
    }
}

#[test]
fn assumptions_are_named() {
    let identity = format!(r#""identity": [{ALLOW}]"#);
    let assumed = |principal, resource, policies: &str| {
        let explanation = explained(&request(principal, "s3:GetObject", resource), policies);
        let assumptions = explanation.assumptions.iter();
        assumptions.map(ToString::to_string).collect::<Vec<_>>()
    };
    const ROLE: &str = "arn:aws:iam::111122223333:role/app";
    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/s";
    assert_eq!(
        assumed(ROLE, "arn:aws:s3:::b/k", &identity),
        [
            "the account of arn:aws:s3:::b/k is not given: it was assumed to be the caller's, 111122223333"
        ]
    );
    let literal = |resource: &str| {
        format!(
            "the `*` or `?` in {resource} is a character of the resource's name, not a wildcard"
        )
    };
    for resource in ["arn:aws:s3:::b/*", "arn:aws:s3:::b/k?"] {
        assert_eq!(assumed(ROLE, resource, &identity)[0], literal(resource));
    }
    assert!(assumed(ROLE, "*", &identity).is_empty());
    assert!(assumed(SESSION, "*", &identity).is_empty());
    let by_arn = r#""identity": [{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x/*"}}}}]"#;
    let no_path = "a session doesn't show its role's path: its role was assumed to be arn:aws:iam::111122223333:role/app";
    assert_eq!(assumed(SESSION, "*", by_arn), [no_path]);
    assert!(assumed(ROLE, "*", by_arn).is_empty());
    let by_principal = format!(
        r#""resource": {}"#,
        granting(r#"{"AWS": "arn:aws:iam::111122223333:role/x/app"}"#)
    );
    assert_eq!(assumed(SESSION, "*", &by_principal), [no_path]);
}

/// What an answer depends on if this statement denies and the keys of the condition are unknown.
fn depends_on(deny: &str) -> String {
    use iam_eval::{PartialRequest, Policy, PolicyKind, PolicySet, Principal, UnknownKeys};
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [
            {{"Effect": "Allow", "Action": "*", "Resource": "*"}},
            {{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {deny}}}]}}"#
    );
    let policy = Policy::parse(PolicyKind::Identity, "p", &text).unwrap();
    let policies = PolicySet::new().with(policy).unwrap();
    let principal = Principal::parse("arn:aws:iam::111122223333:role/app").unwrap();
    let unknown = UnknownKeys::all_but([]);
    let request = PartialRequest::new(&principal, "s3:GetObject").unwrap();
    let explained = policies.explain_partial(&request.with_unknown_keys(&unknown));
    explained.residual().unwrap().to_string()
}

#[test]
fn requirements_are_not_negated_twice() {
    for (deny, sentence) in [
        (
            r#"{"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}}"#,
            "needs aws:RequestedRegion to be eu-central-1 or eu-west-1",
        ),
        (
            r#"{"StringNotEqualsIfExists": {"k:a": "x"}}"#,
            "needs k:a to be x",
        ),
        (
            r#"{"StringNotLike": {"k:a": "x*"}}"#,
            "needs k:a to be like x*",
        ),
        (
            r#"{"StringNotEqualsIgnoreCase": {"k:a": "x"}}"#,
            "needs k:a to be, letter case aside, x",
        ),
        (
            r#"{"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}"#,
            "needs aws:SourceIp to be in 192.0.2.0/24",
        ),
        (r#"{"Null": {"k:a": "true"}}"#, "needs k:a to be present"),
        (r#"{"Null": {"k:a": "false"}}"#, "needs k:a to be absent"),
        // Two conditions must hold for the deny: one of them failing is enough.
        (
            r#"{"StringNotEquals": {"k:a": "x", "k:b": "y"}}"#,
            "unless k:a is other than x (or is absent) and k:b is other than y (or is absent)",
        ),
        // A value that isn't a number makes these false, too, which no required value expresses.
        (
            r#"{"NumericNotEquals": {"k:a": "1"}}"#,
            "unless k:a is other than 1 (or is absent)",
        ),
        (
            r#"{"ForAllValues:StringNotEquals": {"k:a": "x"}}"#,
            "unless every value of k:a is other than x (or is absent)",
        ),
        (
            r#"{"ForAnyValue:StringNotEquals": {"k:a": "x"}}"#,
            "unless a value of k:a is other than x",
        ),
        (r#"{"StringEquals": {"k:a": "x"}}"#, "unless k:a is x"),
    ] {
        assert_eq!(depends_on(deny), sentence);
    }
}
