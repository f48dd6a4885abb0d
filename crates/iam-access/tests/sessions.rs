//! What is known of the sessions of a role, and of a user's requests: tags and unique IDs.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod dump;

use dump::{
    ACCOUNT, OBJECT, allow, answers, ask, dump, if_tagged, lets, object, role, user, who_can,
    with_condition,
};
use iam_access::questions::Extent::{All, Conditional};
use iam_access::questions::Place;
use serde_json::{Value, json};

fn get() -> Value {
    allow("s3:GetObject", "arn:aws:s3:::b/*")
}

fn deny(condition: Value) -> Value {
    json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition})
}

/// Whom the trust policy lets pass tags, they take the place of the role's own (IAM User Guide,
/// "Pass session tags in AWS STS").
#[test]
fn session_tags_are_unknown_where_somebody_may_pass_them() {
    let place = Place::on(OBJECT).unwrap();
    let saml = json!({"Federated": format!("arn:aws:iam::{ACCOUNT}:saml-provider/S")});
    let both = json!(["sts:AssumeRole", "sts:TagSession"]);
    let by_saml = json!(["sts:AssumeRoleWithSAML", "sts:TagSession"]);
    let pods = json!({"Service": "pods.eks.amazonaws.com"});
    let lambda = json!({"Service": "lambda.amazonaws.com"});
    let everyone_but = json!([
        lets(lambda.clone(), json!("sts:*")),
        {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:TagSession"}
    ]);
    let tagged = json!(with_condition(get(), if_tagged("team", "x")));
    let not_if = json!([get(), deny(if_tagged("ro", "1"))]);
    let not_unless = json!([
        get(),
        deny(json!({"StringNotEquals": {"aws:PrincipalTag/team": "x"}}))
    ]);
    let by_variable = json!(allow(
        "s3:GetObject",
        "arn:aws:s3:::b/${aws:PrincipalTag/team}"
    ));
    for (trust, identity, tags, expected) in [
        (
            lets(json!({"AWS": ACCOUNT}), both.clone()),
            &tagged,
            &[][..],
            Some(Conditional),
        ),
        (lets(saml, by_saml), &tagged, &[], Some(Conditional)),
        (lets(pods, both.clone()), &tagged, &[], Some(Conditional)),
        (
            lets(lambda.clone(), json!("sts:*")),
            &tagged,
            &[],
            Some(Conditional),
        ),
        // They take the place of the role's own.
        (
            lets(lambda.clone(), both.clone()),
            &tagged,
            &[("team", "y")],
            Some(Conditional),
        ),
        (
            lets(lambda.clone(), both.clone()),
            &tagged,
            &[("team", "x")],
            Some(Conditional),
        ),
        (
            lets(lambda.clone(), both.clone()),
            &not_if,
            &[],
            Some(Conditional),
        ),
        (
            lets(lambda.clone(), both.clone()),
            &not_if,
            &[("ro", "1")],
            Some(Conditional),
        ),
        (
            lets(lambda.clone(), both.clone()),
            &not_unless,
            &[],
            Some(Conditional),
        ),
        (
            lets(lambda.clone(), both.clone()),
            &by_variable,
            &[],
            Some(Conditional),
        ),
        // Nobody may pass them.
        (
            lets(lambda.clone(), json!("sts:AssumeRole")),
            &tagged,
            &[],
            None,
        ),
        (
            lets(lambda.clone(), json!("sts:AssumeRole")),
            &tagged,
            &[("team", "x")],
            Some(All),
        ),
        (
            lets(lambda.clone(), json!("sts:AssumeRole")),
            &not_if,
            &[],
            Some(All),
        ),
        (
            lets(lambda.clone(), json!("sts:AssumeRole")),
            &not_if,
            &[("ro", "1")],
            None,
        ),
        (
            lets(lambda.clone(), json!("sts:AssumeRole")),
            &not_unless,
            &[],
            None,
        ),
        (
            lets(lambda, json!("sts:AssumeRole")),
            &by_variable,
            &[],
            None,
        ),
        (everyone_but, &tagged, &[("team", "x")], Some(All)),
    ] {
        let account = dump(&[], &[role("r", &trust, identity, tags)]);
        let found = who_can(&account, "s3:GetObject", &place, 0);
        let expected: Vec<_> = expected.map(|extent| ("r", extent)).into_iter().collect();
        assert_eq!(answers(&found), expected, "{trust} {identity} {tags:?}");
        let can = ask(&account, |accounts| {
            accounts.can_on(0, "s3:GetObject", &place).unwrap()
        });
        let is_open = can.grant.extent.is_open();
        assert_eq!(
            is_open.then_some(can.grant.extent),
            expected.first().map(|found| found.1)
        );
    }
}

/// The trust policy isn't known, so that it may let somebody pass tags. A user has no sessions with
/// tags.
#[test]
fn without_a_trust_policy_session_tags_are_unknown() {
    let place = Place::on(OBJECT).unwrap();
    let tagged = json!(with_condition(get(), if_tagged("team", "x")));
    let mut unknown = role("r", &json!([]), &tagged, &[("team", "y")]);
    unknown
        .as_object_mut()
        .unwrap()
        .remove("AssumeRolePolicyDocument");
    let users = [
        user("none", &tagged, &[]),
        user("x", &tagged, &[("Team", "x")]),
        user("y", &tagged, &[("team", "y")]),
    ];
    let found = who_can(&dump(&users, &[unknown]), "s3:GetObject", &place, 0);
    assert_eq!(answers(&found), [("r", Conditional), ("x", All)]);
}

/// A dump has all tags of a principal, so that one that it doesn't have is absent, wherever it is
/// named: in the resource's policy, or as a variable.
#[test]
fn a_tag_that_a_principal_lacks_is_absent_wherever_it_is_named() {
    let trust = lets(
        json!({"Service": "lambda.amazonaws.com"}),
        json!("sts:AssumeRole"),
    );
    let tagging = lets(json!({"Service": "pods.eks.amazonaws.com"}), json!("sts:*"));
    let by_variable = json!(allow(
        "s3:GetObject",
        "arn:aws:s3:::b/${aws:PrincipalTag/only-here}"
    ));
    let account = dump(
        &[
            user("none", &Value::Null, &[]),
            user("other", &by_variable, &[("a", "b")]),
            user("x", &Value::Null, &[("team", "x")]),
        ],
        &[
            role("r", &trust, &Value::Null, &[]),
            role("rx", &trust, &Value::Null, &[("team", "x")]),
            role("tagging", &tagging, &Value::Null, &[]),
        ],
    );
    let everyone = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::b/*", "Condition": if_tagged("team", "x")});
    let found = who_can(&account, "s3:GetObject", &object(&everyone), 0);
    assert_eq!(
        answers(&found),
        [("rx", All), ("tagging", Conditional), ("x", All)]
    );
}

fn by_id(operator: &str, values: &Value) -> Value {
    json!({operator: {"aws:userid": values}})
}

/// `aws:userid` is a user's unique ID; that of a role begins the value in its sessions (S9.7).
#[test]
fn unique_ids_are_those_of_the_dump() {
    let lambda = lets(
        json!({"Service": "lambda.amazonaws.com"}),
        json!("sts:AssumeRole"),
    );
    let account = dump(
        &[
            user("a", &json!(get()), &[]),
            user("b", &json!(get()), &[]),
            user(
                "own",
                &json!(allow("s3:GetObject", "arn:aws:s3:::b/${aws:userid}")),
                &[],
            ),
        ],
        &[
            role("r", &lambda, &json!(get()), &[]),
            role(
                "ownid",
                &lambda,
                &json!(with_condition(
                    get(),
                    by_id("StringLike", &json!("AROAOWNID:*"))
                )),
                &[],
            ),
        ],
    );
    let by_policy = |condition: Value| {
        let statement = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
            "Condition": condition});
        let found = who_can(&account, "s3:GetObject", &object(&statement), 0);
        let found = answers(&found).into_iter();
        let found = found.map(|(name, extent)| format!("{name} {extent:?}"));
        found.collect::<Vec<_>>().join(", ")
    };
    for (condition, expected) in [
        (by_id("StringNotLike", &json!(["AIDAA"])), "a All"),
        (
            by_id("StringNotLike", &json!(["AROAR:*", "AIDAB"])),
            "b All, r All",
        ),
        (
            by_id("StringEquals", &json!("AIDAB")),
            "a All, ownid All, r All",
        ),
        (
            by_id("StringLike", &json!("AROAR:*")),
            "a All, b All, ownid All",
        ),
        // Which session it is isn't known.
        (
            by_id("StringLike", &json!("*:ci")),
            "a All, b All, ownid Conditional, r Conditional",
        ),
        (
            by_id("StringEquals", &json!("AROAR:session")),
            "a All, b All, ownid All, r Conditional",
        ),
    ] {
        assert_eq!(by_policy(condition.clone()), expected, "{condition}");
    }
    let place = Place::on("arn:aws:s3:::b/AIDAOWN").unwrap();
    let found = who_can(&account, "s3:GetObject", &place, 0);
    let found = answers(&found);
    assert!(found.contains(&("own", All)), "{found:?}");
}

/// The same in a trust policy, whose conditions are about who assumes the role.
#[test]
fn trust_policies_may_name_unique_ids() {
    let assume = json!(allow("sts:AssumeRole", "*"));
    let lambda = lets(
        json!({"Service": "lambda.amazonaws.com"}),
        json!("sts:AssumeRole"),
    );
    let place = Place::on(OBJECT).unwrap();
    for (condition, expected) in [
        (
            by_id("StringEquals", &json!("AIDAA")),
            &[("a", All), ("r", All)][..],
        ),
        (
            by_id("StringLike", &json!("AROAC:*")),
            &[("c", All), ("r", All)],
        ),
        (
            by_id("StringEquals", &json!("AROAC:i-1")),
            &[("c", Conditional), ("r", All)],
        ),
    ] {
        let trust = lets(json!({"AWS": ACCOUNT}), json!("sts:AssumeRole"));
        let trust = with_condition(trust, condition.clone());
        let account = dump(
            &[user("a", &assume, &[]), user("b", &assume, &[])],
            &[
                role("c", &lambda, &assume, &[]),
                role("r", &trust, &json!(get()), &[]),
            ],
        );
        let found = who_can(&account, "s3:GetObject", &place, 1);
        assert_eq!(answers(&found), expected, "{condition}");
    }
}
