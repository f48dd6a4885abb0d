//! The 72 actions of the two permission sets, as extracted from the source independently of the
//! generator (one JSON object per line in `data/actions.jsonl`).

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;

use iam_catalog::{Action, Catalog, ConditionKey};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fact {
    written: String,
    name: String,
    access_level: String,
    /// Name, required, ARN, condition keys of the action for it.
    resource_types: Vec<(String, bool, String, BTreeSet<String>)>,
    condition_keys: BTreeSet<String>,
}

fn facts() -> Vec<(Fact, Action<'static>)> {
    include_str!("data/actions.jsonl")
        .lines()
        .map(|line| {
            let fact: Fact = serde_json::from_str(line).unwrap();
            let action = Catalog::embedded().action(&fact.written).unwrap();
            (fact, action)
        })
        .collect()
}

fn names<'a>(keys: impl IntoIterator<Item = &'a ConditionKey>) -> BTreeSet<String> {
    keys.into_iter().map(|key| key.name().to_owned()).collect()
}

#[test]
fn names_and_access_levels_agree() {
    let facts = facts();
    assert_eq!(facts.len(), 72);
    for (fact, action) in &facts {
        assert_eq!(action.name(), fact.name);
        assert_eq!(
            action.access_levels().to_string(),
            fact.access_level,
            "{}",
            fact.name
        );
    }
    let misspelt: Vec<_> = facts
        .iter()
        .filter(|(fact, _)| fact.written != fact.name)
        .collect();
    assert_eq!(misspelt.len(), 1);
    assert_eq!(misspelt[0].0.written, "iam:listInstanceProfiles");
}

#[test]
fn resource_types_agree() {
    for (fact, action) in facts() {
        let found: Vec<_> = action
            .resource_types()
            .map(|used| {
                let arns: Vec<_> = used.resource_type().arns().collect();
                let keys = names(used.condition_keys());
                (
                    used.name().to_owned(),
                    used.is_required(),
                    arns.join(", "),
                    keys,
                )
            })
            .collect();
        assert_eq!(found, fact.resource_types, "{}", fact.name);
    }
}

#[test]
fn condition_keys_agree() {
    for (fact, action) in facts() {
        assert_eq!(
            names(action.condition_keys()),
            fact.condition_keys,
            "{}",
            fact.name
        );
        let all = names(action.all_condition_keys());
        assert!(all.is_superset(&fact.condition_keys));
        assert!(
            fact.resource_types
                .iter()
                .all(|(_, _, _, keys)| all.is_superset(keys))
        );
    }
}

#[test]
fn these_24_have_no_resource_type() {
    let without: BTreeSet<_> = facts()
        .iter()
        .filter(|(_, action)| action.resource_types().len() == 0)
        .map(|(_, action)| action.name())
        .collect();
    let expected = BTreeSet::from([
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeConversionTasks",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeInstances",
        "ec2:DescribeKeyPairs",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeRegions",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSnapshots",
        "ec2:DescribeSubnets",
        "ec2:DescribeVolumes",
        "ec2:DescribeVpcs",
        "ec2:GetEbsDefaultKmsKeyId",
        "iam:ListAccountAliases",
        "iam:ListInstanceProfiles",
        "kms:ListAliases",
        "kms:ListKeys",
        "servicequotas:ListServiceQuotas",
        "sqs:ListQueues",
        "ssm:GetCommandInvocation",
    ]);
    assert_eq!(expected.len(), 24);
    assert_eq!(without, expected);
}

#[test]
fn required_types() {
    let required = |name| -> Vec<_> {
        let types = Catalog::embedded().action(name).unwrap().resource_types();
        types
            .filter(|used| used.is_required())
            .map(|used| used.name())
            .collect()
    };
    assert_eq!(
        required("ec2:RunInstances"),
        [
            "image",
            "instance",
            "network-interface",
            "security-group",
            "subnet"
        ]
    );
    assert_eq!(
        required("ec2:CreateNetworkInterface"),
        ["network-interface", "subnet"]
    );
    assert_eq!(required("ssm:SendCommand"), ["document"]);
    assert!(required("ec2:CreateTags").is_empty());
    let tags = Catalog::embedded().action("ec2:CreateTags").unwrap();
    assert_eq!(tags.resource_types().len(), 106);
}
