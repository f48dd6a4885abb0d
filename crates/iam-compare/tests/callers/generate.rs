//! Random policies about callers of every kind, and all requests of a small universe.

use crate::support::Numbers;
use iam_eval::{
    CallerKind, Context, LevelKind, Policy, PolicyKind, PolicySet, Principal, Resource,
};

/// Callers of every kind: named by the policies, like those, and entirely different.
const CALLERS: [&str; 35] = [
    "arn:aws:iam::111122223333:role/a",
    "arn:aws:iam::111122223333:role/p/ab",
    "arn:aws:iam::444455556666:role/a",
    "arn:aws:iam::999999999999:role/c",
    "arn:aws:iam::129999999999:role/c",
    "arn:aws:sts::111122223333:assumed-role/a/s",
    "arn:aws:sts::111122223333:assumed-role/a/t",
    "arn:aws:sts::999999999999:assumed-role/b/s",
    "arn:aws:iam::111122223333:user/b",
    "arn:aws:iam::111122223333:user/p/b",
    "arn:aws:iam::444455556666:user/a",
    "arn:aws:iam::999999999999:user/c",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::999999999999:root",
    "arn:aws:iam::129999999999:root",
    "arn:aws:sts::111122223333:federated-user/b",
    "arn:aws:sts::111122223333:federated-user/c",
    "arn:aws:sts::444455556666:federated-user/ab",
    "arn:aws:sts::999999999999:federated-user/b",
    "arn:aws:iam::111122223333:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2",
    "arn:aws:iam::999999999999:role/aws-service-role/a.amazonaws.com/AWSServiceRoleForA",
    "arn:aws-cn:iam::111122223333:role/a",
    "arn:aws-cn:iam::999999999999:user/c",
    "arn:aws-us-gov:iam::444455556666:root",
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC",
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2",
    "ec2.amazonaws.com",
    "logs.us-east-1.amazonaws.com",
    "x.amazonaws.com",
    "accounts.google.com",
    "example.org",
    "arn:aws:iam::111122223333:saml-provider/x",
    "arn:aws:iam::999999999999:saml-provider/y",
    "*",
];

const ACTIONS: [&str; 11] = [
    "s3:GetObject",
    "s3:PutBucketPolicy",
    "sqs:SendMessage",
    "kms:Decrypt",
    "kms:RetireGrant",
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:GetFederationToken",
    "sts:GetSessionToken",
    "sts:SetSourceIdentity",
    "x:Y",
];

const RESOURCES: [&str; 5] = [
    "arn:aws:s3:::a/b",
    "arn:aws:sqs:us-east-1:111122223333:q",
    "arn:aws:kms:us-east-1:999999999999:key/k",
    "arn:aws:iam::111122223333:role/a",
    "*",
];

const PRINCIPALS: [&str; 18] = [
    r#"{"AWS": "*"}"#,
    r#"{"AWS": "*"}"#,
    r#"{"AWS": "111122223333"}"#,
    r#"{"AWS": "arn:aws:iam::444455556666:root"}"#,
    r#"{"AWS": "arn:aws-cn:iam::111122223333:root"}"#,
    r#"{"AWS": "arn:aws:iam::111122223333:role/a"}"#,
    r#"{"AWS": ["arn:aws:iam::111122223333:role/a", "arn:aws:sts::111122223333:assumed-role/a/s"]}"#,
    r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/a/s"}"#,
    r#"{"AWS": "arn:aws:iam::111122223333:user/b"}"#,
    r#"{"AWS": ["arn:aws:iam::111122223333:user/b", "arn:aws:sts::111122223333:federated-user/b"]}"#,
    r#"{"AWS": "arn:aws:sts::111122223333:federated-user/c"}"#,
    r#"{"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC"}"#,
    r#"{"Service": "ec2.amazonaws.com"}"#,
    r#"{"Service": ["logs.us-east-1.amazonaws.com", "ec2.amazonaws.com"]}"#,
    r#"{"Federated": "accounts.google.com"}"#,
    r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/x"}"#,
    r#"{"AWS": "444455556666", "Service": "x.amazonaws.com"}"#,
    r#"{"AWS": ["111122223333", "444455556666"]}"#,
];

/// The values that policies compare each key with.
const KEYS: [(&str, &[&str]); 9] = [
    (
        "aws:PrincipalArn",
        &[
            "arn:aws:iam::*:root",
            "arn:aws:iam::*:role/a*",
            "arn:aws:iam::111122223333:*",
            "arn:aws:sts::*:federated-user/*",
            "arn:aws:sts::111122223333:federated-user/b",
            "arn:*:iam::*:user/*",
            "arn:aws-cn:*",
            "arn:aws:iam::*:role/aws-service-role/*",
            "arn:aws:iam::*:role/aws-service-role/ec2.amazonaws.com/*",
            "arn:aws:iam::cloudfront:*",
            "arn:aws:*",
        ],
    ),
    (
        "aws:PrincipalAccount",
        &[
            "111122223333",
            "444455556666",
            "12*",
            "1*",
            "anonymous",
            "??9999999999",
        ],
    ),
    (
        "aws:PrincipalType",
        &[
            "User",
            "AssumedRole",
            "Account",
            "FederatedUser",
            "Anonymous",
            "A*",
        ],
    ),
    (
        "aws:userid",
        &[
            "111122223333",
            "*:b",
            "111122223333:*",
            "anonymous",
            "AIDAB",
            "444455556666:?b",
        ],
    ),
    (
        "aws:PrincipalServiceName",
        &[
            "ec2.amazonaws.com",
            "logs.*.amazonaws.com",
            "*.amazonaws.com",
        ],
    ),
    ("aws:PrincipalIsAWSService", &["true", "false"]),
    ("aws:username", &["b", "a*", "c"]),
    (
        "aws:ResourceAccount",
        &["111122223333", "${aws:PrincipalAccount}"],
    ),
    ("aws:AssumedRoot", &["true", "false"]),
];

pub(crate) struct Generator {
    pub(crate) numbers: Numbers,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        let numbers = Numbers::new(seed);
        Self { numbers }
    }

    fn condition(&mut self) -> String {
        let (key, values) = KEYS[self.numbers.below(KEYS.len())];
        let value = self.numbers.of(values);
        let is_bool = matches!(key, "aws:PrincipalIsAWSService" | "aws:AssumedRoot");
        let operator = match (is_bool, self.numbers.below(6)) {
            (_, 0) => {
                return format!(
                    r#""Null": {{"{key}": "{}"}}"#,
                    self.numbers.of(&["true", "false"])
                );
            }
            (true, 1) => "BoolIfExists",
            (true, _) => "Bool",
            (false, _) => self.numbers.of(&[
                "StringLike",
                "StringLike",
                "StringNotLike",
                "StringLikeIfExists",
                "StringNotLikeIfExists",
            ]),
        };
        format!(r#""{operator}": {{"{key}": "{value}"}}"#)
    }

    fn statement(&mut self, kind: PolicyKind) -> String {
        let must_deny = kind == PolicyKind::ResourceControl;
        let effect = if must_deny || self.numbers.chance(3) {
            "Deny"
        } else {
            "Allow"
        };
        let actions = match kind {
            PolicyKind::Trust => self.numbers.of(&[
                r#"["sts:AssumeRole"]"#,
                r#"["sts:AssumeRole", "sts:SetSourceIdentity"]"#,
                r#"["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]"#,
                r#"["sts:*"]"#,
            ]),
            PolicyKind::ResourceControl => {
                self.numbers.of(&[r#"["s3:*"]"#, r#"["sts:*", "sqs:*"]"#])
            }
            _ => self.numbers.of(&[
                r#""*""#,
                r#""s3:*""#,
                r#"["s3:PutBucketPolicy", "sqs:*"]"#,
                r#""sts:*""#,
                r#""sts:GetFederationToken""#,
                r#"["kms:*", "x:*"]"#,
            ]),
        };
        let mut parts = vec![format!(r#""Effect": "{effect}", "Action": {actions}"#)];
        if kind != PolicyKind::Trust {
            let resource = self
                .numbers
                .of(&["*", "*", "arn:aws:s3:::*", "arn:aws:sqs:*:*:*"]);
            parts.push(format!(r#""Resource": "{resource}""#));
        }
        match kind {
            PolicyKind::ResourceControl => parts.push(r#""Principal": "*""#.to_owned()),
            PolicyKind::Resource | PolicyKind::VpcEndpoint | PolicyKind::Trust => {
                let may_exempt = effect == "Deny" && kind != PolicyKind::Trust;
                let element = match may_exempt && self.numbers.chance(3) {
                    true => "NotPrincipal",
                    false => "Principal",
                };
                let principal = self.numbers.of(&PRINCIPALS);
                parts.push(format!(r#""{element}": {principal}"#));
            }
            _ => {}
        }
        let conditions: Vec<String> = (0..self.numbers.below(3))
            .map(|_| self.condition())
            .collect();
        let operator = |text: &String| text.split(": {").next().map(str::to_owned);
        if conditions.len() == 1
            || (conditions.len() == 2 && operator(&conditions[0]) != operator(&conditions[1]))
        {
            parts.push(format!(r#""Condition": {{{}}}"#, conditions.join(", ")));
        }
        format!("{{{}}}", parts.join(", "))
    }

    /// One or two statements, with those that both sides have.
    pub(crate) fn policy(&mut self, kind: PolicyKind, shared: &[String]) -> Policy {
        for _ in 0..100 {
            let mut statements = shared.to_vec();
            for _ in 0..1 + self.numbers.below(2) {
                statements.push(self.statement(kind));
            }
            let text = format!(
                r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
                statements.join(", ")
            );
            // Not every combination of principals and actions is accepted.
            if let Ok(policy) = Policy::parse(kind, "random", &text) {
                return policy;
            }
        }
        panic!("no {kind:?} policy is accepted with {shared:?}");
    }

    pub(crate) fn shared(&mut self, kind: PolicyKind) -> Vec<String> {
        for _ in 0..100 {
            let statements: Vec<String> = (0..self.numbers.below(2))
                .map(|_| self.statement(kind))
                .collect();
            let text = format!(
                r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
                statements.join(", ")
            );
            if statements.is_empty() || Policy::parse(kind, "random", &text).is_ok() {
                return statements;
            }
        }
        Vec::new()
    }
}

pub(crate) fn set_of(policies: impl IntoIterator<Item = Policy>) -> PolicySet {
    policies.into_iter().fold(PolicySet::new(), |set, policy| {
        let level = match policy.document().kind() {
            PolicyKind::ServiceControl => Some(LevelKind::ServiceControl),
            PolicyKind::ResourceControl => Some(LevelKind::ResourceControl),
            _ => None,
        };
        match level {
            Some(level) => set.with_level(level, [policy]).unwrap(),
            None => set.with(policy).unwrap(),
        }
    })
}

pub(crate) fn everything(kind: PolicyKind) -> Policy {
    let text = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    Policy::parse(kind, "everything", text).unwrap()
}

/// A request with all its parts.
pub(crate) struct Asked {
    pub(crate) caller: Principal,
    pub(crate) action: &'static str,
    pub(crate) resource: Resource,
    pub(crate) context: Context,
}

/// Every caller, action, resource and owner.
pub(crate) fn requests() -> Vec<Asked> {
    let mut callers: Vec<Principal> = CALLERS
        .iter()
        .map(|text| Principal::parse(text).unwrap())
        .collect();
    callers.push(Principal::assumed_root("arn:aws:iam::111122223333:root").unwrap());
    callers.push(Principal::assumed_root("arn:aws:iam::999999999999:root").unwrap());
    let mut found = Vec::new();
    for caller in &callers {
        for action in ACTIONS {
            for resource in RESOURCES {
                let resource = Resource::parse(resource).unwrap();
                let owners: &[&str] = match resource.as_str().starts_with("arn:aws:s3") {
                    true => &["111122223333", "444455556666", "999999999999"],
                    false => &[""],
                };
                for owner in owners {
                    let owned = match owner.is_empty() {
                        true => resource.clone(),
                        false => resource.clone().owned_by(owner),
                    };
                    let has_id = matches!(
                        caller.kind(),
                        CallerKind::User | CallerKind::Role | CallerKind::RoleSession
                    );
                    let mut contexts = vec![Context::new()];
                    if has_id {
                        contexts.push(Context::new().with("aws:userid", "AIDAB"));
                        contexts.push(Context::new().with("aws:userid", "AROAX:b"));
                    }
                    found.extend(contexts.into_iter().map(|context| Asked {
                        caller: caller.clone(),
                        action,
                        resource: owned.clone(),
                        context,
                    }));
                }
            }
        }
    }
    found
}
