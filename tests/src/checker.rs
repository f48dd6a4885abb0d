//! Properties of the checker for any policies: granted actions are allowed in every request, and
//! its fix closes the gap.
#![allow(clippy::expect_used, reason = "a check fails by panicking")]

use iam_access::check::Explained;
use iam_access::judge::{Judge, Questionnaire};
use iam_access::report::{ActionReport, ActionStatus, PrincipalReport};
use iam_access::{ResourceCatalog, fix};
use iam_account::{LayerInput, PrincipalInput, read_text};
use iam_catalog::Catalog;
use iam_eval::{Context, Decision, Policy, PolicyKind, Principal, Request, Resource};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/veeam-restore";

/// The first byte selects the meaning of the others: the text of an input file, or choices for
/// generated policies.
pub(crate) fn check(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let catalog = Catalog::embedded();
    let resources = ResourceCatalog::new(catalog, None).with_uses(restore_check::published::uses());
    let questionnaire = Questionnaire::new(restore_check::published::sets().collect(), &resources);
    let judge = questionnaire.prepare().expect("published sets are valid");
    if *first % 4 == 0 {
        for principal in read(rest) {
            check_principal(&judge, &principal);
        }
    } else {
        check_principal(&judge, &generated(rest));
    }
}

/// The principals in an input file.
fn read(text: &[u8]) -> Vec<PrincipalInput> {
    let inputs = read_text("input.json", text);
    let read = inputs.principals().flatten().collect();
    for problem in inputs.problems() {
        assert!(!problem.to_string().is_empty());
    }
    read
}

fn check_principal(judge: &Judge<'_>, input: &PrincipalInput) {
    if !input.problems.is_empty() {
        return;
    }
    let Ok(report) = judge.judge(input) else {
        return;
    };
    what_is_granted_is_allowed(input, &report);
    the_fix_closes_the_gap(judge, input, &report);
}

/// Contexts of a restore's requests that conditions can distinguish.
fn contexts() -> [Context; 4] {
    let restore = Context::new()
        .with("aws:RequestedRegion", "eu-west-1")
        .with("ec2:InstanceType", "t3.micro")
        .with("aws:SecureTransport", "true")
        .with("aws:SourceIp", "203.0.113.7");
    let other = Context::new()
        .with("aws:RequestedRegion", "us-east-1")
        .with("ec2:InstanceType", "m5.large")
        .with("aws:MultiFactorAuthPresent", "false")
        .with("kms:GrantIsForAWSResource", "true")
        .with("kms:KeySpec", "SYMMETRIC_DEFAULT")
        .with("iam:PassedToService", "ec2.amazonaws.com")
        .with("aws:ResourceTag/team", "backup")
        .with("aws:RequestTag/team", "backup");
    [
        Context::new(),
        restore.clone(),
        other,
        restore.with_list("aws:TagKeys", ["team", "Name"]),
    ]
}

fn actions(report: &PrincipalReport) -> impl Iterator<Item = &ActionReport> {
    let actions = report.sets.iter().flat_map(|set| &set.actions);
    actions.map(|action| &**action)
}

fn what_is_granted_is_allowed(input: &PrincipalInput, report: &PrincipalReport) {
    let caller = input.arn.as_deref().unwrap_or(ROLE);
    let Ok(principal) = Principal::parse(caller) else {
        return;
    };
    let account = principal.account().unwrap_or(ACCOUNT);
    let Ok(policies) = input.policy_set() else {
        return;
    };
    let key_policy =
        Policy::default_key_policy(principal.partition(), account).expect("AWS's own key policy");
    let policies = policies.replace_resource_policy(key_policy);
    let policies = policies.expect("the inputs contain no resource-based policy");
    for action in actions(report).filter(|action| action.status == ActionStatus::Granted) {
        for (of, resource) in resources(&action.action, account) {
            for context in contexts() {
                let context = as_requests_have_it(&action.action, of.as_deref(), context);
                let request = Request::new(&principal, &action.action, &resource);
                let request = request.expect("an action of a set").with_context(&context);
                let decision = policies.evaluate(&request);
                assert_eq!(
                    decision,
                    Decision::Allowed,
                    "{} is reported as granted, on {} with {context:?}",
                    action.action,
                    resource.as_str()
                );
            }
        }
    }
}

/// `*`, and a resource of each type that the action acts on, with the type's name.
fn resources(action: &str, account: &str) -> Vec<(Option<String>, Resource)> {
    let mut resources = vec![(None, Resource::any().owned_by(account))];
    let Some(action) = Catalog::embedded().action(action) else {
        return resources;
    };
    for of in action.resource_types() {
        let resource_type = of.resource_type();
        for arn in resource_type.arn_patterns(Some("aws"), Some("eu-west-1"), Some(account)) {
            if let Ok(resource) = Resource::parse(&arn.replace('*', "x-1")) {
                resources.push((Some(of.name().to_owned()), resource.owned_by(account)));
            }
        }
    }
    resources
}

/// The context without the keys that requests of the action on such a resource can't have.
fn as_requests_have_it(action: &str, of: Option<&str>, context: Context) -> Context {
    let Some(action) = Catalog::embedded().action(action) else {
        return context;
    };
    let is_absent = |key: &str| match of {
        Some(_) => action.lacks_key(of, key),
        None => action.binds_key(key) || action.lacks_key(None, key),
    };
    let absent: Vec<String> = context
        .keys()
        .filter(|key| is_absent(key))
        .map(str::to_owned)
        .collect();
    absent
        .iter()
        .fold(context, |context, key| context.without(key))
}

fn the_fix_closes_the_gap(judge: &Judge<'_>, input: &PrincipalInput, report: &PrincipalReport) {
    let missing: Vec<(&str, &str)> = fix::missing_actions(report)
        .into_iter()
        .map(|found| (found.resource, found.action))
        .collect();
    if missing.is_empty() {
        return;
    }
    let fix = judge
        .fix(input, report)
        .expect("a principal that was judged before");
    let mut fixed = input.clone();
    let policies = fix.policies.iter().map(fix::compiled);
    let policies: Option<Vec<Policy>> = policies.collect();
    fixed
        .identity
        .extend(policies.expect("a policy that can be attached"));
    let after = judge
        .judge(&fixed)
        .expect("a principal that was judged before");
    for action in actions(&after) {
        let name = (
            action.resource.as_deref().unwrap_or("*"),
            action.canonical_name(),
        );
        assert!(
            !(missing.contains(&name) && action.needs_policy()),
            "{} is missing in the principal's own policies after the fix",
            action.action
        );
    }
}

/// A principal with policies generated from bytes, similar to those of restore roles.
fn generated(bytes: &[u8]) -> PrincipalInput {
    let mut choices = Choices { bytes };
    let mut input = PrincipalInput::new("made");
    input.arn = Some(ROLE.to_owned());
    input.identity_is_known = true;
    if choices.of(4) > 0 {
        // Most roles are granted everything they need; the rest have gaps.
        let services = [
            "ec2:*",
            "kms:*",
            "iam:*",
            "sqs:*",
            "ssm:*",
            "servicequotas:*",
        ];
        let grant = json!({"Statement": {"Effect": "Allow", "Action": services, "Resource": "*"}});
        let grant = Policy::parse(PolicyKind::Identity, "grant", &grant.to_string());
        input.identity.extend(grant);
    }
    for _ in 0..=choices.of(2) {
        input.identity.extend(choices.policy(PolicyKind::Identity));
    }
    input.boundary = match choices.of(4) {
        0 => choices
            .policy(PolicyKind::PermissionsBoundary)
            .map_or(LayerInput::None, LayerInput::Some),
        1 => LayerInput::NotSupplied,
        _ => LayerInput::None,
    };
    let mut levels = Vec::new();
    for _ in 0..choices.of(3) {
        levels.push(
            choices
                .policy(PolicyKind::ServiceControl)
                .into_iter()
                .collect(),
        );
    }
    input.scps = match levels.is_empty() {
        true => LayerInput::None,
        false => LayerInput::Some(levels),
    };
    input
}

struct Choices<'a> {
    bytes: &'a [u8],
}

impl Choices<'_> {
    /// A number below `count`; 0 if there are no more bytes.
    fn of(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        usize::from(*first) % count.max(1)
    }

    fn policy(&mut self, kind: PolicyKind) -> Option<Policy> {
        let statements: Vec<Value> = (0..=self.of(4)).map(|_| self.statement()).collect();
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        Policy::parse(kind, "made", &text).ok()
    }

    fn statement(&mut self) -> Value {
        const ACTIONS: [&str; 16] = [
            "*",
            "ec2:*",
            "kms:*",
            "iam:*",
            "ec2:Describe*",
            "ec2:RunInstances",
            "ec2:Create*",
            "ec2:CreateTags",
            "ec2:CreateVolume",
            "iam:PassRole",
            "kms:CreateGrant",
            "kms:ReEncrypt*",
            "sqs:*",
            "ssm:*",
            "ec2:DeleteVolume",
            "iam:listInstanceProfiles",
        ];
        const RESOURCES: [&str; 14] = [
            "*",
            "*",
            "*",
            "arn:aws:ec2:*:*:instance/*",
            "arn:aws:ec2:*:*:volume/*",
            "arn:aws:ec2:*:*:*",
            "arn:aws:ec2:*::image/*",
            "arn:aws:ec2:*::snapshot/*",
            "arn:aws:ec2:*:volume/*",
            "arn:aws:kms:*:*:key/*",
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:ec2:eu-west-1:111122223333:*/x-1",
            "arn:aws:ec2",
            "arn:aws:ec2:*:*:?????????e/*",
        ];
        let effect = ["Allow", "Allow", "Deny"][self.of(3)];
        let (action, resource) = match self.of(12) {
            0 => ("NotAction", "Resource"),
            1 => ("Action", "NotResource"),
            _ => ("Action", "Resource"),
        };
        let actions: Vec<&str> = (0..=self.of(3))
            .map(|_| ACTIONS[self.of(ACTIONS.len())])
            .collect();
        let resources: Vec<&str> = (0..=self.of(2))
            .map(|_| RESOURCES[self.of(RESOURCES.len())])
            .collect();
        let mut statement = json!({"Effect": effect, action: actions, resource: resources});
        if self.of(3) == 0 {
            statement["Condition"] = self.condition();
        }
        statement
    }

    fn condition(&mut self) -> Value {
        const CONDITIONS: [(&str, &str, &str); 18] = [
            ("StringEquals", "aws:RequestedRegion", "eu-west-1"),
            ("StringNotEquals", "aws:RequestedRegion", "eu-west-1"),
            ("StringLike", "ec2:InstanceType", "t3.*"),
            ("StringNotEquals", "ec2:InstanceType", "t3.micro"),
            ("Bool", "aws:SecureTransport", "true"),
            ("BoolIfExists", "aws:MultiFactorAuthPresent", "true"),
            ("Bool", "aws:MultiFactorAuthPresent", "false"),
            ("Null", "aws:RequestTag/team", "false"),
            ("StringEquals", "aws:ResourceTag/team", "backup"),
            ("ForAllValues:StringEquals", "aws:TagKeys", "team"),
            ("ForAnyValue:StringEquals", "aws:TagKeys", "team"),
            ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/veeam-*"),
            ("StringEquals", "aws:PrincipalAccount", ACCOUNT),
            ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"),
            ("Bool", "kms:GrantIsForAWSResource", "true"),
            ("BoolIfExists", "kms:GrantIsForAWSResource", "false"),
            ("StringEquals", "kms:KeySpec", "SYMMETRIC_DEFAULT"),
            (
                "StringNotEquals",
                "iam:PassedToService",
                "ec2.amazonaws.com",
            ),
        ];
        let (operator, key, value) = CONDITIONS[self.of(CONDITIONS.len())];
        json!({operator: {key: value}})
    }
}

/// The statuses of all actions, to test that generated principals are not all granted or all
/// missing.
#[must_use]
pub fn statuses(data: &[u8]) -> Vec<ActionStatus> {
    let resources =
        ResourceCatalog::new(Catalog::embedded(), None).with_uses(restore_check::published::uses());
    let sets = restore_check::published::set("ec2-restore").into_iter();
    let mut questionnaire = Questionnaire::new(sets.collect(), &resources);
    questionnaire.explained = Explained::Nothing;
    let judge = questionnaire.prepare().expect("published sets are valid");
    let report = judge
        .judge(&generated(data))
        .expect("a generated principal");
    actions(&report).map(|action| action.status).collect()
}
