//! The command line: reads what it is told to, asks the library, writes what it found.

mod args;
mod commands;
mod output;
mod subjects;

use args::Args;
use clap::Parser;
use iam_catalog::Catalog;
use iam_eval::{Context, Policy, PolicyKind, UnknownKeys};
use indicatif::{ProgressBar, ProgressStyle};
use output::Output;
use rayon::prelude::*;
use restore_check::check::{Knowledge, NoCatalogue};
use restore_check::input::{PrincipalInput, Problem, load_policy, read};
use restore_check::judge::{Judge, Questionnaire};
use restore_check::render::{Format, Text, render};
use restore_check::report::{
    CatalogInfo, IgnoredAction, InputProblem, Inputs, PrincipalReport, Report, Summary, Tool,
};
use restore_check::trust::Appliance;
use restore_check::{PermissionSet, ResourceCatalogue, unknown_actions};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::process::ExitCode;
use subjects::Subjects;

const PASS: u8 = 0;
const FAIL: u8 = 1;
const BAD_INPUT: u8 = 2;
const NOTHING_TO_JUDGE: u8 = 3;
/// What a shell reports of a program that SIGPIPE ends: whoever reads has seen enough, and nobody may
/// take half a report for a verdict.
const CLOSED_PIPE: u8 = 141;

/// A call that can't be carried out: nothing is judged.
type Refusal = String;

pub(crate) fn run() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Some(command) => commands::run(command),
        None => check(&args),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(refusal) => {
            complain(&refusal);
            ExitCode::from(BAD_INPUT)
        }
    }
}

fn complain(message: &str) {
    anstream::eprintln!("restore-check: {message}");
}

fn check(args: &Args) -> Result<u8, Refusal> {
    let loaded = args.catalog.as_deref().map(load_catalog).transpose()?;
    let catalog = loaded.as_ref().unwrap_or_else(|| Catalog::embedded());
    let resources = ResourceCatalogue::new(catalog, args.region.as_deref());
    let questionnaire = Questionnaire {
        catalogue: &resources,
        beyond: args.least_privilege.then_some(catalog),
        ..questionnaire(args)?
    };
    for set in &questionnaire.sets {
        for unknown in unknown_actions(set, &resources) {
            complain(&unknown);
        }
    }
    let judge = questionnaire.prepare().map_err(|error| error.to_string())?;
    let subjects = Subjects::read(args)?;
    if let Some(note) = subjects.passed_over() {
        complain(&note);
    }
    let info = CatalogInfo {
        source: catalog.source().to_owned(),
        version: catalog.version().to_owned(),
        date: Some(catalog.date().to_owned()),
    };
    let ends = Ends {
        args,
        subjects: &subjects,
        ignored: &questionnaire.ignored,
        catalog: info,
    };
    // A text is written principal by principal. All else begins with counts, or is put in order.
    if args.format == Format::Text && args.export_missing.is_none() {
        in_passing(&ends, &judge)
    } else {
        as_a_whole(&ends, &judge)
    }
}

/// What a report says beside its principals.
struct Ends<'a> {
    args: &'a Args,
    subjects: &'a Subjects,
    ignored: &'a [IgnoredAction],
    catalog: CatalogInfo,
}

impl Ends<'_> {
    /// The report; problems are told on standard error, too.
    fn report(&self, principals: Vec<PrincipalReport>, told: Told) -> Report {
        let problems: Vec<&Problem> = self
            .subjects
            .problems()
            .iter()
            .chain(&told.problems)
            .collect();
        for problem in &problems {
            complain(&problem.to_string());
        }
        let errors = problems.iter().map(|problem| InputProblem::from(*problem));
        Report {
            tool: Some(Tool::this()),
            catalog: Some(self.catalog.clone()),
            inputs: Some(Inputs {
                files: self.subjects.files(),
                documents: self.subjects.shared_documents() + told.documents,
                principals: told.principals,
                errors: problems.len(),
            }),
            ignored: self.ignored.to_vec(),
            ..Report::new(principals, errors.collect())
        }
    }
}

/// No more than a batch of principals is in memory.
fn in_passing(ends: &Ends<'_>, judge: &Judge<'_>) -> Result<u8, Refusal> {
    let mut summary = Summary::default();
    let written = Output::new(ends.args).write(|out, options| {
        let mut text = Text::new(&options, out);
        // A report is held back until it is known whether another one follows.
        let mut held: Option<PrincipalReport> = None;
        let told = judge_all(judge, ends.subjects, |_, principal| {
            summary.count(principal.verdict);
            let Some(previous) = held.replace(principal) else {
                return Ok(());
            };
            text.expect_several();
            text.principal(&previous)
        })?;
        if let Some(last) = held {
            text.principal(&last)?;
        }
        let report = ends.report(Vec::new(), told);
        text.finish(&report)?;
        Ok(report)
    })?;
    Ok(written.map_or(CLOSED_PIPE, |report| {
        exit_code(ends, summary, &report.errors)
    }))
}

fn as_a_whole(ends: &Ends<'_>, judge: &Judge<'_>) -> Result<u8, Refusal> {
    let mut indices = Vec::new();
    let mut reports = Vec::new();
    let told = judge_all(judge, ends.subjects, |index, report| {
        indices.push(index);
        reports.push(report);
        Ok(())
    });
    let told = told.map_err(|error| error.to_string())?;
    if let Some(path) = &ends.args.export_missing {
        let principals = indices.iter().map(|index| ends.subjects.get(*index));
        output::export(path, judge, principals.flatten(), &mut reports)?;
    }
    let report = ends.report(reports, told);
    let written = Output::new(ends.args)
        .write(|out, options| render(&report, ends.args.format, options, out))?;
    Ok(written.map_or(CLOSED_PIPE, |()| {
        exit_code(ends, report.summary, &report.errors)
    }))
}

/// What became of the principals, reports aside.
#[derive(Default)]
struct Told {
    principals: usize,
    documents: usize,
    problems: Vec<Problem>,
}

/// Judges on all processors, a batch after the other, and gives the reports in the order of the input.
/// Of a principal's policies no more is in memory than those that are being judged.
fn judge_all(
    judge: &Judge<'_>,
    subjects: &Subjects,
    mut report: impl FnMut(usize, PrincipalReport) -> io::Result<()>,
) -> io::Result<Told> {
    const BATCH: usize = 256;
    let progress = progress(subjects.len());
    let judge_one = |index: usize| {
        let principal = subjects.get(index)?;
        let outcome = principal.map_err(|problem| (0, vec![problem]));
        let outcome = outcome.and_then(|principal| {
            let documents = principal.own_documents;
            if !principal.problems.is_empty() {
                return Err((documents, principal.problems));
            }
            let judged = judge.judge(&principal);
            judged
                .map(|report| (documents, report))
                .map_err(|error| (documents, vec![error.into_problem(&principal.source)]))
        });
        progress.inc(1);
        Some((index, outcome))
    };
    let mut told = Told::default();
    for from in (0..subjects.len()).step_by(BATCH) {
        let batch = from..subjects.len().min(from + BATCH);
        let outcomes: Vec<_> = batch.into_par_iter().filter_map(judge_one).collect();
        for (index, outcome) in outcomes {
            told.principals += 1;
            told.documents += match outcome {
                Ok((documents, judged)) => {
                    report(index, judged)?;
                    documents
                }
                Err((documents, problems)) => {
                    told.problems.extend(problems);
                    documents
                }
            };
        }
    }
    progress.finish_and_clear();
    Ok(told)
}

/// A bar on standard error, where that is a terminal and the work is long.
fn progress(principals: usize) -> ProgressBar {
    const LONG: usize = 500;
    if principals < LONG {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} principals");
    let bar = ProgressBar::new(principals as u64);
    style.into_iter().for_each(|style| bar.set_style(style));
    bar
}

fn load_catalog(path: &str) -> Result<Catalog, Refusal> {
    let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
    Catalog::from_bytes(&bytes).map_err(|error| format!("{path}: {error}"))
}

fn exit_code(ends: &Ends<'_>, summary: Summary, errors: &[InputProblem]) -> u8 {
    let args = ends.args;
    if !errors.is_empty() {
        BAD_INPUT
    } else if summary.principals == 0 {
        match args.role.as_slice() {
            globs @ [_, ..] if ends.subjects.len() > 0 => {
                let globs = globs.join("`, `");
                complain(&format!("no principal's name matches `--role` `{globs}`"));
            }
            _ => complain("the input holds no role, user or policy to judge"),
        }
        NOTHING_TO_JUDGE
    } else if summary.fail > 0 || (args.strict && summary.conditional > 0) {
        FAIL
    } else {
        PASS
    }
}

fn questionnaire(args: &Args) -> Result<Questionnaire<'static>, Refusal> {
    let appliance = args
        .appliance
        .as_deref()
        .map(|arn| appliance(args, arn))
        .transpose()?;
    let key_policy = args
        .key_policy
        .as_deref()
        .filter(|_| !args.without.iter().any(|layer| layer == "keyPolicy"))
        .map(|path| read_policy(PolicyKind::Resource, path))
        .transpose()?;
    let (sets, ignored) = (sets(args)?, ignored(args)?);
    let asked = |order: &&IgnoredAction| {
        let mut actions = sets.iter().flat_map(PermissionSet::actions);
        actions.any(|required| required.action.eq_ignore_ascii_case(&order.action))
    };
    if let Some(order) = ignored.iter().find(|order| !asked(order)) {
        let action = &order.action;
        return Err(format!(
            "found `--ignore {action}=…`, expected an action of the sets"
        ));
    }
    Ok(Questionnaire {
        sets,
        knowledge: knowledge(args)?,
        appliance,
        key_policy,
        catalogue: &NoCatalogue,
        explains_granted: args.verbose,
        ignored,
        beyond: None,
    })
}

fn ignored(args: &Args) -> Result<Vec<IgnoredAction>, Refusal> {
    let parse = |order: &String| {
        let (action, reason) = order
            .split_once('=')
            .filter(|(action, reason)| action.contains(':') && !reason.trim().is_empty())
            .ok_or_else(|| format!("found `--ignore {order}`, expected ACTION=REASON"))?;
        Ok(IgnoredAction {
            action: action.to_owned(),
            reason: reason.to_owned(),
        })
    };
    args.ignore.iter().map(parse).collect()
}

fn sets(args: &Args) -> Result<Vec<PermissionSet>, Refusal> {
    let mut names: Vec<&str> = args.sets.iter().map(String::as_str).collect();
    if names.is_empty() && args.set_files.is_empty() {
        names.push("ec2-restore");
    }
    if args.workers && !names.contains(&"worker-deployment") {
        names.push("worker-deployment");
    }
    let mut sets = Vec::new();
    for name in names {
        let set = PermissionSet::published(name).ok_or_else(|| {
            let known: Vec<&str> = PermissionSet::published_names().collect();
            format!("found the set `{name}`, expected {}", known.join(" or "))
        })?;
        sets.push(set);
    }
    let values = set_vars(args)?;
    let mut unused: BTreeSet<&str> = values.keys().map(String::as_str).collect();
    for path in &args.set_files {
        let mut set = read_set(path)?;
        for name in set.placeholders() {
            unused.remove(name);
        }
        set.fill(&values).map_err(|error| error.to_string())?;
        sets.push(set);
    }
    match unused.first() {
        None => Ok(sets),
        Some(name) => Err(format!(
            "found `--set-var {name}=…`, expected the name of a placeholder of the set files"
        )),
    }
}

fn read_set(path: &str) -> Result<PermissionSet, Refusal> {
    let source = read(path).map_err(|problem| problem.to_string())?;
    PermissionSet::parse(&source.name, &source.text).map_err(|error| error.to_string())
}

/// The name may be written in its brackets, as in the set.
fn set_vars(args: &Args) -> Result<BTreeMap<String, String>, Refusal> {
    let parse = |pair: &String| {
        let (name, value) = pair
            .split_once('=')
            .filter(|(name, value)| !name.is_empty() && !value.is_empty() && !value.contains('<'))
            .ok_or_else(|| format!("found `--set-var {pair}`, expected NAME=VALUE"))?;
        let name = name.trim_start_matches('<').trim_end_matches('>');
        Ok((name.to_owned(), value.to_owned()))
    };
    args.set_vars.iter().map(parse).collect()
}

fn appliance(args: &Args, arn: &str) -> Result<Appliance, Refusal> {
    let mut appliance = Appliance::new(arn).map_err(|_| {
        format!("found `--appliance {arn}`, expected the ARN of a role, or of a session of one")
    })?;
    appliance.external_id.clone_from(&args.external_id);
    if !args.appliance_policy.is_empty() {
        let read = |path: &String| read_policy(PolicyKind::Identity, path);
        appliance.identity = args
            .appliance_policy
            .iter()
            .map(read)
            .collect::<Result<_, _>>()?;
    }
    Ok(appliance)
}

fn read_policy(kind: PolicyKind, path: &str) -> Result<Policy, Refusal> {
    load_policy(kind, path).map_err(|problem| problem.to_string())
}

fn knowledge(args: &Args) -> Result<Knowledge, Refusal> {
    let mut context = Context::new();
    for pair in &args.context {
        let (key, value) = pair
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| format!("found `--context {pair}`, expected KEY=VALUE"))?;
        context = context.with(key, value);
    }
    if let Some(region) = &args.region {
        let parts: Vec<&str> = region.split('-').collect();
        let number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_region = parts.len() >= 3 && parts.last().is_some_and(|last| number(last));
        if !is_region {
            return Err(format!(
                "found `--region {region}`, expected a Region such as eu-west-1"
            ));
        }
    }
    let given = |key: &str| {
        let mut keys = args.context.iter().filter_map(|pair| pair.split_once('='));
        keys.any(|(given, _)| given.eq_ignore_ascii_case(key))
    };
    let twice = args
        .absent
        .iter()
        .map(String::as_str)
        .find(|key| given(key));
    let region = args.region.as_ref().map(|_| "aws:RequestedRegion");
    let id = args.external_id.as_ref().map(|_| "sts:ExternalId");
    if let Some(key) = twice.or([region, id].into_iter().flatten().find(|key| given(key))) {
        return Err(format!(
            "found a value for {key} in `--context`, and another option about it"
        ));
    }
    let mut absent: Vec<&str> = args.absent.iter().map(String::as_str).collect();
    if args.appliance.is_some() {
        // The appliance's sessions are made by an instance, not by somebody with a token.
        absent.extend(["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"]);
    }
    let unknown = UnknownKeys::all_but(absent);
    Ok(Knowledge {
        context,
        unknown,
        region: args.region.clone(),
    })
}
