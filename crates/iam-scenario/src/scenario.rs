//! The scenario format (`tests/conformance/FORMAT.md`): a request with all policies that apply to
//! it, as one JSON object.

use crate::error::{Line, ScenarioError, problem};
use crate::label::ScenarioLabel;
use crate::wire::{WireLayer, WirePolicies, WireRequest, WireScenario};
use iam_eval::{
    Action, Decision, Explanation, LayerKind, OwnedRequest, Policy, PolicyKind, PolicySet,
    Principal, Request, Resource, is_account_id, is_trust_policy_action,
};
use serde::de::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A parsed and compiled scenario.
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
    /// Reads a scenario. Unknown members are errors inside `request` and `policies`; at the top
    /// level they are skipped.
    ///
    /// # Errors
    /// [`ScenarioError`] if the text is not a scenario, or if one of its policies is invalid.
    pub fn parse(line: &str) -> Result<Self, ScenarioError> {
        let wire = WireScenario::from_line(line);
        let wire = wire.map_err(|error| Line(line).refuse((None, line), &error))?;
        Self::read(wire, Line(line))
    }

    /// Reads a scenario and its label in one pass. For an invalid scenario, the label contains what
    /// could be read.
    ///
    /// # Errors
    /// Those of [`Scenario::parse`], and a malformed label.
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
                return (label, Err(Line(line).refuse((None, line), &error)));
            }
        };
        let mut label = ScenarioLabel::default();
        match member("id", wire.id, Line(line)) {
            Ok(id) => label.id = id,
            Err(error) => return (label, Err(error)),
        }
        match member("expect", wire.expect, Line(line)) {
            Ok(expect) => label.expect = expect,
            Err(error) => return (label, Err(error)),
        }
        (label, Self::read(wire, Line(line)))
    }

    fn read(wire: WireScenario<'_>, line: Line<'_>) -> Result<Self, ScenarioError> {
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
                let found = format!("the account `{account:.40}`");
                return Err(ScenarioError::Format(problem(found, "12 digits")));
            }
            resource = resource.owned_by(&account);
        }
        Action::new(&action)?;
        let principal = Principal::parse(&principal)?;
        let names = wire.policy_names.unwrap_or_default();
        let policies = compile(&wire.policies, &action, names, line)?;
        let principal = policies.caller(&principal).into_owned();
        let request = OwnedRequest::new(principal, action, resource)?.with_context(context);
        Ok(Self { request, policies })
    }

    /// The caller.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        self.request.principal()
    }

    /// The action.
    #[must_use]
    pub fn action(&self) -> &str {
        self.request.action()
    }

    /// The resource.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        self.request.resource()
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        self.request.as_request()
    }

    /// The request, which owns its parts.
    #[must_use]
    pub fn owned_request(&self) -> &OwnedRequest {
        &self.request
    }

    /// The policies.
    #[must_use]
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// The decision.
    #[must_use]
    pub fn evaluate(&self) -> Decision {
        self.policies.evaluate(&self.request())
    }

    /// The decision and its reason.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        self.policies.explain(&self.request())
    }
}

/// Compiles the policies, each with its location as its name, or the one in `names`, if any.
fn compile(
    wire: &WirePolicies<'_>,
    action: &str,
    mut names: BTreeMap<String, String>,
    line: Line<'_>,
) -> Result<PolicySet, ScenarioError> {
    let mut one = |kind: LayerKind, place: &str, raw: &RawValue| -> Result<Policy, ScenarioError> {
        let kind = match kind {
            LayerKind::Resource if is_trust_policy_action(action) => PolicyKind::Trust,
            kind => kind.policy_kind(),
        };
        let text = raw.get();
        let policy = if text.starts_with('"') {
            let decoded: Cow<'_, str> = serde_json::from_str(text)
                .map_err(|error| line.refuse((Some(place), text), &error))?;
            Policy::parse(kind, place, &decoded)?
        } else {
            Policy::parse(kind, place, text)?
        };
        Ok(match names.remove(place) {
            Some(name) => policy.named(name),
            None => policy,
        })
    };
    let mut set = PolicySet::new();
    for (kind, layer) in &wire.0 {
        let member = kind.member();
        match layer {
            WireLayer::One(raw) => set = set.with(one(*kind, member, raw)?)?,
            WireLayer::Many(policies) => {
                for (index, raw) in policies.iter().enumerate() {
                    set = set.with(one(*kind, &format!("{member}[{index}]"), raw)?)?;
                }
            }
            WireLayer::Levels(of, levels) => {
                for (level, policies) in levels.iter().enumerate() {
                    let policies = policies.iter().enumerate();
                    let compiled: Result<Vec<_>, _> = policies
                        .map(|(index, raw)| one(*kind, &format!("{member}[{level}][{index}]"), raw))
                        .collect();
                    set = set.with_level(*of, compiled?)?;
                }
            }
        }
    }
    match names.keys().next() {
        None => Ok(set),
        Some(place) => {
            let found = format!("`{place:.40}` in `policyNames`");
            let expected = "places that are in `policies`";
            Err(ScenarioError::Format(problem(found, expected)))
        }
    }
}

/// A member that was skipped in the first pass.
fn member<'a, T: Deserialize<'a>>(
    name: &str,
    raw: Option<&'a RawValue>,
    line: Line<'_>,
) -> Result<Option<T>, ScenarioError> {
    let read = |raw: &'a RawValue| {
        serde_json::from_str(raw.get())
            .map_err(|error| line.refuse((Some(name), raw.get()), &error))
    };
    raw.map(read).transpose()
}
