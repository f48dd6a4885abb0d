//! The workloads of the benchmarks, identical in every run.
//!
//! | workload | what it is |
//! |---|---|
//! | W1 | one role policy with the 72 actions of both permission sets, 72 checks on `*` |
//! | W2 | the AWS managed policies, each evaluated for the 72 actions and for the whole catalogue |
//! | W3 | 50 statements with wildcards, `NotAction` and conditions, 1,000 requests |
//! | W4 | parsing and compiling a policy, compared with `serde_json` on the same bytes |
//! | W5 | all layers: two SCP levels, boundary, session, resource policy, 1,000 requests |
//! | W6 | hostile wildcards of growing length |

#![forbid(unsafe_code)]
#![allow(clippy::expect_used, reason = "a benchmark without its data must fail")]

use iam_eval::{Context, LevelKind, Policy, PolicyKind, PolicySet, Principal, Resource};
use std::fmt::Write as _;

const RESTORE: &str = include_str!("../../crates/restore-check/data/sets/ec2-restore.json");
const WORKERS: &str = include_str!("../../crates/restore-check/data/sets/worker-deployment.json");

/// The caller of all requests.
pub const ROLE: &str = "arn:aws:iam::111122223333:role/veeam-restore";

/// The 72 actions of both permission sets.
#[must_use]
pub fn actions() -> Vec<String> {
    [RESTORE, WORKERS]
        .iter()
        .flat_map(|text| {
            let policy = identity(text);
            let statement = policy.document().statement(0).expect("a statement");
            statement
                .actions()
                .values()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// W1: the text of a role policy that allows the 72 actions.
#[must_use]
pub fn w1_text() -> String {
    statement_text(&actions())
}

fn statement_text(actions: &[String]) -> String {
    let list = actions.join("\",\n        \"");
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"Allow\",\n      \
         \"Action\": [\n        \"{list}\"\n      ],\n      \"Resource\": \"*\"\n    }}\n  ]\n}}\n"
    )
}

/// Compiles an identity policy.
#[must_use]
pub fn identity(text: &str) -> Policy {
    policy(PolicyKind::Identity, text)
}

fn policy(kind: PolicyKind, text: &str) -> Policy {
    Policy::parse(kind, "workload", text).expect("a workload's policy is valid")
}

/// A question of a workload.
#[derive(Debug)]
pub struct Question {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: Resource,
    /// The context.
    pub context: Context,
    /// The resource's ARN, for evaluators that accept it as text.
    pub arn: String,
    /// The keys of the context, for those evaluators.
    pub keys: Vec<(&'static str, String)>,
}

/// A service of W3: the subjects of statements, by number, and of questions. Real actions on real
/// types of resources, so that evaluators with AWS's lists can answer, too.
struct Service {
    prefix: &'static str,
    pattern: &'static str,
    resource: &'static str,
    actions: [&'static str; 6],
}

const SERVICES: [Service; 5] = [
    Service {
        prefix: "ec2",
        pattern: "arn:aws:ec2:*:*:instance/i-#-*",
        resource: "arn:aws:ec2:eu-west-1:111122223333:instance/i-#-",
        actions: [
            "CreateImage",
            "StopInstances",
            "DeleteTags",
            "GetConsoleOutput",
            "TerminateInstances",
            "CreateTags",
        ],
    },
    Service {
        prefix: "s3",
        pattern: "arn:aws:s3:::bucket-#/*",
        resource: "arn:aws:s3:::bucket-#/",
        actions: [
            "GetObject",
            "PutObject",
            "DeleteObject",
            "GetObjectTagging",
            "ListMultipartUploadParts",
            "AbortMultipartUpload",
        ],
    },
    Service {
        prefix: "dynamodb",
        pattern: "arn:aws:dynamodb:*:*:table/table-#-*",
        resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/table-#-",
        actions: [
            "DescribeTable",
            "GetItem",
            "DeleteItem",
            "ListTagsOfResource",
            "PutResourcePolicy",
            "UpdateItem",
        ],
    },
    Service {
        prefix: "sqs",
        pattern: "arn:aws:sqs:*:*:queue-#-*",
        resource: "arn:aws:sqs:eu-west-1:111122223333:queue-#-",
        actions: [
            "GetQueueUrl",
            "SendMessage",
            "DeleteQueue",
            "ListQueueTags",
            "ListDeadLetterSourceQueues",
            "ReceiveMessage",
        ],
    },
    Service {
        prefix: "iam",
        pattern: "arn:aws:iam::*:role/team-#/*",
        resource: "arn:aws:iam::111122223333:role/team-#/",
        actions: [
            "ListRolePolicies",
            "PutRolePolicy",
            "DeleteRole",
            "ListRoleTags",
            "GetRole",
            "TagRole",
        ],
    },
];

/// W3: 50 statements, every fourth with `NotAction`, with conditions that use StringLike,
/// IpAddress, Bool and DateGreaterThan in turn.
#[must_use]
pub fn w3_text() -> String {
    let mut statements = Vec::new();
    for index in 0..50 {
        let service = &SERVICES[index % SERVICES.len()];
        let prefix = service.prefix;
        let action = match index % 4 {
            0 => format!(r#""NotAction": ["{prefix}:Delete*", "{prefix}:*Policy*"]"#),
            1 => format!(r#""Action": "{prefix}:*Image*""#),
            2 => format!(r#""Action": ["{prefix}:Describe*", "{prefix}:Get?bject*"]"#),
            _ => format!(r#""Action": "{prefix}:List*""#),
        };
        let condition = match index % 4 {
            0 => format!(r#"{{"StringLike": {{"aws:PrincipalTag/team": "team-{index}-*"}}}}"#),
            1 => format!(r#"{{"IpAddress": {{"aws:SourceIp": "10.{index}.0.0/16"}}}}"#),
            2 => r#"{"Bool": {"aws:SecureTransport": "true"}}"#.to_owned(),
            _ => r#"{"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}"#.to_owned(),
        };
        let effect = if index % 7 == 6 { "Deny" } else { "Allow" };
        let resource = service.pattern.replace('#', &index.to_string());
        statements.push(format!(
            r#"{{"Effect": "{effect}", {action}, "Resource": "{resource}", "Condition": {condition}}}"#
        ));
    }
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
        statements.join(",\n")
    )
}

/// W3, W5: 1,000 questions.
///
/// # Panics
/// Never: the resources are ARNs.
#[must_use]
pub fn questions() -> Vec<Question> {
    (0..1_000)
        .map(|index| {
            let service = &SERVICES[index % SERVICES.len()];
            let about = index % 50;
            let resource = service.resource.replace('#', &about.to_string());
            let arn = format!("{resource}x{index}");
            let secure = if index % 3 == 0 { "false" } else { "true" };
            let keys = vec![
                ("aws:SourceIp", format!("10.{}.3.4", index % 60)),
                ("aws:SecureTransport", secure.to_owned()),
                ("aws:CurrentTime", "2026-11-24T12:00:00Z".to_owned()),
                ("aws:PrincipalTag/team", format!("team-{about}-blue")),
            ];
            let action = service.actions[(index / 5) % service.actions.len()];
            Question {
                action: format!("{}:{action}", service.prefix),
                resource: Resource::parse(&arn).expect("an ARN"),
                context: context_of(&keys),
                arn,
                keys,
            }
        })
        .collect()
}

fn context_of(keys: &[(&str, String)]) -> Context {
    keys.iter().fold(Context::new(), |context, (key, value)| {
        context.with(key, value.as_str())
    })
}

/// A set of one identity policy.
#[must_use]
pub fn identity_alone(text: &str) -> PolicySet {
    alone(identity(text))
}

/// A set of one policy.
#[must_use]
pub fn alone(policy: Policy) -> PolicySet {
    PolicySet::new().with(policy).expect("a first policy")
}

/// W5: two SCP levels, a permissions boundary, a session policy, a resource policy, an identity
/// policy.
#[must_use]
pub fn w5_policies() -> PolicySet {
    let full = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let regions = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "iam:*",
        "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]},
        "Bool": {"aws:SecureTransport": "false"}}}}"#;
    let boundary = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "organizations:*", "Resource": "*"}}"#;
    let resource = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:role/veeam-restore"}, "Action": "sqs:*", "Resource": "*"}}"#;
    let scp = |text| policy(PolicyKind::ServiceControl, text);
    PolicySet::new()
        .with(identity(&w3_text()))
        .and_then(|set| set.with(policy(PolicyKind::PermissionsBoundary, boundary)))
        .and_then(|set| set.with(policy(PolicyKind::Session, full)))
        .and_then(|set| set.with(policy(PolicyKind::Resource, resource)))
        .and_then(|set| set.with_level(LevelKind::ServiceControl, [scp(full)]))
        .and_then(|set| set.with_level(LevelKind::ServiceControl, [scp(full), scp(regions)]))
        .expect("policies that can be combined")
}

/// The caller of all workloads.
#[must_use]
pub fn principal() -> Principal {
    Principal::parse(ROLE).expect("a role")
}

/// W6: a pattern and a text of about `length` bytes each, for which backtracking takes exponential
/// time.
#[must_use]
pub fn w6(length: usize) -> (String, String) {
    let mut pattern = String::new();
    for _ in 0..length / 2 {
        let _ = write!(pattern, "a*");
    }
    pattern.push('b');
    (pattern, "a".repeat(length))
}

/// W6: a policy whose condition matches the key `x:y` with a pattern of [`w6`], and the value of
/// the key.
#[must_use]
pub fn w6_policy(length: usize, tail: &str) -> (String, String) {
    let (pattern, value) = w6(length);
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:*",
        "Resource": "*", "Condition": {{"StringLike": {{"x:y": "{pattern}{tail}"}}}}}}}}"#
    );
    (text, value)
}

/// W6: patterns of about `length` bytes whose segments nearly match at every position of a run of
/// `a`, each with a name.
#[must_use]
pub fn w6_worst(length: usize) -> [(&'static str, String); 3] {
    [
        ("a?", format!("*{}b*", "a?".repeat(length / 4))),
        ("?a", format!("*{}b*", "?a".repeat(length / 4))),
        ("a*?", format!("*{}b", "a*?".repeat(length / 3))),
    ]
}

/// W6: a policy of one statement with the given members; `Action` and `Resource` are added if they
/// are missing.
#[must_use]
pub fn w6_statement(members: &str) -> PolicySet {
    let has = |name: &str| members.contains(&format!("\"{name}\""));
    let action = if has("Action") {
        ""
    } else {
        r#""Action": "*", "#
    };
    let resource = if has("Resource") {
        ""
    } else {
        r#""Resource": "*", "#
    };
    identity_alone(&format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {action}{resource}{members}}}}}"#
    ))
}
