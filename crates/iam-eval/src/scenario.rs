//! The scenario format (`tests/conformance/FORMAT.md`): a request with every policy that bears on it, as one
//! JSON object.

use crate::evaluate::Decision;
use crate::explain::Explanation;
use crate::policy::Policy;
use crate::policy_set::{AttachError, LevelKind, PolicySet};
use crate::request::{
    Action, Context, OwnedRequest, Principal, Request, RequestError, Resource, Value,
};
use iam_syntax::document::is_trust_policy_action;
use iam_syntax::document::{PolicyError, PolicyKind, is_account_id};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::marker::PhantomData;

/// A scenario, read and compiled.
///
/// ```
/// use iam_eval::{Decision, Scenario};
/// let scenario = Scenario::parse(r#"{"id": "example-1",
///   "request": {"principal": "arn:aws:iam::111122223333:user/alice",
///               "action": "s3:GetObject", "resource": "arn:aws:s3:::bucket/key"},
///   "policies": {"identity": [{"Version": "2012-10-17",
///     "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}]},
///   "expect": {"decision": "allowed"}}"#)?;
/// assert_eq!(scenario.evaluate(), Decision::Allowed);
/// # Ok::<(), iam_eval::ScenarioError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scenario {
    request: OwnedRequest,
    policies: PolicySet,
}

/// A scenario that cannot be evaluated: it has an error for an answer, never a decision (S1.21).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The line is not a scenario.
    #[error("{0}")]
    Format(String),
    /// A part of the request is malformed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A policy is not a valid policy document.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policies don't go together.
    #[error(transparent)]
    Attach(#[from] AttachError),
}

/// `{"code": "format", "message": …}`; of a policy that is not valid, [`PolicyError`] has more.
impl Serialize for ScenarioError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let code = match self {
            Self::Format(_) => "format",
            Self::Request(_) => "request",
            Self::Policy(error) => error.kind().code(),
            Self::Attach(_) => "attach",
        };
        let mut object = serializer.serialize_struct("ScenarioError", 2)?;
        object.serialize_field("code", code)?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

/// What stands beside the question in a scenario: its name, and the answer expected.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
pub struct ScenarioLabel {
    /// The scenario's name.
    #[serde(default)]
    pub id: Option<String>,
    /// The answer expected.
    #[serde(default)]
    pub expect: Option<Expectation>,
}

/// The answer that a scenario expects.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The decision expected.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// True where one of the policies must be refused.
    #[serde(default)]
    pub error: bool,
}

impl Expectation {
    /// True where an answer is the one expected.
    #[must_use]
    pub fn accepts(&self, answer: &Result<Decision, ScenarioError>) -> bool {
        match answer {
            Ok(decision) => !self.error && self.decision == Some(*decision),
            Err(_) => self.error && self.decision.is_none(),
        }
    }
}

impl ScenarioLabel {
    /// Reads the label alone.
    ///
    /// # Errors
    /// [`ScenarioError::Format`] where the text is not a JSON object with a label of this form.
    pub fn parse(line: &str) -> Result<Self, ScenarioError> {
        serde_json::from_str(line).map_err(format_error)
    }
}

#[derive(serde::Deserialize)]
struct WireScenario<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    expect: Option<&'a RawValue>,
    #[serde(borrow, deserialize_with = "read_object")]
    request: WireRequest<'a>,
    #[serde(borrow, deserialize_with = "read_object")]
    policies: WirePolicies<'a>,
}

impl<'a> WireScenario<'a> {
    fn from_line(line: &'a str) -> serde_json::Result<Self> {
        let mut json = serde_json::Deserializer::from_str(line);
        let wire = read_object(&mut json)?;
        json.end()?;
        Ok(wire)
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WireRequest<'a> {
    #[serde(borrow)]
    principal: Cow<'a, str>,
    #[serde(borrow)]
    action: Cow<'a, str>,
    #[serde(borrow)]
    resource: Cow<'a, str>,
    #[serde(default)]
    resource_account: Option<String>,
    #[serde(default, deserialize_with = "read_context")]
    context: Context,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WirePolicies<'a> {
    #[serde(borrow, default)]
    identity: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    permissions_boundary: Option<&'a RawValue>,
    #[serde(borrow, default)]
    session: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
    #[serde(borrow, default)]
    scps: Option<Vec<Vec<&'a RawValue>>>,
    #[serde(borrow, default)]
    rcps: Option<Vec<Vec<&'a RawValue>>>,
    #[serde(borrow, default)]
    vpc_endpoint: Option<&'a RawValue>,
}

impl Scenario {
    /// Reads a scenario. Members that the format doesn't name are errors inside `request` and
    /// `policies`, and are passed over beside them.
    ///
    /// # Errors
    /// [`ScenarioError`] where the text is not a scenario, or one of its policies not valid.
    pub fn parse(line: &str) -> Result<Self, ScenarioError> {
        Self::read(WireScenario::from_line(line).map_err(format_error)?)
    }

    /// Reads a scenario and what stands beside it in one pass. As much of the label as can be read
    /// is there for a scenario that can't be.
    ///
    /// # Errors
    /// As [`Scenario::parse`], and where the label is malformed.
    ///
    /// ```
    /// use iam_eval::Scenario;
    /// let (label, scenario) = Scenario::parse_labelled(r#"{"id": "example-2"}"#);
    /// assert_eq!(label.id.as_deref(), Some("example-2"));
    /// assert!(scenario.is_err());
    /// ```
    pub fn parse_labelled(line: &str) -> (ScenarioLabel, Result<Self, ScenarioError>) {
        let wire = match WireScenario::from_line(line) {
            Ok(wire) => wire,
            Err(error) => {
                let label = ScenarioLabel::parse(line).unwrap_or_default();
                return (label, Err(format_error(error)));
            }
        };
        let mut label = ScenarioLabel::default();
        match member("id", wire.id) {
            Ok(id) => label.id = id,
            Err(error) => return (label, Err(error)),
        }
        match member("expect", wire.expect) {
            Ok(expect) => label.expect = expect,
            Err(error) => return (label, Err(error)),
        }
        (label, Self::read(wire))
    }

    fn read(wire: WireScenario<'_>) -> Result<Self, ScenarioError> {
        let WireRequest {
            principal,
            action,
            resource,
            resource_account,
            context,
        } = wire.request;
        let mut resource = Resource::parse(&resource)?;
        if let Some(account) = resource_account {
            if !is_account_id(&account) {
                let found = format!("{account:.40} is no account: 12 digits");
                return Err(ScenarioError::Format(found));
            }
            resource = resource.owned_by(&account);
        }
        Action::new(&action)?;
        let principal = Principal::parse(&principal)?;
        let policies = compile(&wire.policies, &action)?;
        let request = OwnedRequest::new(principal, action, resource)?.with_context(context);
        Ok(Self { request, policies })
    }

    /// Who asks.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        self.request.principal()
    }

    /// For what.
    #[must_use]
    pub fn action(&self) -> &str {
        self.request.action()
    }

    /// On what.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        self.request.resource()
    }

    /// The question.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        self.request.as_request()
    }

    /// The question, which owns its parts.
    #[must_use]
    pub fn owned_request(&self) -> &OwnedRequest {
        &self.request
    }

    /// The policies.
    #[must_use]
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// The answer.
    #[must_use]
    pub fn evaluate(&self) -> Decision {
        self.policies.evaluate(&self.request())
    }

    /// The answer and its reason.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        self.policies.explain(&self.request())
    }
}

fn compile(wire: &WirePolicies<'_>, action: &str) -> Result<PolicySet, ScenarioError> {
    let one = |kind, name: &str, raw: &RawValue| -> Result<Policy, ScenarioError> {
        let text = raw.get();
        if text.starts_with('"') {
            let decoded: Cow<'_, str> = serde_json::from_str(text).map_err(format_error)?;
            return Ok(Policy::parse(kind, name, &decoded)?);
        }
        Ok(Policy::parse(kind, name, text)?)
    };
    let mut set = PolicySet::new();
    for (index, raw) in wire.identity.iter().flatten().enumerate() {
        set = set.with(one(
            PolicyKind::Identity,
            &format!("identity[{index}]"),
            raw,
        )?)?;
    }
    for (index, raw) in wire.session.iter().flatten().enumerate() {
        set = set.with(one(PolicyKind::Session, &format!("session[{index}]"), raw)?)?;
    }
    let resource_kind = if is_trust_policy_action(action) {
        PolicyKind::Trust
    } else {
        PolicyKind::Resource
    };
    for (kind, name, raw) in [
        (
            PolicyKind::PermissionsBoundary,
            "permissionsBoundary",
            wire.permissions_boundary,
        ),
        (resource_kind, "resource", wire.resource),
        (PolicyKind::VpcEndpoint, "vpcEndpoint", wire.vpc_endpoint),
    ] {
        if let Some(raw) = raw {
            set = set.with(one(kind, name, raw)?)?;
        }
    }
    for (kind, level_kind, field, levels) in [
        (
            PolicyKind::ServiceControl,
            LevelKind::ServiceControl,
            "scps",
            &wire.scps,
        ),
        (
            PolicyKind::ResourceControl,
            LevelKind::ResourceControl,
            "rcps",
            &wire.rcps,
        ),
    ] {
        for (level, policies) in levels.iter().flatten().enumerate() {
            let compiled: Result<Vec<_>, _> = policies
                .iter()
                .enumerate()
                .map(|(index, raw)| one(kind, &format!("{field}[{level}][{index}]"), raw))
                .collect();
            set = set.with_level(level_kind, compiled?)?;
        }
    }
    Ok(set)
}

/// A member that was passed over at first.
fn member<'a, T: Deserialize<'a>>(
    name: &str,
    raw: Option<&'a RawValue>,
) -> Result<Option<T>, ScenarioError> {
    let read = |raw: &'a RawValue| serde_json::from_str(raw.get());
    raw.map(read)
        .transpose()
        .map_err(|error| ScenarioError::Format(format!("`{name}`: {error}")))
}

fn format_error(error: serde_json::Error) -> ScenarioError {
    ScenarioError::Format(error.to_string())
}

/// Reads a struct from an object, and not from an array of its members in their order, which serde
/// would take too.
fn read_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Reads a context; keys that differ only in letter case are one key, and may stand once.
fn read_context<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Context, D::Error> {
    struct ContextVisitor;

    impl<'de> Visitor<'de> for ContextVisitor {
        type Value = Context;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object of condition keys and values")
        }

        fn visit_unit<E>(self) -> Result<Context, E> {
            Ok(Context::new())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Context, A::Error> {
            let mut pairs = Vec::new();
            while let Some((key, ContextValue(value))) = map.next_entry::<String, ContextValue>()? {
                pairs.push((key, value));
            }
            Context::from_pairs(pairs)
                .map_err(|key| A::Error::custom(format!("the condition key `{key}` a second time")))
        }
    }

    deserializer.deserialize_any(ContextVisitor)
}

struct ContextValue(Value);

impl<'de> Deserialize<'de> for ContextValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(D::Error::custom)?;
            let values: Result<Box<[_]>, _> = items.iter().map(|item| scalar(item.get())).collect();
            return Ok(Self(Value::Many(values.map_err(D::Error::custom)?)));
        }
        scalar(raw)
            .map(|value| Self(Value::One(value)))
            .map_err(D::Error::custom)
    }
}

/// S5.17: numbers and booleans as their text.
fn scalar(raw: &str) -> Result<Box<str>, String> {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_err(|error| error.to_string()),
        Some(b'{' | b'[' | b'n') | None => {
            let expected = "a string, a number, a boolean, or an array of these";
            Err(format!(
                "found {raw:.40}, expected {expected} as a condition key's value"
            ))
        }
        Some(_) => Ok(raw.into()),
    }
}
