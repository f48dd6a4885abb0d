//! The scenario format (`tests/conformance/FORMAT.md`): a request with every policy that bears on it, as one
//! JSON object.

use crate::error::{ScenarioError, format_error};
use crate::label::ScenarioLabel;
use crate::wire::{WirePolicies, WireRequest, WireScenario};
use iam_eval::{
    Action, Decision, Explanation, LevelKind, OwnedRequest, Policy, PolicyKind, PolicySet,
    Principal, Request, Resource, is_account_id, is_trust_policy_action,
};
use serde::de::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A scenario, read and compiled.
///
/// ```
/// use iam_eval::Decision;
/// use iam_scenario::Scenario;
/// let scenario = Scenario::parse(r#"{"id": "example-1",
///   "request": {"principal": "arn:aws:iam::111122223333:user/alice",
///               "action": "s3:GetObject", "resource": "arn:aws:s3:::bucket/key"},
///   "policies": {"identity": [{"Version": "2012-10-17",
///     "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}]},
///   "expect": {"decision": "allowed"}}"#)?;
/// assert_eq!(scenario.evaluate(), Decision::Allowed);
/// # Ok::<(), iam_scenario::ScenarioError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scenario {
    request: OwnedRequest,
    policies: PolicySet,
}

impl Scenario {
    /// Reads a scenario. Members that the format doesn't name are errors inside `request` and
    /// `policies`, and are skipped beside them.
    ///
    /// # Errors
    /// [`ScenarioError`] where the text is not a scenario, or one of its policies not valid.
    pub fn parse(line: &str) -> Result<Self, ScenarioError> {
        Self::read(WireScenario::from_line(line).map_err(format_error)?)
    }

    /// Reads a scenario and what is beside it in one pass. As much of the label as can be read
    /// is there for a scenario that can't be.
    ///
    /// # Errors
    /// As [`Scenario::parse`], and where the label is malformed.
    ///
    /// ```
    /// use iam_scenario::Scenario;
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
                let found = format!("found the account `{account:.40}`, expected 12 digits");
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

/// A member that was skipped at first.
fn member<'a, T: Deserialize<'a>>(
    name: &str,
    raw: Option<&'a RawValue>,
) -> Result<Option<T>, ScenarioError> {
    let read = |raw: &'a RawValue| serde_json::from_str(raw.get());
    raw.map(read)
        .transpose()
        .map_err(|error| ScenarioError::Format(format!("`{name}`: {error}")))
}
