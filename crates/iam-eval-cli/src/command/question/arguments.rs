//! The flags of a question: under AWS's names, and under shorter ones.

use super::cli_input::CliInput;
use crate::failure::Failure;

const POLICIES: &str = "Policies";
const CALLER: &str = "Who asks";
const REQUEST: &str = "For what";
const CONTEXT: &str = "In which context";

/// The flags of a question about policies. A POLICY is a file, `file://` and a file, or the JSON
/// itself.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::command) struct QuestionArgs {
    /// An identity-based policy; may be repeated
    #[arg(long = "policy", value_name = "POLICY", help_heading = POLICIES)]
    pub(super) policies: Vec<String>,

    /// Identity-based policies, as the AWS CLI takes them: JSON documents, or `file://` a JSON
    /// array of documents
    #[arg(long, value_name = "POLICY", num_args = 1.., help_heading = POLICIES)]
    pub(super) policy_input_list: Vec<String>,

    /// The permissions boundary
    #[arg(long, value_name = "POLICY", help_heading = POLICIES)]
    pub(super) boundary: Option<String>,

    /// The permissions boundary, as the AWS CLI takes it
    #[arg(long, value_name = "POLICY", num_args = 1.., help_heading = POLICIES)]
    pub(super) permissions_boundary_policy_input_list: Vec<String>,

    /// A session policy; may be repeated
    #[arg(long, value_name = "POLICY", help_heading = POLICIES)]
    pub(super) session: Vec<String>,

    /// Service control policies: a folder with a folder for each level, from the root down; a
    /// folder or a file of one level
    #[arg(long, value_name = "FOLDER", help_heading = POLICIES)]
    pub(super) scps: Option<String>,

    /// Service control policies by level, as the AWS CLI takes them: JSON
    #[arg(long, value_name = "JSON", help_heading = POLICIES)]
    pub(super) ordered_organization_policy_input_list: Option<String>,

    /// Resource control policies, as `--scps`
    #[arg(long, value_name = "FOLDER", help_heading = POLICIES)]
    pub(super) rcps: Option<String>,

    /// The resource-based policy of every resource; for `sts:Assume…`, the trust policy of the role
    #[arg(long, value_name = "POLICY", help_heading = POLICIES)]
    pub(super) resource_policy: Option<String>,

    /// The policy of the VPC endpoint through which the request goes
    #[arg(long, value_name = "POLICY", help_heading = POLICIES)]
    pub(super) vpc_endpoint: Option<String>,

    /// The caller: the ARN of a user, role, session or root user, a service, an identity provider,
    /// or `*`
    #[arg(long, value_name = "ARN", help_heading = CALLER)]
    pub(super) caller_arn: Option<String>,

    /// A role or user of `--account`, with its policies; a part of its name is enough if only one
    /// has it
    #[arg(
        long,
        value_name = "NAME",
        alias = "policy-source-arn",
        requires = "account",
        help_heading = CALLER
    )]
    pub(super) principal: Option<String>,

    /// What `aws iam get-account-authorization-details` prints, or a role bundle; several pages are
    /// one account
    #[arg(long, value_name = "DUMP", requires = "principal", help_heading = CALLER)]
    pub(super) account: Vec<String>,

    /// The actions; each is asked about each resource
    #[arg(long, visible_alias = "action", value_name = "ACTION", num_args = 1.., help_heading = REQUEST)]
    pub(super) action_names: Vec<String>,

    /// The resources (default: `*`)
    #[arg(long, visible_alias = "resource", value_name = "ARN", num_args = 1.., help_heading = REQUEST)]
    pub(super) resource_arns: Vec<String>,

    /// One call of an action, on every type of resource that it needs: on those of
    /// `--resource-arns` that are of the type, else on any
    #[arg(long, value_name = "ACTION", conflicts_with = "action_names", help_heading = REQUEST)]
    pub(super) call: Option<String>,

    /// The account that owns resources whose ARN names none: its id or the ARN of its root user
    /// (default: the caller's)
    #[arg(long, value_name = "ACCOUNT", help_heading = REQUEST)]
    pub(super) resource_owner: Option<String>,

    /// A condition key's value, such as aws:SourceIp=203.0.113.7; a key given twice has two values
    #[arg(long, value_name = "KEY=VALUE", help_heading = CONTEXT)]
    pub(super) context: Vec<String>,

    /// Condition keys as the AWS CLI takes them:
    /// `ContextKeyName=…,ContextKeyValues=…,ContextKeyType=…`, or JSON
    #[arg(long, value_name = "ENTRY", num_args = 1.., help_heading = CONTEXT)]
    pub(super) context_entries: Vec<String>,

    /// A condition key that the request doesn't have
    #[arg(long, value_name = "KEY", help_heading = CONTEXT)]
    pub(super) absent: Vec<String>,

    /// What the condition keys are that are not given: unknown, so that an answer may depend on
    /// them, or absent, as AWS's policy simulator takes them
    #[arg(long, value_enum, value_name = "WHAT", default_value = "unknown", help_heading = CONTEXT)]
    pub(super) missing: Missing,

    /// The arguments of `aws iam simulate-custom-policy` as JSON: a file, `file://` and a file, or
    /// the JSON itself
    #[arg(long, value_name = "JSON", help_heading = REQUEST)]
    pub(super) cli_input_json: Option<String>,
}

/// What is known of condition keys that are not given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Missing {
    #[default]
    Unknown,
    Absent,
}

impl QuestionArgs {
    /// Whether any flag of a question is given.
    pub(in crate::command) fn is_given(&self) -> bool {
        self.has_policies()
            || self.asks()
            || self.caller_arn.is_some()
            || !self.resource_arns.is_empty()
    }

    /// Whether a flag says which policies.
    pub(in crate::command) fn has_policies(&self) -> bool {
        let lists = [
            &self.policies,
            &self.policy_input_list,
            &self.permissions_boundary_policy_input_list,
            &self.session,
            &self.account,
        ];
        let lone = [
            &self.boundary,
            &self.scps,
            &self.ordered_organization_policy_input_list,
            &self.rcps,
            &self.resource_policy,
            &self.vpc_endpoint,
            &self.cli_input_json,
        ];
        lists.iter().any(|list| !list.is_empty()) || lone.iter().any(|one| one.is_some())
    }

    /// Whether a flag says for what.
    pub(in crate::command) fn asks(&self) -> bool {
        !self.action_names.is_empty() || self.call.is_some() || self.cli_input_json.is_some()
    }

    /// With the members of `--cli-input-json` in place of the flags that are not given.
    pub(super) fn completed(&self) -> Result<Self, Failure> {
        let Some(given) = &self.cli_input_json else {
            return Ok(self.clone());
        };
        CliInput::read(given)?.complete(self)
    }
}
