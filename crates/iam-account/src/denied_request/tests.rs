//! Every form in which AWS reports a denied request, and texts that are not one.

use super::{DeniedRequest, MatchedStatement, MessageForm, parse_denied_requests};
use iam_eval::PolicyKind;

fn one(text: &str) -> DeniedRequest {
    let mut requests = parse_denied_requests("m", text).unwrap();
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests.remove(0)
}

fn error(text: &str) -> String {
    parse_denied_requests("m", text).unwrap_err().to_string()
}

/// The variants that the IAM User Guide lists ("Troubleshoot access denied error messages").
#[test]
fn every_documented_variant_of_the_text() {
    use PolicyKind as Kind;
    for (ends, explicit, kind) in [
        (
            "because no service control policy allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::ServiceControl),
        ),
        (
            "with an explicit deny in a service control policy",
            Some(true),
            Some(Kind::ServiceControl),
        ),
        (
            "because no resource control policy allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::ResourceControl),
        ),
        (
            "with an explicit deny in a resource control policy",
            Some(true),
            Some(Kind::ResourceControl),
        ),
        (
            "because no VPC endpoint policy allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::VpcEndpoint),
        ),
        (
            "with an explicit deny in a VPC endpoint policy",
            Some(true),
            Some(Kind::VpcEndpoint),
        ),
        (
            "because no permissions boundary allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::PermissionsBoundary),
        ),
        (
            "with an explicit deny in a permissions boundary",
            Some(true),
            Some(Kind::PermissionsBoundary),
        ),
        (
            "because no session policy allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::Session),
        ),
        (
            "with an explicit deny in a session policy",
            Some(true),
            Some(Kind::Session),
        ),
        (
            "because no resource-based policy allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::Resource),
        ),
        (
            "with an explicit deny in a resource-based policy",
            Some(true),
            Some(Kind::Resource),
        ),
        (
            "because no identity-based policy allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::Identity),
        ),
        (
            "with an explicit deny in an identity-based policy",
            Some(true),
            Some(Kind::Identity),
        ),
        (
            "because no role trust policy allows the codecommit:ListRepositories action",
            Some(false),
            Some(Kind::Trust),
        ),
        (
            "with an explicit deny in the role trust policy",
            Some(true),
            Some(Kind::Trust),
        ),
        ("with an explicit deny", Some(true), None),
        (
            "with an explicit deny in some new kind of policy",
            Some(true),
            None,
        ),
        ("", None, None),
    ] {
        for resource in [None, Some("arn:aws:codecommit:us-east-1:777788889999:repo")] {
            for end in ["", ".", "\n"] {
                let on = resource.map_or(String::new(), |arn| format!("on resource: {arn} "));
                let text = format!(
                    "User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: \
                     codecommit:ListRepositories {on}{ends}{end}"
                );
                let request = one(&text);
                let who = "arn:aws:iam::777788889999:user/JohnDoe";
                assert_eq!(request.principal.as_deref(), Some(who), "{text}");
                assert_eq!(request.action, "codecommit:ListRepositories", "{text}");
                assert_eq!(request.resource.as_deref(), resource, "{text}");
                assert_eq!(request.stated.explicit, explicit, "{text}");
                assert_eq!(request.stated.policy, kind, "{text}");
            }
        }
    }
}

#[test]
fn a_text_may_be_wrapped_quoted_and_among_others() {
    let request = one(
        "An error occurred (AccessDenied) when calling the GetObject operation: User:\n  \
         arn:aws:sts::111122223333:assumed-role/r/s is not\n authorized to perform: s3:GetObject on\n \
         resource: \"arn:aws:s3:::b/a key\" because no identity-based\npolicy allows the s3:GetObject action\n",
    );
    assert_eq!(request.resource.as_deref(), Some("arn:aws:s3:::b/a key"));
    assert_eq!(request.stated.policy, Some(PolicyKind::Identity));
    assert_eq!(request.at.unwrap().to_string(), "1:72");
    let of = |action| {
        format!(
            "[ERROR] x: User: arn:aws:iam::111122223333:user/u is not authorized to perform: {action}\n"
        )
    };
    let log = [of("a:B"), of("a:C"), of("a:B")].concat();
    let found = parse_denied_requests("m", &log).unwrap();
    let places: Vec<String> = found
        .iter()
        .map(|request| format!("{} {}", request.action, request.at.unwrap()))
        .collect();
    assert_eq!(places, ["a:B 1:12", "a:C 2:12"]);
    let arn = one(
        "User: arn:aws:iam::111122223333:user/u is not authorized to perform: a:B with an explicit deny in a \
        service control policy: arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1.",
    );
    assert_eq!(
        arn.stated.policy_arn.as_deref(),
        Some("arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1")
    );
    assert_eq!(
        one("{\"Message\": \"User: x is not authorized to perform: a:B\"}").action,
        "a:B"
    );
}

#[test]
fn an_encoded_message_is_answered_with_the_command_that_decodes_it() {
    let encoded = "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not \
        authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm";
    let command = "aws sts decode-authorization-message --output json --encoded-message 4GIOHlTkIaWHQD0Q0m6XSnuUMCm > message.json";
    assert!(error(encoded).contains(command), "{}", error(encoded));
    let both = encoded.replace("Encoded", "User: arn:aws:iam::111122223333:user/u is not authorized to perform: ec2:RunInstances. Encoded");
    assert!(one(&both).notes[0].contains(command));
    let hostile = encoded.replace("4GIO", "';rm\u{1B}[2J");
    let hostile = error(&hostile);
    assert!(
        hostile.contains("--encoded-message MESSAGE >") && !hostile.contains(";rm"),
        "{hostile}"
    );
}

#[test]
fn an_error_that_names_only_its_operation() {
    let request = one(
        "\nAn error occurred (AccessDenied) when calling the GetAccountAuthorizationDetails operation\n",
    );
    assert_eq!(request.action, "iam:GetAccountAuthorizationDetails");
    assert_eq!((request.principal, request.resource), (None, None));
    let two = error(
        "An error occurred (AccessDenied) when calling the TagResource operation: Access Denied",
    );
    assert!(two.contains("which may be `"), "{two}");
    let other = error(
        "An error occurred (Throttling) when calling the GetAccountAuthorizationDetails operation",
    );
    assert!(other.contains("the error `Throttling`"), "{other}");
}

const DECODED: &str = r#"{"allowed":false,"explicitDeny":true,
 "matchedStatements":{"items":[{"statementId":"NoPass","effect":"DENY","principals":{"items":[]}}]},
 "failures":{"items":[]},
 "context":{"principal":{"id":"AROAX:s","arn":"arn:aws:sts::111122223333:assumed-role/r/s"},
  "action":"iam:PassRole","resource":"arn:aws:iam::111122223333:role/app",
  "conditions":{"items":[{"key":"aws:Region","values":{"items":[{"value":"eu-west-1"}]}},
   {"key":"iam:PassedToService","values":{"items":[{"value":"ec2.amazonaws.com"}]}}]}}}"#;

#[test]
fn a_decoded_message_bare_in_the_output_of_the_cli_and_as_a_string() {
    let in_output = serde_json::json!({ "DecodedMessage": DECODED }).to_string();
    let string = serde_json::json!(DECODED).to_string();
    for text in [DECODED, &in_output, &string] {
        let request = one(text);
        assert_eq!(request.form, MessageForm::DecodedMessage);
        assert_eq!(request.source, "m");
        assert_eq!(request.stated.explicit, Some(true));
        let deny = MatchedStatement {
            sid: Some("NoPass".to_owned()),
            effect: Some("DENY".to_owned()),
        };
        assert_eq!(request.stated.matched, [deny]);
        let mut context: Vec<String> = request
            .context
            .iter()
            .map(|(key, values)| format!("{key}={}", values.join(",")))
            .collect();
        context.sort();
        assert_eq!(
            context,
            [
                "aws:Region=eu-west-1",
                "aws:RequestedRegion=eu-west-1",
                "aws:userid=AROAX:s",
                "iam:PassedToService=ec2.amazonaws.com"
            ]
        );
    }
}

#[test]
fn a_key_with_contradicting_values_is_omitted() {
    let text = DECODED.replace("iam:PassedToService", "AWS:region");
    let request = one(&text);
    assert_eq!(request.context.len(), 1, "{:?}", request.context);
    assert!(request.notes[0].contains("AWS:region"));
}

const EVENT: &str = r#"{"eventVersion": "1.08", "errorCode": "Client.UnauthorizedOperation",
 "errorMessage": "You are not authorized to perform this operation. Encoded authorization failure message: abc",
 "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "awsRegion": "eu-west-1",
 "eventTime": "2026-11-01T10:00:00Z", "sourceIPAddress": "203.0.113.7",
 "userIdentity": {"type": "AssumedRole", "principalId": "AROAX:s",
  "arn": "arn:aws:sts::111122223333:assumed-role/r/s",
  "sessionContext": {"sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::111122223333:role/path/r"}}},
 "requestParameters": {"instanceType": "t3.micro"}, "resources": null}"#;

#[test]
fn events_of_cloudtrail_alone_in_records_in_lines_and_as_strings() {
    let fine = EVENT.replace("\"errorCode\"", "\"other\"");
    let as_string = serde_json::json!({ "CloudTrailEvent": EVENT, "EventName": "RunInstances" });
    for text in [
        EVENT.to_owned(),
        format!("{{\"Records\": [{fine}, {EVENT}, {EVENT}]}}"),
        format!("{fine}\n{EVENT}\n"),
        format!("{{\"Events\": [{as_string}], \"NextToken\": \"x\"}}"),
        format!("{{\"detail-type\": \"AWS API Call via CloudTrail\", \"detail\": {EVENT}}}"),
    ] {
        let request = one(&text);
        assert_eq!(request.form, MessageForm::CloudTrailEvent);
        assert_eq!(request.action, "ec2:RunInstances");
        assert_eq!(
            request.role.as_deref(),
            Some("arn:aws:iam::111122223333:role/path/r")
        );
        let has = |key: &str, value: &str| {
            let entry = (key.to_owned(), vec![value.to_owned()]);
            assert!(
                request.context.contains(&entry),
                "{key}: {:?}",
                request.context
            );
        };
        has("aws:RequestedRegion", "eu-west-1");
        has("aws:SourceIp", "203.0.113.7");
        has("aws:CurrentTime", "2026-11-01T10:00:00Z");
        assert!(
            request.notes[0].contains("--encoded-message abc"),
            "{:?}",
            request.notes
        );
    }
    assert!(error(&fine).contains("no event with an authorization error"));
}

#[test]
fn the_action_and_resource_of_an_event() {
    let event = |source: &str, name: &str, more: &str| {
        format!(
            "{{\"errorCode\": \"AccessDenied\", \"eventSource\": \"{source}.amazonaws.com\", \"eventName\": \"{name}\"{more}}}"
        )
    };
    for (source, name, action) in [
        ("s3", "HeadObject", "s3:GetObject"),
        ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
        ("monitoring", "PutMetricData", "cloudwatch:PutMetricData"),
        ("lambda", "ListFunctions20150331", "lambda:ListFunctions"),
    ] {
        assert_eq!(one(&event(source, name, "")).action, action);
    }
    let unknown = error(&event("s3", "REST.GET.OBJECT", ""));
    assert!(
        unknown.contains("has the name of no known action"),
        "{unknown}"
    );
    let key = "arn:aws:kms:eu-west-1:111122223333:key/k";
    let listed = format!(", \"resources\": [{{\"ARN\": \"{key}\", \"accountId\": \"1\"}}]");
    assert_eq!(
        one(&event("kms", "Decrypt", &listed)).resource.as_deref(),
        Some(key)
    );
    let object = ", \"requestParameters\": {\"bucketName\": \"b\", \"key\": \"k/l\"}";
    let object = one(&event("s3", "PutObject", object));
    assert_eq!(object.resource.as_deref(), Some("arn:aws:s3:::b/k/l"));
    let text = ", \"errorMessage\": \"User: x is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r\"";
    let said = one(&event("ec2", "RunInstances", text));
    assert_eq!(said.action, "iam:PassRole");
}

#[test]
fn what_is_not_a_message_is_a_problem_with_its_position() {
    for (text, wanted) in [
        ("", "m: found an empty text"),
        ("  \n", "m: found an empty text"),
        ("hello", "m:1:1: found a text that begins with `hello`"),
        ("{\"a\": 1}", "m:1:1: found an object with the member `a`"),
        ("{}", "m:1:1: found an empty object"),
        ("[]", "m: found no event"),
        ("{\n \"context\": 5}", "m:2:13: found"),
        ("{\"context\": {}}", "`context` without `action`"),
        (
            "{\"context\": {\"action\": \"x\"}}",
            "m:1:24: found the action `x`, expected `service:Name`",
        ),
        (
            "{\"allowed\": true, \"context\": {\"action\": \"a:B\"}}",
            "m:1:13: found a message of an allowed request",
        ),
        (
            "{\"DecodedMessage\": \"{\\\"context\\\": {}\"}",
            "m (a string, decoded):1:",
        ),
        (
            "{\"context\": {\"action\": \"a:B\"}, \"context\": {}}",
            "a second time",
        ),
        (
            "User: x is not authorized to perform: all",
            "m:1:1: found the action `all`",
        ),
        ("{\"context\"", "m:1:11"),
    ] {
        let error = error(text);
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

#[test]
fn nested_input_costs_no_stack() {
    let deep = 200_000;
    for open in [
        "{\"Records\":",
        "[",
        "{\"context\":",
        "{\"DecodedMessage\":",
    ] {
        assert!(parse_denied_requests("m", &open.repeat(deep)).is_err());
    }
    let mut string = "{\"a\": 1}".to_owned();
    for _ in 0..8 {
        string = serde_json::json!({ "DecodedMessage": string }).to_string();
    }
    assert!(error(&string).contains("a message inside of messages"));
}
