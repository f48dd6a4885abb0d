//! `--set`: a list of actions that are needed, asked of one principal or of all. The report is that
//! of a checker.

use super::accounts::{Format, Surroundings, call, catalog_info, tool};
use crate::Outcome;
use crate::failure::{Failure, complain};
use iam_access::RequirementSet;
use iam_access::judge::Questionnaire;
use iam_access::questions::find;
use iam_access::report::{ActionStatus, InputProblem, PrincipalReport, Report};
use iam_account::read;
use iam_catalog::Catalog;
use iam_cli_support::output;
use iam_report::access::{self, Options, render};
use std::io::{self, Write};

/// Whom to ask.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who<'a> {
    All,
    One(&'a str),
}

/// What is asked.
#[derive(Debug)]
pub(super) struct Needed<'a> {
    pub(super) set: &'a str,
    pub(super) dumps: &'a [String],
    pub(super) who: Who<'a>,
    pub(super) surroundings: &'a Surroundings,
    pub(super) format: Format,
}

impl Needed<'_> {
    pub(super) fn run(&self, catalog: &Catalog) -> Result<Outcome, Failure> {
        if self.dumps.is_empty() {
            return Err(call(
                "found no dump, expected that of an account".to_owned(),
            ));
        }
        let source = read(self.set).map_err(|problem| call(problem.to_string()))?;
        let set = RequirementSet::parse(&source.name, &source.text, catalog);
        let set = set.map_err(|error| call(error.to_string()))?;
        let resources = self.surroundings.resources(catalog);
        let mut questionnaire = Questionnaire::new(vec![set], &resources);
        questionnaire.knowledge = self.surroundings.knowledge()?;
        questionnaire.any_session = true;
        let judge = questionnaire
            .prepare()
            .map_err(|error| call(error.to_string()))?;
        let one = match self.who {
            Who::All => None,
            Who::One(name) => Some(name),
        };
        let found = self.surroundings.principals(self.dumps, one)?;
        let mut problems = found.problems;
        let mut principals = found.principals;
        if let Some(name) = one.filter(|_| !principals.is_empty()) {
            let titles = principals.iter().map(iam_access::questions::title);
            let index = find(titles, name).map_err(|error| call(error.to_string()))?;
            principals = vec![principals.swap_remove(index)];
        }
        let mut reports: Vec<PrincipalReport> = Vec::new();
        for mut principal in principals {
            let name = principal.arn.clone().or_else(|| principal.name.clone());
            let own = std::mem::take(&mut principal.problems);
            if !own.is_empty() {
                problems.extend(own.into_iter().map(|problem| problem.of(name.as_deref())));
                continue;
            }
            match judge.judge(&principal) {
                Ok(report) => reports.push(report),
                Err(error) => {
                    let problem = error.into_problem(&principal.source);
                    problems.push(problem.of(name.as_deref()));
                }
            }
        }
        for problem in &problems {
            complain(&problem.to_string());
        }
        let answer = self.outcome(&reports);
        let mut report = Report::new(reports, problems.iter().map(InputProblem::from).collect());
        report.tool = Some(tool());
        report.catalog = Some(catalog_info(catalog));
        report.omit_reasons();
        let mut stdout = io::BufWriter::new(output::for_programs());
        let mut options = Options::default();
        options.color = output::takes_colours();
        options.width = super::accounts::width();
        render(&report, self.format.of_access(), options, &mut stdout)?;
        stdout.flush()?;
        Ok(
            match (report.errors.is_empty(), report.principals.is_empty()) {
                (false, _) => Outcome::Unreadable,
                (true, true) => {
                    complain("found no role, user or policy to ask about in the input");
                    Outcome::Nothing
                }
                (true, false) => answer,
            },
        )
    }

    /// Of one principal, or of the one that may most: whether it may all of the set.
    fn outcome(&self, reports: &[PrincipalReport]) -> Outcome {
        let of_one = |report: &PrincipalReport| {
            let actions = report.sets.iter().flat_map(|set| &set.actions);
            let statuses = actions.map(|action| match action.status {
                ActionStatus::Granted | ActionStatus::Limited => Outcome::Good,
                ActionStatus::Conditional => Outcome::Undecided,
                ActionStatus::Missing | ActionStatus::Denied => Outcome::Found,
            });
            statuses
                .max_by_key(|outcome| rank(*outcome))
                .unwrap_or(Outcome::Good)
        };
        let outcomes = reports.iter().map(of_one);
        outcomes
            .min_by_key(|outcome| rank(*outcome))
            .unwrap_or(Outcome::Nothing)
    }
}

/// What is missing is worse than what is open.
const fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Good => 0,
        Outcome::Undecided => 1,
        _ => 2,
    }
}

impl Format {
    /// The form of the checker's reports.
    const fn of_access(self) -> access::Format {
        match self {
            Self::Text => access::Format::Text,
            Self::Json => access::Format::Json,
            Self::Csv => access::Format::Csv,
            Self::Html => access::Format::Html,
        }
    }
}
