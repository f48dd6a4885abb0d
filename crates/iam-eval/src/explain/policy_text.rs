//! The parts of a policy's text that an explanation shows. It shares the policy instead of copying
//! its text.

use super::reason::RequestValues;
use iam_syntax::document::{Condition, Document, PrincipalNode, Statement, Text};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt::{Debug, Formatter};

/// Values listed in a statement, as written: its principals or patterns of resources.
#[derive(Clone, Copy)]
pub struct PolicyValues<'a> {
    document: &'a Document,
    list: List<'a>,
}

#[derive(Clone, Copy)]
enum List<'a> {
    Principals(&'a [PrincipalNode]),
    Texts(&'a [Text]),
}

impl<'a> PolicyValues<'a> {
    pub(super) fn principals(document: &'a Document, statement: &Statement<'a>) -> Self {
        Self {
            document,
            list: List::Principals(statement.principal_nodes()),
        }
    }

    pub(super) fn resources(document: &'a Document, statement: &Statement<'a>) -> Self {
        Self {
            document,
            list: List::Texts(statement.resource_texts()),
        }
    }

    /// The values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        let Self { document, list } = *self;
        let length = match list {
            List::Principals(nodes) => nodes.len(),
            List::Texts(texts) => texts.len(),
        };
        (0..length).map(move |index| {
            let text = match list {
                List::Principals(nodes) => nodes.get(index).map(|node| node.value),
                List::Texts(texts) => texts.get(index).copied(),
            };
            text.map_or("", |text| document.text(text))
        })
    }
}

impl PartialEq for PolicyValues<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for PolicyValues<'_> {}

impl Debug for PolicyValues<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for PolicyValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// A condition, and the values of the request for its key. Not exhaustive: reasons gain members.
///
/// ```
/// use iam_eval::*;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
///   "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
///   "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}}}"#)?)?;
/// let (alice, anything) = ("arn:aws:iam::111122223333:user/alice".parse()?, Resource::any());
/// let explanation = policies.explain(&Request::new(&alice, "s3:ListAllMyBuckets", &anything)?);
/// let statement = explanation.statements().next().unwrap();
/// let StatementOutcome::Fails(Mismatch::Condition(reason)) = statement.outcome() else { panic!() };
/// assert_eq!(reason.condition.key(), "aws:SourceIp");
/// assert_eq!(reason.condition.values().collect::<Vec<_>>(), ["10.0.0.0/8", "192.0.2.0/24"]);
/// assert_eq!(reason.request, &RequestValues::Absent);
/// assert_eq!(reason.to_string(), "aws:SourceIp is in 10.0.0.0/8 or 192.0.2.0/24");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct ConditionReason<'a> {
    /// The condition in the policy.
    pub condition: Condition<'a>,
    /// The request's values.
    pub request: &'a RequestValues,
}

impl<'a> ConditionReason<'a> {
    /// The contents of the reason, for comparing and showing.
    fn parts(&self) -> (String, &'a str, Vec<&'a str>, &'a RequestValues) {
        let condition = self.condition;
        let values = condition.values().collect();
        (condition.operator(), condition.key(), values, self.request)
    }
}

impl PartialEq for ConditionReason<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for ConditionReason<'_> {}

impl Debug for ConditionReason<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (operator, key, values, request) = self.parts();
        f.debug_struct("ConditionReason")
            .field("operator", &operator)
            .field("key", &key)
            .field("values", &values)
            .field("request", &request)
            .finish()
    }
}

impl Serialize for ConditionReason<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (operator, key, values, request) = self.parts();
        let mut fields = serializer.serialize_struct("ConditionReason", 4)?;
        fields.serialize_field("operator", &operator)?;
        fields.serialize_field("key", key)?;
        fields.serialize_field("values", &values)?;
        fields.serialize_field("request", request)?;
        fields.end()
    }
}
