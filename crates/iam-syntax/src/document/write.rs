//! Writes a document as JSON.

use super::{Document, Elements, PrincipalType, Statement, Version};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// The document in a canonical form: members in a fixed order, lists always as arrays, condition
/// values as strings. Parsing it gives an equivalent document.
///
/// ```
/// use iam_syntax::{Document, PolicyKind};
/// let text = r#"{"Statement": {"Effect": "Allow", "Resource": "*", "Action": "s3:*"}}"#;
/// let document = Document::parse(PolicyKind::Identity, "p", text)?;
/// assert_eq!(
///     serde_json::to_string(&document).unwrap(),
///     r#"{"Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":["*"]}]}"#,
/// );
/// # Ok::<(), iam_syntax::PolicyError>(())
/// ```
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.version_span.is_some() {
            map.serialize_entry(
                "Version",
                match self.version {
                    Version::V2008 => "2008-10-17",
                    Version::V2012 => "2012-10-17",
                },
            )?;
        }
        if let Some(id) = self.id() {
            map.serialize_entry("Id", id)?;
        }
        map.serialize_entry("Statement", &StatementList(self))?;
        map.end()
    }
}

struct StatementList<'a>(&'a Document);

impl Serialize for StatementList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.statements())
    }
}

impl Serialize for Statement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(sid) = self.sid() {
            map.serialize_entry("Sid", sid)?;
        }
        map.serialize_entry("Effect", &self.effect())?;
        let name = if self.is_not_principal() {
            "NotPrincipal"
        } else {
            "Principal"
        };
        if self
            .principals()
            .any(|(kind, _)| kind == PrincipalType::Everyone)
        {
            map.serialize_entry(name, "*")?;
        } else if self.has_principal() {
            map.serialize_entry(name, &PrincipalMap(*self))?;
        }
        let actions = self.actions();
        map.serialize_entry(
            if actions.is_negated() {
                "NotAction"
            } else {
                "Action"
            },
            &actions,
        )?;
        if let Some(resources) = self.resources() {
            let name = if resources.is_negated() {
                "NotResource"
            } else {
                "Resource"
            };
            map.serialize_entry(name, &resources)?;
        }
        if self.conditions().len() > 0 {
            map.serialize_entry("Condition", &ConditionMap(*self))?;
        }
        map.end()
    }
}

impl Serialize for Elements<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.values().len()))?;
        for value in self.values() {
            list.serialize_element(value)?;
        }
        list.end()
    }
}

struct PrincipalMap<'a>(Statement<'a>);

impl Serialize for PrincipalMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use PrincipalType::{Aws, CanonicalUser, Federated, Service};
        let mut map = serializer.serialize_map(None)?;
        for kind in [Aws, Federated, Service, CanonicalUser] {
            let values: Vec<&str> = self
                .0
                .principals()
                .filter_map(|(of, value)| (of == kind).then_some(value))
                .collect();
            if !values.is_empty() {
                map.serialize_entry(kind.key(), &values)?;
            }
        }
        map.end()
    }
}

struct ConditionMap<'a>(Statement<'a>);

impl Serialize for ConditionMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // The conditions of an operator are adjacent, since each operator occurs once.
        let conditions: Vec<_> = self.0.conditions().collect();
        for group in conditions.chunk_by(|a, b| a.operator() == b.operator()) {
            if let Some(condition) = group.first() {
                map.serialize_entry(&condition.operator(), &KeyMap(group))?;
            }
        }
        map.end()
    }
}

struct KeyMap<'a, 'b>(&'b [super::Condition<'a>]);

impl Serialize for KeyMap<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.0.iter().map(|condition| {
            let values: Vec<&str> = condition.values().collect();
            (condition.key(), values)
        });
        serializer.collect_map(entries)
    }
}
