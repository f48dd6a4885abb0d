//! Options of the AWS CLI itself, so that its scripts run unchanged: those about a connection mean
//! nothing offline.

use crate::failure::{Failure, complain};

/// Options that every command of the AWS CLI takes, and those for pages of answers. They are hidden
/// in `--help`.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::command) struct AwsCliArgs {
    /// The format of the AWS CLI
    #[arg(long, hide = true, value_name = "FORMAT")]
    output: Option<String>,

    #[arg(long, hide = true, value_name = "EXPRESSION")]
    query: Option<String>,

    #[arg(long, hide = true)]
    max_items: Option<String>,

    #[arg(long, hide = true)]
    starting_token: Option<String>,

    #[arg(long, hide = true)]
    resource_handling_option: Option<String>,

    #[arg(long, hide = true)]
    page_size: Option<String>,

    #[arg(long, hide = true)]
    region: Option<String>,

    #[arg(long, hide = true)]
    profile: Option<String>,

    #[arg(long, hide = true)]
    endpoint_url: Option<String>,

    #[arg(long, hide = true)]
    no_cli_pager: bool,

    #[arg(long, hide = true)]
    no_paginate: bool,
}

impl AwsCliArgs {
    /// Whether the answer is to be written as the AWS CLI does. An option that would change the
    /// answer, and can't here, is an error or a remark.
    pub(in crate::command) fn wants_aws_format(&self) -> Result<bool, Failure> {
        if let Some(query) = &self.query {
            return Err(Failure::Call(format!(
                "found `--query {query}`, expected the whole answer to be read: pipe the output of `--format aws` to `jq`"
            )));
        }
        for (option, value) in [
            ("--max-items", &self.max_items),
            ("--starting-token", &self.starting_token),
            ("--resource-handling-option", &self.resource_handling_option),
        ] {
            if value.is_some() {
                complain(&format!("{option}: it has no effect here"));
            }
        }
        match self.output.as_deref() {
            None => Ok(false),
            Some("json") => Ok(true),
            Some(other) => Err(Failure::Call(format!(
                "found `--output {other}`, expected `--output json`, or a `--format` of iam-eval"
            ))),
        }
    }
}
