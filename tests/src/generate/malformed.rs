//! Documents with mistakes, so that their rejection is also compared.

mod elements;
mod members;

use super::edit;
use elements::entries;
use members::{caller, document_members, statement_members};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// One mistake, or something similar to one, in one of a scenario's documents.
#[derive(Debug, Clone)]
pub struct Mistake {
    document: Index,
    statement: Index,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// A member of the document is replaced by this.
    Document(&'static str, Value),
    /// A member of a statement is replaced by this.
    Statement(&'static str, Value),
    /// A member of a statement is removed.
    Without(&'static str),
    /// A member is renamed.
    Renamed(&'static str, &'static str),
    /// The element's list is replaced by an entry.
    Entry(&'static str, Value),
    /// The caller has a name that may be invalid.
    Caller(String),
    /// The document's text, changed at one position.
    Text(Index, &'static str),
    /// The document's text, truncated.
    CutOff(Index),
}

impl Mistake {
    /// Any mistake.
    pub fn any() -> impl Strategy<Value = Self> {
        let text = select(
            &[
                "", ",", "\"", "{", "}", "]", "\\", "\\u0000", "\\ud800", "\u{1}", "é", "null",
                " ", "0", ":",
            ][..],
        );
        let kind = prop_oneof![
            3 => select(document_members()).prop_map(|(name, value)| Kind::Document(name, value)),
            8 => select(statement_members()).prop_map(|(name, value)| Kind::Statement(name, value)),
            2 => select(&["Effect", "Action", "Resource", "Principal", "Sid", "Condition"][..])
                .prop_map(Kind::Without),
            2 => select(&[
                ("Action", "NotAction"), ("Action", "action"), ("Effect", "effect"),
                ("Resource", "NotResource"), ("Principal", "NotPrincipal"),
                ("Condition", "Conditions"),
            ][..]).prop_map(|(from, to)| Kind::Renamed(from, to)),
            4 => select(entries()).prop_map(|(name, value)| Kind::Entry(name, value)),
            3 => (any::<Index>(), text).prop_map(|(at, with)| Kind::Text(at, with)),
            1 => any::<Index>().prop_map(Kind::CutOff),
            1 => caller().prop_map(Kind::Caller),
        ];
        (any::<Index>(), any::<Index>(), kind).prop_map(|(document, statement, kind)| Self {
            document,
            statement,
            kind,
        })
    }

    /// Inserts the mistake into one of the documents of a scenario.
    pub fn make(&self, scenario: &mut Value) {
        if let Kind::Caller(caller) = &self.kind {
            scenario["request"]["principal"] = json!(caller);
            return;
        }
        let mut documents = edit::documents(scenario);
        if documents.is_empty() {
            return;
        }
        let at = self.document.index(documents.len());
        let (_, document) = documents.swap_remove(at);
        match &self.kind {
            Kind::Text(at, with) => {
                let mut text = text_of(document);
                let at = floor(&text, at.index(text.len() + 1));
                text.insert_str(at, with);
                *document = Value::String(text);
            }
            Kind::CutOff(at) => {
                let mut text = text_of(document);
                let at = floor(&text, at.index(text.len() + 1));
                text.truncate(at);
                *document = Value::String(text);
            }
            kind => {
                edit::unfold(document);
                self.change(document, kind);
            }
        }
    }

    fn change(&self, document: &mut Value, kind: &Kind) {
        let Value::Object(members) = document else {
            return;
        };
        if let Kind::Document(name, value) = kind {
            members.insert((*name).to_owned(), value.clone());
            return;
        }
        let statement = match members.get_mut("Statement") {
            Some(Value::Array(list)) if !list.is_empty() => {
                let at = self.statement.index(list.len());
                &mut list[at]
            }
            Some(one) => one,
            None => return,
        };
        let Value::Object(statement) = statement else {
            return;
        };
        match kind {
            Kind::Statement(name, value) => {
                statement.insert((*name).to_owned(), value.clone());
            }
            Kind::Without(name) => {
                statement.remove(*name);
            }
            Kind::Renamed(from, to) => {
                if let Some(value) = statement.remove(*from) {
                    statement.insert((*to).to_owned(), value);
                }
            }
            Kind::Entry(name, value) => {
                if statement.contains_key(*name) {
                    statement.insert((*name).to_owned(), value.clone());
                }
            }
            Kind::Document(..) | Kind::Caller(_) | Kind::Text(..) | Kind::CutOff(_) => {}
        }
    }
}

fn text_of(document: &Value) -> String {
    match document {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
