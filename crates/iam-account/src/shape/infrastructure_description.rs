//! Descriptions of infrastructure that hold roles and policies: of Terraform, of CloudFormation, of AWS Config.

use super::{EXPECTED, Mark, Reading, Shape};
use crate::infrastructure::{cloudformation, config, terraform};

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

/// Items of AWS Config: a snapshot, or the output of `get-resource-config-history`, `batch-get-resource-config` and
/// `select-resource-config`.
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

/// Terraform's source.
pub(super) const TERRAFORM_SOURCE: Shape = Shape {
    mark: Mark::Words(&[
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
    ]),
    reading: Reading::NotRead(
        "Terraform configuration",
        "what `terraform show -json` prints of the plan or of the state",
    ),
};

/// A template in YAML, where only JSON is read.
pub(super) const YAML_TEMPLATE: Shape = Shape {
    mark: Mark::Words(&["AWSTemplateFormatVersion", "Resources:", "Transform:"]),
    reading: Reading::NotRead("a CloudFormation template in YAML", EXPECTED),
};
