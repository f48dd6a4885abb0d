//! The report for CI systems: a suite for each principal, a case for each action.

use super::{Options, words};
use crate::form::junit::{Case, Detail, Outcome, Suite, write};
use crate::form::text::clean;
use iam_access::report::{ActionReport, PrincipalReport, Report, Trust, TrustStatus, Verdict};
use std::io;

pub(super) fn render(
    report: &Report,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut suites: Vec<Suite> = Vec::new();
    if !report.errors.is_empty() {
        suites.push(Suite {
            name: "inputs".to_owned(),
            properties: Vec::new(),
            cases: report.errors.iter().map(problem).collect(),
        });
    }
    suites.extend(
        report
            .principals
            .iter()
            .map(|principal| suite(principal, options)),
    );
    let program = report.tool.as_ref().map(|tool| tool.name.as_str());
    write(program.unwrap_or_default(), &suites, out)
}

fn problem(error: &iam_access::report::InputProblem) -> Case {
    Case {
        class: "inputs".to_owned(),
        name: error.source.clone(),
        outcome: Outcome::Error(Detail {
            kind: "unreadable".to_owned(),
            message: format!("{}: {}", error.place(), error.sentence()),
            text: String::new(),
        }),
        output: String::new(),
    }
}

fn suite(principal: &PrincipalReport, options: &Options) -> Suite {
    let mut properties = vec![
        ("verdict".to_owned(), principal.verdict.name().to_owned()),
        ("source".to_owned(), principal.source.clone()),
    ];
    if !principal.layers_not_supplied.is_empty() {
        let layers = principal.layers_not_supplied.join(" ");
        properties.push(("layersNotSupplied".to_owned(), layers));
    }
    let actions = principal.sets.iter().flat_map(|set| {
        set.actions
            .iter()
            .map(|action| action_case(&set.set, action, options))
    });
    Suite {
        name: principal.title().to_owned(),
        properties,
        cases: principal
            .all_trusts()
            .iter()
            .map(|trust| trust_case(trust, options))
            .chain(actions)
            .collect(),
    }
}

fn trust_case(trust: &Trust, options: &Options) -> Case {
    let says = words::trust(trust, &options.wording);
    let mut lines: Vec<String> = words::reasons(&trust.reasons, trust.reasons_left_out).collect();
    lines.extend(trust.when.clone());
    lines.extend(trust.hint.as_ref().map(|hint| format!("hint: {hint}")));
    let case = |outcome, output| Case {
        class: "trust".to_owned(),
        name: match &trust.assumer {
            Some(assumer) => format!("sts:AssumeRole by {assumer}"),
            None => "sts:AssumeRole".to_owned(),
        },
        outcome,
        output,
    };
    match trust.status {
        TrustStatus::NotApplicable | TrustStatus::NotSupplied => {
            case(Outcome::Skipped(says), String::new())
        }
        status if trust.known => case(Outcome::Skipped(known(status.name())), String::new()),
        judged => judge(
            judged.verdict(),
            judged.name(),
            &says,
            &lines,
            options,
            case,
        ),
    }
}

fn action_case(set: &str, action: &ActionReport, options: &Options) -> Case {
    let case = |outcome, output| Case {
        class: set.to_owned(),
        name: match action.needed_on() {
            Some(on) => format!("{} on {on}", action.action),
            None => action.action.clone(),
        },
        outcome,
        output,
    };
    if let Some(ignored) = &action.ignored {
        let reason = format!("{}, but ignored: {}", action.status.name(), ignored.reason);
        return case(Outcome::Skipped(reason), String::new());
    }
    if action.known {
        return case(Outcome::Skipped(known(action.status.name())), String::new());
    }
    let mut lines: Vec<String> = action.when.iter().cloned().collect();
    lines.extend(words::coverage(action, &options.wording));
    lines.extend(words::reasons(&action.reasons, action.reasons_left_out));
    lines.extend(action.hint.as_ref().map(|hint| format!("hint: {hint}")));
    let name = action.status.name();
    let says = lines.first().cloned().unwrap_or_default();
    let message = format!("{} is {name}: {says}", action.action);
    judge(
        action.status.verdict(),
        name,
        &message,
        &lines,
        options,
        case,
    )
}

/// A finding that is also in an earlier report doesn't fail again.
fn known(status: &str) -> String {
    format!("{status}, but {}", words::KNOWN)
}

/// A conditional action passes with a note, unless the options make it fail.
fn judge(
    verdict: Verdict,
    kind: &str,
    message: &str,
    lines: &[String],
    options: &Options,
    case: impl FnOnce(Outcome, String) -> Case,
) -> Case {
    // CI systems show these as they are: no text of a policy may begin a line.
    let lines: Vec<_> = lines.iter().map(|line| clean(line)).collect();
    match verdict {
        Verdict::Pass => case(Outcome::Pass, String::new()),
        Verdict::Conditional if !options.strict => {
            case(Outcome::Pass, format!("{kind}\n{}", lines.join("\n")))
        }
        Verdict::Conditional | Verdict::Fail => {
            let detail = Detail {
                kind: kind.to_owned(),
                message: message.trim_end_matches([':', ' ']).to_owned(),
                text: lines.join("\n"),
            };
            case(Outcome::Failure(detail), String::new())
        }
    }
}
