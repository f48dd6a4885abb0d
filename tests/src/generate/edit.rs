//! Access to the parts of a scenario's JSON: its documents by kind, their statements.

use super::universe::operators;
use iam_eval::{PolicyKind, is_trust_policy_action};
use serde_json::{Value, json};

/// Every document of a scenario, with its policy type.
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

/// The lists of documents whose order doesn't matter: those of a layer, those of a level, and the
/// levels.
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

/// Replaces a document that is a string by the object that the string contains.
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

/// Replaces a single element by a list of one.
pub fn as_list(value: &mut Value) -> Option<&mut Vec<Value>> {
    if !value.is_array() {
        *value = json!([value.take()]);
    }
    value.as_array_mut()
}

/// Applies edits encoded in bytes, four per edit: the kind, the position (two bytes), and the
/// operand.
pub fn edit(scenario: &mut Value, bytes: &[u8]) {
    for (_, document) in documents(scenario) {
        unfold(document);
    }
    edit_below(scenario, &["/policies", "/request/context"], bytes);
}

/// Applies such edits to any JSON below some places in it; an empty one is all of it.
pub fn edit_below(value: &mut Value, roots: &[&str], bytes: &[u8]) {
    for edit in bytes.chunks_exact(4).take(12) {
        let places = places(value, roots);
        if places.is_empty() {
            return;
        }
        let number = usize::from(u16::from_le_bytes([edit[1], edit[2]]));
        let place = &places[number % places.len()];
        let other = &places[(number / 7 + usize::from(edit[3])) % places.len()];
        edit_at(value, place, other, edit[0], edit[3]);
    }
}

fn edit_at(scenario: &mut Value, place: &str, other: &str, what: u8, with: u8) {
    let copy = scenario.pointer(other).cloned().unwrap_or_default();
    let (parent, name) = place.rsplit_once('/').unwrap_or(("", ""));
    let name = &name.replace("~1", "/").replace("~0", "~");
    match what % 8 {
        // Remove it from its parent.
        0 => match scenario.pointer_mut(parent) {
            Some(Value::Array(list)) if !list.is_empty() => {
                list.remove(usize::from(with) % list.len());
            }
            Some(Value::Object(members)) => {
                members.remove(name);
            }
            _ => {}
        },
        1 | 2 => {
            if let Some(found) = scenario.pointer_mut(place) {
                *found = copy;
            }
        }
        // Rename a member of an operator, a layer or a document.
        3 | 4 => {
            if let Some(Value::Object(members)) = scenario.pointer_mut(parent)
                && let Some(value) = members.remove(name)
            {
                let names: Vec<&str> = operators().collect();
                let operator = names[usize::from(with) % names.len()];
                let renamed = match what / 8 % 4 {
                    0 => operator.to_owned(),
                    1 => format!("ForAllValues:{operator}"),
                    2 => format!("ForAnyValue:{operator}"),
                    _ => format!("{operator}IfExists"),
                };
                members.insert(renamed, value);
            }
        }
        5 => {
            if let Some(list) = scenario.pointer_mut(place).and_then(as_list) {
                list.push(copy);
            }
        }
        // Insert a character into a text.
        _ => {
            const CHARACTERS: &[u8] = b"*?:/$ {}',aA0-.+T+Z=eE@x";
            if let Some(Value::String(text)) = scenario.pointer_mut(place) {
                let at = usize::from(with) % (text.len() + 1);
                let character = CHARACTERS[usize::from(what / 8) % CHARACTERS.len()];
                if text.is_char_boundary(at) {
                    text.insert(at, char::from(character));
                }
            }
        }
    }
}

/// JSON pointers to every value below some places.
fn places(value: &Value, roots: &[&str]) -> Vec<String> {
    fn visit(value: &Value, path: String, found: &mut Vec<String>) {
        match value {
            Value::Array(list) => {
                for (index, item) in list.iter().enumerate() {
                    visit(item, format!("{path}/{index}"), found);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    visit(member, format!("{path}/{name}"), found);
                }
            }
            _ => {}
        }
        found.push(path);
    }
    let mut found = Vec::new();
    for root in roots {
        if let Some(value) = value.pointer(root) {
            visit(value, (*root).to_owned(), &mut found);
        }
    }
    found
}
