//! The statements that a partial answer depends on: they form one group if either side suffices
//! (S7.3), and separate groups if both sides must allow (S7.9, S8.1).

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use iam_eval::{
    Layer, LevelKind, PartialDecision, PartialRequest, Policy, PolicyKind, PolicySet, Principal,
    Resource, ResourcePattern, UnknownKeys,
};
use serde_json::json;

/// The layers of each group of statements that the answer depends on.
fn groups(action: &str, resource: &str, set: &PolicySet) -> Vec<Vec<Layer>> {
    let principal = Principal::parse(ROLE).unwrap();
    let resource = Resource::parse(resource).unwrap();
    let unknown = UnknownKeys::only(["k:unknown"]);
    let request = PartialRequest::new(&principal, action).unwrap();
    let request = request.with_resource(&resource).with_unknown_keys(&unknown);
    let residual = set.explain_partial(&request).residual().unwrap();
    residual
        .when
        .into_iter()
        .map(|group| group.layers)
        .collect()
}

/// An allow of everything, unconditional or with a condition on an unknown key.
fn policy(kind: PolicyKind, certain: bool, principal: Option<&str>) -> Policy {
    let mut statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    if let Some(principal) = principal {
        statement["Principal"] = json!({"AWS": principal});
    }
    if !certain {
        statement["Condition"] = json!({"StringEquals": {"k:unknown": "v"}});
    }
    let document = json!({"Version": "2012-10-17", "Statement": [statement]});
    Policy::parse(kind, "policy", &document.to_string()).unwrap()
}

/// An identity policy, a resource-based policy that names `named`, and an SCP, each unconditional
/// or not.
fn set([identity, resource, scp]: [bool; 3], named: &str) -> PolicySet {
    let scp = policy(PolicyKind::ServiceControl, scp, None);
    let identity = policy(PolicyKind::Identity, identity, None);
    let resource = policy(PolicyKind::Resource, resource, Some(named));
    PolicySet::try_from_iter([identity, resource])
        .and_then(|set| set.with_level(LevelKind::ServiceControl, [scp]))
        .unwrap()
}

const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const ACCOUNT: &str = "111122223333";
const OWN_QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:queue";
const OTHER_QUEUE: &str = "arn:aws:sqs:eu-west-1:444455556666:queue";
const OWN_KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/k";

#[test]
fn within_an_account_either_side_suffices() {
    assert_eq!(
        groups(
            "sqs:SendMessage",
            OWN_QUEUE,
            &set([false, false, true], ROLE)
        ),
        [[Layer::Identity, Layer::Resource]]
    );
}

#[test]
fn after_one_side_grants_the_answer_depends_on_the_limits_only() {
    assert_eq!(
        groups(
            "sqs:SendMessage",
            OWN_QUEUE,
            &set([true, false, false], ROLE)
        ),
        [[Layer::Scp(0)]]
    );
    assert_eq!(
        groups(
            "sqs:SendMessage",
            OWN_QUEUE,
            &set([false, true, false], ROLE)
        ),
        [[Layer::Scp(0)]]
    );
}

#[test]
fn across_accounts_both_sides_must_allow() {
    assert_eq!(
        groups(
            "sqs:SendMessage",
            OTHER_QUEUE,
            &set([false, false, true], ROLE)
        ),
        [[Layer::Identity], [Layer::Resource]]
    );
    assert_eq!(
        groups(
            "sqs:SendMessage",
            OTHER_QUEUE,
            &set([true, false, true], ROLE)
        ),
        [[Layer::Resource]]
    );
}

#[test]
fn a_key_policy_must_allow_too() {
    assert_eq!(
        groups("kms:Decrypt", OWN_KEY, &set([true, false, true], ACCOUNT)),
        [[Layer::Resource]]
    );
    assert_eq!(
        groups("kms:Decrypt", OWN_KEY, &set([false, false, true], ACCOUNT)),
        [[Layer::Identity], [Layer::Resource]]
    );
}

#[test]
fn tags_of_a_role_session_need_its_trust_policy_and_those_of_a_federated_user_do_not() {
    let text = r#"{"Statement": {"Effect": "Allow", "Action": "sts:*", "Resource": "*"}}"#;
    let policies = PolicySet::new()
        .with(Policy::parse(PolicyKind::Identity, "p", text).unwrap())
        .unwrap();
    let principal = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
    for (within, expected) in [
        (
            "arn:aws:sts::111122223333:federated-user/*",
            PartialDecision::Allowed,
        ),
        (
            "arn:aws:iam::111122223333:role/*",
            PartialDecision::ImplicitDeny,
        ),
        ("arn:aws:*::111122223333:*", PartialDecision::Depends),
    ] {
        let pattern = ResourcePattern::parse(within).unwrap();
        let request = PartialRequest::new(&principal, "sts:TagSession").unwrap();
        let answer = policies.evaluate_partial(&request.with_resource_pattern(&pattern));
        assert_eq!(answer, expected, "{within}");
    }
}

#[test]
fn an_unknown_session_may_be_the_named_one() {
    let trust = |principal: &str| {
        let text = json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": principal}}});
        PolicySet::new()
            .with(Policy::parse(PolicyKind::Trust, "p", &text.to_string()).unwrap())
            .unwrap()
    };
    let principal = Principal::parse("arn:aws:iam::111122223333:role/path/appliance").unwrap();
    let role = Resource::parse("arn:aws:iam::111122223333:role/restore").unwrap();
    let request = || {
        PartialRequest::new(&principal, "sts:AssumeRole")
            .unwrap()
            .with_resource(&role)
    };
    for (named, unknown) in [
        (
            "arn:aws:sts::111122223333:assumed-role/appliance/i-0abc",
            PartialDecision::Depends,
        ),
        (
            "arn:aws:sts::111122223333:assumed-role/other/i-0abc",
            PartialDecision::ImplicitDeny,
        ),
        (
            "arn:aws:sts::444455556666:assumed-role/appliance/i-0abc",
            PartialDecision::ImplicitDeny,
        ),
        (
            "arn:aws-cn:sts::111122223333:assumed-role/appliance/i",
            PartialDecision::ImplicitDeny,
        ),
        (
            "arn:aws:iam::111122223333:role/path/appliance",
            PartialDecision::Allowed,
        ),
    ] {
        let policies = trust(named);
        let answer = policies.evaluate_partial(&request().with_session_unknown());
        assert_eq!(answer, unknown, "{named}");
        let concrete = policies.evaluate_partial(&request());
        assert_ne!(concrete, PartialDecision::Depends, "{named}");
    }
}

/// A caller of any kind may represent an unknown one: then a statement that names it may or may not
/// apply. Only statements about everyone or the account certainly apply.
#[test]
fn a_statement_that_names_the_placeholder_of_an_unknown_caller_may_not_apply() {
    use PartialDecision::{Allowed, Denied, Depends, ExplicitDeny, ImplicitDeny};
    let bucket = |effect: &str, element: &str, principal: &serde_json::Value| {
        let text = json!({"Statement": {"Effect": effect, "Action": "*", "Resource": "*",
            element: principal}});
        PolicySet::new()
            .with(Policy::parse(PolicyKind::Resource, "b", &text.to_string()).unwrap())
            .unwrap()
    };
    let object = Resource::parse("arn:aws:s3:::b/k")
        .unwrap()
        .owned_by("111122223333");
    let aws = |value: &str| json!({"AWS": value});
    let user = "arn:aws:iam::111122223333:user/u";
    let role = "arn:aws:iam::111122223333:role/r";
    let root = "arn:aws:iam::111122223333:root";
    let session = "arn:aws:sts::111122223333:assumed-role/r/s";
    let service = "ec2.amazonaws.com";
    // The given caller, the principal of the statement, and the answers: Allow to the principal,
    // Deny to all others.
    for (given, named, allow, deny) in [
        (user, aws(user), Depends, Denied),
        (role, aws(role), Depends, Denied),
        (role, aws(user), Depends, Denied),
        (session, aws(session), Depends, Denied),
        (service, json!({"Service": service}), Depends, Denied),
        (
            service,
            json!({"Service": "s3.amazonaws.com"}),
            ImplicitDeny,
            ExplicitDeny,
        ),
        (root, aws(root), Depends, Depends),
        (root, aws("111122223333"), Depends, Depends),
        (
            root,
            aws("arn:aws:iam::444455556666:root"),
            Depends,
            ExplicitDeny,
        ),
        // The account exempts only its root user (S4.12).
        (role, aws(root), ImplicitDeny, ExplicitDeny),
        (user, aws(root), ImplicitDeny, ExplicitDeny),
        (role, json!({"AWS": [root, role]}), Depends, Denied),
        (role, json!("*"), Allowed, ImplicitDeny),
    ] {
        let caller = Principal::parse(given).unwrap();
        let request = PartialRequest::new(&caller, "s3:GetObject").unwrap();
        let request = request.with_resource(&object).with_caller_unknown();
        let case = format!("{given} {named}");
        let allows = bucket("Allow", "Principal", &named);
        assert_eq!(allows.evaluate_partial(&request), allow, "Allow: {case}");
        assert_eq!(
            allows.explain_partial(&request).decision,
            allow,
            "Allow: {case}"
        );
        let denies = bucket("Deny", "NotPrincipal", &named);
        assert_eq!(denies.evaluate_partial(&request), deny, "Deny: {case}");
    }
}

/// S9: the keys derived from an unknown caller are unknown, including those that the given caller
/// doesn't have.
#[test]
fn keys_derived_from_an_unknown_caller_are_unknown() {
    for caller in ["root", "role/r", "user/u"] {
        let caller = Principal::parse(&format!("arn:aws:iam::111122223333:{caller}")).unwrap();
        let object = Resource::parse("arn:aws:s3:::b/k").unwrap();
        for key in [
            "aws:userid",
            "aws:AssumedRoot",
            "aws:username",
            "aws:PrincipalArn",
        ] {
            let text = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {"Null": {key: "true"}}}});
            let policies = PolicySet::new()
                .with(
                    Policy::parse(PolicyKind::PermissionsBoundary, "b", &text.to_string()).unwrap(),
                )
                .unwrap();
            let all = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
            let policies = policies
                .with(Policy::parse(PolicyKind::Identity, "i", &all.to_string()).unwrap())
                .unwrap();
            let unknown = UnknownKeys::only([]);
            let request = PartialRequest::new(&caller, "s3:GetObject").unwrap();
            let request = request
                .with_resource(&object)
                .with_unknown_keys(&unknown)
                .with_caller_unknown();
            let answer = policies.evaluate_partial(&request);
            assert!(
                answer.admits(iam_eval::Decision::Allowed),
                "{caller:?} {key}"
            );
            assert!(
                answer.admits(iam_eval::Decision::ImplicitDeny),
                "{caller:?} {key}"
            );
        }
    }
}
