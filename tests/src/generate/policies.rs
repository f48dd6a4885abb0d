//! Documents and the layers they are attached to.

use super::request::RequestSpec;
use super::statement::StatementSpec;
use iam_eval::{PolicyKind, is_trust_policy_action};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The policies of a scenario.
#[derive(Debug, Clone)]
pub struct PoliciesSpec {
    identity: Vec<DocumentSpec>,
    boundary: Option<DocumentSpec>,
    session: Vec<DocumentSpec>,
    resource: Option<DocumentSpec>,
    scps: Option<Vec<Vec<DocumentSpec>>>,
    rcps: Option<Vec<Vec<DocumentSpec>>>,
    endpoint: Option<DocumentSpec>,
}

#[derive(Debug, Clone)]
struct DocumentSpec {
    version: Option<&'static str>,
    statements: Vec<StatementSpec>,
    bare: bool,
    form: Form,
}

/// The form of a document in the scenario.
#[derive(Debug, Clone, Copy)]
enum Form {
    Object,
    /// As a string.
    Text,
    /// As a string in which every nth letter is written as a `\u` escape.
    Escaped(usize),
}

impl PoliciesSpec {
    /// Any policies.
    pub fn any() -> impl Strategy<Value = Self> {
        let levels = |deny, most| {
            let level = prop::collection::vec(document(deny), 0..3);
            prop::option::weighted(0.35, prop::collection::vec(level, 1..most))
        };
        (
            prop::collection::vec(document(15), 0..4),
            prop::option::weighted(0.3, document(10)),
            prop_oneof![
                3 => Just(Vec::new()),
                1 => prop::collection::vec(document(10), 1..3),
            ],
            prop::option::weighted(0.65, document(12)),
            levels(12, 3),
            levels(40, 3),
            prop::option::weighted(0.3, document(12)),
        )
            .prop_map(
                |(identity, boundary, session, resource, scps, rcps, endpoint)| Self {
                    identity,
                    boundary,
                    session,
                    resource,
                    scps,
                    rcps,
                    endpoint,
                },
            )
    }

    /// The policies as the scenario format writes them.
    #[must_use]
    pub fn to_json(&self, request: &RequestSpec) -> Value {
        use PolicyKind as K;
        let one = |kind| move |document: &DocumentSpec| document.to_json(kind, request);
        let resource = if is_trust_policy_action(&request.action) {
            K::Trust
        } else {
            K::Resource
        };
        let list = |kind, documents: &[DocumentSpec]| -> Vec<Value> {
            documents.iter().map(one(kind)).collect()
        };
        let mut policies = Map::new();
        policies.insert("identity".into(), json!(list(K::Identity, &self.identity)));
        if !self.session.is_empty() {
            policies.insert("session".into(), json!(list(K::Session, &self.session)));
        }
        for (name, kind, document) in [
            (
                "permissionsBoundary",
                K::PermissionsBoundary,
                &self.boundary,
            ),
            ("resource", resource, &self.resource),
            ("vpcEndpoint", K::VpcEndpoint, &self.endpoint),
        ] {
            if let Some(document) = document {
                policies.insert(name.into(), document.to_json(kind, request));
            }
        }
        for (name, kind, levels) in [
            ("scps", K::ServiceControl, &self.scps),
            ("rcps", K::ResourceControl, &self.rcps),
        ] {
            if let Some(levels) = levels {
                let levels: Vec<_> = levels.iter().map(|level| list(kind, level)).collect();
                policies.insert(name.into(), json!(levels));
            }
        }
        Value::Object(policies)
    }
}

impl DocumentSpec {
    fn to_json(&self, kind: PolicyKind, request: &RequestSpec) -> Value {
        let statements: Vec<Value> = self
            .statements
            .iter()
            .enumerate()
            .map(|(number, statement)| statement.to_json(kind, number, request))
            .collect();
        let mut document = Map::new();
        let control = matches!(
            kind,
            PolicyKind::ServiceControl | PolicyKind::ResourceControl
        );
        if let Some(version) = self
            .version
            .filter(|version| !control || *version == "2012-10-17")
        {
            document.insert("Version".into(), json!(version));
        }
        let statement = match statements.as_slice() {
            [one] if self.bare => one.clone(),
            _ => Value::Array(statements),
        };
        document.insert("Statement".into(), statement);
        let document = Value::Object(document);
        match self.form {
            Form::Object => document,
            Form::Text => Value::String(document.to_string()),
            Form::Escaped(every) => Value::String(escape(&document.to_string(), every)),
        }
    }
}

/// Writes every nth letter as a `\u` escape, which doesn't change the meaning.
fn escape(json: &str, every: usize) -> String {
    let mut escaped = String::new();
    for (at, character) in json.chars().enumerate() {
        if character.is_ascii_alphabetic() && at % every.max(1) == 0 && !escaped.ends_with('\\') {
            escaped.push_str(&format!("\\u{:04X}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    // `true`, `false` and numbers also contain letters, outside strings.
    if serde_json::from_str::<Value>(&escaped).is_ok() {
        escaped
    } else {
        json.to_owned()
    }
}

fn document(deny: u32) -> impl Strategy<Value = DocumentSpec> {
    let version = prop_oneof![
        8 => Just(Some("2012-10-17")),
        1 => Just(Some("2008-10-17")),
        1 => Just(None),
    ];
    let form = prop_oneof![
        8 => Just(Form::Object),
        1 => Just(Form::Text),
        1 => (1..9usize).prop_map(Form::Escaped),
    ];
    let statements = prop::collection::vec(StatementSpec::any(deny), 1..4);
    (version, statements, any::<bool>(), form).prop_map(|(version, statements, bare, form)| {
        DocumentSpec {
            version,
            statements,
            bare,
            form,
        }
    })
}
