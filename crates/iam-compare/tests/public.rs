//! Which policies are public: exactly, and by AWS's rule.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use iam_compare::{Comparison, Question, no_public_access};
use iam_eval::{Policy, PolicyKind};

const OWNER: &str = "111122223333";

fn is_public(answer: &Comparison) -> bool {
    match answer {
        Comparison::NewAccess(_) => true,
        Comparison::NoNewAccess(_) => false,
        other => panic!("{other:?}"),
    }
}

/// By the rule, and exactly.
fn both(policy: &Policy, of: &str, question: &Question<'_>) -> (bool, bool) {
    let public = no_public_access(policy, of, question);
    (is_public(&public.documented), is_public(&public.exact))
}

fn bucket(condition: &str) -> Policy {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::b/*", "Condition": {{{condition}}}}}]}}"#
    );
    Policy::parse(PolicyKind::Resource, "bucket.json", &text).unwrap()
}

fn denying(condition: &str) -> Policy {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [
        {{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}},
        {{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}]}}"#
    );
    Policy::parse(PolicyKind::Resource, "bucket.json", &text).unwrap()
}

fn trust(principal: &str, action: &str, condition: &str) -> Policy {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}",
        "Condition": {{{condition}}}}}]}}"#
    );
    Policy::parse(PolicyKind::Trust, "trust.json", &text).unwrap()
}

fn assert_all(of: &str, rows: impl IntoIterator<Item = (Policy, bool, bool)>) {
    for (policy, by_rule, exactly) in rows {
        let found = both(&policy, of, &Question::of_documents());
        assert_eq!(found, (by_rule, exactly), "{}", policy.document().source());
    }
}

const BUCKET: &str = "AWS::S3::Bucket";

/// A pattern of accounts is not a list of accounts.
#[test]
fn patterns_of_accounts() {
    assert_all(
        BUCKET,
        [
            r#""StringLike": {"aws:PrincipalAccount": "1111*"}"#,
            r#""StringLike": {"aws:PrincipalAccount": ["1*", "222233334444"]}"#,
            r#""StringLike": {"aws:PrincipalAccount": "11112222333?"}"#,
            r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::11112222333?:role/*"}"#,
            r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::1111*:role/a"}"#,
        ]
        .map(|condition| (bucket(condition), true, true)),
    );
    assert_all(
        BUCKET,
        [
            (
                denying(r#""StringNotLike": {"aws:PrincipalAccount": "1111*"}"#),
                true,
                true,
            ),
            (
                denying(r#""StringNotEquals": {"aws:PrincipalAccount": "111122223333"}"#),
                false,
                false,
            ),
            (
                bucket(r#""StringLike": {"aws:PrincipalAccount": "111122223333"}"#),
                false,
                false,
            ),
            (
                bucket(r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}"#),
                false,
                false,
            ),
        ],
    );
}

/// A range of private addresses is anyone's; ranges that are all addresses are, too.
#[test]
fn addresses() {
    let all: Vec<String> = (0..256)
        .map(|first| format!("\"{first}.0.0.0/8\""))
        .collect();
    let all = format!(r#""IpAddress": {{"aws:SourceIp": [{}]}}"#, all.join(", "));
    assert_all(
        BUCKET,
        [
            (bucket(&all), true, true),
            (
                bucket(r#""IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]}"#),
                false,
                false,
            ),
            (
                bucket(r#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}"#),
                true,
                true,
            ),
            (
                bucket(
                    r#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}"#,
                ),
                false,
                false,
            ),
            (
                denying(r#""NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}"#),
                true,
                true,
            ),
        ],
    );
}

/// A wildcard of `StringLike` takes colons, one of `ArnLike` doesn't.
#[test]
fn arns_of_one_account() {
    assert_all(
        BUCKET,
        [
            (
                bucket(r#""StringLike": {"aws:SourceArn": "arn:aws:logs:*:111122223333:*"}"#),
                true,
                true,
            ),
            (
                bucket(
                    r#""StringLike": {"aws:SourceArn": "arn:aws:logs:us-east-1:111122223333:*"}"#,
                ),
                true,
                false,
            ),
            (
                bucket(r#""ArnLike": {"aws:SourceArn": "arn:aws:logs:*:111122223333:*"}"#),
                true,
                false,
            ),
            (
                bucket(
                    r#""StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:*:111122223333:accesspoint/*"}"#,
                ),
                false,
                false,
            ),
        ],
    );
}

/// AWS never sends an empty value for a key that it sets.
#[test]
fn empty_values() {
    let present = |set: &str, key: &str, value: &str| {
        bucket(&format!(
            r#""ForAllValues:{set}": {{"{key}": "{value}"}}, "Null": {{"{key}": "false"}}"#
        ))
    };
    assert_all(
        BUCKET,
        [
            (
                present("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
                false,
                false,
            ),
            (
                present("StringEquals", "aws:SourceVpc", "vpc-1a2b3c4d"),
                false,
                false,
            ),
            (
                present("StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*"),
                true,
                false,
            ),
            (
                present("StringEquals", "aws:PrincipalTag/team", "a"),
                true,
                true,
            ),
            // Without `Null`, the key may be absent.
            (
                bucket(r#""ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#),
                true,
                true,
            ),
        ],
    );
}

/// Users of providers at which anyone has an identity.
#[test]
fn identity_providers() {
    let of = "AWS::IAM::AssumeRolePolicyDocument";
    let oidc = |url: &str, condition: &str| {
        let principal =
            format!(r#"{{"Federated": "arn:aws:iam::111122223333:oidc-provider/{url}"}}"#);
        trust(
            &principal,
            "sts:AssumeRoleWithWebIdentity",
            &condition.replace("HOST", url),
        )
    };
    let github = "token.actions.githubusercontent.com";
    for (condition, is_public) in [
        ("", true),
        (r#""StringEquals": {"HOST:aud": "sts.amazonaws.com"}"#, true),
        (r#""StringLike": {"HOST:sub": "repo:*"}"#, true),
        (r#""StringLike": {"HOST:sub": "repo:org*"}"#, true),
        (
            r#""StringLike": {"HOST:sub": "*:ref:refs/heads/main"}"#,
            true,
        ),
        (r#""StringEquals": {"HOST:ref": "refs/heads/main"}"#, true),
        (
            r#""ForAllValues:StringEquals": {"HOST:sub": "repo:org/repo:*", "HOST:aud": "sts.amazonaws.com"}"#,
            true,
        ),
        (r#""StringLike": {"HOST:sub": "repo:org/*"}"#, false),
        (
            r#""StringLike": {"HOST:sub": ["repo:org/repo:*", "repo:org/other:*"]}"#,
            false,
        ),
        (
            r#""StringLike": {"HOST:sub": ["repo:org/repo:*", "repo:*/other:*"]}"#,
            true,
        ),
        (r#""StringEquals": {"HOST:repository_owner": "org"}"#, false),
        (r#""StringLike": {"HOST:repository": "org/*"}"#, false),
        (
            r#""StringEquals": {"HOST:sub": "repo:org/repo:ref:refs/heads/main"}"#,
            false,
        ),
    ] {
        assert_all(of, [(oidc(github, condition), is_public, is_public)]);
    }
    let web = |host: &str, condition: &str| {
        let principal = format!(r#"{{"Federated": "{host}"}}"#);
        trust(
            &principal,
            "sts:AssumeRoleWithWebIdentity",
            &condition.replace("HOST", host),
        )
    };
    for host in [
        "cognito-identity.amazonaws.com",
        "accounts.google.com",
        "graph.facebook.com",
        "www.amazon.com",
    ] {
        assert_all(
            of,
            [
                (web(host, ""), true, true),
                (web(host, r#""StringLike": {"HOST:aud": "*"}"#), true, true),
                (
                    web(
                        host,
                        r#""ForAnyValue:StringLike": {"HOST:amr": "unauthenticated"}"#,
                    ),
                    true,
                    true,
                ),
                (
                    web(host, r#""StringEquals": {"HOST:aud": "us-east-1:pool"}"#),
                    false,
                    false,
                ),
                (
                    web(host, r#""StringEquals": {"HOST:app_id": "1"}"#),
                    false,
                    false,
                ),
            ],
        );
    }
    assert_all(
        of,
        [
            (
                oidc("oidc.eks.us-east-1.amazonaws.com/id/ABC", ""),
                false,
                false,
            ),
            (oidc("login.example.com", ""), false, false),
            (
                trust(
                    r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/A"}"#,
                    "sts:AssumeRoleWithSAML",
                    "",
                ),
                false,
                false,
            ),
        ],
    );
}

/// A token has no claims of another provider.
#[test]
fn claims_of_another_provider() {
    let of = "AWS::IAM::AssumeRolePolicyDocument";
    let both = r#"{"Federated": ["accounts.google.com", "arn:aws:iam::111122223333:oidc-provider/login.example.com/team"]}"#;
    let row = |condition: &str, is_public: bool| {
        let policy = trust(both, "sts:AssumeRoleWithWebIdentity", condition);
        (policy, is_public, is_public)
    };
    assert_all(
        of,
        [
            row(
                r#""StringLike": {"login.example.com/team:sub": "*"}"#,
                false,
            ),
            row(r#""StringLike": {"accounts.google.com:sub": "*"}"#, true),
            row(r#""StringEquals": {"accounts.google.com:aud": "1"}"#, false),
            row("", true),
        ],
    );
}

/// Callers of the owner's account and organization are no outsiders.
#[test]
fn the_owner_is_no_outsider() {
    let owned = Question::of_documents().owned_by(OWNER);
    let variables = [
        (
            r#""StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}"#,
            true,
        ),
        (
            r#""StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}"#,
            true,
        ),
        (
            r#""StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}"#,
            false,
        ),
        (
            r#""StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}"#,
            false,
        ),
    ];
    for (condition, by_rule) in variables {
        for question in [&owned, &Question::of_documents()] {
            let found = both(&bucket(condition), BUCKET, question);
            assert_eq!(found, (by_rule, false), "{condition}");
        }
    }
    let own = denying(r#""StringNotEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}"#);
    assert_eq!(both(&own, BUCKET, &owned), (false, false));
    let queue = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage",
        "Resource": "arn:aws:sqs:us-east-1:111122223333:q",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}}}"#;
    let queue = Policy::parse(PolicyKind::Resource, "queue.json", queue).unwrap();
    assert_eq!(
        both(&queue, "AWS::SQS::Queue", &Question::of_documents()),
        (false, false)
    );
    let role = "AWS::IAM::AssumeRolePolicyDocument";
    let open = trust(r#"{"AWS": "*"}"#, "sts:AssumeRole", "");
    let public = no_public_access(&open, role, &owned);
    let caller = public
        .exact
        .witness()
        .unwrap()
        .request()
        .principal()
        .clone();
    assert_ne!(caller.account(), Some(OWNER), "{caller:?}");
    let own = trust(
        r#"{"AWS": "*"}"#,
        "sts:AssumeRole",
        r#""StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}"#,
    );
    assert_eq!(both(&own, role, &owned), (false, false));
    assert_eq!(both(&own, role, &Question::of_documents()), (false, false));
}
