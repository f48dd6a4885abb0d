//! What a script for the AWS CLI has, and what someone who is new to the program tries.

use super::common::{file, iam_eval};
use super::{ANYTHING, simulate};

#[test]
fn options_of_the_aws_cli_do_not_stop_a_script() {
    let (_folder, policy) = file("p.json", ANYTHING);
    let list = format!("file://{policy}");
    let call = [
        "--policy-input-list",
        &list,
        "--action-names",
        "s3:GetObject",
        "s3:PutObject",
        "--context-entries",
        "ContextKeyName=aws:SourceIp,ContextKeyValues=192.0.2.1,ContextKeyType=ip",
        "ContextKeyName=aws:TagKeys,ContextKeyValues=a,b,ContextKeyType=stringList",
    ];
    let with = |more: &[&str]| simulate(&[&call[..], more].concat());
    let (code, aws, _) = with(&["--format", "aws"]);
    assert_eq!(code, 0);
    let of_cli = [
        "--output",
        "json",
        "--region",
        "eu-west-1",
        "--profile",
        "audit",
        "--no-cli-pager",
        "--no-paginate",
        "--page-size",
        "50",
    ];
    assert_eq!(with(&of_cli), (0, aws.clone(), String::new()));
    let (code, out, err) = with(&["--output", "json", "--max-items", "1"]);
    assert_eq!((code, &out), (0, &aws));
    assert_eq!(err, "iam-eval: --max-items: it has no effect here\n");
    for (more, message) in [
        (
            ["--output", "yaml"],
            "found `--output yaml`, expected `--output json`",
        ),
        (
            ["--query", "EvaluationResults"],
            "found `--query EvaluationResults`, expected",
        ),
    ] {
        let (code, out, err) = with(&more);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(message), "{err}");
    }
    let keys = [
        "context-keys",
        "--policy-input-list",
        &list,
        "--output",
        "json",
    ];
    let (code, out, _) = iam_eval(&keys, "");
    assert_eq!((code, out.contains("ContextKeyNames")), (0, true));
}

#[test]
fn a_problem_of_json_has_its_place() {
    let (_folder, broken) = file("broken.json", "[\n {\"ContextKeyNam\": 1}]");
    let from_file = format!("file://{broken}");
    let question = ["--policy", ANYTHING, "--action", "s3:GetObject"];
    for (option, value, message) in [
        (
            "--context-entries",
            r#"{"ContextKeyName": 7}"#,
            "--context-entries:1:20: found integer `7`, expected a string",
        ),
        (
            "--context-entries",
            &from_file,
            "broken.json:2:17: found unknown field `ContextKeyNam`, expected one of",
        ),
        (
            "--ordered-organization-policy-input-list",
            "[{}",
            "--ordered-organization-policy-input-list:1:3: found no `ServiceControlPolicyInputList`",
        ),
        (
            "--policy-input-list",
            "[{]",
            "--policy-input-list:1:3: found malformed JSON (key must be a string), expected a JSON array of policies",
        ),
        (
            "--cli-input-json",
            r#"{"PolicyInputList": [1]}"#,
            "--cli-input-json:1:22: found integer `1`, expected a string",
        ),
    ] {
        let (code, out, err) = simulate(&[&question[..], &[option, value]].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{value}: {err}");
        assert!(err.contains(message), "{option} {value}: {err}");
    }
}

#[test]
fn a_file_in_the_wrong_place_gets_a_hint() {
    let scenario = r#"{"id": "a", "request": {"principal": "arn:aws:iam::111122223333:role/r",
        "action": "s3:GetObject", "resource": "*"}, "policies": {}}"#;
    let (folder, scenario) = file("scenario.json", scenario);
    let folder = folder.path().to_str().unwrap();
    let action = ["--action", "s3:GetObject"];
    for (call, status, message) in [
        (
            vec!["simulate", &scenario],
            2,
            "scenario.json` without an option, expected `--policy ",
        ),
        (
            vec!["context-keys", &scenario],
            2,
            "` without an option, expected `--policy ",
        ),
        (
            [&["simulate", "--policy", &scenario], &action[..]].concat(),
            2,
            "scenario.json: found a scenario, expected a policy: `iam-eval explain ",
        ),
        (
            [&["simulate", "--policy", folder], &action[..]].concat(),
            2,
            "found a folder, expected a readable file",
        ),
        (
            vec!["explain", folder],
            2,
            "found a folder, expected a readable file",
        ),
        (
            vec!["evaluate", folder],
            2,
            "found a folder, expected a readable file",
        ),
        (vec!["explain", "-"], 3, "found no scenario in the input"),
        (
            vec!["who-can", &scenario, "s3:GetObject"],
            2,
            "expected an action first, and then the dumps",
        ),
    ] {
        let (code, _, err) = iam_eval(&call, "");
        assert_eq!(code, status, "{call:?}: {err}");
        assert!(err.contains(message), "{call:?}: {err}");
    }
}
