//! `iam-eval explain`: what people read.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{command, file, iam_eval, run, scenario};

/// Every layer has a say, and most statements fail for another reason.
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

/// Restore of an instance whose IMDSv2 setting the request doesn't name; a key whose policy leaves the
/// decision to an account that doesn't allow it; a pattern for an action.
const REASONS: &str = include_str!("data/reasons.jsonl");

#[test]
fn reasons_say_why() {
    let (code, out, _) = iam_eval(&["explain", "-"], REASONS);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out);
}

/// A policy of an account's dump, with the name that it has there.
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
fn a_scenario_that_fails_stops_no_other() {
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
fn colours_are_for_terminals_that_want_them() {
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
fn a_file_that_cannot_be_read_ends_with_2() {
    let (code, _, err) = iam_eval(&["explain", "no-such-file"], "");
    assert_eq!(code, 2);
    assert!(err.starts_with("iam-eval: no-such-file: "));
}
