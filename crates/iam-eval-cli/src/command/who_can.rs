//! `iam-eval who-can`: which principals may do something.

use super::accounts::{
    Asked, Format, Surroundings, call, catalog_info, check_action, is_resource, tool, write,
};
use super::needed_actions::{Needed, Who};
use crate::Outcome;
use crate::failure::Failure;
use iam_catalog::Catalog;
use iam_report::questions::{who_can_csv, who_can_text};
use std::path::Path;

/// Find who may do an action: by own policies, and by assuming roles
///
/// Asks every role and user of the dumps, all layers of policies included, and follows the roles
/// that each may assume: the trust policy and the principal's own policies both have to allow it.
/// Prints each principal that may, how far, on what that is based and on what it depends; and whom
/// policies let in from outside.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(
    override_usage = "iam-eval who-can [OPTIONS] <ACTION> [RESOURCE] <DUMP>...\n       \
    iam-eval who-can [OPTIONS] --set <FILE> <DUMP>..."
)]
pub(super) struct Args {
    /// The action; the ARN of a resource, if only that one counts; and dumps: what `aws iam
    /// get-account-authorization-details` prints, role bundles, folders of them; `-` is standard
    /// input
    #[arg(required = true, value_name = "ACTION [RESOURCE] DUMP")]
    words: Vec<String>,

    /// Ask for every action of a list in place of one: a policy, a statement, a list of actions
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resource_policy", "resource_account"])]
    set: Option<String>,

    /// How many roles may be assumed one after the other; 0: own policies alone
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=10))]
    chain: u8,

    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    #[command(flatten)]
    surroundings: Surroundings,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval who-can iam:PassRole account.json
  iam-eval who-can s3:GetObject arn:aws:s3:::payroll/2026.csv account.json --resource-policy bucket.json
  iam-eval who-can kms:Decrypt account.json --chain 0 --scps scps/ --format csv
  iam-eval who-can sts:AssumeRole arn:aws:iam::111122223333:role/admin account.json
  iam-eval who-can s3:DeleteBucket account.json --replace operators=new-operators.json
  iam-eval who-can --set needed.json account.json --format html > matrix.html

Exit status:
  0    a principal may, on some resources at least
  1    none may
  2    an input could not be read, or the call is wrong
  3    there is no principal to ask about
  4    it is open: some may under conditions only, or there was too much to look at
  141  the reader of the output closed it";

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let given = args.surroundings.catalog()?;
    let catalog = given.as_ref().unwrap_or_else(|| Catalog::embedded());
    if let Some(set) = &args.set {
        return Needed {
            set,
            dumps: &args.words,
            who: Who::All,
            surroundings: &args.surroundings,
            format: args.format,
        }
        .run(catalog);
    }
    let [action, rest @ ..] = args.words.as_slice() else {
        return Err(call("found no action, expected one".to_owned()));
    };
    let (resource, dumps) = match rest {
        [resource, dumps @ ..] if is_resource(resource) => (Some(resource.as_str()), dumps),
        dumps => (None, dumps),
    };
    if dumps.is_empty() {
        let expected = "an action, and a dump of an account";
        return Err(call(format!("found `{action}` alone, expected {expected}")));
    }
    if !action.contains(':') && Path::new(action).exists() {
        let expected = "an action first, and then the dumps";
        return Err(call(format!(
            "found the file `{action}`, expected {expected}"
        )));
    }
    check_action(action, catalog)?;
    let place = args.surroundings.place(resource)?;
    let knowledge = args.surroundings.knowledge()?;
    let resources = args.surroundings.resources(catalog);
    let asked: Asked<'_> = args
        .surroundings
        .principals(dumps, None)?
        .prepare(&knowledge, &resources);
    asked.check_owner(&place)?;
    if asked.accounts.is_empty() {
        return Ok(asked.outcome(Outcome::Nothing));
    }
    let answer = asked.accounts.who_can(action, &place, args.chain.into());
    let mut answer = answer.map_err(|error| call(error.to_string()))?;
    answer.tool = Some(tool());
    answer.catalog = Some(catalog_info(catalog));
    write(&answer, args.format, who_can_text, |answer, out| {
        who_can_csv(answer, out)
    })?;
    Ok(asked.outcome(match answer.answer {
        Some(true) => Outcome::Good,
        Some(false) => Outcome::Found,
        None => Outcome::Undecided,
    }))
}
