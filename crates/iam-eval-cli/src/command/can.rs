//! `iam-eval can`: what a principal may do.

use super::accounts::{
    Format, Surroundings, call, catalog_info, check_action, is_action, is_resource, outcome_of,
    tool, write,
};
use super::needed_actions::{Needed, Who};
use crate::Outcome;
use crate::failure::Failure;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use iam_access::questions::{Extent, Selection};
use iam_catalog::{AccessLevel, Catalog};
use iam_report::questions::{actions_csv, actions_text, on_resources_csv, on_resources_text};

/// Find what a principal may do
///
/// Counts the actions of the catalogue that it may do, by service and access level: on all
/// resources, on some, under conditions. With an action, says on which resources it may do it: what
/// is allowed, what is denied, what limits both. With a resource, only that one counts.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(
    override_usage = "iam-eval can [OPTIONS] <PRINCIPAL> [ACTION] [RESOURCE] <DUMP>...\n       \
    iam-eval can [OPTIONS] <PRINCIPAL> --set <FILE> <DUMP>..."
)]
pub(super) struct Args {
    /// The principal's ARN, name, or a part of it that fits no other; an action; the ARN of a
    /// resource; and dumps: what `aws iam get-account-authorization-details` prints, role bundles,
    /// folders of them
    #[arg(required = true, value_name = "PRINCIPAL [ACTION] [RESOURCE] DUMP")]
    words: Vec<String>,

    /// Ask for every action of a list: a policy, a statement, a list of actions
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resource_policy", "resource_account", "service", "level", "all"])]
    set: Option<String>,

    /// List the actions of a service, such as ec2
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,

    /// List the actions of an access level
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Level>,

    /// List every action, also those that it may not do
    #[arg(long)]
    all: bool,

    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    #[command(flatten)]
    surroundings: Surroundings,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval can backup account.json
  iam-eval can backup account.json --service kms
  iam-eval can backup account.json --level permissions-management --format csv
  iam-eval can backup arn:aws:s3:::payroll/2026.csv account.json
  iam-eval can backup ec2:DeleteVolume account.json --scps scps/
  iam-eval can backup account.json --add-policy more.json --without permissionsBoundary
  iam-eval can backup --set needed.json account.json

Exit status:
  0    it may: the action, all of a set, or some action at least
  1    it may not
  2    an input could not be read, the name fits none or several principals, or the call is wrong
  3    there is no principal to ask about
  4    it is open: it may under conditions only
  141  the reader of the output closed it";

/// An access level, as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Level(AccessLevel);

impl ValueEnum for Level {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self(AccessLevel::List),
            Self(AccessLevel::Read),
            Self(AccessLevel::Tagging),
            Self(AccessLevel::PermissionsManagement),
            Self(AccessLevel::Write),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let name = match self.0 {
            AccessLevel::List => "list",
            AccessLevel::Read => "read",
            AccessLevel::Tagging => "tagging",
            AccessLevel::PermissionsManagement => "permissions-management",
            AccessLevel::Write => "write",
            _ => return None,
        };
        Some(PossibleValue::new(name))
    }
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let given = args.surroundings.catalog()?;
    let catalog = given.as_ref().unwrap_or_else(|| Catalog::embedded());
    let [principal, rest @ ..] = args.words.as_slice() else {
        return Err(call("found no principal, expected one".to_owned()));
    };
    if let Some(set) = &args.set {
        return Needed {
            set,
            dumps: rest,
            who: Who::One(principal),
            surroundings: &args.surroundings,
            format: args.format,
        }
        .run(catalog);
    }
    let (action, rest) = match rest {
        [action, rest @ ..] if is_action(action) => (Some(action.as_str()), rest),
        rest => (None, rest),
    };
    let (resource, dumps) = match rest {
        [resource, dumps @ ..] if is_resource(resource) => (Some(resource.as_str()), dumps),
        dumps => (None, dumps),
    };
    if dumps.is_empty() {
        let expected = "a principal, and a dump of an account";
        return Err(call(format!(
            "found `{principal}` without a dump, expected {expected}"
        )));
    }
    if let Some(service) = &args.service
        && catalog.service(service).is_none()
    {
        let near = catalog.suggest_services(service, 1);
        let near = near
            .first()
            .map_or_else(String::new, |near| format!(" such as `{near}`"));
        return Err(call(format!(
            "found the service `{service}`, expected one of the catalogue{near}"
        )));
    }
    if let Some(action) = action {
        check_action(action, catalog)?;
    }
    let place = args.surroundings.place(resource)?;
    let knowledge = args.surroundings.knowledge()?;
    let resources = args.surroundings.resources(catalog);
    let principals = args.surroundings.principals(dumps, Some(principal))?;
    let asked = principals.prepare(&knowledge, &resources);
    if asked.accounts.is_empty() {
        return Ok(asked.outcome(Outcome::Nothing));
    }
    let index = asked.find(principal)?;
    let refused = |error: iam_access::judge::JudgeError| call(error.to_string());
    if let Some(action) = action {
        let mut answer = asked
            .accounts
            .can_on(index, action, &place)
            .map_err(refused)?;
        answer.tool = Some(tool());
        answer.catalog = Some(catalog_info(catalog));
        write(&answer, args.format, on_resources_text, |answer, out| {
            on_resources_csv(answer, out)
        })?;
        return Ok(asked.outcome(outcome_of(answer.grant.extent)));
    }
    let mut selection = Selection::default();
    selection.service.clone_from(&args.service);
    selection.level = args.level.map(|level| level.0);
    selection.everything = args.all || args.format == Format::Html;
    let answer = asked.accounts.can(index, &place, &selection, catalog);
    let mut answer = answer.map_err(refused)?;
    answer.tool = Some(tool());
    answer.catalog = Some(catalog_info(catalog));
    write(&answer, args.format, actions_text, |answer, out| {
        actions_csv(answer, out)
    })?;
    let counts = answer.counts;
    Ok(asked.outcome(outcome_of(
        match (counts.all + counts.some, counts.conditional) {
            (0, 0) => Extent::None,
            (0, _) => Extent::Conditional,
            _ => Extent::Some,
        },
    )))
}
