//! Descriptions of infrastructure that hold roles and policies: of Terraform, of CloudFormation, of
//! AWS Config.

use super::{EXPECTED, Mark, Reading, Shape};
use crate::infrastructure::{cloudformation, config, terraform};
use crate::json::{Read, Value};
use crate::problem::Problem;

/// The output of `terraform show -json`, of a plan or of a state, and a state file.
pub(super) const TERRAFORM: Shape = Shape {
    mark: Mark::Members(&["terraform_version", "planned_values"]),
    reading: Reading::Description(terraform::read),
};

/// A template, or the output of `aws cloudformation get-template`.
pub(super) const CLOUDFORMATION: Shape = Shape {
    mark: Mark::Members(&["AWSTemplateFormatVersion", "Resources", "TemplateBody"]),
    reading: Reading::Description(cloudformation::read),
};

/// Items of AWS Config: a snapshot, or the output of `get-resource-config-history`,
/// `batch-get-resource-config` and `select-resource-config`.
pub(super) const CONFIG: Shape = Shape {
    mark: Mark::Members(&[
        "configurationItems",
        "baseConfigurationItems",
        "QueryInfo",
        "configuration",
        "configurationItem",
    ]),
    reading: Reading::Description(config::read_items),
};

/// What an item of AWS Config has as its configuration, alone.
pub(super) const RECORDED: Shape = Shape {
    mark: Mark::Members(&[
        "assumeRolePolicyDocument",
        "rolePolicyList",
        "userPolicyList",
        "groupPolicyList",
        "policyVersionList",
    ]),
    reading: Reading::Description(config::read_configuration),
};

/// How blocks of Terraform's source begin.
const BLOCKS: &[&str] = &[
    "resource \"",
    "data \"",
    "terraform {",
    "variable \"",
    "module \"",
    "locals {",
    "output \"",
    "provider \"",
    "import {",
    "moved {",
];

const CONFIGURATION: (&str, &str) = (
    "Terraform configuration",
    "what `terraform show -json` prints of the plan or of the state",
);

/// Terraform's source.
pub(super) const TERRAFORM_SOURCE: Shape = Shape {
    mark: Mark::Words(BLOCKS),
    reading: Reading::NotRead(CONFIGURATION.0, CONFIGURATION.1),
};

/// A template in YAML, where only JSON is read.
pub(super) const YAML_TEMPLATE: Shape = Shape {
    mark: Mark::Words(&["AWSTemplateFormatVersion", "Resources:", "Transform:"]),
    reading: Reading::NotRead("a CloudFormation template in YAML", EXPECTED),
};

/// The problem with Terraform's source, which often begins with comments.
pub(crate) fn refuse_source(name: &str, text: &str) -> Read<()> {
    let mut lines = text.lines().map(str::trim_start);
    let is_comment = |line: &&str| line.is_empty() || line.starts_with(['#', '/', '*']);
    let first = lines.find(|line| !is_comment(line)).unwrap_or_default();
    let is_block = BLOCKS.iter().any(|block| first.starts_with(block));
    match is_block || name.ends_with(".tf") {
        true => Err(Problem::new(name, CONFIGURATION.0, CONFIGURATION.1)),
        false => Ok(()),
    }
}

/// The problem with what `terraform output -json` prints: any output may be a policy document, and
/// none says so.
pub(crate) fn refuse_outputs(name: &str, text: &str) -> Read<()> {
    let outputs = |text| {
        let values = Value::all_in(name, text)?;
        let members = match values.as_slice() {
            [one] => one.members("an object")?,
            _ => return Ok(Vec::new()),
        };
        let outputs = members.iter().map(|(output, value)| {
            let value = value.members("an object")?;
            let is_output = value.has("value") && value.has("sensitive");
            Ok(is_output.then(|| output.to_owned()))
        });
        Ok::<_, Problem>(
            outputs
                .collect::<Read<Option<Vec<String>>>>()?
                .unwrap_or_default(),
        )
    };
    match outputs(text).unwrap_or_default().first() {
        None => Ok(()),
        Some(output) => {
            let found = "the output of `terraform output -json`";
            let expected = format!(
                "one that is a policy document: `terraform output -raw {output}`, or what `terraform show -json` prints"
            );
            Err(Problem::new(name, found, expected))
        }
    }
}
