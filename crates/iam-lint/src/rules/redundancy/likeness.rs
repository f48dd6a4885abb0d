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
        let ignores_case = matches!(&*member.name, "Action" | "NotAction");
        parts.push(format!(
            "{:?}:{}",
            member.name,
            written(&member.value, ignores_case)
        ));
    }
    parts.sort_unstable();
    parts.join(",")
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
