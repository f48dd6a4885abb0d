//! Which values a key may have in a request.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use iam_compare::{Comparison, Question, compare};
use iam_eval::{Policy, PolicyKind, PolicySet};

fn identity(statements: &str) -> PolicySet {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    let policy = Policy::parse(PolicyKind::Identity, "role.json", &text).unwrap();
    PolicySet::new().with(policy).unwrap()
}

fn allow(condition: &str) -> PolicySet {
    identity(&format!(
        r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {{{condition}}}}}"#
    ))
}

fn shown(comparison: &Comparison) -> String {
    match comparison {
        Comparison::NoNewAccess(_) => "none".to_owned(),
        Comparison::NewAccess(witness) => {
            let context = witness.request().context().entries();
            let entries = context.map(|(key, value)| format!(" {key}={value:?}"));
            format!("new{}", entries.collect::<String>())
        }
        Comparison::Undecided(reason) => format!("undecided: {reason}"),
        other => panic!("{other:?}"),
    }
}

fn answer(old: &PolicySet, new: &PolicySet) -> String {
    shown(&compare(old, new, &Question::of_documents()))
}

/// A boolean key is `true` or `false`, whatever compares with it.
#[test]
fn booleans_are_true_or_false() {
    let conditions = |key: &str| {
        [
            r#""Bool": {"KEY": "true"}"#,
            r#""StringEquals": {"KEY": "true"}"#,
            r#""StringEqualsIgnoreCase": {"KEY": "TRUE"}"#,
            r#""StringLike": {"KEY": "true"}"#,
            r#""StringEquals": {"KEY": ["true", "yes"]}"#,
        ]
        .map(|condition| allow(&condition.replace("KEY", key)))
    };
    for key in [
        "aws:SecureTransport",
        "aws:MultiFactorAuthPresent",
        "x:flag",
    ] {
        let same = conditions(key);
        // The last key is of no known type: it is boolean by what it is compared with.
        let same = match key.starts_with("aws:") {
            true => &same[..],
            false => &same[..2],
        };
        for old in same {
            for new in same {
                assert_eq!(answer(old, new), "none", "{key}");
            }
        }
    }
    let denied = identity(
        r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
           {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:MultiFactorAuthPresent": "true"}}}"#,
    );
    let allowed = allow(r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#);
    assert_eq!(answer(&denied, &allowed), "none");
    assert_eq!(answer(&allowed, &denied), "none");
    let bool = allow(r#""Bool": {"aws:SecureTransport": "true"}"#);
    for (condition, found) in [
        (
            r#""StringNotEquals": {"aws:SecureTransport": "true"}"#,
            "new",
        ),
        (r#""Null": {"aws:SecureTransport": "true"}"#, "new"),
        (r#""StringLike": {"aws:SecureTransport": "t*"}"#, "none"),
        (r#""StringEquals": {"aws:SecureTransport": ""}"#, "none"),
        (r#""StringEquals": {"aws:SecureTransport": "yes"}"#, "none"),
        (r#""NumericLessThan": {"aws:SecureTransport": "5"}"#, "none"),
        (
            r#""StringNotLike": {"aws:SecureTransport": ["t*", "f*"]}, "Null": {"aws:SecureTransport": "false"}"#,
            "none",
        ),
        (
            r#""StringEquals": {"aws:SecureTransport": "${aws:MultiFactorAuthPresent}"}"#,
            "new",
        ),
    ] {
        let found_here = answer(&bool, &allow(condition));
        assert!(found_here.starts_with(found), "{condition}: {found_here}");
    }
    // A key of unknown type that is compared with other texts has any text.
    let other = r#""StringEquals": {"x:key": ["true", "maybe"]}"#;
    let bool = allow(r#""Bool": {"x:key": "true"}"#);
    assert!(answer(&bool, &allow(other)).contains("maybe"));
}

/// `aws:EpochTime` is a number, `aws:CurrentTime` a date, whatever a policy compares them with.
#[test]
fn times_have_their_form() {
    let seconds = allow(r#""NumericLessThan": {"aws:EpochTime": "1767225600"}"#);
    let date = allow(r#""DateLessThan": {"aws:EpochTime": "2026-01-01T00:00:00Z"}"#);
    assert_eq!(answer(&seconds, &date), "none");
    assert_eq!(answer(&date, &seconds), "none");
    let later = allow(r#""DateLessThan": {"aws:EpochTime": "2026-01-02T00:00:00Z"}"#);
    let found = answer(&seconds, &later);
    assert!(found.starts_with("new") && !found.contains('-'), "{found}");
    let found = answer(&date, &later);
    assert!(found.starts_with("new") && !found.contains('-'), "{found}");
    let never = allow(r#""NumericLessThan": {"aws:CurrentTime": "1767225600"}"#);
    let date = allow(r#""DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}"#);
    assert_eq!(answer(&date, &never), "none");
    let found = answer(&never, &date);
    assert!(found.contains("2025-12-31T00:00:00Z"), "{found}");
}

/// A key of which a request has one value at most isn't shown with a list of them.
#[test]
fn one_value_of_a_key_that_has_one() {
    let plain = allow(r#""StringEquals": {"aws:RequestedRegion": "us-east-1"}"#);
    let all = allow(
        r#""ForAllValues:StringEquals": {"aws:RequestedRegion": "us-east-1"}, "Null": {"aws:RequestedRegion": "false"}"#,
    );
    assert_eq!(answer(&plain, &all), "none");
    assert_eq!(answer(&all, &plain), "none");
    let all = allow(r#""ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}"#);
    let any = allow(r#""ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}"#);
    assert!(
        answer(&all, &any).contains("Many"),
        "{}",
        answer(&all, &any)
    );
}

#[test]
fn whole_numbers_are_preferred() {
    let above = |threshold: &str| {
        allow(&format!(
            r#""NumericGreaterThanEquals": {{"s3:max-keys": "{threshold}"}}"#
        ))
    };
    assert!(
        answer(&above("10"), &above("9")).ends_with(r#"=One("9")"#),
        "{}",
        answer(&above("10"), &above("9"))
    );
    let between = allow(
        r#""NumericGreaterThan": {"s3:max-keys": "9"}, "NumericLessThan": {"s3:max-keys": "10"}"#,
    );
    assert!(answer(&above("10"), &between).contains("9.5"));
}

/// Thresholds that are the same number as floats.
#[test]
fn numbers_beyond_floats() {
    let at_most = |number: &str| {
        allow(&format!(
            r#""NumericLessThanEquals": {{"s3:max-keys": "{number}"}}"#
        ))
    };
    let found = answer(&at_most("9007199254740992"), &at_most("9007199254740993"));
    assert!(found.contains("9007199254740993"), "{found}");
}

/// An empty value of a key that the caller chooses is a value.
#[test]
fn empty_values_of_chosen_keys() {
    let home = allow(r#""StringEquals": {"s3:prefix": "home/"}"#);
    let empty = allow(r#""StringEquals": {"s3:prefix": ["", "home/"]}"#);
    assert!(answer(&home, &empty).contains(r#"=One("")"#));
    let any = allow(r#""StringLike": {"s3:prefix": "*"}"#);
    let some = allow(r#""StringLike": {"s3:prefix": "?*"}"#);
    assert!(
        answer(&some, &any).starts_with("new"),
        "{}",
        answer(&some, &any)
    );
    let tag = |value: &str| {
        allow(&format!(
            r#""StringLike": {{"aws:RequestTag/team": "{value}"}}"#
        ))
    };
    assert!(answer(&tag("?*"), &tag("*")).starts_with("new"));
    let region = |value: &str| {
        allow(&format!(
            r#""StringLike": {{"aws:RequestedRegion": "{value}"}}"#
        ))
    };
    assert_eq!(answer(&region("?*"), &region("*")), "none");
}
