//! Random policies and requests with few different names, so that they interact.

use crate::support::Numbers;
use iam_eval::{Context, LevelKind, Policy, PolicyKind, PolicySet, Principal, Resource};

/// A request with all its parts.
pub(crate) struct Asked {
    pub(crate) caller: Principal,
    pub(crate) action: String,
    pub(crate) resource: Resource,
    pub(crate) context: Context,
}

pub(crate) struct Generator {
    pub(crate) numbers: Numbers,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        let numbers = Numbers::new(seed);
        Self { numbers }
    }

    fn list(&mut self, list: &[&str], most: usize) -> String {
        let count = 1 + self.numbers.below(most);
        let items: Vec<String> = (0..count)
            .map(|_| format!("\"{}\"", self.numbers.of(list)))
            .collect();
        format!("[{}]", items.join(", "))
    }

    fn condition(&mut self) -> String {
        const STRINGS: [&str; 8] = [
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIfExists",
            "StringNotEqualsIfExists",
            "StringEqualsIgnoreCase",
            "StringNotLikeIfExists",
        ];
        const VALUES: [&str; 9] = ["a", "b", "ab", "a*", "*b", "A", "", "?", "${aws:username}"];
        match self.numbers.below(9) {
            0 => {
                let operator = self.numbers.of(&[
                    "NumericLessThan",
                    "NumericGreaterThanEquals",
                    "NumericNotEquals",
                    "NumericEqualsIfExists",
                ]);
                let value = self.numbers.of(&["1", "2", "2.0", "3"]);
                format!(r#""{operator}": {{"s3:max-keys": "{value}"}}"#)
            }
            1 => {
                let operator = self.numbers.of(&["Bool", "BoolIfExists"]);
                let value = self.numbers.of(&["true", "false"]);
                format!(r#""{operator}": {{"aws:SecureTransport": "{value}"}}"#)
            }
            2 => {
                let operator = self
                    .numbers
                    .of(&["IpAddress", "NotIpAddress", "IpAddressIfExists"]);
                let value = self.list(&["10.0.0.0/8", "10.1.0.0/16", "192.0.2.7", "::/1"], 2);
                format!(r#""{operator}": {{"aws:SourceIp": {value}}}"#)
            }
            3 => {
                let key = self.numbers.of(&[
                    "aws:PrincipalTag/t",
                    "aws:TagKeys",
                    "s3:max-keys",
                    "aws:username",
                ]);
                let value = self.numbers.of(&["true", "false"]);
                format!(r#""Null": {{"{key}": "{value}"}}"#)
            }
            4 | 5 => {
                let set = self.numbers.of(&["ForAllValues", "ForAnyValue"]);
                let operator = self.numbers.of(&[
                    "StringEquals",
                    "StringNotEquals",
                    "StringLike",
                    "StringEqualsIfExists",
                ]);
                let values = self.list(&["a", "b", "a*", "ab", ""], 2);
                format!(r#""{set}:{operator}": {{"aws:TagKeys": {values}}}"#)
            }
            6 => {
                let operator =
                    self.numbers
                        .of(&["ArnLike", "ArnNotLike", "StringLike", "ArnEquals"]);
                let value = self.numbers.of(&[
                    "arn:aws:iam::*:role/a*",
                    "arn:aws:iam::111122223333:user/b",
                    "arn:*:iam::444455556666:*",
                ]);
                format!(r#""{operator}": {{"aws:PrincipalArn": "{value}"}}"#)
            }
            7 => {
                let operator = self.numbers.of(&["StringEquals", "StringNotEquals"]);
                let key = self
                    .numbers
                    .of(&["aws:PrincipalAccount", "aws:ResourceAccount"]);
                let value =
                    self.numbers
                        .of(&["111122223333", "444455556666", "${aws:PrincipalAccount}"]);
                format!(r#""{operator}": {{"{key}": "{value}"}}"#)
            }
            _ => {
                let operator = self.numbers.of(&STRINGS);
                let key = self
                    .numbers
                    .of(&["aws:PrincipalTag/t", "aws:username", "s3:prefix"]);
                let values = self.list(&VALUES, 2);
                format!(r#""{operator}": {{"{key}": {values}}}"#)
            }
        }
    }

    fn statement(&mut self, principals: &[&str]) -> String {
        let effect = if self.numbers.chance(3) {
            "Deny"
        } else {
            "Allow"
        };
        let action = match self.numbers.chance(5) {
            true => "NotAction",
            false => "Action",
        };
        let actions = self.list(
            &[
                "s3:Get*",
                "s3:*",
                "s3:GetObject",
                "*",
                "kms:Decrypt",
                "sts:AssumeRole",
                "s3:?etObject",
                "sqs:*",
                "*:Get*",
                "kms:RetireGrant",
            ],
            2,
        );
        let resource = match self.numbers.chance(5) {
            true => "NotResource",
            false => "Resource",
        };
        let resources = self.list(
            &[
                "*",
                "arn:aws:s3:::a*",
                "arn:aws:s3:::a/*",
                "arn:aws:s3:::?/b",
                "arn:aws:s3:::${aws:username}/*",
                "arn:aws:s3:::${aws:PrincipalTag/t, 'a'}/b",
                "arn:aws:kms:*:111122223333:key/*",
                "arn:aws:sqs:*:*:q",
                "arn:aws:s3:::*/b",
            ],
            2,
        );
        let mut parts = vec![format!(
            r#""Effect": "{effect}", "{action}": {actions}, "{resource}": {resources}"#
        )];
        if !principals.is_empty() {
            let element = if effect == "Deny" && self.numbers.chance(4) {
                "NotPrincipal"
            } else {
                "Principal"
            };
            let named = self.list(principals, 2);
            parts.push(format!(r#""{element}": {{"AWS": {named}}}"#));
        }
        let conditions: Vec<String> = (0..self.numbers.below(3))
            .map(|_| self.condition())
            .collect();
        let mut operators: Vec<&str> = conditions
            .iter()
            .filter_map(|text| text.split(": {").next())
            .collect();
        operators.sort_unstable();
        operators.dedup();
        if !conditions.is_empty() && operators.len() == conditions.len() {
            parts.push(format!(r#""Condition": {{{}}}"#, conditions.join(", ")));
        }
        format!("{{{}}}", parts.join(", "))
    }

    fn policy(&mut self, kind: PolicyKind, principals: &[&str]) -> Policy {
        let count = 1 + self.numbers.below(3);
        let statements: Vec<String> = (0..count).map(|_| self.statement(principals)).collect();
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
            statements.join(", ")
        );
        Policy::parse(kind, "random", &text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    /// Half of the pairs share a policy, so that little access is new.
    fn identity(&mut self, shared: &Policy, is_shared: bool) -> PolicySet {
        let own = self.policy(PolicyKind::Identity, &[]);
        let set = PolicySet::new();
        match is_shared {
            true => set.with(shared.clone()).unwrap(),
            false => set.with(own).unwrap(),
        }
    }

    pub(crate) fn identity_pair(&mut self) -> (PolicySet, PolicySet) {
        let shared = self.policy(PolicyKind::Identity, &[]);
        let both = self.numbers.chance(2);
        let old = self.identity(&shared, both);
        let old = match both {
            true => old.with(self.policy(PolicyKind::Identity, &[])).unwrap(),
            false => old,
        };
        (old, self.identity(&shared, both))
    }

    pub(crate) fn layered_pair(&mut self) -> (PolicySet, PolicySet) {
        let (mut old, mut new) = self.identity_pair();
        for side in [&mut old, &mut new] {
            if self.numbers.chance(2) {
                *side = side
                    .clone()
                    .with(self.policy(PolicyKind::PermissionsBoundary, &[]))
                    .unwrap();
            }
            if self.numbers.chance(3) {
                *side = side
                    .clone()
                    .with(self.policy(PolicyKind::Session, &[]))
                    .unwrap();
            }
            for _ in 0..self.numbers.below(3) {
                let level = [self.policy(PolicyKind::ServiceControl, &[])];
                *side = side
                    .clone()
                    .with_level(LevelKind::ServiceControl, level)
                    .unwrap();
            }
        }
        (old, new)
    }

    pub(crate) fn resource_pair(&mut self) -> (PolicySet, PolicySet) {
        const PRINCIPALS: [&str; 8] = [
            "*",
            "111122223333",
            "arn:aws:iam::444455556666:root",
            "arn:aws:iam::111122223333:role/a",
            "arn:aws:sts::111122223333:assumed-role/a/s",
            "arn:aws:iam::111122223333:user/b",
            "arn:aws:iam::444455556666:role/a",
            "arn:aws:iam::111122223333:user/p/b",
        ];
        let (mut old, mut new) = self.identity_pair();
        let shared = self.policy(PolicyKind::Resource, &PRINCIPALS);
        let is_shared = self.numbers.chance(3);
        for side in [&mut old, &mut new] {
            let own = self.policy(PolicyKind::Resource, &PRINCIPALS);
            let policy = if is_shared { shared.clone() } else { own };
            *side = side.clone().with(policy).unwrap();
            if self.numbers.chance(3) {
                *side = side
                    .clone()
                    .with(self.policy(PolicyKind::PermissionsBoundary, &[]))
                    .unwrap();
            }
            if self.numbers.chance(4) {
                let endpoint = self.policy(PolicyKind::VpcEndpoint, &PRINCIPALS);
                *side = side.clone().with(endpoint).unwrap();
            }
        }
        (old, new)
    }

    pub(crate) fn caller(&mut self) -> Principal {
        let text = self.numbers.of(&[
            "arn:aws:iam::111122223333:role/a",
            "arn:aws:iam::111122223333:user/b",
            "arn:aws:sts::111122223333:assumed-role/a/s",
        ]);
        Principal::parse(text).unwrap()
    }

    fn any_caller(&mut self) -> Principal {
        let text = self.numbers.of(&[
            "arn:aws:iam::111122223333:role/a",
            "arn:aws:iam::111122223333:user/b",
            "arn:aws:iam::444455556666:role/a",
            "arn:aws:iam::111122223333:role/c",
            "arn:aws:iam::777788889999:user/x/b",
            "arn:aws:iam::111122223333:user/p/b",
            "arn:aws:sts::111122223333:assumed-role/a/s",
            "arn:aws:sts::111122223333:assumed-role/a/t",
            "*",
            "arn:aws:iam::444455556666:user/a",
            "arn:aws:iam::111122223333:user/ab",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::444455556666:root",
            "arn:aws:iam::777788889999:root",
            "arn:aws:sts::111122223333:federated-user/b",
            "arn:aws:sts::444455556666:federated-user/ab",
            "arn:aws:iam::111122223333:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2",
            "arn:aws-cn:iam::444455556666:role/a",
            "ec2.amazonaws.com",
        ]);
        Principal::parse(text).unwrap()
    }

    /// Requests of the caller on resources of 111122223333, or of any caller on any resource.
    pub(crate) fn request(&mut self, by: Option<&Principal>) -> Asked {
        let caller = match (by, self.numbers.chance(3)) {
            (Some(caller), _) => caller.clone(),
            (None, true) => self.caller(),
            (None, false) => self.any_caller(),
        };
        let action = self.numbers.of(&[
            "s3:GetObject",
            "s3:PutObject",
            "s3:GetX",
            "kms:Decrypt",
            "sts:AssumeRole",
            "sqs:SendMessage",
            "x:Y",
            "kms:RetireGrant",
            "kms:ListKeys",
            "x:Get",
            "kms:CreateAlias",
            "sts:GetFederationToken",
            "sts:GetSessionToken",
        ]);
        let resource = self.numbers.of(&[
            "*",
            "arn:aws:s3:::a",
            "arn:aws:s3:::a/b",
            "arn:aws:s3:::b/b",
            "arn:aws:s3:::ab/b",
            "arn:aws:s3:::ab/c/b",
            "arn:aws:kms:us-east-1:111122223333:key/k",
            "arn:aws:sqs:us-east-1:444455556666:q",
            "arn:aws:s3:::c/x",
            "arn:aws:sqs:us-east-1:111122223333:q",
        ]);
        let mut owned = Resource::parse(resource).unwrap();
        if by.is_some() {
            let own = resource.replace("444455556666", "111122223333");
            owned = Resource::parse(&own).unwrap().owned_by("111122223333");
        } else if resource.starts_with("arn:aws:s3") && self.numbers.chance(2) {
            owned =
                owned.owned_by(
                    self.numbers
                        .of(&["111122223333", "444455556666", "777788889999"]),
                );
        }
        let mut context = Context::new();
        let keys: [(&str, &[&str]); 5] = [
            ("aws:PrincipalTag/t", &["a", "b", "ab", "A", "", "x"]),
            ("s3:prefix", &["a", "b", "ab", "A", "", "x"]),
            ("s3:max-keys", &["0", "1", "2", "2.5", "3", "4"]),
            ("aws:SecureTransport", &["true", "false"]),
            (
                "aws:SourceIp",
                &[
                    "10.0.0.1",
                    "10.1.2.3",
                    "192.0.2.7",
                    "192.0.2.8",
                    "::1",
                    "ffff::",
                ],
            ),
        ];
        for (key, values) in keys {
            if self.numbers.chance(2) {
                context = context.with(key, self.numbers.of(values));
            }
        }
        if self.numbers.chance(2) {
            let count = self.numbers.below(4);
            let values: Vec<&str> = (0..count)
                .map(|_| self.numbers.of(&["a", "b", "ab", "c", ""]))
                .collect();
            context = match (count, self.numbers.chance(2)) {
                (1, true) => context.with("aws:TagKeys", values[0]),
                _ => context.with_list("aws:TagKeys", values),
            };
        }
        Asked {
            caller,
            action: action.to_owned(),
            resource: owned,
            context,
        }
    }
}
