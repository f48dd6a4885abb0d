//! `iam-eval explain`: its text.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{command, file, iam_eval, run, scenario};

/// Every layer takes part, and the statements fail for different reasons.
const LAYERS: &str = include_str!("data/layers.json");

#[test]
fn every_layer_and_reason() {
    let (code, out, err) = iam_eval(&["explain", "-"], LAYERS);
    assert_eq!((code, err.as_str()), (0, ""));
    insta::assert_snapshot!(out);
}

#[test]
fn a_denied_and_an_allowed_request_name_their_statements() {
    let deny = LAYERS.replace("\"eu-central-1\"", "\"us-east-1\"");
    let allow = scenario("short", "Allow");
    let (code, out, _) = iam_eval(&["explain", "-"], format!("{allow}\n{deny}"));
    assert_eq!(code, 0);
    insta::assert_snapshot!(out);
}

/// Restore of an instance whose IMDSv2 setting is not in the request; a key whose policy delegates
/// to an account that doesn't allow it; a pattern for an action.
const REASONS: &str = include_str!("data/reasons.jsonl");

#[test]
fn reasons_are_specific() {
    let (code, out, _) = iam_eval(&["explain", "-"], REASONS);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out);
}

/// A policy of an account's dump, with its name in the dump.
#[test]
fn a_deny_names_its_policy() {
    let name = "managed policy arn:aws:iam::111122223333:policy/guard";
    let input = scenario("a", "Deny");
    let names = format!(r#"{{"policyNames": {{"identity[0]": "{name}"}}, "#);
    let named = input.replacen('{', &names, 1);
    let (code, out, err) = iam_eval(&["explain", "-"], &named);
    assert_eq!((code, err.as_str()), (0, ""));
    let expected = format!("> Deny statement 0 of {name}, identity[0]:1:");
    assert!(out.contains(&expected), "{out}");
    let (_, unnamed, _) = iam_eval(&["explain", "-"], &input);
    assert_eq!(out.replace(&format!(" of {name}"), ""), unnamed);

    let (_, out, _) = iam_eval(&["evaluate", "--explain", "-"], &named);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    let statement = &answer["explanation"]["layers"][0]["statements"][0];
    assert_eq!(statement["policyName"], name);
    assert_eq!(statement["policyType"], "identity");
    assert_eq!(statement["policy"], "identity[0]");

    let elsewhere = named.replace("identity[0]\": ", "identity[1]\": ");
    let (code, out, _) = iam_eval(&["explain", "-"], elsewhere);
    assert_eq!(code, 1);
    let expected = "found `identity[1]` in `policyNames`, expected places that are in `policies`";
    assert!(out.contains(expected), "{out}");
}

#[test]
fn a_scenario_that_fails_does_not_stop_the_others() {
    let input = format!("{}\n{}\nx", scenario("a", "Permit"), scenario("b", "Allow"));
    let (code, out, err) = iam_eval(&["explain", "-"], input);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out + &err);
}

#[test]
fn scenarios_are_chosen_by_name() {
    let input = format!("{}\n{}", scenario("a", "Allow"), scenario("b", "Deny"));
    let (_folder, path) = file("scenarios.jsonl", &input);
    let (code, out, _) = iam_eval(&["explain", &path, "--id", "b"], "");
    assert_eq!(code, 0);
    assert!(out.starts_with("b: explicitDeny\n") && !out.contains("a: "));
    let (code, out, err) = iam_eval(&["explain", &path, "--id", "c"], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(err, "iam-eval: found no scenario `c`\n");
}

#[test]
fn colours_are_for_terminals_that_support_them() {
    let input = scenario("a", "Allow");
    let (_, plain, _) = iam_eval(&["explain", "-"], &input);
    assert!(!plain.contains('\u{1B}'));
    let mut forced = command(&["explain", "-"]);
    let (_, coloured, _) = run(forced.env("CLICOLOR_FORCE", "1"), &input);
    assert!(
        coloured.contains("\u{1B}[1m\u{1B}[32mallowed\u{1B}[0m"),
        "{coloured}"
    );
    let mut refused = command(&["explain", "-"]);
    let refused = refused.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert_eq!(run(refused, &input).1, plain);
}

#[test]
fn an_unreadable_file_exits_with_2() {
    let (code, _, err) = iam_eval(&["explain", "no-such-file"], "");
    assert_eq!(code, 2);
    assert!(err.starts_with("iam-eval: no-such-file: "));
}

const OFFICE: &str = "{
  \"Version\": \"2012-10-17\",
  \"Statement\": [
    {
      \"Sid\": \"Office\",
      \"Effect\": \"Allow\",
      \"Action\": \"s3:*\",
      \"Resource\": [\"arn:aws:s3:::b\", \"arn:aws:s3:::b/*\"],
      \"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"192.0.2.0/24\"}}
    },
    {
      \"Sid\": \"NoSecrets\",
      \"Effect\": \"Deny\",
      \"Action\": \"s3:*\",
      \"Resource\": \"arn:aws:s3:::b/secret/*\"
    }
  ]
}
";

#[test]
fn a_question_in_flags_shows_the_lines_of_the_policies() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("role.json"), OFFICE).unwrap();
    let explain = |args: &[&str]| {
        let about = [
            "explain",
            "--policy",
            "role.json",
            "--action",
            "s3:GetObject",
        ];
        let mut command = command(&[&about[..], args].concat());
        run(command.current_dir(folder.path()), "")
    };
    let secret = [
        "--resource",
        "arn:aws:s3:::b/secret/k",
        "--context",
        "aws:SourceIp=192.0.2.7",
    ];
    let (code, denied, err) = explain(&secret);
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, open, _) = explain(&["--resource", "arn:aws:s3:::b/k"]);
    assert_eq!(code, 4);
    let (code, absent, _) = explain(&["--resource", "arn:aws:s3:::b/k", "--missing", "absent"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!([denied, open, absent].join("\n=====\n\n"));
}

/// A policy whose lines are too long is shown in its canonical form, as in a scenario.
#[test]
fn a_long_line_is_not_shown_as_it_is() {
    let spaces = " ".repeat(1_000);
    let policy = format!(
        r#"{{"Statement": {{"Effect": "Allow",{spaces}"Action": "s3:*", "Resource": "*"}}}}"#
    );
    let (code, out, _) = iam_eval(
        &["explain", "--policy", &policy, "--action", "s3:GetObject"],
        "",
    );
    assert_eq!(code, 0);
    assert!(
        out.contains(r#"          {"Effect":"Allow","Action":["s3:*"],"Resource":["*"]}"#),
        "{out}"
    );
    assert!(!out.contains(&spaces), "{out}");
}

#[test]
fn a_policy_in_place_of_a_scenario_gets_a_hint() {
    let (_folder, path) = file("role.json", OFFICE);
    let (code, out, err) = iam_eval(&["explain", &path], "");
    assert_eq!(code, 1);
    assert!(out.starts_with("error\n  "), "{out}");
    assert!(
        err.contains(&format!(
            "{path} is a policy, not a scenario: `iam-eval explain --policy {path} --action "
        )),
        "{err}"
    );
    let (_, _, err) = iam_eval(&["explain", "-"], "{\"id\": \"x\"}");
    assert!(!err.contains("is a policy"), "{err}");
}

#[test]
fn a_question_is_one_question() {
    let policy = ["explain", "--policy", OFFICE];
    for (args, message) in [
        (
            vec!["--action", "s3:GetObject", "s3:PutObject"],
            "found 2 questions, expected one action and one resource",
        ),
        (
            vec!["--id", "a"],
            "found no action, expected --action-names ACTION, or --call ACTION",
        ),
        (
            vec!["--action", "s3:GetObject", "--", "x.json"],
            "found the file `x.json` and a question",
        ),
    ] {
        let (code, out, err) = iam_eval(&[&policy[..], &args].concat(), "");
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(message), "{err}");
    }
    let (code, _, err) = iam_eval(&["explain"], "");
    assert_eq!(code, 2);
    assert!(
        err.contains("found nothing to explain, expected a file of scenarios, or a question"),
        "{err}"
    );
}

/// The place of a mistake is that in the file, not that in its scenario.
#[test]
fn a_mistake_has_its_place_in_the_file() {
    let (_folder, path) = common::file(
        "two.jsonl",
        "\n  {\"id\": 1}\n{\n \"id\": \"b\"} {\"x\":,}\n",
    );
    let (code, out, err) = iam_eval(&["explain", &path], "");
    assert_eq!(code, 1);
    assert!(out.contains("two.jsonl:2:11: found no `request`"), "{out}");
    assert!(out.contains("two.jsonl:4:11: found no `request`"), "{out}");
    let found = "two.jsonl:4:18: found malformed JSON (expected value), expected a scenario: one JSON object";
    assert!(err.contains(found), "{err}");
}
