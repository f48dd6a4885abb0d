//! Members of documents and statements that are, or may be, mistakes; and names of callers.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// A caller of every form, with a valid or an invalid name (S4.16).
pub(super) fn caller() -> impl Strategy<Value = String> {
    let form = select(
        &[
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:role/",
            "arn:aws:iam::111122223333:role/aws-service-role/",
            "arn:aws:sts::111122223333:assumed-role/app/",
            "arn:aws:sts::111122223333:assumed-role/",
            "arn:aws:sts::111122223333:federated-user/",
            "arn:aws:iam::111122223333:saml-provider/",
            "arn:aws:iam::111122223333:oidc-provider/",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ",
            "ec2.amazonaws.com",
            "",
        ][..],
    );
    let part = select(
        &[
            "alice",
            "app",
            "a",
            "/",
            "/s1",
            ":",
            "aws:",
            "aws:ec2-infrastructure",
            "*",
            "?",
            " ",
            "\"",
            "!",
            ".",
            "+=,.@-_",
            "\u{e9}",
            "\u{200b}",
            "\n",
            "0123456789abcdef0123456789abcdef",
        ][..],
    );
    (form, prop::collection::vec(part, 0..5), 0..12usize).prop_map(|(form, parts, times)| {
        let long = if times == 0 {
            "p".repeat(505) + "/"
        } else {
            String::new()
        };
        form.to_owned() + &long + &parts.concat()
    })
}

pub(super) fn document_members() -> Vec<(&'static str, Value)> {
    vec![
        ("Version", json!("2012-10-18")),
        ("Version", json!("2008-10-17")),
        ("Version", json!(20121017)),
        ("Version", json!(null)),
        ("Id", json!("some id")),
        ("Id", json!(1)),
        ("version", json!("2012-10-17")),
        ("Statement", json!([])),
        ("Statement", json!({})),
        ("Statement", json!(null)),
        ("Statement", json!("x")),
        ("Statement", json!([[]])),
        ("Statement", json!([null])),
    ]
}

pub(super) fn statement_members() -> Vec<(&'static str, Value)> {
    vec![
        ("Sid", json!("with space")),
        ("Sid", json!("S0")),
        ("Sid", json!("")),
        ("Sid", json!(1)),
        ("Effect", json!("allow")),
        ("Effect", json!(["Allow"])),
        ("Effect", json!(true)),
        ("NotAction", json!("s3:*")),
        ("NotResource", json!("*")),
        ("Principal", json!("*")),
        ("Principal", json!({"AWS": "*"})),
        ("NotPrincipal", json!({"AWS": "111122223333"})),
        ("Resource", json!("*")),
        ("Condition", json!({})),
        ("Condition", json!(null)),
        ("Condition", json!([])),
        ("Condition", json!({"StringEquals": {}})),
        ("Condition", json!({"Sounds": {}})),
        ("Condition", json!({"Sounds": {"a:b": []}})),
        ("Condition", json!({"Sounds": null})),
        ("Condition", json!({"NullIfExists": {}})),
        ("Condition", json!({"StringEquals": null})),
        ("Condition", json!({"stringEquals": {"a:b": "c"}})),
        ("Condition", json!({"StringEquals": {"a:b": null}})),
        ("Condition", json!({"StringEquals": {"a:b": {}}})),
        ("Condition", json!({"StringEquals": {"a:b": [["c"]]}})),
        ("Condition", json!({"StringEquals": {"a:b": []}})),
        ("Condition", json!({"StringEquals": {"": "c"}})),
        ("Condition", json!({"StringEquals": {"${x}": "c"}})),
        (
            "Condition",
            json!({"StringEquals": {"a:b": "c", "A:B": "c"}}),
        ),
        ("Condition", json!({"StringEquals": {"a:b": "${x"}})),
        ("Condition", json!({"NullIfExists": {"a:b": "true"}})),
        ("Condition", json!({"ForAnyValue:Null": {"a:b": "true"}})),
        (
            "Condition",
            json!({"ForSomeValue:StringLike": {"a:b": "c"}}),
        ),
        ("Condition", json!({"StringLikeIgnoreCase": {"a:b": "c"}})),
        ("Condition", json!({"BoolIfExistsIfExists": {"a:b": "c"}})),
        (
            "Condition",
            json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/33"}}),
        ),
        (
            "Condition",
            json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/"}}),
        ),
        (
            "Condition",
            json!({"IpAddress": {"aws:SourceIp": "203.0.113"}}),
        ),
        (
            "Condition",
            json!({"NotIpAddress": {"aws:SourceIp": "${aws:SourceIp}"}}),
        ),
        (
            "Condition",
            json!({"NumericEquals": {"s3:max-keys": "ten"}}),
        ),
        (
            "Condition",
            json!({"DateEquals": {"aws:CurrentTime": "soon"}}),
        ),
        (
            "Condition",
            json!({"ForAllValues:DateLessThanIfExists": {"aws:CurrentTime": ["2026", "234-13"]}}),
        ),
        (
            "Condition",
            json!({"DateNotEquals": {"aws:CurrentTime": "9223372036854775808"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": "2016-12-13t2:00:00.593194+1"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": "2016-12-13t2:00:00.1999999999+10:59"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": "01T"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": []}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": ""}}),
        ),
        ("Unknown", json!(1)),
    ]
}
