//! `iam-eval validate`: is this a valid policy document?

use crate::Outcome;
use iam_eval::{Document, PolicyKind};
use std::io::Read;

/// Check policy documents against the grammar of their kind
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// What the documents are used as
    #[arg(long, value_enum, default_value = "identity")]
    kind: Kind,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval validate role.json
  iam-eval validate --kind trust trust.json

Exit status:
  0  every document is valid
  1  a document is not
  2  a file could not be read, or the call is wrong";

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Identity,
    Boundary,
    Session,
    Scp,
    Rcp,
    Resource,
    Trust,
    VpcEndpoint,
}

impl From<Kind> for PolicyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Identity => Self::Identity,
            Kind::Boundary => Self::PermissionsBoundary,
            Kind::Session => Self::Session,
            Kind::Scp => Self::ServiceControl,
            Kind::Rcp => Self::ResourceControl,
            Kind::Resource => Self::Resource,
            Kind::Trust => Self::Trust,
            Kind::VpcEndpoint => Self::VpcEndpoint,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome, String> {
    let mut outcome = Outcome::Good;
    for file in &args.files {
        let mut text = String::new();
        let read = match file.as_str() {
            "-" => std::io::stdin()
                .lock()
                .read_to_string(&mut text)
                .map(|_| ()),
            path => std::fs::read_to_string(path).map(|read| text = read),
        };
        read.map_err(|error| format!("{file}: {error}"))?;
        if let Err(error) = Document::parse(args.kind.into(), file, &text) {
            println!("{error}");
            outcome = Outcome::Found;
        }
    }
    Ok(outcome)
}
