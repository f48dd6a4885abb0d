//! The command line: reads what it is told to, asks the library, writes what it found.

mod args;
mod output;

use args::Args;
use clap::Parser;
use iam_eval::{Context, Document, Policy, PolicyKind, UnknownKeys};
use output::Output;
use restore_check::PermissionSet;
use restore_check::check::{Knowledge, NoCatalogue};
use restore_check::input::{
    Layer, PrincipalInput, Problem, expand_paths, load_levels, read, read_source,
};
use restore_check::judge::{Questionnaire, leave_out};
use restore_check::report::{Fix, InputProblem, PrincipalReport, Report, Verdict};
use restore_check::trust::Appliance;
use std::process::ExitCode;

const PASS: u8 = 0;
const FAIL: u8 = 1;
const BAD_INPUT: u8 = 2;
const NOTHING_TO_JUDGE: u8 = 3;

/// A call that can't be carried out: nothing is judged.
type Refusal = String;

pub(crate) fn run() -> ExitCode {
    let args = Args::parse();
    match check(&args) {
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
    let questionnaire = questionnaire(args)?;
    let (mut principals, mut problems) = read_principals(args);
    apply_layers(args, &mut principals)?;
    let mut reports = Vec::new();
    let mut judged = Vec::new();
    for principal in principals {
        if !principal.problems.is_empty() {
            problems.extend(principal.problems.iter().cloned());
            continue;
        }
        match questionnaire.judge(&principal) {
            Ok(report) => {
                reports.push(report);
                judged.push(principal);
            }
            Err(error) => problems.push(error.into_problem(&principal.source)),
        }
    }
    for problem in &problems {
        complain(&problem.to_string());
    }
    if let Some(path) = &args.export_missing {
        output::export(path, &questionnaire, &judged, &mut reports)?;
    }
    let errors: Vec<InputProblem> = problems.iter().map(InputProblem::from).collect();
    let report = Report::new(reports, errors);
    Output::new(args).write(&report)?;
    Ok(exit_code(args, &report))
}

fn exit_code(args: &Args, report: &Report) -> u8 {
    let fails = |principal: &PrincipalReport| match principal.verdict {
        Verdict::Pass => false,
        Verdict::Conditional => args.strict,
        Verdict::Fail => true,
    };
    if !report.errors.is_empty() {
        BAD_INPUT
    } else if report.principals.is_empty() {
        complain("the input holds no role, user or policy to judge");
        NOTHING_TO_JUDGE
    } else if report.principals.iter().any(fails) {
        FAIL
    } else {
        PASS
    }
}

/// Every input is read, whatever is wrong with others.
fn read_principals(args: &Args) -> (Vec<PrincipalInput>, Vec<Problem>) {
    let mut principals = Vec::new();
    let mut problems = Vec::new();
    let mut account = Default::default();
    for path in &args.paths {
        match expand_paths(path) {
            Ok(files) => {
                for file in files {
                    let outcome = read(&file)
                        .and_then(|source| read_source(&source, &mut principals, &mut account));
                    problems.extend(outcome.err());
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    principals.extend(account.into_principals());
    if let Some(name) = &args.as_role {
        let mut role = PrincipalInput::new(name);
        for principal in principals {
            problems.extend(role.merge(principal).err());
        }
        principals = vec![role];
        // A part that can't be read makes the whole another role.
        if !problems.is_empty() {
            principals.clear();
        }
    }
    (principals, problems)
}

fn apply_layers(args: &Args, principals: &mut [PrincipalInput]) -> Result<(), Refusal> {
    let levels = |kind, path: &Option<String>| {
        let load = |path: &String| load_levels(kind, path).map_err(|problem| problem.to_string());
        path.as_ref().map(load).transpose()
    };
    let scps = levels(PolicyKind::ServiceControl, &args.scps)?;
    let rcps = levels(PolicyKind::ResourceControl, &args.rcps)?;
    for principal in principals {
        if let Some(levels) = &scps {
            principal.scps = Layer::Some(levels.clone());
        }
        if let Some(levels) = &rcps {
            principal.rcps = Layer::Some(levels.clone());
        }
        for layer in &args.without {
            if !leave_out(principal, layer) {
                let known = "permissionsBoundary, session, scps, rcps or trust";
                return Err(format!("found the layer `{layer}`, expected {known}"));
            }
        }
    }
    Ok(())
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
        .map(|path| read_policy(PolicyKind::Resource, path))
        .transpose()?;
    Ok(Questionnaire {
        sets: sets(args)?,
        knowledge: knowledge(args)?,
        appliance,
        key_policy,
        catalogue: &NoCatalogue,
    })
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
    for path in &args.set_files {
        let source = read(path).map_err(|problem| problem.to_string())?;
        let set = PermissionSet::parse(&source.name, &source.text);
        sets.push(set.map_err(|error| error.to_string())?);
    }
    Ok(sets)
}

fn appliance(args: &Args, arn: &str) -> Result<Appliance, Refusal> {
    let mut appliance = Appliance::new(arn).map_err(|error| error.to_string())?;
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
    let source = read(path).map_err(|problem| problem.to_string())?;
    let document = Document::parse(kind, &source.name, &source.text);
    document
        .map(Policy::compile)
        .map_err(|error| error.to_string())
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
        context = context.with("aws:RequestedRegion", region.as_str());
    }
    if let Some(id) = &args.external_id {
        context = context.with("sts:ExternalId", id.as_str());
    }
    let mut absent: Vec<&str> = args.absent.iter().map(String::as_str).collect();
    if args.appliance.is_some() {
        // The appliance's sessions are made by an instance, not by somebody with a token.
        absent.extend(["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"]);
    }
    let unknown = UnknownKeys::all_but(absent);
    Ok(Knowledge { context, unknown })
}
