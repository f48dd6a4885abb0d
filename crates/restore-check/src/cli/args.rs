//! The arguments of the command line.

use clap::{Parser, Subcommand, ValueEnum};
use iam_access::report::Verdict;
use iam_cli_support::format::FormatArgument;
use iam_report::access::Format;
use std::path::PathBuf;

/// May this role restore EC2 with Veeam Backup for AWS?
///
/// Reads policy documents, role bundles, what the AWS CLI prints (get-role-policy,
/// get-policy-version, get-role, get-account-authorization-details), Terraform plans and states
/// (terraform show -json), CloudFormation templates, items of AWS Config, and folders of such
/// files, and checks each principal against the sets of permissions that the vendor publishes. No
/// network is used.
#[derive(Debug, Default, Parser)]
#[command(
    version,
    after_help = EXAMPLES,
    arg_required_else_help = true,
    args_conflicts_with_subcommands = true,
    max_term_width = 100
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Files or folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,

    /// Only the roles and users with this name, path or ARN, ignoring letter case; 'veeam-*' is a
    /// pattern; may be repeated
    #[arg(long, value_name = "NAME|PATH|ARN")]
    pub(crate) role: Vec<String>,

    /// A set to check, one of those in `restore-check sets` (default: ec2-restore); may be repeated
    #[arg(long = "set", value_name = "NAME")]
    pub(crate) sets: Vec<String>,

    /// Also check worker-deployment, for workers that are deployed in production accounts
    #[arg(long)]
    pub(crate) workers: bool,

    /// Your own set: a policy, a statement, an output of get-policy-version, or a list of actions;
    /// wildcards stand for the catalogue's actions, conditions restrict the requests that are
    /// checked
    #[arg(long = "set-file", value_name = "FILE")]
    pub(crate) set_files: Vec<String>,

    /// The value of a placeholder in a set file: yourbucketname=backups for <yourbucketname>
    #[arg(long = "set-var", value_name = "NAME=VALUE", requires = "set_files")]
    pub(crate) set_vars: Vec<String>,

    /// Treat all files as policies of one role with this name
    #[arg(long, value_name = "NAME")]
    pub(crate) as_role: Option<String>,

    /// An identity policy that is treated as attached (what-if), such as an exported fix; may be
    /// repeated
    #[arg(long = "add-policy", value_name = "FILE")]
    pub(crate) added_policies: Vec<String>,

    /// The value of a parameter that a CloudFormation template leaves open, or of a pseudo
    /// parameter such as AWS::AccountId; may be repeated
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,

    /// Service control policies: a folder of levels, or a file
    #[arg(long, value_name = "PATH")]
    pub(crate) scps: Option<String>,

    /// Resource control policies: a folder of levels, or a file
    #[arg(long, value_name = "PATH")]
    pub(crate) rcps: Option<String>,

    /// A KMS key that the restore uses, and its policy: the key of the source, the key of the
    /// target, the Region's default key; may be repeated. Without FILE, the ARN of the key of
    /// --key-policy
    #[arg(long = "key", value_name = "ARN=FILE")]
    pub(crate) keys: Vec<String>,

    /// The policy of one key whose ARN isn't known
    #[arg(long, value_name = "FILE")]
    pub(crate) key_policy: Option<String>,

    /// A catalogue of AWS actions that is newer than the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<String>,

    /// Ignore an action, with the reason; may be repeated
    #[arg(long, value_name = "ACTION=REASON")]
    pub(crate) ignore: Vec<String>,

    /// Count what the principal is allowed beyond the sets
    #[arg(long)]
    pub(crate) least_privilege: bool,

    /// Ignore a layer (what-if): permissionsBoundary, session, scps, rcps, trust or keyPolicy
    #[arg(long, value_name = "LAYER")]
    pub(crate) without: Vec<String>,

    /// The ARN of the appliance's Impersonation role: checks that it may assume the role; may be
    /// repeated
    #[arg(long, value_name = "ARN")]
    pub(crate) appliance: Vec<String>,

    /// An AWS service that must be able to assume the role, such as backup.amazonaws.com; may be
    /// repeated
    #[arg(long = "trusted-service", value_name = "SERVICE")]
    pub(crate) trusted_services: Vec<String>,

    /// Only the roles that the appliance, or one of the services, may assume
    #[arg(long)]
    pub(crate) assumable_only: bool,

    /// The appliance's own identity policies (the product's default: sts:AssumeRole on *)
    #[arg(long, value_name = "FILE", requires = "appliance")]
    pub(crate) appliance_policy: Vec<String>,

    /// The external ID that the appliance sends
    #[arg(long, value_name = "ID", requires = "appliance")]
    pub(crate) external_id: Option<String>,

    /// A condition key's value, such as aws:SourceIp=203.0.113.7; a key given twice has two values
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context: Vec<String>,

    /// A condition key that is absent from the requests
    #[arg(long, value_name = "KEY")]
    pub(crate) absent: Vec<String>,

    /// A Region of the restore: the value of aws:RequestedRegion. For a copy between Regions, give
    /// both
    #[arg(long = "region", value_name = "REGION")]
    pub(crate) regions: Vec<String>,

    /// The format of the report; by default it is determined by the extension of the output file
    /// (.json, .sarif, .xml, .csv, .md, .html), otherwise text
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatArgument>,

    /// Write the report to a file rather than to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Write the policy that grants what is missing, and next to it the statement that each key
    /// policy lacks; to a folder, for each principal
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) export_missing: Option<PathBuf>,

    /// Report only the roles and users with this verdict; the counts and the exit status still
    /// cover all of them
    #[arg(long, value_enum, value_name = "VERDICT")]
    pub(crate) only: Option<Only>,

    /// An earlier report (JSON) with known findings: only new or worse ones fail
    #[arg(long, value_name = "REPORT")]
    pub(crate) baseline: Option<String>,

    /// A conditional verdict also fails
    #[arg(long)]
    pub(crate) strict: bool,

    /// One line per principal
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Every action, every reason
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

impl Args {
    /// The requested format, otherwise the one of the output file's extension.
    pub(crate) fn format(&self) -> Format {
        let by_ending = || self.output.as_deref().and_then(Format::of_file);
        let asked = self.format.map(|format| format.0);
        asked.or_else(by_ending).unwrap_or(Format::Text)
    }
}

/// The verdicts to which a report can be limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Something is missing or denied
    Failing,
    /// Nothing is missing or denied, but something depends on the resource or the request
    Conditional,
}

impl Only {
    pub(crate) const fn verdict(self) -> Verdict {
        match self {
            Self::Failing => Verdict::Fail,
            Self::Conditional => Verdict::Conditional,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the sets, show one, or compare two
    Sets {
        /// The name or file of a set; for two, shows the differences
        #[arg(value_name = "SET", num_args = 0..=2)]
        sets: Vec<String>,
    },
    /// Explain why AWS denied a request: from a decoded authorization message, an error or a
    /// CloudTrail event
    ExplainDenial(Box<ExplainDenial>),
    /// Write the completions of a shell to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual page to standard output
    Man,
}

/// Explain why AWS denied a request, and what closes the gap
///
/// Reads AWS's message about a denied request, evaluates the request with the policies of the
/// principal, and reports which statement denied it, or where one is missing. No network is used.
#[derive(Debug, clap::Args)]
#[command(after_help = DENIAL_EXAMPLES)]
pub(crate) struct ExplainDenial {
    /// A decoded authorization message, the text of an error, or a CloudTrail event; `-` is
    /// standard input
    #[arg(value_name = "MESSAGE")]
    pub(crate) message: String,

    /// Files or folders with the principal's policies, as for a check
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,

    /// Only the roles and users with this name, path or ARN, ignoring letter case; 'veeam-*' is a
    /// pattern; may be repeated
    #[arg(long, value_name = "NAME|PATH|ARN")]
    pub(crate) role: Vec<String>,

    /// Treat all files as policies of one role with this name
    #[arg(long, value_name = "NAME")]
    pub(crate) as_role: Option<String>,

    /// Service control policies: a folder of levels, or a file
    #[arg(long, value_name = "PATH")]
    pub(crate) scps: Option<String>,

    /// Resource control policies: a folder of levels, or a file
    #[arg(long, value_name = "PATH")]
    pub(crate) rcps: Option<String>,

    /// The value of a parameter that a CloudFormation template leaves open, or of a pseudo
    /// parameter
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,

    /// The policy of the KMS key, where the request is about one
    #[arg(long, value_name = "FILE")]
    pub(crate) key_policy: Option<String>,

    /// Ignore a layer (what-if): permissionsBoundary, session, scps, rcps, trust or keyPolicy
    #[arg(long, value_name = "LAYER")]
    pub(crate) without: Vec<String>,

    /// A condition key's value that the message doesn't have; a key given twice has two values
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context: Vec<String>,

    /// A condition key that is absent from the request
    #[arg(long, value_name = "KEY")]
    pub(crate) absent: Vec<String>,

    /// The format of the report: text or json
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: FormatArgument,

    /// Write the report to a file rather than to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const DENIAL_EXAMPLES: &str = "\
Examples:
  aws sts decode-authorization-message --output json --encoded-message MESSAGE > message.json
  restore-check explain-denial message.json account.json
  restore-check explain-denial error.txt account.json --scps scps/
  restore-check explain-denial event.json role.json --key-policy key.json --format json

Exit status:
  1    the given policies deny the request, or may: the report says why
  0    the given policies allow it
  2    an input could not be read, or the call is invalid
  3    no principal in the input is the one of the message
  141  the reader of the output closed it";

const EXAMPLES: &str = "\
Examples:
  restore-check role.json                          one role's policy document
  restore-check role.json --workers                ... that also deploys workers
  restore-check base.json kms.json --as-role veeam several documents of one role
  restore-check account.json --scps scps/ -o report.html
  restore-check role.json --export-missing fix.json
  restore-check account.json --role veeam --add-policy fix.json
  restore-check role.json --key arn:aws:kms:eu-west-1:111122223333:key/k=key.json
  restore-check account.json --role 'veeam-*' --region eu-west-1
  restore-check role.json --set efs-restore        another of the vendor's sets
  restore-check sets                               all of them, with their pages
  restore-check account.json --baseline known.json only what is new fails
  restore-check sets ec2-restore newer.json        what is new in another version
  restore-check explain-denial error.txt account.json   why AWS denied a request

Exit status:
  0    nothing is missing or denied (conditional passes unless --strict)
  1    something is missing or denied (with --strict: or conditional), and not in the baseline; or an account has no
       such role
  2    an input could not be read, or the call is invalid
  3    there was nothing to judge, or nothing for one of the --role
  141  the reader of the output closed it";
