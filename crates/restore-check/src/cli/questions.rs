//! The questions for every principal, from the command line.

mod assumers;
mod keys;

pub(super) use keys::{files as key_files, keys};

use super::args::Args;
use super::{Refusal, complain};
use iam_access::check::{ActionCatalog, Explained, Knowledge};
use iam_access::judge::Questionnaire;
use iam_access::report::IgnoredAction;
use iam_access::{RequirementSet, SetError};
use iam_account::{load_policy, read};
use iam_catalog::{Catalog, nearest_name};
use iam_cli_support::arguments::pairs;
use iam_cli_support::condition_keys::{Checked, check, check_key, check_region};
use iam_eval::{Context, Policy, PolicyKind, UnknownKeys};
use iam_report::access::Format;
use restore_check::{HINTS, KEYS_WITHOUT_MFA, published};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn questionnaire<'a>(
    args: &Args,
    actions: &Catalog,
    catalog: &'a dyn ActionCatalog,
) -> Result<Questionnaire<'a>, Refusal> {
    let mut questionnaire = Questionnaire::new(sets(args, actions)?, catalog);
    questionnaire.hints = HINTS;
    questionnaire.knowledge = knowledge(args)?;
    questionnaire.keys = keys(args)?;
    questionnaire.other_regions = args.regions.iter().skip(1).cloned().collect();
    questionnaire.explained = match args.format() {
        // A line per principal has no room for reasons. An export depends on them.
        Format::Text if args.quiet && args.export_missing.is_none() => Explained::Nothing,
        _ if args.verbose => Explained::Everything,
        _ => Explained::Gaps,
    };
    questionnaire.assumers = assumers::assumers(args)?;
    questionnaire.ignored = ignored(args)?;
    let required = |ignored: &&IgnoredAction| {
        let sets = questionnaire.sets.iter();
        let mut required = sets.flat_map(RequirementSet::requirements);
        required.any(|required| required.action.eq_ignore_ascii_case(&ignored.action))
    };
    let mut ignored = questionnaire.ignored.iter();
    if let Some(unknown) = ignored.find(|ignored| !required(ignored)) {
        let action = &unknown.action;
        return Err(format!(
            "found `--ignore {action}=…`, expected an action of the sets"
        ));
    }
    Ok(questionnaire)
}

fn ignored(args: &Args) -> Result<Vec<IgnoredAction>, Refusal> {
    let parse = |given: &String| {
        let (action, reason) = given
            .split_once('=')
            .filter(|(action, reason)| action.contains(':') && !reason.trim().is_empty())
            .ok_or_else(|| format!("found `--ignore {given}`, expected ACTION=REASON"))?;
        Ok(IgnoredAction {
            action: action.to_owned(),
            reason: reason.to_owned(),
        })
    };
    args.ignore.iter().map(parse).collect()
}

fn sets(args: &Args, catalog: &Catalog) -> Result<Vec<RequirementSet>, Refusal> {
    let mut names: Vec<&str> = args.sets.iter().map(String::as_str).collect();
    if names.is_empty() && args.set_files.is_empty() {
        names.push("ec2-restore");
    }
    if args.workers && !names.contains(&"worker-deployment") {
        names.push("worker-deployment");
    }
    let mut sets = Vec::new();
    for name in names {
        let set = published::set(name).ok_or_else(|| {
            let near = nearest_name(name, published::names());
            let near = near.map_or_else(String::new, |near| format!("`{near}`, most likely: "));
            format!("found the set `{name}`, expected {near}one that `restore-check sets` lists")
        })?;
        sets.push(set);
    }
    let values = set_vars(args)?;
    let mut unused: BTreeSet<&str> = values.keys().map(String::as_str).collect();
    for path in &args.set_files {
        let mut set = read_set(path, catalog)?;
        for name in set.placeholders() {
            unused.remove(name);
        }
        set.fill(&values).map_err(|error| with_option(&error))?;
        sets.push(set);
    }
    match unused.first() {
        None => Ok(sets),
        Some(name) => Err(format!(
            "found `--set-var {name}=…`, expected the name of a placeholder of the set files"
        )),
    }
}

pub(super) fn read_set(path: &str, catalog: &Catalog) -> Result<RequirementSet, Refusal> {
    let source = read(path).map_err(|problem| problem.to_string())?;
    let set = RequirementSet::parse(&source.name, &source.text, catalog);
    set.map_err(|error| error.to_string())
}

/// The error, with the option that helps.
fn with_option(error: &SetError) -> Refusal {
    match error {
        SetError::Placeholder { name, .. } => format!("{error}: `--set-var {name}=VALUE`"),
        _ => error.to_string(),
    }
}

/// The name may be written with its brackets, as in the set.
fn set_vars(args: &Args) -> Result<BTreeMap<String, String>, Refusal> {
    let parse = |pair: &String| {
        let (name, value) = pair
            .split_once('=')
            .filter(|(name, value)| {
                !name.is_empty() && !value.is_empty() && !value.contains(['<', '>'])
            })
            .ok_or_else(|| format!("found `--set-var {pair}`, expected NAME=VALUE"))?;
        let name = name.trim_start_matches('<').trim_end_matches('>');
        Ok((name.to_owned(), value.to_owned()))
    };
    args.set_vars.iter().map(parse).collect()
}

fn read_policy(kind: PolicyKind, path: &str) -> Result<Policy, Refusal> {
    load_policy(kind, path).map_err(|problem| problem.to_string())
}

pub(super) fn knowledge(args: &Args) -> Result<Knowledge, Refusal> {
    let values = context_values(args)?;
    let region = args.regions.first().map(String::as_str);
    for region in &args.regions {
        remark(check_region("--region ", region))?;
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = args.regions.iter().find(|region| !seen.insert(*region)) {
        return Err(format!(
            "found `--region {twice}` twice, expected each Region once"
        ));
    }
    for key in &args.absent {
        remark(check_key("--absent ", key))?;
    }
    let of_options = [
        region.map(|_| "aws:RequestedRegion"),
        args.external_id.as_ref().map(|_| "sts:ExternalId"),
    ];
    let elsewhere = args.absent.iter().map(String::as_str);
    let mut elsewhere = elsewhere.chain(of_options.into_iter().flatten());
    if let Some(key) = elsewhere.find(|key| values.contains_key(&key.to_ascii_lowercase())) {
        return Err(format!(
            "found a value for {key} in `--context`, and another option about it"
        ));
    }
    let context = values
        .iter()
        .fold(Context::new(), |context, (key, values)| {
            match values.as_slice() {
                [value] => context.with(key, value.as_str()),
                several => context.with_list(key, several.iter().map(String::as_str)),
            }
        });
    let mut absent: Vec<&str> = args.absent.iter().map(String::as_str).collect();
    if !args.appliance.is_empty() || !args.trusted_services.is_empty() {
        absent.extend(KEYS_WITHOUT_MFA);
    }
    let mut knowledge = Knowledge::nothing();
    knowledge.context = context;
    knowledge.unknown = UnknownKeys::all_but(absent);
    knowledge.region = region.map(str::to_owned);
    Ok(knowledge)
}

/// Prints a remark about an option.
fn remark(checked: Checked) -> Result<(), Refusal> {
    if let Some(remark) = checked? {
        complain(&remark);
    }
    Ok(())
}

/// The values of `--context` by key, in lower case: a key given several times has several values.
fn context_values(args: &Args) -> Result<BTreeMap<String, Vec<String>>, Refusal> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, value) in pairs("--context", "KEY", &args.context)? {
        remark(check(&key, &value))?;
        values
            .entry(key.to_ascii_lowercase())
            .or_default()
            .push(value);
    }
    Ok(values)
}
