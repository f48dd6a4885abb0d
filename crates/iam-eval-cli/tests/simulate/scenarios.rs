//! The conformance vectors as questions in flags.

use super::{answers, common};
use serde_json::{Value, json};
use std::path::Path;

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
            // With keys unknown that the scenario doesn't have, the answer leaves the scenario's
            // open.
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
