//! Statements: described independently of the kind of policy, then written for one.

use super::arn::{self, ArnChange};
use super::condition::{self, ConditionSpec};
use super::pattern::Change;
use super::request::RequestSpec;
use super::universe::{ACTS, AWAY, CALLERS, HOME, TRUST_ACTIONS};
use iam_eval::PolicyKind;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// A statement.
#[derive(Debug, Clone)]
pub struct StatementSpec {
    /// Whether it denies.
    pub deny: bool,
    not_action: bool,
    actions: Vec<TextSpec>,
    not_resource: bool,
    resources: Vec<ResourceSpec>,
    no_resource: bool,
    not_principal: bool,
    principals: Vec<PrincipalSpec>,
    conditions: Vec<ConditionSpec>,
    bare: bool,
    has_sid: bool,
}

/// A name of the request or of the universe, made into a pattern.
#[derive(Debug, Clone)]
struct TextSpec {
    /// `None`: the request's.
    from: Option<usize>,
    change: Change,
}

#[derive(Debug, Clone)]
enum ResourceSpec {
    Text(TextSpec),
    /// The request's ARN with a change specific to ARNs.
    Arn(ArnChange),
    Fixed(&'static str),
}

#[derive(Debug, Clone)]
enum PrincipalSpec {
    Everyone,
    Caller,
    /// The role of a session, or the user behind a federated user.
    CallersRole,
    /// A session together with its role or user; a role together with one of its sessions.
    CallersSessionAndRole,
    CallersAccount,
    CallersAccountRoot,
    Aws(&'static str),
    Service(&'static str),
    Federated(&'static str),
    CanonicalUser,
}

/// Resource patterns that are not made from a name.
const RESOURCES: &[&str] = &[
    "arn:aws:s3:::bucket/home/${aws:username}/*",
    "arn:aws:s3:::bucket/home/${AWS:USERNAME, 'bob'}/x",
    "arn:aws:s3:::${aws:PrincipalTag/team}*",
    "arn:aws:s3:::bucket/${*}",
    "arn:aws:iam::111122223333:role/${aws:RequestTag/team, 'app'}",
    "arn:aws:s3:::bucket/*/alice/?",
    "arn:aws:lambda:eu-west-1:111122223333:function:*",
    "arn:aws:lambda:*:*:function:f*",
    "arn:aws*",
    "arn:*:*:*:*:*",
    "arn:aws:s3:*:x",
    "arn:aws:s3:*",
    "arn:*",
    "arn:aws:s3",
    "arn:aws:lambda:*:function:f:*",
    "arn:aws:*:111122223333:*",
    "arn:aws:ec2:eu-*:instance/*",
    "arn:aws:ec2:eu-*-1:instance/*",
    "arn:*:kms:*:${aws:PrincipalAccount}:key/*",
    "arn:aws:sqs:eu-west-1:${x:absent, '444455556666'}:q",
    "arn:aws:s3:::bucket/${aws:PrincipalTag/team, ''}*",
    "execute-api:/*",
    "execute-api:/prod/*/pets",
];

impl StatementSpec {
    /// Any statement; `deny` is the weight of denies among 100.
    pub fn any(deny: u32) -> impl Strategy<Value = Self> {
        let action = text();
        let resource = prop_oneof![
            5 => text().prop_map(ResourceSpec::Text),
            3 => ArnChange::any().prop_map(ResourceSpec::Arn),
            3 => Just(ResourceSpec::Fixed("*")),
            2 => select(RESOURCES).prop_map(ResourceSpec::Fixed),
        ];
        let conditions = prop_oneof![
            5 => Just(Vec::new()),
            5 => prop::collection::vec(ConditionSpec::any(), 1..4),
        ];
        let share = f64::from(deny) / 100.0;
        let switches = (
            prop::bool::weighted(share),
            prop::bool::weighted(0.12),
            prop::bool::weighted(0.12),
            prop::bool::weighted(0.1),
            prop::bool::weighted(0.18),
            any::<bool>(),
            prop::bool::weighted(0.2),
        );
        (
            switches,
            prop::collection::vec(action, 1..4),
            prop::collection::vec(resource, 1..3),
            prop::collection::vec(principal(), 1..4),
            conditions,
        )
            .prop_map(|(switches, actions, resources, principals, conditions)| {
                let (deny, not_action, not_resource, no_resource, not_principal, bare, has_sid) =
                    switches;
                Self {
                    deny,
                    not_action,
                    actions,
                    not_resource,
                    resources,
                    no_resource,
                    not_principal,
                    principals,
                    conditions,
                    bare,
                    has_sid,
                }
            })
    }

    /// The statement in a form that this kind of policy allows; `number` makes its `Sid` unique.
    #[must_use]
    pub fn to_json(&self, kind: PolicyKind, number: usize, request: &RequestSpec) -> Value {
        use PolicyKind::{Resource, ResourceControl, Trust, VpcEndpoint};
        let mut statement = Map::new();
        if self.has_sid {
            statement.insert("Sid".into(), json!(format!("S{number}")));
        }
        let full_access = kind == ResourceControl && !self.deny;
        statement.insert(
            "Effect".into(),
            json!(if self.deny { "Deny" } else { "Allow" }),
        );
        match kind {
            ResourceControl => {
                statement.insert("Principal".into(), json!("*"));
            }
            Resource | Trust | VpcEndpoint => {
                let negated = self.not_principal && kind != Trust;
                let name = if negated { "NotPrincipal" } else { "Principal" };
                statement.insert(name.into(), self.principal(kind, request));
            }
            _ => {}
        }
        if full_access {
            statement.insert("Action".into(), json!("*"));
            statement.insert("Resource".into(), json!("*"));
            return Value::Object(statement);
        }
        let negated = self.not_action && !matches!(kind, ResourceControl | Trust);
        let name = if negated { "NotAction" } else { "Action" };
        statement.insert(name.into(), self.list(self.actions(kind, request)));
        let left_out = kind == Trust || (kind == Resource && self.no_resource);
        if !left_out {
            let name = if self.not_resource {
                "NotResource"
            } else {
                "Resource"
            };
            statement.insert(name.into(), self.list(self.resources(kind, request)));
        }
        if !self.conditions.is_empty() {
            let conditions = condition::element(&self.conditions, request);
            statement.insert("Condition".into(), conditions);
        }
        Value::Object(statement)
    }

    fn list(&self, mut values: Vec<String>) -> Value {
        match values.len() {
            1 if self.bare => json!(values.remove(0)),
            _ => json!(values),
        }
    }

    fn actions(&self, kind: PolicyKind, request: &RequestSpec) -> Vec<String> {
        let one = |spec: &TextSpec| {
            if kind == PolicyKind::Trust {
                let name = match spec.from {
                    Some(at) => TRUST_ACTIONS[at % TRUST_ACTIONS.len()],
                    None => &request.action,
                };
                return match spec.change {
                    Change::None | Change::Upper => spec.change.apply(name, 0),
                    Change::Cut(_) => "sts:Assume*".to_owned(),
                    _ => "sts:*".to_owned(),
                };
            }
            let name = match spec.from {
                Some(at) => ACTS[at % ACTS.len()].0,
                None => &request.action,
            };
            let prefix = name.find(':').map_or(0, |colon| colon + 1);
            match spec.change {
                Change::EmptyPart(_) => name.to_owned(),
                // Sometimes also a wildcard in the service prefix (S2.4).
                Change::Inner(..) => {
                    let pattern = spec.change.apply(name, 0);
                    if pattern.contains(':') && !pattern.starts_with(':') && !pattern.ends_with(':')
                    {
                        pattern
                    } else {
                        "*".to_owned()
                    }
                }
                _ => spec.change.apply(name, prefix),
            }
        };
        let service = &request.action[..request.service_length()];
        self.actions
            .iter()
            .map(one)
            .map(|pattern| {
                let prefix = pattern.split(':').next().unwrap_or_default();
                let is_backup = prefix.eq_ignore_ascii_case("backup");
                match kind {
                    // S1.17
                    PolicyKind::ResourceControl
                        if prefix.is_empty() || prefix.contains(['*', '?']) =>
                    {
                        format!("{service}*")
                    }
                    // S8.10
                    PolicyKind::Resource if is_backup && pattern.contains(['*', '?']) => {
                        "backup:CopyIntoBackupVault".to_owned()
                    }
                    _ => pattern,
                }
            })
            .collect()
    }

    fn resources(&self, kind: PolicyKind, request: &RequestSpec) -> Vec<String> {
        let one = |spec: &ResourceSpec| match spec {
            ResourceSpec::Arn(change) => change.apply(request.resource),
            ResourceSpec::Fixed(text) => (*text).to_owned(),
            ResourceSpec::Text(spec) => {
                let name = match spec.from {
                    Some(at) => ACTS[at % ACTS.len()].1,
                    None => request.resource,
                };
                if name == "*" {
                    name.to_owned()
                } else {
                    spec.change.apply(name, "arn:".len())
                }
            }
        };
        let fit = |text| arn::fit(text, kind, request.resource);
        self.resources.iter().map(one).map(fit).collect()
    }

    fn principal(&self, of: PolicyKind, request: &RequestSpec) -> Value {
        let is_trust = of == PolicyKind::Trust;
        if let [PrincipalSpec::Everyone, ..] = self.principals.as_slice() {
            // S8.2
            return if is_trust {
                json!({"AWS": "*"})
            } else {
                json!("*")
            };
        }
        let mut map: Map<String, Value> = Map::new();
        let entries = self
            .principals
            .iter()
            .flat_map(|principal| principal.entries(request));
        for (kind, value) in entries {
            // S1.10
            let (kind, value) = match kind {
                "Federated" if !is_trust => ("AWS", HOME.to_owned()),
                _ => (kind, value),
            };
            match map.entry(kind).or_insert_with(|| json!([])) {
                Value::Array(values) => values.push(json!(value)),
                _ => unreachable!("every entry is made an array"),
            }
        }
        if self.bare {
            for values in map.values_mut() {
                if let Value::Array(list) = values
                    && list.len() == 1
                {
                    *values = list.remove(0);
                }
            }
        }
        Value::Object(map)
    }
}

impl PrincipalSpec {
    fn entries(&self, request: &RequestSpec) -> Vec<(&'static str, String)> {
        match self {
            Self::CallersSessionAndRole => vec![
                Self::Caller.entry(request),
                Self::CallersRole.entry(request),
            ],
            one => vec![one.entry(request)],
        }
    }

    fn entry(&self, request: &RequestSpec) -> (&'static str, String) {
        let caller = request.caller;
        let account = caller.split(':').nth(4).unwrap_or(HOME);
        let account = if account == "cloudfront" {
            HOME
        } else {
            account
        };
        let partition = caller.split(':').nth(1).unwrap_or("aws");
        let is_provider = caller.contains("provider/");
        let text = match self {
            Self::Everyone => "*".to_owned(),
            Self::Caller if is_provider || caller == "accounts.google.com" => {
                return ("Federated", caller.to_owned());
            }
            Self::Caller if caller.ends_with(".amazonaws.com") => {
                return ("Service", caller.to_owned());
            }
            Self::Caller => caller.to_owned(),
            Self::CallersRole if caller.contains(":federated-user/") => {
                format!("arn:{partition}:iam::{account}:user/alice")
            }
            Self::CallersRole if caller.contains(":role/") => {
                format!("arn:{partition}:sts::{account}:assumed-role/app/s1")
            }
            Self::CallersRole | Self::CallersSessionAndRole => {
                format!("arn:{partition}:iam::{account}:role/app")
            }
            Self::CallersAccount => account.to_owned(),
            Self::CallersAccountRoot => format!("arn:{partition}:iam::{account}:root"),
            Self::Aws(text) => (*text).to_owned(),
            Self::Service(text) => return ("Service", (*text).to_owned()),
            Self::Federated(text) => return ("Federated", (*text).to_owned()),
            Self::CanonicalUser => return ("CanonicalUser", "79a5".to_owned()),
        };
        ("AWS", text)
    }
}

fn text() -> impl Strategy<Value = TextSpec> {
    let from = prop_oneof![
        3 => Just(None),
        1 => (0..ACTS.len()).prop_map(Some),
    ];
    (from, Change::any()).prop_map(|(from, change)| TextSpec { from, change })
}

fn principal() -> impl Strategy<Value = PrincipalSpec> {
    let named: Vec<&str> = CALLERS
        .iter()
        .copied()
        .filter(|caller| caller.starts_with("arn:") && !caller.contains("provider/"))
        .chain([HOME, AWAY, "AIDACKCEVSQ6C2EXAMPLE"])
        .collect();
    prop_oneof![
        2 => Just(PrincipalSpec::Everyone),
        3 => Just(PrincipalSpec::Caller),
        2 => Just(PrincipalSpec::CallersRole),
        3 => Just(PrincipalSpec::CallersSessionAndRole),
        2 => Just(PrincipalSpec::CallersAccount),
        2 => Just(PrincipalSpec::CallersAccountRoot),
        2 => select(named).prop_map(PrincipalSpec::Aws),
        1 => select(&["ec2.amazonaws.com", "s3.amazonaws.com"][..])
            .prop_map(PrincipalSpec::Service),
        1 => select(&["accounts.google.com", "arn:aws:iam::111122223333:saml-provider/corp"][..])
            .prop_map(PrincipalSpec::Federated),
        1 => Just(PrincipalSpec::CanonicalUser),
    ]
}
