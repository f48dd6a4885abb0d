//! `restore-check explain-denial`, from the message to the exit status.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, ROLE, Run, statement};

const ALL: &str = r#""Effect": "Allow", "Action": "*", "Resource": "*""#;
const VOLUME: &str = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1";

fn error(ends: &str) -> String {
    format!(
        "An error occurred (UnauthorizedOperation) when calling the DeleteVolume operation: You are not authorized \
         to perform this operation. User: arn:aws:sts::111122223333:assumed-role/veeam/i-0abc is not authorized to \
         perform: ec2:DeleteVolume on resource: {VOLUME} {ends}"
    )
}

/// A bundle of the role with these policies, each given as a statement's members.
fn bundle(layers: &Value) -> String {
    let mut bundle = json!({ "arn": ROLE });
    let members = bundle.as_object_mut().unwrap();
    members.extend(layers.as_object().unwrap().clone());
    bundle.to_string()
}

fn document(members: &str) -> Value {
    serde_json::from_str(&statement(members)).unwrap()
}

fn answer(run: &Run) -> Value {
    run.report()["requests"][0]["principals"][0].clone()
}

#[test]
fn every_variant_of_the_error_with_the_layer_that_it_names() {
    let s3 = document(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#);
    let deny = document(r#""Sid": "No", "Effect": "Deny", "Action": "ec2:*", "Resource": "*""#);
    let all = document(ALL);
    let both =
        json!({"Version": "2012-10-17", "Statement": [all["Statement"][0], deny["Statement"][0]]});
    for (kind, member, layer, wraps) in [
        ("identity-based policy", "identity", "identity", "list"),
        (
            "permissions boundary",
            "permissionsBoundary",
            "permissionsBoundary",
            "one",
        ),
        ("session policy", "session", "session", "list"),
        ("service control policy", "scps", "scps[0]", "levels"),
    ] {
        let of = |policy: &Value| match wraps {
            "one" => policy.clone(),
            "list" => json!([policy]),
            _ => json!([[policy]]),
        };
        let layers = |policy: &Value| {
            let mut layers = json!({ "identity": [all] });
            layers[member] = of(policy);
            bundle(&layers)
        };
        let folder = Folder::new();
        folder.file("implicit.json", layers(&s3));
        folder.file("explicit.json", layers(&both));
        let article = if kind.starts_with('i') { "an" } else { "a" };
        folder.file(
            "implicit.txt",
            error(&format!(
                "because no {kind} allows the ec2:DeleteVolume action"
            )),
        );
        folder.file(
            "explicit.txt",
            error(&format!("with an explicit deny in {article} {kind}")),
        );
        let run = folder.run(&[
            "explain-denial",
            "implicit.txt",
            "implicit.json",
            "--format",
            "json",
        ]);
        let said = answer(&run);
        assert_eq!(
            (run.code, &said["decision"], &said["agrees"]),
            (1, &json!("implicitDeny"), &json!(true)),
            "{kind}"
        );
        assert_eq!(said["remedies"][0]["layer"], layer);
        let run = folder.run(&[
            "explain-denial",
            "explicit.txt",
            "explicit.json",
            "--format",
            "json",
        ]);
        let said = answer(&run);
        assert_eq!(
            (run.code, &said["decision"], &said["agrees"]),
            (1, &json!("explicitDeny"), &json!(true)),
            "{kind}"
        );
        let remedy = &said["remedies"][0];
        assert_eq!(
            (&remedy["layer"], &remedy["policy"]),
            (&json!(layer), &json!("explicit.json"))
        );
        assert_eq!(
            (
                remedy["line"].is_u64(),
                said["remedies"].as_array().unwrap().len()
            ),
            (true, 1)
        );
    }
}

#[test]
fn a_resource_control_policy_and_a_key_policy() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/k";
    let folder = Folder::new();
    folder.file("role.json", bundle(&json!({ "identity": [document(ALL)] })));
    folder.file("key.json", statement(&format!(
        r#""Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {{"AWS": "{ROLE}-other"}}"#
    )));
    folder.file(
        "rcp.json",
        statement(r#""Effect": "Deny", "Action": "kms:*", "Resource": "*", "Principal": "*""#),
    );
    let of = |ends: &str| {
        error(ends)
            .replace("ec2:DeleteVolume", "kms:Decrypt")
            .replace(VOLUME, key)
    };
    folder.file(
        "key.txt",
        of("because no resource-based policy allows the kms:Decrypt action"),
    );
    let run = folder.run(&[
        "explain-denial",
        "key.txt",
        "role.json",
        "--key-policy",
        "key.json",
        "--format",
        "json",
    ]);
    let said = answer(&run);
    assert_eq!((run.code, &said["agrees"]), (1, &json!(true)));
    assert_eq!(said["remedies"][0]["layer"], "keyPolicy");
    assert_eq!(said["remedies"][0]["statement"]["Principal"]["AWS"], ROLE);
    folder.file(
        "rcp.txt",
        of("with an explicit deny in a resource control policy"),
    );
    let run = folder.run(&[
        "explain-denial",
        "rcp.txt",
        "role.json",
        "--rcps",
        "rcp.json",
        "--format",
        "json",
    ]);
    let said = answer(&run);
    assert_eq!((run.code, &said["agrees"]), (1, &json!(true)));
    assert_eq!(said["remedies"][0]["layer"], "rcps[0]");
}

#[test]
fn policies_not_supplied_and_changed_policies() {
    let folder = Folder::new();
    folder.file("role.json", bundle(&json!({ "identity": [document(ALL)] })));
    for (ends, words) in [
        (
            "with an explicit deny in a service control policy",
            "none was supplied",
        ),
        (
            "because no VPC endpoint policy allows the ec2:DeleteVolume action",
            "none was supplied",
        ),
        (
            "because no identity-based policy allows the ec2:DeleteVolume action",
            "the given ones do",
        ),
        ("", "may have changed since"),
    ] {
        folder.file("error.txt", error(ends));
        let run = folder.run(&["explain-denial", "error.txt", "role.json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let text = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains(words) && !text.contains("to close the gap"),
            "{text}"
        );
    }
}

/// Messages without a principal, and an error that names only its operation.
#[test]
fn messages_with_few_facts() {
    let folder = Folder::new();
    folder.file("decoded.json", r#"{
 "DecodedMessage": "{\"allowed\": false, \"context\": {\"action\": \"iam:PassRole\", \"resource\": \"arn:aws:iam::111122223333:role/app\"}}"
}"#);
    folder.file("error.txt", "\nAn error occurred (AccessDenied) when calling the GetAccountAuthorizationDetails operation\n");
    folder.file(
        "role.json",
        statement(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#),
    );
    for (message, action) in [
        ("decoded.json", "iam:PassRole"),
        ("error.txt", "iam:GetAccountAuthorizationDetails"),
    ] {
        let run = folder.run(&["explain-denial", message, "role.json", "--format", "json"]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert_eq!(answer(&run)["remedies"][0]["statement"]["Action"], action);
    }
}

#[test]
fn an_event_from_standard_input_and_a_role_of_a_dump() {
    let role = |name: &str| {
        json!({"Path": "/p/", "RoleName": name, "RoleId": "AROAX", "Arn": format!("arn:aws:iam::111122223333:role/p/{name}"),
        "AssumeRolePolicyDocument": document(r#""Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}"#),
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": document(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#)}],
        "AttachedManagedPolicies": []})
    };
    let dump = json!({"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [role("veeam"), role("other")], "Policies": []});
    let event = json!({"errorCode": "AccessDenied", "eventSource": "ec2.amazonaws.com", "eventName": "DeleteVolume",
        "errorMessage": error(""), "awsRegion": "eu-west-1", "userIdentity": {"type": "AssumedRole", "principalId": "AROAX:i-0abc",
        "arn": "arn:aws:sts::111122223333:assumed-role/veeam/i-0abc",
        "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/p/veeam"}}}});
    let folder = Folder::new();
    folder.file("account.json", dump.to_string());
    folder.file(
        "event.json",
        json!({"Events": [{"CloudTrailEvent": event.to_string()}]}).to_string(),
    );
    let run = folder.run(&[
        "explain-denial",
        "event.json",
        "account.json",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 1, "{}", run.err);
    let report = run.report();
    let principals = report["requests"][0]["principals"].as_array().unwrap();
    assert_eq!(principals.len(), 1);
    assert_eq!(
        principals[0]["principal"],
        "arn:aws:iam::111122223333:role/p/veeam"
    );
    assert_eq!(report["requests"][0]["form"], "cloudTrailEvent");
}

#[test]
fn nothing_to_explain_and_bad_input() {
    let folder = Folder::new();
    folder.file("role.json", bundle(&json!({ "identity": [document(ALL)] })));
    folder.file(
        "other.txt",
        error("").replace("assumed-role/veeam/", "assumed-role/other/"),
    );
    let run = folder.run(&["explain-denial", "other.txt", "role.json"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
    assert!(
        run.err.contains(
            "found no policies of arn:aws:sts::111122223333:assumed-role/other/i-0abc in the input"
        ),
        "{}",
        run.err
    );
    folder.file("encoded.txt", "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not \
        authorized to perform this operation. Encoded authorization failure message: abc-_9");
    folder.file("deep.json", "[".repeat(100_000));
    folder.file("broken.json", "{\n  \"context\": {\"action\": 5}}");
    folder.file("error.txt", error(""));
    folder.file("bad-role.json", "{\"Statement\": 5}");
    for (message, role, words) in [
        (
            "encoded.txt",
            "role.json",
            "aws sts decode-authorization-message --output json --encoded-message abc-_9 > message.json",
        ),
        ("deep.json", "role.json", "deep.json:1:"),
        ("broken.json", "role.json", "broken.json:2:25: found"),
        (
            "missing.json",
            "role.json",
            "missing.json: found no such file",
        ),
        ("error.txt", "bad-role.json", "bad-role.json:1:15"),
        ("error.txt", "none.json", "none.json: found no such file"),
    ] {
        let run = folder.run(&["explain-denial", message, role]);
        assert_eq!(run.code, 2, "{message}: {}{}", run.out, run.err);
        assert!(run.err.contains(words), "{message}: {}", run.err);
    }
    let run = folder.run(&[
        "explain-denial",
        "error.txt",
        "role.json",
        "--format",
        "sarif",
    ]);
    assert_eq!(run.code, 2);
    let run = folder.run(&[
        "explain-denial",
        "error.txt",
        "role.json",
        "--output",
        "error.txt",
    ]);
    assert!(
        run.code == 2 && folder.read("error.txt") == error(""),
        "{}",
        run.err
    );
}

#[test]
fn escapes_and_long_inputs_are_harmless() {
    let folder = Folder::new();
    folder.file(
        "role.json",
        statement(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#),
    );
    let hostile = error("")
        .replace("vol-1", "\u{1B}[2J\u{202E}")
        .replace("veeam", "v\u{1B}[1m");
    folder.file("hostile.txt", hostile);
    let run = folder.run(&["explain-denial", "hostile.txt", "role.json"]);
    let shown = run.out + &run.err;
    assert!(!shown.contains(['\u{1B}', '\u{202E}']), "{shown}");
    // A log of 20,000 equal errors, and a log of the same size without errors.
    folder.file("log.txt", format!("{}\n", error("")).repeat(20_000));
    let run = folder.run(&["explain-denial", "log.txt", "role.json", "--format", "json"]);
    assert_eq!(run.report()["requests"].as_array().unwrap().len(), 1);
    folder.file("words.txt", "is not authorized to ".repeat(100_000));
    assert_eq!(
        folder
            .run(&["explain-denial", "words.txt", "role.json"])
            .code,
        2
    );
}
