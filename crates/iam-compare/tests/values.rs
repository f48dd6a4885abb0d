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
        "s3:IfMatchNone",
    ] {
        let same = conditions(key);
        // That the last one isn't the catalogue's shows in its values.
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
