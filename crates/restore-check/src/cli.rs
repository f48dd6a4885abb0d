//! The command line: reads the inputs, calls the library, writes the report.

mod absent_roles;
mod args;
mod baseline;
mod commands;
mod denial;
mod output;
mod questions;
mod subjects;

use args::{Args, Command, Only};
use iam_access::ResourceCatalog;
use iam_access::baseline::{Baseline, Compared};
use iam_access::judge::Judge;
use iam_access::report::{
    CatalogInfo, IgnoredAction, InputProblem, Inputs, PrincipalReport, Report, Summary, Tool,
    TrustStatus,
};
use iam_access::unknown_actions;
use iam_account::threads;
use iam_account::{NextStep, Problem, expand_paths};
use iam_catalog::Catalog;
use iam_cli_support::overwriting::Guard;
use iam_cli_support::{BAD, CLOSED_PIPE, arguments, catalog, message, progress};
use iam_report::access::{Format, Text, render};
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

/// Why a call can't be carried out: nothing is judged.
type Refusal = String;

pub(crate) fn run() -> ExitCode {
    message::report_panics("restore-check");
    let args: Args = match arguments::parse("restore-check") {
        Ok(args) => args,
        Err(status) => return ExitCode::from(status),
    };
    let outcome = match &args.command {
        Some(Command::ExplainDenial(args)) => denial::run(args),
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

/// Writes a line to standard error; if that is closed or full, the line is lost.
fn complain(message: &str) {
    message::complain("restore-check", message);
}

fn check(args: &Args) -> Result<u8, Refusal> {
    let guard = guard(args, None)?;
    let loaded = args.catalog.as_deref().map(catalog::load).transpose()?;
    let catalog = loaded.as_ref().unwrap_or_else(|| Catalog::embedded());
    let resources = ResourceCatalog::new(catalog, args.regions.first().map(String::as_str))
        .with_uses(published::uses());
    let mut questionnaire = questions::questionnaire(args, catalog, &resources)?;
    questionnaire.least_privilege = args.least_privilege.then_some(catalog);
    for set in &questionnaire.sets {
        for unknown in unknown_actions(set, &resources) {
            complain(&unknown);
        }
    }
    let judge = questionnaire.prepare().map_err(|error| error.to_string())?;
    let baseline = args.baseline.as_deref().map(baseline::read).transpose()?;
    let subjects = Subjects::read(args)?;
    if let Some(note) = subjects.skipped() {
        complain(&note);
    }
    let info = CatalogInfo {
        source: catalog.source().to_owned(),
        version: catalog.version().to_owned(),
        date: Some(catalog.date().to_owned()),
    };
    let run = Run {
        args,
        guard: &guard,
        subjects: &subjects,
        ignored: &questionnaire.ignored,
        baseline: baseline.as_ref(),
        catalog: info,
    };
    // A text is written principal by principal. All other formats begin with counts, or are sorted.
    if args.format() == Format::Text && args.export_missing.is_none() {
        one_by_one(&run, &judge)
    } else {
        as_a_whole(&run, &judge)
    }
}

/// Rejects a call whose outputs are among its inputs, or are one file.
fn guard(args: &Args, message: Option<&String>) -> Result<Guard, Refusal> {
    let read = || {
        let folders = args.paths.iter().chain(&args.scps).chain(&args.rcps);
        // A path that can't be expanded can't be read, and is reported then.
        let files = folders.filter_map(|path| expand_paths(path).ok());
        let files = files.flat_map(|expanded| expanded.files);
        let others = args.set_files.iter().chain(&args.appliance_policy);
        let others = others.chain(&args.key_policy).chain(&args.catalog);
        let others = others.chain(&args.added_policies).chain(&args.baseline);
        let others = others.map(String::as_str);
        let others = others.chain(questions::key_files(args));
        let others = others.chain(message.map(String::as_str));
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

/// One run of the program: everything in a report besides its principals.
struct Run<'a> {
    args: &'a Args,
    guard: &'a Guard,
    subjects: &'a Subjects,
    ignored: &'a [IgnoredAction],
    baseline: Option<&'a Baseline>,
    catalog: CatalogInfo,
}

impl Run<'_> {
    /// The report; its problems are also written to standard error.
    fn report(&self, principals: Vec<PrincipalReport>, tally: Tally<'_>) -> Report {
        let problems: Vec<&Problem> = self
            .subjects
            .problems()
            .iter()
            .chain(&tally.problems)
            .collect();
        for problem in problems.iter().copied().chain(&tally.nothing_to_judge) {
            complain(&problem.to_string());
        }
        let absent_roles = absent_roles::absent_roles(self.args, self.subjects);
        // The text for people already contains it.
        let is_text = self.args.format() == Format::Text && self.args.output.is_none();
        for absent in absent_roles.iter().filter(|_| !is_text) {
            complain(&absent.sentence());
        }
        if tally.not_assumable > 0 {
            complain(&format!(
                "skipped {} that no given assumer may assume",
                roles(tally.not_assumable)
            ));
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
                documents: self.subjects.shared_documents() + tally.documents,
                principals: tally.principals,
                errors: problems.len(),
            }),
            ignored: self.ignored.to_vec(),
            absent_roles,
            summary: tally.summary,
            only: self.args.only.map(Only::verdict),
            baseline: tally.compared.map(Compared::finish),
            ..Report::new(principals, errors.collect())
        }
    }
}

/// Writes the report while judging: at most one batch of principals is in memory.
fn one_by_one(run: &Run<'_>, judge: &Judge<'_>) -> Result<u8, Refusal> {
    let mut lacks_policies = false;
    let written = Output::new(run.args).write(|out, options| {
        let mut text = Text::new(&options, out);
        // A report is held back until it is known whether another one follows.
        let mut held: Option<PrincipalReport> = None;
        let tally = judge_all(judge, run, |_, principal| {
            let Some(previous) = held.replace(principal) else {
                return Ok(());
            };
            text.expect_several();
            text.principal(&previous)
        })?;
        if let Some(last) = held {
            text.principal(&last)?;
        }
        lacks_policies = !tally.nothing_to_judge.is_empty();
        let report = run.report(Vec::new(), tally);
        text.finish(&report)?;
        Ok(report)
    })?;
    Ok(written.map_or(CLOSED_PIPE, |report| {
        exit_code(run, &report, lacks_policies)
    }))
}

fn as_a_whole(run: &Run<'_>, judge: &Judge<'_>) -> Result<u8, Refusal> {
    let mut indices = Vec::new();
    let mut reports = Vec::new();
    let tally = judge_all(judge, run, |index, report| {
        indices.push(index);
        reports.push(report);
        Ok(())
    });
    let tally = tally.map_err(|error| error.to_string())?;
    if let Some(path) = &run.args.export_missing {
        let principals = indices.iter().map(|index| run.subjects.get(*index));
        iam_cli_support::export::export(
            path,
            run.guard,
            judge,
            principals.flatten(),
            &mut reports,
        )?;
        if run.args.quiet || run.args.format() != Format::Text {
            report_leftover_files(&reports);
        }
    } else if matches!(run.args.format(), Format::Markdown | Format::Html) {
        for report in &mut reports {
            report.proposal = judge.proposal(report);
            report.proposed_key_statements = judge.proposed_key_statements(report);
        }
    }
    let lacks_policies = !tally.nothing_to_judge.is_empty();
    let mut report = run.report(reports, tally);
    report.omit_reasons();
    let written = Output::new(run.args)
        .write(|out, options| render(&report, run.args.format(), options, out))?;
    Ok(written.map_or(CLOSED_PIPE, |()| exit_code(run, &report, lacks_policies)))
}

/// Warns about files left over from an earlier run if the report itself is too short to do so, so
/// that they aren't mistaken for this run's policies.
fn report_leftover_files(reports: &[PrincipalReport]) {
    let fixes = reports.iter().filter_map(|report| report.fix.as_ref());
    for file in fixes.flat_map(|fix| &fix.earlier_files) {
        complain(&format!("{file} is left over from an earlier run"));
    }
}

/// Counts and problems of the principals.
#[derive(Default)]
struct Tally<'a> {
    principals: usize,
    documents: usize,
    problems: Vec<Problem>,
    /// Counts all that were judged, even if not all are reported.
    summary: Summary,
    compared: Option<Compared<'a>>,
    /// Principals that were skipped because no assumer may assume them.
    not_assumable: usize,
    /// Of principals whose policies were not supplied: a check that can't run has not failed.
    nothing_to_judge: Vec<Problem>,
}

/// False for roles that `--assumable-only` skips: it is certain that none of the assumers may
/// assume them.
fn is_assumable(report: &PrincipalReport) -> bool {
    let mut trusts = report.all_trusts().iter().map(|trust| trust.status);
    trusts.any(|status| {
        use TrustStatus as Status;
        match status {
            Status::Granted | Status::Conditional | Status::NotSupplied => true,
            Status::Denied | Status::Missing | Status::NotApplicable => false,
        }
    })
}

fn roles(count: usize) -> String {
    match count {
        1 => "1 principal".to_owned(),
        several => format!("{several} principals"),
    }
}

/// Judges on all processors, batch by batch, and returns the wanted reports in the order of the
/// input. Only the policies of principals that are being judged are in memory.
fn judge_all<'a>(
    judge: &Judge<'_>,
    run: &Run<'a>,
    mut report: impl FnMut(usize, PrincipalReport) -> io::Result<()>,
) -> io::Result<Tally<'a>> {
    const BATCH: usize = 256;
    const LONG: usize = 500;
    let subjects = run.subjects;
    let progress = progress::bar(subjects.len(), LONG, "principals");
    let is_parallel = threads::are_several();
    let judge_one = |index: usize| {
        let principal = subjects.get(index)?;
        let outcome = principal.map_err(|problem| (0, vec![problem]));
        let outcome = outcome.and_then(|mut principal| {
            let documents = principal.own_documents;
            let mut problems = std::mem::take(&mut principal.problems);
            if problems.is_empty() {
                problems.extend(principal.nothing_to_judge());
            }
            let name = principal.arn.as_deref().or(principal.name.as_deref());
            if !problems.is_empty() {
                let problems = problems.into_iter().map(|problem| problem.of(name));
                return Err((documents, problems.collect()));
            }
            let judged = judge.judge(&principal);
            judged.map(|report| (documents, report)).map_err(|error| {
                let problem = error.into_problem(&principal.source).of(name);
                (documents, vec![problem])
            })
        });
        progress.inc(1);
        Some((index, outcome))
    };
    let mut tally = Tally {
        compared: run.baseline.map(Compared::with),
        ..Tally::default()
    };
    for from in (0..subjects.len()).step_by(BATCH) {
        let batch = from..subjects.len().min(from + BATCH);
        let outcomes: Vec<_> = match is_parallel {
            true => batch.into_par_iter().filter_map(judge_one).collect(),
            false => batch.filter_map(judge_one).collect(),
        };
        for (index, outcome) in outcomes {
            tally.principals += 1;
            tally.documents += match outcome {
                Ok((documents, judged)) if run.args.assumable_only && !is_assumable(&judged) => {
                    tally.not_assumable += 1;
                    documents
                }
                Ok((documents, mut judged)) => {
                    tally.summary.count(judged.verdict);
                    if let Some(compared) = &mut tally.compared {
                        compared.mark(&mut judged);
                    }
                    let only = run.args.only.map(Only::verdict);
                    if only.is_none_or(|only| only == judged.verdict) {
                        report(index, judged)?;
                    }
                    documents
                }
                Err((documents, problems)) => {
                    let is_gap =
                        |problem: &Problem| problem.next_step == Some(NextStep::IdentityPolicies);
                    let (gaps, problems): (Vec<_>, Vec<_>) = problems.into_iter().partition(is_gap);
                    tally.nothing_to_judge.extend(gaps);
                    tally.problems.extend(problems);
                    documents
                }
            };
        }
    }
    progress.finish_and_clear();
    Ok(tally)
}

fn exit_code(run: &Run<'_>, report: &Report, lacks_policies: bool) -> u8 {
    let summary = report.summary;
    let unmatched = run.subjects.unmatched_roles();
    for sentence in &unmatched {
        complain(sentence);
    }
    let (fail, conditional) = match &report.baseline {
        Some(baseline) => (baseline.new_failing, baseline.new_conditional),
        None => (summary.fail, summary.conditional),
    };
    if !report.errors.is_empty() {
        BAD
    } else if summary.principals == 0 {
        if run.args.assumable_only && run.subjects.len() > 0 && unmatched.is_empty() {
            complain("found no role that a given assumer may assume");
        } else if unmatched.is_empty() && !lacks_policies {
            complain("found no role, user or policy to judge in the input");
        }
        NOTHING_TO_JUDGE
    } else if fail > 0 || !report.absent_roles.is_empty() || (run.args.strict && conditional > 0) {
        FAIL
    } else if !unmatched.is_empty() || lacks_policies {
        NOTHING_TO_JUDGE
    } else {
        PASS
    }
}
