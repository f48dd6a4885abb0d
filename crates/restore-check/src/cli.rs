//! The command line: reads what it is told to, asks the library, writes what it found.

mod args;
mod commands;
mod export;
mod output;
mod questions;
mod subjects;

use args::Args;
use iam_access::ResourceCatalogue;
use iam_access::judge::{Judge, Questionnaire};
use iam_access::report::{
    CatalogInfo, IgnoredAction, InputProblem, Inputs, PrincipalReport, Report, Summary, Tool,
};
use iam_access::unknown_actions;
use iam_account::threads;
use iam_account::{PrincipalInput, Problem, expand_paths};
use iam_catalog::Catalog;
use iam_cli_support::overwriting::Guard;
use iam_cli_support::{BAD, CLOSED_PIPE, arguments, message};
use iam_report::access::{Format, Text, render};
use indicatif::{ProgressBar, ProgressStyle};
use output::Output;
use rayon::prelude::*;
use restore_check::published;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use subjects::Subjects;

const PASS: u8 = 0;
const FAIL: u8 = 1;
const NOTHING_TO_JUDGE: u8 = 3;

/// A call that can't be carried out: nothing is judged.
type Refusal = String;

pub(crate) fn run() -> ExitCode {
    message::report_panics("restore-check");
    let args: Args = match arguments::parse("restore-check") {
        Ok(args) => args,
        Err(status) => return ExitCode::from(status),
    };
    let outcome = match &args.command {
        Some(command) => commands::run(command),
        None => check(&args),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(refusal) => {
            complain(&refusal);
            ExitCode::from(BAD)
        }
    }
}

/// A line on standard error; where that is closed or full, nobody wants to know.
fn complain(message: &str) {
    message::complain("restore-check", message);
}

fn check(args: &Args) -> Result<u8, Refusal> {
    let guard = guard(args)?;
    let loaded = args.catalog.as_deref().map(load_catalog).transpose()?;
    let catalog = loaded.as_ref().unwrap_or_else(|| Catalog::embedded());
    let resources =
        ResourceCatalogue::new(catalog, args.region.as_deref()).with_uses(published::uses());
    let questionnaire = Questionnaire {
        catalogue: &resources,
        beyond: args.least_privilege.then_some(catalog),
        ..questions::questionnaire(args)?
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
        guard: &guard,
        subjects: &subjects,
        ignored: &questionnaire.ignored,
        catalog: info,
    };
    // A text is written principal by principal. All else begins with counts, or is put in order.
    if args.format.0 == Format::Text && args.export_missing.is_none() {
        in_passing(&ends, &judge)
    } else {
        as_a_whole(&ends, &judge)
    }
}

/// Refuses a call whose outputs are among its inputs, or are one file.
fn guard(args: &Args) -> Result<Guard, Refusal> {
    let read = || {
        let folders = args.paths.iter().chain(&args.scps).chain(&args.rcps);
        // What can't be expanded can't be read, and is reported there.
        let files = folders.filter_map(|path| expand_paths(path).ok());
        let files = files.flat_map(|expanded| expanded.files);
        let others = args.set_files.iter().chain(&args.appliance_policy);
        let others = others.chain(&args.key_policy).chain(&args.catalog);
        files.chain(others.map(PathBuf::from)).collect()
    };
    let report = args.output.as_deref();
    let more = args.export_missing.as_deref();
    Guard::new(
        read,
        report.map(|path| ("--output", path)),
        more.map(|path| ("--export-missing", path)),
    )
}

/// What a report says beside its principals.
struct Ends<'a> {
    args: &'a Args,
    guard: &'a Guard,
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
            tool: Some(Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            }),
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
        export::export(path, ends.guard, judge, principals.flatten(), &mut reports)?;
        if ends.args.quiet || ends.args.format.0 != Format::Text {
            tell_of_earlier_files(&reports);
        }
    }
    let mut report = ends.report(reports, told);
    report.leave_out_reasons();
    let written = Output::new(ends.args)
        .write(|out, options| render(&report, ends.args.format.0, options, out))?;
    Ok(written.map_or(CLOSED_PIPE, |()| {
        exit_code(ends, report.summary, &report.errors)
    }))
}

/// Who reads one line for each principal, or another program's rendering, must not take an older
/// policy for the answer.
fn tell_of_earlier_files(reports: &[PrincipalReport]) {
    let fixes = reports.iter().filter_map(|report| report.fix.as_ref());
    for file in fixes.flat_map(|fix| &fix.earlier_files) {
        complain(&format!("{file} is of an earlier run"));
    }
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
    let is_parallel = threads::are_several();
    let judge_one = |index: usize| {
        let principal = subjects.get(index)?;
        let outcome = principal.map_err(|problem| (0, vec![problem]));
        let outcome = outcome.and_then(|mut principal| {
            let documents = principal.own_documents;
            let problems = std::mem::take(&mut principal.problems);
            let whose = principal.arn.as_deref().or(principal.name.as_deref());
            if !problems.is_empty() {
                let problems = problems.into_iter().map(|problem| problem.of(whose));
                return Err((documents, problems.collect()));
            }
            let judged = judge.judge(&principal);
            judged.map(|report| (documents, report)).map_err(|error| {
                let problem = error.into_problem(&principal.source).of(whose);
                (documents, vec![problem])
            })
        });
        progress.inc(1);
        Some((index, outcome))
    };
    let mut told = Told::default();
    for from in (0..subjects.len()).step_by(BATCH) {
        let batch = from..subjects.len().min(from + BATCH);
        let outcomes: Vec<_> = match is_parallel {
            true => batch.into_par_iter().filter_map(judge_one).collect(),
            false => batch.filter_map(judge_one).collect(),
        };
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
    const MOST: u64 = 64 << 20;
    let bytes =
        iam_cli_support::input::read(path, MOST).map_err(|error| format!("{path}: {error}"))?;
    let bytes = bytes
        .ok_or_else(|| format!("{path}: found more than {MOST} bytes, expected at most as many"))?;
    Catalog::from_bytes(&bytes).map_err(|error| format!("{path}: {error}"))
}

fn exit_code(ends: &Ends<'_>, summary: Summary, errors: &[InputProblem]) -> u8 {
    let args = ends.args;
    if !errors.is_empty() {
        BAD
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
