//! Reports on denied requests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "access/schema.rs"]
mod schema;

use iam_access::check::Knowledge;
use iam_access::denial::{DenialOfRequest, DenialReport, Surroundings, explain};
use iam_account::{parse_denied_requests, read_text};
use iam_report::form::text::{TextWriter, is_deceptive};
use serde_json::Value;

const ALLOW: &str = r#"{"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
    {"Sid": "Keep", "Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*",
     "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}]}"#;

fn report(message: &str, policy: &str) -> DenialReport {
    let knowledge = Knowledge::nothing();
    let inputs = read_text("role.json", policy);
    let requests = parse_denied_requests("error.txt", message).unwrap();
    let mut denials = Vec::new();
    for request in &requests {
        let mut denial = DenialOfRequest::new(request);
        let input = inputs.principal(0).unwrap();
        let answer = explain(request, &input, &Surroundings::new(&knowledge)).unwrap();
        denial.principals.push(answer);
        denials.push(denial);
    }
    DenialReport::new(denials)
}

fn error(action: &str, ends: &str) -> String {
    format!(
        "User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: {action} on resource: \
         arn:aws:ec2:eu-west-1:111122223333:volume/vol-1 {ends}"
    )
}

fn shown(report: &DenialReport) -> String {
    let mut out = Vec::new();
    iam_report::denial::text(report, &mut TextWriter::new(&mut out, 80, false)).unwrap();
    String::from_utf8(out).unwrap()
}

fn samples() -> [DenialReport; 4] {
    let implicit = "because no identity-based policy allows the s3:PutObject action";
    [
        report(
            &error(
                "ec2:DeleteVolume",
                "with an explicit deny in an identity-based policy",
            ),
            ALLOW,
        ),
        report(&error("s3:PutObject", implicit), ALLOW),
        report(
            &error(
                "ec2:RunInstances",
                "with an explicit deny in a service control policy",
            ),
            ALLOW,
        ),
        report(
            "An error occurred (AccessDenied) when calling the GetAccountAuthorizationDetails operation",
            ALLOW,
        ),
    ]
}

#[test]
fn text_of_80_columns() {
    let texts = samples().map(|report| shown(&report));
    insta::assert_snapshot!(texts.join("\n=====\n\n"));
}

#[test]
fn the_json_conforms_to_the_schema() {
    let schema = include_str!("../../../docs/schema/denial-1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    for report in samples() {
        let mut out = Vec::new();
        iam_report::denial::json(&report, &mut out).unwrap();
        let value: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(schema::problems(&schema, &value), [""; 0]);
        let mut wrong = value.clone();
        wrong["requests"][0]["principals"][0]["decision"] = "maybe".into();
        assert_eq!(schema::problems(&schema, &wrong).len(), 1);
    }
}

#[test]
fn text_of_a_message_cannot_control_a_terminal() {
    let hostile = "arn:aws:s3:::b/\u{1B}[2J\u{202E}\u{9B}1m";
    let message = format!(
        "{{\"context\": {{\"action\": \"s3:GetObject\", \"resource\": {}, \"principal\": {{\"arn\": \
         \"arn:aws:iam::111122223333:user/u\"}}}}, \"explicitDeny\": true, \"failures\": [{}], \
         \"matchedStatements\": {{\"items\": [{{\"effect\": \"DENY\", \"statementId\": {}}}]}}}}",
        Value::from(hostile),
        Value::from(hostile),
        Value::from(format!("x\n{hostile}")),
    );
    let report = report(&message, ALLOW);
    let text = shown(&report);
    assert!(text.contains('\u{FFFD}'), "{text}");
    assert!(!text.contains(|c| is_deceptive(c) && c != '\n'), "{text}");
    let mut out = Vec::new();
    iam_report::denial::json(&report, &mut out).unwrap();
    let json = String::from_utf8(out).unwrap();
    assert!(!json.contains(|c| is_deceptive(c) && c != '\n'), "{json}");
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["requests"][0]["resource"], hostile);
}
