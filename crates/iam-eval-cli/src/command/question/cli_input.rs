//! `--cli-input-json`: the input of AWS's `SimulateCustomPolicy` and `SimulatePrincipalPolicy`.

use super::arguments::QuestionArgs;
use super::aws_value;
use crate::command::json;
use crate::failure::{Failure, complain};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The members that are read, and those that have no meaning here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CliInput {
    #[serde(default)]
    policy_input_list: Vec<String>,
    #[serde(default)]
    permissions_boundary_policy_input_list: Vec<String>,
    #[serde(default)]
    ordered_organization_policy_input_list: Option<Box<RawValue>>,
    #[serde(default)]
    policy_source_arn: Option<String>,
    #[serde(default)]
    action_names: Vec<String>,
    #[serde(default)]
    resource_arns: Vec<String>,
    #[serde(default)]
    resource_policy: Option<String>,
    #[serde(default)]
    resource_owner: Option<String>,
    #[serde(default)]
    caller_arn: Option<String>,
    #[serde(default)]
    context_entries: Vec<Box<RawValue>>,
    #[serde(default)]
    resource_handling_option: Option<String>,
    #[serde(default)]
    max_items: Option<u64>,
}

impl CliInput {
    pub(super) fn read(value: &str) -> Result<Self, Failure> {
        let is_text = value.trim_start().starts_with('{') || value.starts_with("file://");
        let text = match is_text {
            true => aws_value::text(value)?,
            false => aws_value::read(value)?,
        };
        let source = match is_text {
            true => aws_value::source("--cli-input-json", value),
            false => value,
        };
        json::read(source, &text, "the arguments: one JSON object").map_err(Failure::Call)
    }

    /// The arguments with these members in place of flags that are not given: a flag goes before,
    /// as in the AWS CLI.
    pub(super) fn complete(self, args: &QuestionArgs) -> Result<QuestionArgs, Failure> {
        let list = |given: &[String], member: Vec<String>| match given.is_empty() {
            true => member,
            false => given.to_vec(),
        };
        for (member, is_given) in [
            (
                "ResourceHandlingOption",
                self.resource_handling_option.is_some(),
            ),
            ("MaxItems", self.max_items.is_some()),
        ] {
            if is_given {
                complain(&format!("--cli-input-json: `{member}` has no effect here"));
            }
        }
        let mut args = args.clone();
        // A document of the JSON is never a path.
        let documents = |option: &str, texts: Vec<String>| {
            let wrong = texts
                .iter()
                .find(|text| !text.trim_start().starts_with('{'));
            match wrong {
                Some(text) => Err(Failure::Call(format!(
                    "--cli-input-json: found `{text:.40}` in {option}, expected the JSON of a policy"
                ))),
                None => Ok(texts),
            }
        };
        args.policy_input_list = list(
            &args.policy_input_list,
            documents("PolicyInputList", self.policy_input_list)?,
        );
        args.permissions_boundary_policy_input_list = list(
            &args.permissions_boundary_policy_input_list,
            documents(
                "PermissionsBoundaryPolicyInputList",
                self.permissions_boundary_policy_input_list,
            )?,
        );
        if args.call.is_none() {
            args.action_names = list(&args.action_names, self.action_names);
        }
        args.resource_arns = list(&args.resource_arns, self.resource_arns);
        let entries = self.context_entries.iter();
        let entries = entries.map(|entry| entry.get().to_owned()).collect();
        args.context_entries = list(&args.context_entries, entries);
        let resource_policy =
            documents("ResourcePolicy", self.resource_policy.into_iter().collect())?;
        args.resource_policy = args.resource_policy.or(resource_policy.into_iter().next());
        args.resource_owner = args.resource_owner.or(self.resource_owner);
        args.caller_arn = args.caller_arn.or(self.caller_arn);
        args.principal = args.principal.or(self.policy_source_arn);
        let levels = self.ordered_organization_policy_input_list;
        let levels = levels.map(|levels| levels.get().to_owned());
        args.ordered_organization_policy_input_list =
            args.ordered_organization_policy_input_list.or(levels);
        Ok(args)
    }
}
