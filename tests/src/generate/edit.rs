//! Reaching into a scenario's JSON: its documents by kind, their statements.

use iam_eval::{PolicyKind, is_trust_policy_action};
use serde_json::{Value, json};

/// Every document of a scenario, with what it is used as.
pub fn documents(scenario: &mut Value) -> Vec<(PolicyKind, &mut Value)> {
    let trust = scenario["request"]["action"]
        .as_str()
        .is_some_and(is_trust_policy_action);
    let mut found = Vec::new();
    let Some(layers) = scenario["policies"].as_object_mut() else {
        return found;
    };
    for (name, layer) in layers.iter_mut() {
        let kind = match name.as_str() {
            "identity" => PolicyKind::Identity,
            "permissionsBoundary" => PolicyKind::PermissionsBoundary,
            "session" => PolicyKind::Session,
            "scps" => PolicyKind::ServiceControl,
            "rcps" => PolicyKind::ResourceControl,
            "resource" if trust => PolicyKind::Trust,
            "resource" => PolicyKind::Resource,
            _ => PolicyKind::VpcEndpoint,
        };
        match layer {
            Value::Array(list) => {
                for item in list {
                    match item {
                        Value::Array(level) => {
                            found.extend(level.iter_mut().map(|document| (kind, document)));
                        }
                        document => found.push((kind, document)),
                    }
                }
            }
            Value::Null => {}
            document => found.push((kind, document)),
        }
    }
    found
}

/// The lists of documents of which the order doesn't matter: those of a layer, those of a level,
/// and the levels.
pub fn lists(scenario: &mut Value) -> Vec<&mut Vec<Value>> {
    let mut found = Vec::new();
    let Some(layers) = scenario["policies"].as_object_mut() else {
        return found;
    };
    for layer in layers.values_mut() {
        if let Value::Array(list) = layer {
            if list.iter().all(Value::is_array) {
                found.extend(list.iter_mut().filter_map(Value::as_array_mut));
            } else {
                found.push(list);
            }
        }
    }
    found
}

/// A document that is a string becomes the object that it holds.
pub fn unfold(document: &mut Value) {
    if let Value::String(text) = document
        && let Ok(read) = serde_json::from_str(text)
    {
        *document = read;
    }
}

/// The statements of a document that is an object, as a list.
pub fn statements(document: &mut Value) -> Option<&mut Vec<Value>> {
    unfold(document);
    let list = document.as_object_mut()?.get_mut("Statement")?;
    as_list(list)
}

/// A bare element becomes a list of one.
pub fn as_list(value: &mut Value) -> Option<&mut Vec<Value>> {
    if !value.is_array() {
        *value = json!([value.take()]);
    }
    value.as_array_mut()
}
