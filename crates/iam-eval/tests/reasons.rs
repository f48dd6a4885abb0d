//! What the parts of an explanation say, and which of them are equal.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use iam_eval::{Certainty, Explanation, LayerStatus, StatementReason};
use iam_scenario::Scenario;

const USER: &str = "arn:aws:iam::111122223333:user/alice";
const STATEMENTS: &str = r#"[
    {"Sid": "Reading", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
    {"Sid": "Tagged", "Effect": "Allow", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/team": "x"}}},
    {"Sid": "Writing", "Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::other/*"}]"#;

fn explained(action: &str) -> Explanation {
    let text = format!(
        r#"{{"request": {{"principal": "{USER}", "action": "{action}", "resource": "arn:aws:s3:::bucket/key"}},
            "policies": {{"identity": [{{"Version": "2012-10-17", "Statement": {STATEMENTS}}}]}}}}"#
    );
    Scenario::parse(&text).unwrap().explain()
}

fn reasons(explanation: &Explanation) -> Vec<&StatementReason> {
    explanation
        .layers
        .iter()
        .flat_map(|layer| &layer.statements)
        .collect()
}

#[test]
fn each_statement_applies_or_fails() {
    let explanation = explained("s3:GetObject");
    let found: Vec<_> = reasons(&explanation)
        .into_iter()
        .map(|reason| {
            let sid = reason.origin.sid().unwrap_or_default();
            (sid, reason.applies(), reason.fails(), reason.depends())
        })
        .collect();
    let expected = [
        ("Reading", true, false, false),
        ("Tagged", false, true, false),
    ];
    assert_eq!(found, expected);
    let deciding: Vec<_> = explanation.deciding().map(|it| it.origin.sid()).collect();
    assert_eq!(deciding, [Some("Reading")]);
}

#[test]
fn where_a_statement_is() {
    let explanation = explained("s3:GetObject");
    let all = reasons(&explanation);
    let (first, second) = (&all[0].origin, &all[1].origin);
    assert_ne!(first, second);
    assert_eq!(first, &first.clone());
    assert_eq!(first.policy_name(), None);
    assert!(!first.policy().is_empty());
    assert_eq!((first.statement(), second.statement()), (0, 1));
    assert!(
        first.to_string().starts_with("statement \"Reading\""),
        "{first}"
    );
}

#[test]
fn reasons_are_equal_if_they_say_the_same() {
    let (one, again) = (explained("s3:GetObject"), explained("s3:GetObject"));
    assert_eq!(reasons(&one), reasons(&again));
    assert_ne!(reasons(&one)[0], reasons(&one)[1]);
    // The same statement, with another outcome.
    let denied = explained("s3:PutObject");
    let of = |explanation: &Explanation, sid: &str| {
        let mut all = reasons(explanation).into_iter();
        all.find(|it| it.origin.sid() == Some(sid))
            .cloned()
            .unwrap()
    };
    assert_eq!(of(&one, "Tagged"), of(&denied, "Tagged"));
    assert!(one.to_string().contains("aws:PrincipalTag/team"));
}

#[test]
fn a_layer_in_a_few_words() {
    let explanation = explained("s3:GetObject");
    let mut layer = explanation.layers[0].clone();
    let mut summary = |denies, allows, status| {
        layer.denies = denies;
        layer.allows = allows;
        layer.status = status;
        layer.summary()
    };
    use Certainty::{Certain, Impossible, Possible};
    let applied = explanation.layers[0].status;
    assert_eq!(summary(Impossible, Certain, applied), "an Allow applies");
    assert_eq!(summary(Impossible, Possible, applied), "an Allow may apply");
    assert_eq!(summary(Impossible, Impossible, applied), "no Allow applies");
    assert_eq!(summary(Possible, Certain, applied), "a Deny may apply");
    assert_eq!(summary(Certain, Certain, applied), "a Deny applies");
    let not = LayerStatus::NotApplicable;
    assert_eq!(summary(Certain, Certain, not), "not applied to this caller");
}

#[test]
fn an_explanation_names_who_asked_for_what() {
    let text = explained("s3:DeleteObject").to_string();
    for part in [USER, "s3:DeleteObject", "arn:aws:s3:::bucket/key"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
