use crate::rules::prelude::*;
use crate::tree::{Member, Node, Value};

rule! {
    /// A policy element has a value of a JSON type other than the grammar's.
    ///
    /// `Version`, `Id`, `Sid` and `Effect` are strings, actions and resources strings or arrays of
    /// strings, `Statement` an object or an array of objects, `Condition` an object of objects.
    ///
    /// ```json
    /// {"Version": 20121017}
    /// ```
    DATA_TYPE_MISMATCH: Error, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let Some(root) = &policy.tree.root else {
        return;
    };
    let Value::Object(object) = &root.value else {
        return expect(root, "an object, the policy document", report);
    };
    for member in &object.members {
        match &*member.name {
            "Version" | "Id" => string(&member.value, report),
            "Statement" => statements(&member.value, report),
            _ => {}
        }
    }
    for statement in &policy.statements {
        for member in &statement.object.members {
            match &*member.name {
                "Sid" | "Effect" => string(&member.value, report),
                "Action" | "NotAction" | "Resource" | "NotResource" => {
                    strings(&member.value, report);
                }
                "Principal" | "NotPrincipal" => principal(member, report),
                "Condition" => condition(&member.value, report),
                _ => {}
            }
        }
    }
}

fn string(node: &Node<'_>, report: &mut Report) {
    if node.text().is_none() {
        expect(node, "a string", report);
    }
}

fn strings(node: &Node<'_>, report: &mut Report) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| string(item, report)),
        Value::String(_) => {}
        _ => expect(node, "a string or an array of strings", report),
    }
}

fn statements(node: &Node<'_>, report: &mut Report) {
    match &node.value {
        Value::Object(_) => {}
        Value::Array(items) => {
            for item in items.iter().filter(|item| item.object().is_none()) {
                expect(item, "a statement, which is an object", report);
            }
        }
        _ => expect(node, "an object or an array of objects", report),
    }
}

/// A string or an array instead of the map is INVALID_PRINCIPAL_FORMAT.
fn principal(member: &Member<'_>, report: &mut Report) {
    match &member.value.value {
        Value::Object(map) => {
            for entry in &map.members {
                strings(&entry.value, report);
            }
        }
        Value::String(_) | Value::Array(_) => {}
        _ => expect(&member.value, "`\"*\"` or an object", report),
    }
}

fn condition(node: &Node<'_>, report: &mut Report) {
    let Value::Object(block) = &node.value else {
        return expect(node, "an object", report);
    };
    for operator in &block.members {
        let Value::Object(keys) = &operator.value.value else {
            expect(
                &operator.value,
                "an object: condition keys with their values",
                report,
            );
            continue;
        };
        for key in &keys.members {
            let values = match &key.value.value {
                Value::Array(items) => items.as_slice(),
                _ => std::slice::from_ref(&key.value),
            };
            for value in values {
                if matches!(
                    value.value,
                    Value::Object(_) | Value::Array(_) | Value::Null | Value::Deep
                ) {
                    expect(value, "a string, a number or a Boolean", report);
                }
            }
        }
    }
}

fn expect(node: &Node<'_>, expected: &str, report: &mut Report) {
    let found = match &node.value {
        Value::Object(_) => "an object",
        Value::Array(_) => "an array",
        Value::String(_) => "a string",
        Value::Number(_) => "a number",
        Value::Bool(_) => "a Boolean",
        Value::Null => "`null`",
        Value::Deep => "values nested deeper than in any policy",
    };
    report.find(
        node.whole(),
        "",
        format!("found {found}, expected {expected}"),
    );
}
