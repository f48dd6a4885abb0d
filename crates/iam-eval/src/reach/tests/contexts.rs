//! Unknown contexts: one that is allowed is found, or it is not known whether there is one.

use super::{Question, ask};
use crate::reach::Reach;
use iam_syntax::document::PolicyKind;

#[test]
fn contexts_are_found_or_it_is_not_known() {
    let allow = r#"{"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": "#;
    let deny = r#"{"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Condition": "#;
    for (allowed, denied, expected) in [
        (
            r#"{"StringEquals": {"k:a": "x"}}"#,
            r#"{"StringEquals": {"k:a": "x"}}"#,
            Reach::Unknown,
        ),
        (
            r#"{"StringEquals": {"k:a": ["x", "y"]}}"#,
            r#"{"StringEquals": {"k:a": "x"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"StringLike": {"k:a": "x*"}}"#,
            r#"{"StringNotLike": {"k:a": "*y"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"StringLike": {"k:a": "x*"}}"#,
            r#"{"StringNotLike": {"k:a": "x*"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"Null": {"k:a": "true"}}"#,
            r#"{"StringEquals": {"k:a": "x"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"Null": {"k:a": "false"}}"#,
            r#"{"StringNotEquals": {"k:a": "x"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"NumericGreaterThan": {"k:a": "5"}}"#,
            r#"{"NumericGreaterThanEquals": {"k:a": "6"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"DateGreaterThan": {"k:a": "2026-01-01"}}"#,
            r#"{"DateGreaterThan": {"k:a": "2026-01-02"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"IpAddress": {"k:a": "203.0.113.0/24"}}"#,
            r#"{"NotIpAddress": {"k:a": "203.0.113.0/25"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"ForAnyValue:StringEquals": {"k:a": "x"}}"#,
            r#"{"ForAllValues:StringEquals": {"k:a": "x"}}"#,
            Reach::AllIf,
        ),
        (
            r#"{"Bool": {"k:a": "true"}, "StringEquals": {"k:b": "${k:c}"}}"#,
            r#"{"StringLike": {"k:c": "*"}}"#,
            Reach::Unknown,
        ),
        (
            r#"{"Bool": {"k:a": "true"}, "StringEquals": {"k:b": "${k:c}"}}"#,
            r#"{"StringEquals": {"k:c": "u"}}"#,
            Reach::AllIf,
        ),
    ] {
        let statements = format!("{allow}{allowed}}}, {deny}{denied}}}");
        let question = Question {
            layers: &[(PolicyKind::Identity, &statements)],
            action: "sqs:SendMessage",
            within: "arn:aws:sqs:*:111122223333:*",
            expected,
        };
        assert_eq!(ask(&question), expected, "{statements}");
    }
}
