//! Independent mistakes in otherwise valid documents: each of them must be found.

use super::edit;
use iam_eval::PolicyKind;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

/// A mistake at a separate position in a document.
#[derive(Debug, Clone)]
pub struct Independent {
    statement: Index,
    kind: Index,
}

/// A mistake, as its code and the text at its position.
pub type Found = (&'static str, String);

type Inject = fn(&mut Map<String, Value>, &str) -> Option<Found>;

/// Inserts a mistake into a statement, with a text that occurs nowhere else.
const INTO_STATEMENT: [Inject; 9] = [
    |statement, word| {
        statement.insert(word.to_owned(), json!(1));
        Some(("unknownElement", word.to_owned()))
    },
    |statement, word| {
        // A second one would replace the first.
        let effect = statement.get_mut("Effect")?;
        (effect == "Allow" || effect == "Deny").then(|| *effect = json!(word))?;
        Some(("effect", word.to_owned()))
    },
    |statement, word| {
        list(statement, &["Action", "NotAction"])?.push(json!(word));
        Some(("action", word.to_owned()))
    },
    |statement, word| {
        let number = word.bytes().map(u64::from).sum::<u64>() * 1_000_003;
        list(statement, &["Action", "NotAction"])?.insert(0, json!(number));
        Some(("wrongType", number.to_string()))
    },
    |statement, word| {
        list(statement, &["Resource", "NotResource"])?.push(json!(word));
        Some(("resource", word.to_owned()))
    },
    |statement, word| {
        object(statement, "Condition").insert(word.to_owned(), json!({"a:b": "c"}));
        Some(("operator", word.to_owned()))
    },
    |statement, word| {
        let key = format!("x:{word}");
        object(object(statement, "Condition"), "IpAddress").insert(key, json!(word));
        Some(("condition", word.to_owned()))
    },
    |statement, word| {
        let principals = statement.get_mut("Principal")?.as_object_mut()?;
        list(principals, &["AWS"])?.push(json!(word));
        Some(("principal", word.to_owned()))
    },
    |statement, word| {
        let principals = statement.get_mut("Principal")?.as_object_mut()?;
        principals.insert(word.to_owned(), json!("*"));
        Some(("principal", word.to_owned()))
    },
];

impl Independent {
    /// Any mistake.
    pub fn any() -> impl Strategy<Value = Self> {
        (any::<Index>(), any::<Index>()).prop_map(|(statement, kind)| Self { statement, kind })
    }

    /// Inserts the mistake; `None` if the document has no suitable part.
    pub fn make(&self, kind: PolicyKind, document: &mut Value, number: usize) -> Option<Found> {
        let word = format!("mistake-{number}");
        let here = self.kind.index(INTO_STATEMENT.len() + 3);
        let statements = edit::statements(document)?;
        if let Some(inject) = INTO_STATEMENT.get(here) {
            let at = self.statement.index(statements.len());
            return inject(statements[at].as_object_mut()?, &word);
        }
        match here - INTO_STATEMENT.len() {
            0 => {
                let text = format!("\"{word}\"");
                statements.push(json!(word));
                Some(("wrongType", text))
            }
            1 if kind.is_identity_type() => {
                let at = self.statement.index(statements.len());
                let statement = statements[at].as_object_mut()?;
                // A second one would replace the first.
                let sid = statement.entry("Sid").or_insert(Value::Null);
                let is_valid = !sid.as_str().is_some_and(|sid| sid.starts_with("mistake"));
                is_valid.then(|| *sid = json!(word))?;
                Some(("sid", word))
            }
            _ => {
                document.as_object_mut()?.insert(word.clone(), json!({}));
                Some(("unknownElement", word))
            }
        }
    }
}

/// One of the members, as a list.
fn list<'a>(object: &'a mut Map<String, Value>, names: &[&str]) -> Option<&'a mut Vec<Value>> {
    let name = names.iter().find(|name| object.contains_key(**name))?;
    let value = object.get_mut(*name)?;
    if !value.is_array() {
        *value = json!([value.take()]);
    }
    value.as_array_mut()
}

/// A member that is an object; it is added if it is missing.
#[allow(clippy::expect_used, reason = "generated documents are valid")]
fn object<'a>(parent: &'a mut Map<String, Value>, name: &str) -> &'a mut Map<String, Value> {
    let member = parent.entry(name).or_insert_with(|| json!({}));
    member.as_object_mut().expect("an object")
}
