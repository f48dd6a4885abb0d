//! The arguments of `iam-eval validate`.

use crate::command::kind::KindOrAuto;
use crate::failure::Failure;
use iam_account::Problem;
use iam_catalog::Catalog;
use iam_cli_support::input;
use iam_lint::{Expectations, ResourceKind, Severity, Suppressions};

/// Find what is wrong with policy documents
///
/// Reports every mistake and every finding in a document, each with a code, a severity, its
/// position and what to do about it: the checks that AWS publishes for Access Analyzer, and more.
/// AWS is not contacted: existing names are those of the built-in catalogue, or of the one given
/// with --catalog. A document of more than 8 MiB isn't read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::command) struct Args {
    /// Files, and folders of `*.json` files; `-` is standard input
    #[arg(required_unless_present_any = ["explain", "print_expectations"], value_name = "FILE")]
    pub(super) files: Vec<String>,

    /// What the documents are used as; `auto` distinguishes policies without principals, trust
    /// policies, and other policies with principals
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) kind: KindOrAuto,

    /// What a resource-based policy is attached to, such as AWS::S3::Bucket
    #[arg(long, value_name = "TYPE", value_parser = resource_kind)]
    pub(super) resource_type: Option<&'static ResourceKind>,

    /// The output format: with source lines, one finding per line, one JSON object per document, or
    /// a log for code scanning
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,

    /// The least severe finding that makes the exit status 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,

    /// The least severe finding that is reported
    #[arg(
        long,
        value_enum,
        value_name = "SEVERITY",
        default_value = "suggestion"
    )]
    pub(super) min_severity: Level,

    /// Make safe changes in the files themselves, and report the remaining findings
    #[arg(long)]
    pub(super) fix: bool,

    /// Also report statements that make no difference: each document is compared with and without
    /// each of them
    #[arg(long)]
    pub(super) redundant: bool,

    /// Findings that are accepted: a JSON array of objects with `code`, `reason`, and optional
    /// criteria (`sid`, `value`, `file`)
    #[arg(long, value_name = "FILE")]
    suppress: Option<String>,

    /// Which actions need care, require a condition or are forbidden: a JSON file that extends or
    /// replaces what is built in
    #[arg(long, value_name = "FILE")]
    expectations: Option<String>,

    /// Print the built-in expectations, to start a file of your own from
    #[arg(long, conflicts_with = "files")]
    pub(super) print_expectations: bool,

    /// A newer catalogue of actions, resource types and condition keys
    #[arg(long, value_name = "FILE")]
    catalog: Option<String>,

    /// Print the documentation of a code, or, for `all`, the first sentence for each code
    #[arg(long, value_name = "CODE", conflicts_with = "files")]
    pub(super) explain: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval validate role.json
  iam-eval validate policies/ --min-severity warning
  iam-eval validate --kind trust --fail-on security-warning trust.json
  iam-eval validate --resource-type AWS::S3::Bucket bucket-policy.json
  iam-eval validate --kind scp --format json policies/*.json | jq 'select(.valid | not)'
  iam-eval validate --format sarif policies/*.json > findings.sarif
  iam-eval validate --print-expectations > expectations.json
  iam-eval validate --expectations expectations.json policies/*.json
  iam-eval validate --redundant --kind scp scps/*.json
  iam-eval validate --explain PASS_ROLE_WITH_STAR_IN_RESOURCE

Exit status:
  0    no finding is as severe as --fail-on says
  1    a finding is
  2    a file could not be read, or the call is invalid
  141  the reader of the output closed it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    Text,
    Short,
    Json,
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    Error,
    SecurityWarning,
    Warning,
    Suggestion,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Level {
    Error,
    SecurityWarning,
    Warning,
    Suggestion,
}

impl FailOn {
    pub(super) const fn severity(self) -> Option<Severity> {
        Some(match self {
            Self::Error => Severity::Error,
            Self::SecurityWarning => Severity::SecurityWarning,
            Self::Warning => Severity::Warning,
            Self::Suggestion => Severity::Suggestion,
            Self::Never => return None,
        })
    }
}

impl Level {
    pub(super) const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::SecurityWarning => Severity::SecurityWarning,
            Self::Warning => Severity::Warning,
            Self::Suggestion => Severity::Suggestion,
        }
    }
}

fn resource_kind(name: &str) -> Result<&'static ResourceKind, String> {
    ResourceKind::named(name).ok_or_else(|| {
        let names: Vec<&str> = ResourceKind::names().collect();
        format!("expected one of {}", names.join(", "))
    })
}

/// The maximum size of a list of suppressions or a catalogue: real ones are far smaller.
const LARGEST: u64 = 64 << 20;

impl Args {
    /// The given catalogue; `None` for the built-in one.
    pub(super) fn catalog(&self) -> Result<Option<Catalog>, Failure> {
        let Some(path) = &self.catalog else {
            return Ok(None);
        };
        let catalog = iam_cli_support::catalog::load(path);
        catalog.map(Some).map_err(Failure::Call)
    }

    /// The accepted findings.
    pub(super) fn suppressions(&self) -> Result<Suppressions, Failure> {
        let Some(path) = &self.suppress else {
            return Ok(Suppressions::default());
        };
        let text = read_text(path)?;
        Suppressions::parse(path, &text).map_err(|problem| Failure::Call(problem.to_string()))
    }

    /// The expectations of a file; `None` for the built-in ones.
    pub(super) fn expectations(&self) -> Result<Option<Expectations>, Failure> {
        let Some(path) = &self.expectations else {
            return Ok(None);
        };
        let text = read_text(path)?;
        let expectations = Expectations::parse(path, &text);
        let expectations = expectations.map_err(|problem| Failure::Call(problem.to_string()))?;
        Ok(Some(expectations))
    }
}

fn read_text(path: &str) -> Result<String, Failure> {
    let bytes = read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned())
}

fn read(path: &str) -> Result<Vec<u8>, Failure> {
    let call = |why: &dyn std::fmt::Display| Failure::Call(format!("{path}: {why}"));
    match input::read(path, LARGEST) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(call(&format!(
            "found more than {LARGEST} bytes, expected fewer"
        ))),
        Err(error) => Err(Failure::Call(Problem::unreadable(path, &error).to_string())),
    }
}
