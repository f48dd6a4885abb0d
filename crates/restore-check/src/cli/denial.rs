//! `restore-check explain-denial`: why AWS denied a request, and what closes the gap.

use super::args::{Args, ExplainDenial};
use super::output::Output;
use super::subjects::Subjects;
use super::{FAIL, NOTHING_TO_JUDGE, PASS, Refusal, complain, guard, questions};
use iam_access::denial::{Candidates, DenialOfRequest, DenialReport, Surroundings, explain};
use iam_access::report::Tool;
use iam_account::{DeniedRequest, Problem, parse_denied_requests, read};
use iam_cli_support::{BAD, CLOSED_PIPE};
use iam_report::access::Format;
use iam_report::denial;
use iam_report::form::text::TextWriter;

/// The maximum number of principals for which a message without a principal is evaluated.
const MOST_CANDIDATES: usize = 16;

pub(super) fn run(given: &ExplainDenial) -> Result<u8, Refusal> {
    let args = args(given);
    if !matches!(args.format(), Format::Text | Format::Json) {
        let format = args.format().name();
        return Err(format!("found `--format {format}`, expected text or json"));
    }
    guard(&args, Some(&given.message))?;
    let knowledge = questions::knowledge(&args)?;
    let key_policy = questions::keys(&args)?.pop().map(|key| key.policy);
    let source = read(&given.message).map_err(|problem| problem.to_string())?;
    let requests = parse_denied_requests(&source.name, &source.text);
    let requests = requests.map_err(|problem| problem.to_string())?;
    let subjects = Subjects::read(&args)?;
    let mut problems = subjects.problems().to_vec();
    let mut principals = Vec::new();
    for found in (0..subjects.len()).filter_map(|index| subjects.get(index)) {
        match found {
            Ok(principal) => principals.push(principal),
            Err(problem) => problems.push(problem),
        }
    }
    let candidates = Candidates::new(&principals);
    let mut denials = Vec::new();
    for request in &requests {
        let mut denial = DenialOfRequest::new(request);
        let mut surroundings = Surroundings::new(&knowledge);
        surroundings.resource_policy = candidates.resource_policy(request, key_policy.as_ref());
        let asked = candidates.of(request);
        if asked.len() > MOST_CANDIDATES {
            let (action, count) = (&request.action, asked.len());
            return Err(format!(
                "found {count} principals that the message about {action} may be about, expected one: choose it with --role"
            ));
        }
        for principal in asked {
            let name = principal.arn.as_deref().or(principal.name.as_deref());
            let own = principal.problems.iter().cloned();
            let before = problems.len();
            problems.extend(own.map(|problem| problem.of(name)));
            if problems.len() == before {
                match explain(request, principal, &surroundings) {
                    Ok(answer) => denial.principals.push(answer),
                    Err(error) => problems.push(error.into_problem(&request.source)),
                }
            }
        }
        denials.push(denial);
    }
    let mut report = DenialReport::new(denials);
    report.tool = Some(Tool {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    });
    finish(&args, &report, &problems, &requests)
}

/// Writes the report, unless there is nothing to report.
fn finish(
    args: &Args,
    report: &DenialReport,
    problems: &[Problem],
    requests: &[DeniedRequest],
) -> Result<u8, Refusal> {
    for problem in problems {
        complain(&problem.to_string());
    }
    if report.answers().next().is_none() {
        if !problems.is_empty() {
            return Ok(BAD);
        }
        let named = requests.first().and_then(|it| it.principal.as_deref());
        let named = named.unwrap_or("the principal of the message");
        complain(&format!("found no policies of {named} in the input"));
        return Ok(NOTHING_TO_JUDGE);
    }
    let written = Output::new(args).write(|out, options| match args.format() {
        Format::Json => denial::json(report, out),
        _ => denial::text(
            report,
            &mut TextWriter::new(out, options.width, options.color),
        ),
    })?;
    Ok(match written {
        None => CLOSED_PIPE,
        Some(()) if !problems.is_empty() => BAD,
        Some(()) if report.answers().all(|answer| answer.is_allowed()) => PASS,
        Some(()) => FAIL,
    })
}

/// The arguments in the form of a check's.
fn args(given: &ExplainDenial) -> Args {
    Args {
        paths: given.paths.clone(),
        role: given.role.clone(),
        as_role: given.as_role.clone(),
        parameters: given.parameters.clone(),
        scps: given.scps.clone(),
        rcps: given.rcps.clone(),
        key_policy: given.key_policy.clone(),
        without: given.without.clone(),
        context: given.context.clone(),
        absent: given.absent.clone(),
        format: Some(given.format),
        output: given.output.clone(),
        ..Args::default()
    }
}
