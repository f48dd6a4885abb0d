//! `iam-eval matrix`: many policies against many actions.

mod source;

use super::accounts::{call, check_action};
use crate::Outcome;
use crate::failure::{Failure, complain};
use iam_access::RequirementSet;
use iam_account::read;
use iam_catalog::Catalog;
use iam_cli_support::condition_keys::check;
use iam_cli_support::{message, output};
use iam_eval::{
    ActionUniverse, Context, Decision, DecisionRow, PolicyMatrix, Principal, Request, Resource,
};
use iam_report::matrix::{CsvMatrix, JsonMatrix, MatrixForm, Wanted};
use indicatif::{ProgressBar, ProgressStyle};
use source::{Found, Row};
use std::io::{self, Write};

/// Decide many actions for many policies at once
///
/// A row for each policy document and each principal of the inputs: which of the actions it allows,
/// and which it denies. A question is about one request of the principal, on one resource, with the
/// context that is given: keys that aren't given are absent from it, and statements about other
/// resources don't apply.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Policies, role bundles and dumps of accounts, folders of them; files that end in `.jsonl`,
    /// and `-`, hold a policy a line, or an object with `name` and `policy`
    #[arg(required = true, value_name = "POLICIES")]
    inputs: Vec<String>,

    /// The actions: those of a policy or a list of actions, where wildcards stand for those of the
    /// catalogue; or `catalog`, all of it
    #[arg(long, value_name = "FILE|catalog", default_value = "catalog")]
    actions: String,

    /// The resource of the requests
    #[arg(long, value_name = "ARN", default_value = "*")]
    resource: String,

    /// Who asks, where the input doesn't say it
    #[arg(
        long,
        value_name = "ARN",
        default_value = "arn:aws:iam::111122223333:role/example"
    )]
    principal: String,

    /// A condition key's value, such as aws:SourceIp=203.0.113.7; keys that aren't given are absent
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,

    /// Which decisions are written [default: allow,deny]
    #[arg(long, value_enum, value_name = "DECISIONS", value_delimiter = ',')]
    decisions: Vec<Written>,

    /// How the table is written
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval matrix policies/ > matrix.csv
  iam-eval matrix policies.jsonl --actions needed.json --format jsonl
  iam-eval matrix account.json --decisions allow --format arrow > matrix.arrows
  python3 -c 'import pyarrow.ipc as ipc; print(ipc.open_stream(\"matrix.arrows\").read_pandas())'

Exit status:
  0    every policy got its row
  2    an input could not be read or is no policy, and its row is an error; or the call is wrong
  3    there was no policy
  141  the reader of the output closed it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// policy,action,decision,error
    Csv,
    /// An object for each policy
    Jsonl,
    /// An Arrow IPC stream: a row for each policy, with lists of actions; needs the feature `arrow`
    Arrow,
}

/// The decisions that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Written {
    /// Allowed actions
    Allow,
    /// Actions that a statement denies
    Deny,
    /// Actions that nothing allows: most of them
    Implicit,
}

/// How many policies are compiled for one matrix.
const BATCH: usize = 256;

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let universe = universe(args)?;
    let refused = |error: iam_eval::RequestError| call(error.to_string());
    let principal = Principal::parse(&args.principal).map_err(refused)?;
    let resource = Resource::parse(&args.resource).map_err(refused)?;
    let context = context(args)?;
    let mut table = table(args, &universe)?;
    let bar = progress();
    let mut counts = Counts::default();
    let mut batch = Vec::with_capacity(BATCH);
    let mut flush = |batch: &mut Vec<Found>, counts: &mut Counts| -> io::Result<()> {
        let asked = Question {
            universe: &universe,
            principal: &principal,
            resource: &resource,
            context: &context,
        };
        let length = batch.len();
        asked.answer(std::mem::take(batch), &mut *table, counts)?;
        bar.inc(length as u64);
        Ok(())
    };
    for input in &args.inputs {
        for found in source::read(input) {
            batch.push(found);
            if batch.len() >= BATCH {
                flush(&mut batch, &mut counts)?;
            }
        }
    }
    flush(&mut batch, &mut counts)?;
    table.finish()?;
    bar.finish_and_clear();
    message::say(&counts.sentence(universe.len()));
    Ok(match (counts.errors, counts.policies) {
        (0, 0) => {
            complain("found no policy in the input");
            Outcome::Nothing
        }
        (0, _) => Outcome::Good,
        _ => Outcome::Unreadable,
    })
}

/// What is asked of every policy.
struct Question<'q> {
    universe: &'q ActionUniverse,
    principal: &'q Principal,
    resource: &'q Resource,
    context: &'q Context,
}

impl Question<'_> {
    /// Decides a batch: those whose caller isn't known share the caller of the command line.
    fn answer(
        &self,
        batch: Vec<Found>,
        table: &mut dyn MatrixForm,
        counts: &mut Counts,
    ) -> io::Result<()> {
        let mut matrix = PolicyMatrix::new(self.universe.clone());
        let mut rows = Vec::with_capacity(batch.len());
        for found in batch {
            let place = found.asked.map(|Row { policies, caller }| {
                matrix.push(policies);
                (matrix.len() - 1, caller)
            });
            rows.push((found.name, place));
        }
        let request = |principal| {
            let action = self
                .universe
                .actions()
                .next()
                .unwrap_or("sts:GetCallerIdentity");
            // An action of the universe is one.
            let request = Request::new(principal, action, self.resource).ok()?;
            Some(matrix.request_like(&request.with_context(self.context)))
        };
        let of_all = request(self.principal);
        let mut row = DecisionRow::new();
        for (name, place) in &rows {
            counts.policies += 1;
            let answer = place
                .as_ref()
                .map_err(String::as_str)
                .and_then(|(at, caller)| {
                    let own = caller.as_ref().map(&request);
                    let asked = own.as_ref().unwrap_or(&of_all);
                    let asked = asked.as_ref().ok_or("found no action to ask about")?;
                    asked.evaluate(*at, &mut row);
                    Ok(())
                });
            if let Err(error) = answer {
                counts.errors += 1;
                // A problem of a file begins with its name.
                match error.starts_with(&format!("{name}:")) {
                    true => complain(error),
                    false => complain(&format!("{name}: {error}")),
                }
            }
            table.policy(name, answer.map(|()| &row))?;
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Counts {
    policies: usize,
    errors: usize,
}

impl Counts {
    fn sentence(&self, actions: usize) -> String {
        let errors = match self.errors {
            0 => String::new(),
            errors => format!(", {errors} of them not read"),
        };
        let policies = match self.policies {
            1 => "1 policy".to_owned(),
            several => format!("{several} policies"),
        };
        let actions = match actions {
            1 => "1 action".to_owned(),
            several => format!("{several} actions"),
        };
        format!("{policies}{errors}, {actions}")
    }
}

fn universe(args: &Args) -> Result<ActionUniverse, Failure> {
    let catalog = Catalog::embedded();
    if args.actions == "catalog" {
        let actions = catalog.actions().map(|action| action.name());
        return ActionUniverse::new(actions).map_err(|error| call(error.to_string()));
    }
    let source = read(&args.actions).map_err(|problem| call(problem.to_string()))?;
    let set = RequirementSet::parse(&source.name, &source.text, catalog);
    let set = set.map_err(|error| call(error.to_string()))?;
    let actions = set
        .requirements()
        .iter()
        .map(|needed| needed.action.as_str());
    for action in actions.clone() {
        check_action(action, catalog)?;
    }
    ActionUniverse::new(actions).map_err(|error| call(error.to_string()))
}

fn context(args: &Args) -> Result<Context, Failure> {
    let mut pairs: Vec<(String, Vec<String>)> = Vec::new();
    for pair in &args.context {
        let (key, value) = pair
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| call(format!("found `--context {pair}`, expected KEY=VALUE")))?;
        if let Some(remark) = check(key, value).map_err(Failure::Call)? {
            complain(&remark);
        }
        match pairs
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(key))
        {
            Some((_, values)) => values.push(value.to_owned()),
            None => pairs.push((key.to_owned(), vec![value.to_owned()])),
        }
    }
    Ok(pairs
        .into_iter()
        .fold(Context::new(), |context, (key, mut values)| {
            match values.len() {
                1 => context.with(&key, values.swap_remove(0)),
                _ => context.with_list(&key, values),
            }
        }))
}

fn table(args: &Args, universe: &ActionUniverse) -> Result<Box<dyn MatrixForm>, Failure> {
    let decisions = args.decisions.iter().map(|written| match written {
        Written::Allow => Decision::Allowed,
        Written::Deny => Decision::ExplicitDeny,
        Written::Implicit => Decision::ImplicitDeny,
    });
    let wanted = Wanted::new(&decisions.collect::<Vec<_>>());
    let out = io::BufWriter::with_capacity(1 << 16, output::for_programs());
    Ok(match args.format {
        Format::Csv => Box::new(CsvMatrix::new(out, universe, wanted)?),
        Format::Jsonl => Box::new(JsonMatrix::new(out, universe, wanted)),
        Format::Arrow => arrow(out, universe, &wanted)?,
    })
}

#[cfg(feature = "arrow")]
fn arrow(
    out: impl Write + 'static,
    universe: &ActionUniverse,
    wanted: &Wanted,
) -> Result<Box<dyn MatrixForm>, Failure> {
    let table = iam_report::matrix::ArrowMatrix::new(out, universe, wanted)?;
    Ok(Box::new(table))
}

#[cfg(not(feature = "arrow"))]
fn arrow(
    _: impl Write + 'static,
    _: &ActionUniverse,
    _: &Wanted,
) -> Result<Box<dyn MatrixForm>, Failure> {
    let expected = "a program that was built with `--features arrow`, or another format";
    Err(call(format!("found `--format arrow`, expected {expected}")))
}

/// Counts policies on standard error, if that is a terminal and the table goes elsewhere.
fn progress() -> ProgressBar {
    if output::is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{pos} policies, {per_sec}");
    style.into_iter().for_each(|style| bar.set_style(style));
    bar
}
