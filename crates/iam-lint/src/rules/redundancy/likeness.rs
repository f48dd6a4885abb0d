//! A canonical form of statements, independent of the order of their lists.

use crate::policy::Statement;
use crate::tree::{Node, Value};

/// Equal for equivalent statements.
pub(super) fn likeness(statement: &Statement<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for member in statement
        .object
        .members
        .iter()
        .filter(|member| member.name != "Sid")
    {
        let value = match &*member.name {
            "Condition" => of_conditions(&member.value),
            name => written(&member.value, matches!(name, "Action" | "NotAction")),
        };
        parts.push(format!("{:?}:{value}", member.name));
    }
    parts.sort_unstable();
    parts.join(",")
}

/// Operators with keys, whose letter case doesn't matter.
fn of_conditions(node: &Node<'_>) -> String {
    let Value::Object(operators) = &node.value else {
        return written(node, false);
    };
    let mut parts = Vec::new();
    for operator in &operators.members {
        let Value::Object(keys) = &operator.value.value else {
            parts.push(format!(
                "{:?}:{}",
                operator.name,
                written(&operator.value, false)
            ));
            continue;
        };
        let keys = keys.members.iter();
        let mut keys: Vec<String> = keys
            .map(|key| {
                let name = key.name.to_ascii_lowercase();
                format!("{name:?}:{}", written(&key.value, false))
            })
            .collect();
        keys.sort_unstable();
        parts.push(format!("{:?}:{{{}}}", operator.name, keys.join(",")));
    }
    parts.sort_unstable();
    format!("{{{}}}", parts.join(","))
}

/// The depth of trees is limited by `tree`.
fn written(node: &Node<'_>, ignores_case: bool) -> String {
    match &node.value {
        Value::Array(items) => {
            let mut items: Vec<String> = items
                .iter()
                .map(|item| written(item, ignores_case))
                .collect();
            items.sort_unstable();
            items.dedup();
            match items.as_slice() {
                // A bare value means an array with one element (S1.16).
                [item] => item.clone(),
                _ => format!("[{}]", items.join(",")),
            }
        }
        Value::Object(object) => {
            let members = object.members.iter();
            let mut members: Vec<String> = members
                .map(|member| format!("{:?}:{}", member.name, written(&member.value, false)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        Value::String(text) if ignores_case => format!("{:?}", text.to_ascii_lowercase()),
        Value::String(text) => format!("{text:?}"),
        Value::Number(text) => format!("{text:?}"),
        Value::Bool(is_true) => format!("\"{is_true}\""),
        Value::Null | Value::Deep => "null".to_owned(),
    }
}
