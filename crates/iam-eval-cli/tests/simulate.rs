//! `iam-eval simulate`: its answers, its exit statuses, and what it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{Ended, file, iam_eval, repository};
use serde_json::{Value, json};
use std::path::Path;

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

/// An Allow and a Deny that ask for condition keys.
const OFFICE: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Sid": "Office", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*",
   "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
  {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*",
   "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}"#;

const ANYTHING: &str = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

fn simulate(args: &[&str]) -> Ended {
    iam_eval(&[&["simulate"], args].concat(), "")
}

/// The answers as lines of JSON.
fn answers(args: &[&str]) -> (i32, Vec<Value>) {
    let (code, out, err) = simulate(&[args, &["--format", "json"]].concat());
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    assert!(code == 2 || !lines.is_empty(), "{err}");
    (code, lines)
}

fn decision(args: &[&str]) -> (i32, String) {
    let (code, lines) = answers(args);
    let decisions = lines.iter().map(|line| line["decision"].as_str().unwrap());
    (code, decisions.collect::<Vec<_>>().join(" "))
}

#[test]
fn a_key_that_is_not_given_leaves_the_answer_open() {
    let put = [
        "--policy",
        OFFICE,
        "--action",
        "s3:PutObject",
        "--resource",
        "arn:aws:s3:::b/k",
    ];
    let with = |more: &[&str]| decision(&[&put[..], more].concat());
    assert_eq!(with(&[]), (4, "unknown".to_owned()));
    assert_eq!(
        with(&["--context", "aws:SourceIp=192.0.2.7"]),
        (0, "allowed".to_owned())
    );
    assert_eq!(
        with(&["--context", "aws:SourceIp=198.51.100.7"]),
        (1, "implicitDeny".to_owned())
    );
    assert_eq!(
        with(&["--absent", "aws:SourceIp"]),
        (1, "implicitDeny".to_owned())
    );
    assert_eq!(
        with(&["--missing", "absent"]),
        (1, "implicitDeny".to_owned())
    );
    let (_, lines) = answers(&put);
    let missing = &lines[0]["missingKeys"];
    assert_eq!(missing[0]["key"], "aws:SourceIp");
    assert_eq!(missing[0]["decides"], true);
    assert_eq!(missing[0]["statements"][0]["sid"], "Office");
    assert_eq!(lines[0]["ifMissingAreAbsent"], "implicitDeny");
}

/// A Deny that an absent key keeps from applying: AWS's simulator allows it, and that is no answer about requests that
/// have the key.
#[test]
fn a_deny_that_asks_for_a_missing_key_is_not_passed_over() {
    let delete = [
        "--policy",
        OFFICE,
        "--action",
        "s3:DeleteObject",
        "--resource",
        "arn:aws:s3:::b/k",
        "--context",
        "aws:SourceIp=192.0.2.7",
    ];
    assert_eq!(decision(&delete), (4, "unknown".to_owned()));
    let (code, out, _) = simulate(&[&delete[..], &["--format", "aws"]].concat());
    let answer: Value = serde_json::from_str(&out).unwrap();
    let result = &answer["EvaluationResults"][0];
    // The status doesn't say that everything is allowed.
    assert_eq!(
        (code, result["EvalDecision"].as_str()),
        (4, Some("allowed"))
    );
    assert_eq!(
        result["MissingContextValues"],
        json!(["aws:MultiFactorAuthPresent"])
    );
    let absent = [&delete[..], &["--missing", "absent"]].concat();
    assert_eq!(decision(&absent), (0, "allowed".to_owned()));
}

#[test]
fn several_actions_and_resources_make_a_table() {
    let (code, out, err) = simulate(&[
        "--policy",
        OFFICE,
        "--policy",
        ANYTHING,
        "--caller-arn",
        ALICE,
        "--boundary",
        r#"{"Statement": {"Sid": "S3", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#,
        "--action-names",
        "s3:GetObject",
        "s3:DeleteObject",
        "ec2:DescribeInstances",
        "--resource-arns",
        "arn:aws:s3:::b/k",
        "*",
    ]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(format!("{out}{err}"));
}

#[test]
fn one_call_asks_about_every_type_that_it_needs() {
    let role = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Launch", "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": [
      "arn:aws:ec2:*::image/*", "arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:network-interface/*", "arn:aws:ec2:*:*:security-group/*",
      "arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:eu-west-1:*:subnet/subnet-1"]}]}"#;
    let call = [
        "--policy",
        role,
        "--caller-arn",
        ALICE,
        "--call",
        "ec2:RunInstances",
    ];
    let (code, out, err) = simulate(&call);
    assert_eq!(code, 4, "{out}");
    insta::assert_snapshot!(format!("{out}{err}"));
    let subnet = |name: &str| format!("arn:aws:ec2:eu-west-1:111122223333:subnet/{name}");
    let with = |arn: &str| decision(&[&call[..], &["--resource-arns", arn]].concat());
    assert_eq!(with(&subnet("subnet-1")).0, 0);
    assert_eq!(with(&subnet("subnet-2")).0, 1);
    // An optional type is asked about where a resource of it is given.
    let volume = "arn:aws:ec2:eu-west-1:111122223333:volume/v";
    let (_, lines) = answers(&[&call[..], &["--resource-arns", volume]].concat());
    assert!(lines.iter().any(|line| line["resourceType"] == "volume"));
    let (_, out, _) = simulate(&[&call[..], &["--resource-arns", &subnet("subnet-2")]].concat());
    assert!(
        out.contains("ec2:RunInstances, one call: not allowed: it fails on subnet"),
        "{out}"
    );
    let (code, _, err) = simulate(&[&call[..], &["--resource-arns", "arn:aws:s3:::b"]].concat());
    assert_eq!(code, 2);
    assert!(
        err.contains("found the resource `arn:aws:s3:::b`, expected one of a type that"),
        "{err}"
    );
}

/// By the catalogue no request about an image has `ec2:InstanceType`.
#[test]
fn a_key_that_no_such_request_has_is_absent() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
      {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*",
       "Condition": {"StringEquals": {"ec2:InstanceType": "x1.large"}}}]}"#;
    let (_, lines) = answers(&[
        "--policy",
        policy,
        "--caller-arn",
        ALICE,
        "--call",
        "ec2:RunInstances",
    ]);
    let of = |name: &str| {
        lines
            .iter()
            .find(|line| line["resourceType"] == name)
            .unwrap()
    };
    assert_eq!(of("image")["decision"], "allowed");
    assert_eq!(of("image")["lackingKeys"], json!(["ec2:InstanceType"]));
    assert_eq!(of("instance")["decision"], "unknown");
}

#[test]
fn a_principal_of_an_account_has_its_policies() {
    let account = repository("examples/account.json");
    let scps = repository("examples/scps");
    let principal = [
        "--principal",
        "veeam-restore",
        "--account",
        account.to_str().unwrap(),
    ];
    let ask = |more: &[&str]| decision(&[&principal[..], more].concat());
    assert_eq!(
        ask(&["--action", "kms:ListKeys"]),
        (0, "allowed".to_owned())
    );
    let scps = ["--scps", scps.to_str().unwrap(), "--action", "kms:ListKeys"];
    assert_eq!(ask(&scps), (4, "unknown".to_owned()));
    let region = ["--context", "aws:RequestedRegion=us-east-1"];
    assert_eq!(
        ask(&[&scps[..], &region].concat()),
        (1, "explicitDeny".to_owned())
    );
    let refused = |name: &str| {
        let account = account.to_str().unwrap();
        let args = [
            "--principal",
            name,
            "--account",
            account,
            "--action",
            "s3:GetObject",
        ];
        let (code, out, err) = simulate(&args);
        assert_eq!((code, out.as_str()), (2, ""));
        err
    };
    let err = refused("backup");
    assert!(
        err.contains("no role or user matches `--principal backup`; there are: `veeam-restore`"),
        "{err}"
    );
    let err = refused("veeam");
    assert!(
        err.contains("found 2 roles and users that match `--principal veeam`, expected one"),
        "{err}"
    );
    // A part that one name has is enough.
    let test = [
        "--principal",
        "e-test",
        "--account",
        account.to_str().unwrap(),
        "--action",
        "s3:GetObject",
    ];
    let (_, lines) = answers(&test);
    assert_eq!(
        lines[0]["principal"],
        "arn:aws:iam::111122223333:role/veeam-restore-test"
    );
}

/// The tags of a dump are all that the principal has.
#[test]
fn the_tags_of_a_principal_are_known() {
    let dump = json!({"RoleDetailList": [{
        "RoleName": "r", "Arn": "arn:aws:iam::111122223333:role/r", "RolePolicyList": [{"PolicyName": "p",
          "PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":
            {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}}}],
        "AttachedManagedPolicies": [], "Tags": [{"Key": "team", "Value": "blue"}]}]});
    let (_folder, path) = file("dump.json", dump.to_string());
    let ask = |path: &str| {
        decision(&[
            "--principal",
            "r",
            "--account",
            path,
            "--action",
            "s3:GetObject",
        ])
    };
    assert_eq!(ask(&path), (0, "allowed".to_owned()));
    let (_folder, path) = file(
        "dump.json",
        dump.to_string()
            .replace(r#"{"Key":"team","Value":"blue"}"#, ""),
    );
    assert_eq!(ask(&path), (1, "implicitDeny".to_owned()));
}

#[test]
fn a_policy_that_is_not_known_is_refused() {
    let dump = json!({"RoleDetailList": [{
        "RoleName": "r", "Arn": "arn:aws:iam::111122223333:role/r", "RolePolicyList": [],
        "AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::111122223333:policy/m"}]}]});
    let (_folder, path) = file("dump.json", dump.to_string());
    let (code, out, err) = simulate(&[
        "--principal",
        "r",
        "--account",
        &path,
        "--action",
        "s3:GetObject",
    ]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("arn:aws:iam::111122223333:policy/m"), "{err}");
}

/// A caller that is not given may have any name, so that a variable for it is open.
#[test]
fn an_unknown_caller_is_not_an_example() {
    let own = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::b/${aws:username}/*"}}"#;
    let ask = [
        "--policy",
        own,
        "--action",
        "s3:GetObject",
        "--resource",
        "arn:aws:s3:::b/alice/k",
    ];
    assert_eq!(decision(&ask), (4, "unknown".to_owned()));
    let absent = [&ask[..], &["--missing", "absent"]].concat();
    assert_eq!(decision(&absent), (1, "implicitDeny".to_owned()));
    let known = [&ask[..], &["--caller-arn", ALICE]].concat();
    assert_eq!(decision(&known), (0, "allowed".to_owned()));
    let arn = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":
      {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/example"}}}}"#;
    for missing in ["unknown", "absent"] {
        let ask = [
            "--policy",
            arn,
            "--action",
            "s3:GetObject",
            "--missing",
            missing,
        ];
        assert_ne!(decision(&ask).1, "allowed");
    }
}

#[test]
fn a_trust_policy_answers_for_the_actions_that_assume() {
    let trust = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
      "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"}}}"#;
    let ask = |caller: &str| {
        decision(&[
            "--policy",
            ANYTHING,
            "--resource-policy",
            trust,
            "--caller-arn",
            caller,
            "--action",
            "sts:AssumeRole",
            "--resource",
            "arn:aws:iam::111122223333:role/r",
        ])
    };
    assert_eq!(ask(ALICE), (0, "allowed".to_owned()));
    assert_eq!(
        ask("arn:aws:iam::444455556666:user/alice"),
        (1, "implicitDeny".to_owned())
    );
}

#[test]
fn wrong_calls_say_what_was_found_and_expected() {
    let (_folder, broken) = file("broken.json", "{\"Statement\": {\"Effect\": \"allow\"}}");
    let policy = ["--policy", ANYTHING];
    let action = ["--action", "s3:GetObject"];
    for (args, message) in [
        (
            vec!["--action", "s3:GetObject"],
            "found no policy, expected --policy FILE, or --principal NAME --account DUMP",
        ),
        (
            vec!["--policy", ANYTHING],
            "found no action, expected --action-names ACTION, or --call ACTION",
        ),
        (
            vec!["--policy", "no-such-file.json", "--action", "s3:GetObject"],
            "no-such-file.json: found no such file",
        ),
        (
            vec!["--policy", &broken, "--action", "s3:GetObject"],
            "broken.json:1:",
        ),
        (
            vec!["--policy", ANYTHING, "--action", "s3:Get*"],
            "found the action pattern `s3:Get*`",
        ),
        (
            vec!["--policy", ANYTHING, "--action", "GetObject"],
            "found the action `GetObject`, expected `service:Name`",
        ),
        (
            vec!["--policy", ANYTHING, "--call", "ec2:RunInstance"],
            "found the call `ec2:RunInstance`, expected an action of the catalogue",
        ),
        (
            [&policy[..], &action, &["--resource", "bucket"]].concat(),
            "found the resource `bucket`, expected `*` or an ARN of six parts",
        ),
        (
            [&policy[..], &action, &["--caller-arn", "alice"]].concat(),
            "found the principal `alice`",
        ),
        (
            [&policy[..], &action, &["--resource-policy", ANYTHING]].concat(),
            "ResourcePolicy:1:",
        ),
        (
            [&policy[..], &action, &["--context", "aws:SuorceIp=1"]].concat(),
            "expected a condition key such as aws:SourceIp",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--context-entries",
                    "ContextKeyName=aws:SourceIp,ContextKeyValues=x,ContextKeyType=ip",
                ],
            ]
            .concat(),
            "found `x` for aws:SourceIp, expected an IP address",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--context",
                    "aws:SourceIp=192.0.2.1",
                    "--absent",
                    "aws:sourceip",
                ],
            ]
            .concat(),
            "found a value for aws:sourceip",
        ),
        (
            [&policy[..], &action, &["--resource-owner", "1234"]].concat(),
            "found the resource owner `1234`",
        ),
        (
            [
                &policy[..],
                &action,
                &["--cli-input-json", r#"{"ActionName": []}"#],
            ]
            .concat(),
            "unknown field `ActionName`",
        ),
        (
            [
                &policy[..],
                &action,
                &["--boundary", ANYTHING, "--boundary", ANYTHING],
            ]
            .concat(),
            "cannot be used multiple times",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--permissions-boundary-policy-input-list",
                    ANYTHING,
                    ANYTHING,
                ],
            ]
            .concat(),
            "would be a second permissions boundary",
        ),
        (
            [&policy[..], &action, &["--principal", "r"]].concat(),
            "--account",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--resource-arns",
                    "arn:aws:sqs:us-east-1:111122223333:a",
                    "arn:aws:sqs:us-east-1:444455556666:a",
                ],
            ]
            .concat(),
            "found resources of the accounts 111122223333, 444455556666 and no caller",
        ),
    ] {
        let (code, out, err) = simulate(&args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.contains(message), "{args:?}: {err}");
    }
    let bucket = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;
    let (code, _, err) = simulate(&[&policy[..], &action, &["--resource-policy", bucket]].concat());
    assert_eq!(code, 2);
    assert!(
        err.contains("found a resource-based policy and no caller"),
        "{err}"
    );
}

#[test]
fn an_unknown_action_is_asked_with_a_remark() {
    let (code, out, err) = simulate(&["--policy", ANYTHING, "--action", "s3:GetObjekt"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        err.contains("doesn't know the action `s3:GetObjekt`: is it s3:GetObject?"),
        "{err}"
    );
}

/// The flags put the question that the scenario puts: what is absent from it, or unknown.
#[test]
fn flags_and_scenarios_get_the_same_decisions() {
    let folder = tempfile::tempdir().unwrap();
    let mut asked = 0;
    for path in common::vectors() {
        // A third of them: each is a process.
        let vectors = std::fs::read_to_string(path).unwrap();
        for line in vectors.lines().step_by(3) {
            let vector: Value = serde_json::from_str(line).unwrap();
            let Some(expected) = vector["expect"]["decision"].as_str() else {
                continue;
            };
            let Some(args) = flags(&vector, folder.path()) else {
                continue;
            };
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let (code, lines) = answers(&args);
            let answer = lines.first().unwrap_or_else(|| panic!("{line}: {code}"));
            assert_eq!(answer["ifMissingAreAbsent"], expected, "{line}");
            // With keys unknown that the scenario doesn't have, the answer leaves the scenario's open.
            let open = answer["decision"].as_str().unwrap();
            let is_denied = open == "denied" && expected != "allowed";
            assert!(
                open == "unknown" || open == expected || is_denied,
                "{line}: {open}"
            );
            asked += 1;
        }
    }
    assert!(asked > 200, "{asked}");
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// A vector's question as flags; `None` for what they can't say.
fn flags(vector: &Value, folder: &Path) -> Option<Vec<String>> {
    let (request, policies) = (&vector["request"], vector["policies"].as_object()?);
    let mut args = Vec::new();
    let mut push = |option: &str, value: String| args.extend([option.to_owned(), value]);
    push("--caller-arn", text(&request["principal"]));
    push("--action", text(&request["action"]));
    push("--resource", text(&request["resource"]));
    if let Some(owner) = request
        .get("resourceAccount")
        .filter(|owner| !owner.is_null())
    {
        // The option is about resources whose ARN names no account.
        let named = request["resource"].as_str()?.split(':').nth(4);
        if named.is_none_or(|named| !named.is_empty()) {
            return None;
        }
        push("--resource-owner", text(owner));
    }
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    let given = policies.iter().filter(|(_, value)| !is_empty(value));
    let given: Vec<(&String, &Value)> = given.collect();
    // Nothing would say which policies there are.
    given.first()?;
    for (layer, value) in given {
        let option = match layer.as_str() {
            "identity" => "--policy",
            "session" => "--session",
            "permissionsBoundary" => "--boundary",
            "resource" => "--resource-policy",
            "vpcEndpoint" => "--vpc-endpoint",
            "scps" | "rcps" => {
                let path = folder.join(format!("{layer}.json"));
                std::fs::write(&path, value.to_string()).unwrap();
                push(&format!("--{layer}"), path.to_str()?.to_owned());
                continue;
            }
            other => panic!("the layer {other}"),
        };
        match value {
            Value::Array(documents) => documents.iter().for_each(|it| push(option, text(it))),
            document => push(option, text(document)),
        }
    }
    for (key, value) in request["context"].as_object().into_iter().flatten() {
        let (values, kind) = match value {
            Value::Array(values) => (values.iter().map(text).collect(), "stringList"),
            value => (vec![text(value)], "string"),
        };
        let entry =
            json!({"ContextKeyName": key, "ContextKeyValues": values, "ContextKeyType": kind});
        push("--context-entries", entry.to_string());
    }
    Some(args)
}

/// The lists of policies of AWS, by file or as text; standard input; a list that is given as one.
#[test]
fn policies_come_from_files_texts_and_standard_input() {
    let (_folder, path) = file("role.json", ANYTHING);
    let uri = format!("file://{path}");
    let list = json!([ANYTHING, OFFICE]).to_string();
    let (_of_list, of_list) = file("list.json", &list);
    let of_list = format!("file://{of_list}");
    for given in [
        ["--policy", &path],
        ["--policy", &uri],
        ["--policy", ANYTHING],
        ["--policy-input-list", &uri],
        ["--policy-input-list", &list],
        ["--policy-input-list", &of_list],
        ["--policy", "-"],
    ] {
        let args = [&["simulate"], &given[..], &["--action", "s3:GetObject"]].concat();
        let (code, out, err) = iam_eval(&args, ANYTHING);
        assert_eq!(code, 0, "{given:?}: {out}{err}");
    }
}
