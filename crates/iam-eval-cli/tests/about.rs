//! `iam-eval schema`, `completions`, `man` and `--help`; the schemas compared with the actual
//! inputs and outputs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use common::{iam_eval, repository, vectors};
use serde_json::Value;

#[test]
fn schemas_are_the_published_ones() {
    for name in [
        "scenario",
        "answer",
        "findings",
        "simulation",
        "context-keys",
        "who-can",
        "can",
        "matrix",
    ] {
        let (code, out, _) = iam_eval(&["schema", name], "");
        assert_eq!(code, 0);
        let published = repository(&format!("docs/schema/{name}-1.schema.json"));
        assert_eq!(out, std::fs::read_to_string(published).unwrap());
    }
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&iam_eval(&["schema", name], "").1).unwrap()
}

/// The few keywords of JSON Schema that the published schemas use; panics on any other.
fn check(schema: &Value, root: &Value, value: &Value) -> Result<(), String> {
    let fail = |word: &str| Err(format!("{word} of {schema}: {value}"));
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#").unwrap();
                check(root.pointer(name).unwrap(), root, value)?;
            }
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64() || value.is_u64(),
                    other => panic!("the type {other}"),
                };
                let any = rule
                    .as_array()
                    .map_or_else(|| is(rule), |names| names.iter().any(is));
                if !any {
                    return fail(word);
                }
            }
            "const" if rule != value => return fail(word),
            "enum" if !rule.as_array().unwrap().contains(value) => return fail(word),
            "const" | "enum" => {}
            "oneOf" => {
                let branches = rule.as_array().unwrap().iter();
                if branches
                    .filter(|rule| check(rule, root, value).is_ok())
                    .count()
                    != 1
                {
                    return fail(word);
                }
            }
            "required" => {
                let names = rule.as_array().unwrap().iter();
                let absent = |name: &Value| value.get(name.as_str().unwrap()).is_none();
                if value.is_object() && names.into_iter().any(absent) {
                    return fail(word);
                }
            }
            "properties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    if let Some(rule) = rule.get(name) {
                        check(rule, root, member)?;
                    }
                }
            }
            "additionalProperties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    if schema
                        .get("properties")
                        .is_some_and(|known| known.get(name).is_some())
                    {
                        continue;
                    }
                    match rule {
                        Value::Bool(false) => return fail(word),
                        rule => check(rule, root, member)?,
                    }
                }
            }
            "dependentRequired" => {
                for (name, others) in rule.as_object().unwrap() {
                    let mut others = others.as_array().unwrap().iter();
                    let absent = |name: &Value| value.get(name.as_str().unwrap()).is_none();
                    if value.get(name).is_some() && others.any(absent) {
                        return fail(word);
                    }
                }
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    check(rule, root, item)?;
                }
            }
            "minimum" if value.as_i64() < rule.as_i64() => return fail(word),
            "minProperties" if value.as_object().map(|map| map.len() as u64) < rule.as_u64() => {
                return fail(word);
            }
            "maxProperties" if value.as_object().map(|map| map.len() as u64) > rule.as_u64() => {
                return fail(word);
            }
            "minimum" | "minProperties" | "maxProperties" => {}
            // The one pattern: an action.
            "pattern" => {
                let parts = value.as_str().unwrap().split_once(':');
                if !parts.is_some_and(|(service, name)| !service.is_empty() && !name.is_empty()) {
                    return fail(word);
                }
            }
            other => panic!("the word {other}"),
        }
    }
    Ok(())
}

#[test]
fn every_vector_and_every_answer_conforms_to_its_schema() {
    let (scenario, answer) = (schema("scenario"), schema("answer"));
    let mut checked = 0;
    for file in vectors() {
        let (_, out, _) = iam_eval(&["evaluate", "--explain", &file, "-"], "");
        let scenarios = std::fs::read_to_string(&file).unwrap();
        assert_eq!(scenarios.lines().count(), out.lines().count());
        for (schema, text) in [(&scenario, scenarios), (&answer, out)] {
            for line in text.lines() {
                let value = serde_json::from_str(line).unwrap();
                check(schema, schema, &value).unwrap();
                checked += 1;
            }
        }
    }
    assert!(checked > 900, "{checked}");
    for wrong in [
        r#"{"id":"x"}"#,
        r#"{"id":"x","decision":"allowed","line":1}"#,
    ] {
        let value = serde_json::from_str(wrong).unwrap();
        assert!(check(&answer, &answer, &value).is_err(), "{wrong}");
    }
}

#[test]
fn findings_conform_to_their_schema() {
    let schema = schema("findings");
    let values = vec!["s3"; 300];
    let many = serde_json::json!({"Statement": {"Effect": "allow", "Action": values, "Resource": "*", "Sid": "A"}});
    for text in ["{}", "", "{\"Statement\": [{}, 7]}", &many.to_string()] {
        let (_, out, _) = iam_eval(&["validate", "--format", "json", "-"], text);
        let line: Value = serde_json::from_str(&out).unwrap();
        assert!(!line["findings"].as_array().unwrap().is_empty(), "{text}");
        check(&schema, &schema, &line).unwrap();
    }
    let wrong = serde_json::json!({"file": "a", "kind": "policy", "valid": true, "findings": []});
    assert!(check(&schema, &schema, &wrong).is_err());
}

#[test]
fn answers_and_context_keys_fit_their_schemas() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [
      {"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"s3:prefix": "${aws:username}"}}},
      {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::b/k"},
      {"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": {"StringLike": {"ec2:InstanceType": "x*"}}}]}"#;
    let mut lines = 0;
    for (name, command, args) in [
        (
            "simulation",
            "simulate",
            &[
                "--action",
                "s3:GetObject",
                "--resource",
                "arn:aws:s3:::b/k",
                "arn:aws:s3:::b/l",
            ][..],
        ),
        (
            "simulation",
            "simulate",
            &[
                "--call",
                "ec2:RunInstances",
                "--caller-arn",
                "arn:aws:iam::111122223333:role/r",
            ],
        ),
        ("context-keys", "context-keys", &[]),
        (
            "context-keys",
            "context-keys",
            &["--action", "s3:GetObject"],
        ),
    ] {
        let schema = schema(name);
        let question = [&[command, "--policy", policy, "--format", "json"], args].concat();
        let (_, out, _) = iam_eval(&question, "");
        for line in out.lines() {
            let mut value: Value = serde_json::from_str(line).unwrap();
            check(&schema, &schema, &value).unwrap();
            value
                .as_object_mut()
                .unwrap()
                .remove(if name == "simulation" {
                    "because"
                } else {
                    "uses"
                });
            assert!(check(&schema, &schema, &value).is_err());
            lines += 1;
        }
    }
    assert!(lines > 10, "{lines}");
}

#[test]
fn completions_and_manual_pages_are_there() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = iam_eval(&["completions", shell], "");
        assert_eq!(code, 0);
        assert!(
            out.contains("iam-eval") && out.contains("max-line"),
            "{shell}"
        );
    }
    for page in [
        &["man"][..],
        &["man", "evaluate"],
        &["man", "validate"],
        &["man", "simulate"],
    ] {
        let (code, out, _) = iam_eval(page, "");
        assert_eq!(code, 0);
        assert!(out.contains(".SH NAME"), "{page:?}");
    }
    assert_eq!(iam_eval(&["man", "nonsense"], "").0, 2);
}

#[test]
fn every_subcommand_has_examples() {
    for command in [
        "simulate",
        "context-keys",
        "evaluate",
        "explain",
        "validate",
        "diff",
        "check",
        "who-can",
        "can",
        "matrix",
        "schema",
        "completions",
        "man",
    ] {
        let (code, out, _) = iam_eval(&[command, "--help"], "");
        assert_eq!(code, 0);
        assert!(out.contains("Examples:\n  iam-eval "), "{command}");
    }
    assert!(!iam_eval(&["--help"], "").1.contains("man "));
}

#[test]
fn answers_about_accounts_keep_to_their_schemas() {
    let dump = "tests/data/account.json";
    for call in [
        &["who-can", "s3:GetObject", dump][..],
        &["who-can", "iam:CreateUser", dump, "--chain", "0"],
        &["can", "bob", dump],
        &["can", "resize", dump, "--level", "write"],
        &["can", "ci", "s3:GetObject", dump],
    ] {
        let (_, out, err) = iam_eval(&[call, &["--format", "json"]].concat(), "");
        let answer: Value = serde_json::from_str(&out).unwrap();
        let schema = schema(call[0]);
        check(&schema, &schema, &answer).unwrap_or_else(|error| panic!("{call:?}: {error} {err}"));
    }
    let matrix = schema("matrix");
    let call = [
        "matrix",
        "tests/data/policies.jsonl",
        dump,
        "--format",
        "jsonl",
    ];
    let (_, out, _) = iam_eval(&call, "");
    assert!(out.lines().count() > 5, "{out}");
    for line in out.lines() {
        let line = serde_json::from_str(line).unwrap();
        check(&matrix, &matrix, &line).unwrap();
    }
}
