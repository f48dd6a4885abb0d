//! `iam-eval diff`: what has become possible, and what is no longer possible.

use super::compared::{ASSUMPTIONS, BAD, BOLD, DIM, GOOD, Requests, scenario, show};
use crate::Outcome;
use crate::failure::Failure;
use iam_cli_support::output::{self, ForPeople};
use iam_compare::{Comparison, Question, StatementAccess, Witness, compare, new_access};
use iam_eval::{Policy, PolicySet};
use iam_report::form::json::EscapingWriter;
use iam_report::form::text::{Run, TextWriter};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Compare two versions of a policy: what is newly allowed?
///
/// For each statement of the new policy that allows something that the old policy doesn't, prints a request
/// that shows it, confirmed by the evaluator; and likewise for statements of the old policy, for what is no
/// longer allowed. If nothing is newly allowed, this is proven, not sampled.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The old policy; `-` is standard input
    #[arg(value_name = "OLD")]
    old: String,

    /// The new policy
    #[arg(value_name = "NEW")]
    new: String,

    #[command(flatten)]
    requests: Requests,

    /// The output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval diff old.json new.json
  git show HEAD:role.json | iam-eval diff - role.json --format markdown
  iam-eval diff --kind resource --resource-account 111122223333 old.json new.json
  iam-eval diff old.json new.json --format json | jq '.new[].scenario' | iam-eval explain -

Exit status:
  0    nothing is newly allowed
  1    something is
  2    a file could not be read or is not a policy, or the call is invalid
  4    it could not be decided
  141  the reader of the output closed it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

/// The differences in one direction.
struct Way {
    policy: Policy,
    comparison: Comparison,
    statements: Vec<StatementAccess>,
}

impl Way {
    fn of(old: &PolicySet, new: &PolicySet, policy: Policy, question: &Question<'_>) -> Self {
        let comparison = compare(old, new, question);
        let statements = match comparison {
            Comparison::NoNewAccess(_) => Vec::new(),
            _ => new_access(old, new, question),
        };
        Self {
            policy,
            comparison,
            statements,
        }
    }

    /// Each statement with its request. Access that no single statement explains, such as what a deny no longer
    /// blocks, is shown by the request of the whole policy.
    fn witnesses(&self) -> Vec<(Option<usize>, &Witness)> {
        let statements = self.statements.iter();
        let mut found: Vec<_> = statements
            .filter_map(|access| Some((Some(access.statement.statement), access.access.witness()?)))
            .collect();
        if found.is_empty() {
            found.extend(self.comparison.witness().map(|witness| (None, witness)));
        }
        found
    }

    /// `statement 2 (ReadLogs), line 14`
    fn title(&self, statement: Option<usize>) -> String {
        let found = statement.and_then(|index| self.policy.document().statement(index));
        let Some(found) = found else {
            return "the policy as a whole".to_owned();
        };
        let sid = found
            .sid()
            .map(|sid| format!(" ({sid})"))
            .unwrap_or_default();
        format!(
            "statement {}{sid}, line {}",
            found.index() + 1,
            found.position().line
        )
    }
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let (old, new) = (args.requests.read(&args.old), args.requests.read(&args.new));
    let (Some(old), Some(new)) = (old, new) else {
        return Ok(Outcome::Unreadable);
    };
    let question = args.requests.question()?;
    let (before, after) = (
        args.requests.set(old.clone())?,
        args.requests.set(new.clone())?,
    );
    let gained = Way::of(&before, &after, new, &question);
    let lost = Way::of(&after, &before, old, &question);
    match args.format {
        Format::Text => {
            let mut stdout = ForPeople::new();
            text(&mut stdout.text(), &gained, &lost)?;
            stdout.flush()?;
        }
        Format::Markdown => {
            let mut stdout = ForPeople::new();
            markdown(&mut stdout.text(), &gained, &lost)?;
            stdout.flush()?;
        }
        Format::Json => {
            let mut out = output::for_programs();
            let value = json!({
                "answer": name(&gained.comparison),
                "reason": reason(&gained.comparison),
                "new": to_json("new", &gained),
                "lostAnswer": name(&lost.comparison),
                "lost": to_json("lost", &lost),
                "assumptions": ASSUMPTIONS,
            });
            serde_json::to_writer(EscapingWriter::new(&mut out), &value)
                .map_err(io::Error::from)?;
            writeln!(out)?;
            out.flush()?;
        }
    }
    Ok(match gained.comparison {
        Comparison::NoNewAccess(_) => Outcome::Good,
        Comparison::NewAccess(_) => Outcome::Found,
        _ => Outcome::Undecided,
    })
}

fn name(comparison: &Comparison) -> &'static str {
    match comparison {
        Comparison::NoNewAccess(_) => "none",
        Comparison::NewAccess(_) => "new",
        _ => "undecided",
    }
}

fn reason(comparison: &Comparison) -> Option<String> {
    match comparison {
        Comparison::Undecided(reason) => Some(reason.to_string()),
        _ => None,
    }
}

fn to_json(prefix: &str, way: &Way) -> Vec<Value> {
    let witnesses = way.witnesses().into_iter();
    let value = |(statement, witness): (Option<usize>, &Witness)| {
        let found = statement.and_then(|index| way.policy.document().statement(index));
        let id = format!("{prefix}-{}", statement.map_or(0, |index| index + 1));
        json!({
            "statement": statement,
            "sid": found.and_then(|found| found.sid()),
            "position": found.map(|found| found.position()),
            "typical": witness.is_typical(),
            "scenario": scenario(&id, witness, witness.policies()),
        })
    };
    witnesses.map(value).collect()
}

fn text(out: &mut TextWriter<'_>, gained: &Way, lost: &Way) -> io::Result<()> {
    let (mark, title) = match &gained.comparison {
        Comparison::NoNewAccess(_) => (GOOD, "nothing is newly allowed".to_owned()),
        Comparison::NewAccess(_) => (BAD, "newly allowed".to_owned()),
        Comparison::Undecided(reason) => (BOLD, format!("undecided: {reason}")),
        _ => (BOLD, "undecided".to_owned()),
    };
    out.line(&[Run::new(mark, &title)])?;
    each(out, gained, "+ ")?;
    match &lost.comparison {
        Comparison::NoNewAccess(_) => out.line(&[Run::plain(
            "everything that was allowed before is still allowed",
        )])?,
        Comparison::Undecided(reason) => {
            let title = format!("undecided whether anything is no longer allowed: {reason}");
            out.line(&[Run::new(BOLD, &title)])?;
        }
        _ => {
            out.line(&[Run::new(BOLD, "no longer allowed")])?;
            each(out, lost, "- ")?;
        }
    }
    out.line(&[Run::new(DIM, ASSUMPTIONS)])
}

fn each(out: &mut TextWriter<'_>, way: &Way, sign: &str) -> io::Result<()> {
    for (statement, witness) in way.witnesses() {
        out.line(&[
            Run::plain("  "),
            Run::plain(sign),
            Run::plain(&way.title(statement)),
        ])?;
        show(out, witness)?;
    }
    for access in &way.statements {
        if let Comparison::Undecided(reason) = &access.access {
            let title = way.title(Some(access.statement.statement));
            out.line(&[
                Run::plain("  ? "),
                Run::plain(&format!("{title}: {reason}")),
            ])?;
        }
    }
    Ok(())
}

fn markdown(out: &mut TextWriter<'_>, gained: &Way, lost: &Way) -> io::Result<()> {
    let title = match &gained.comparison {
        Comparison::NoNewAccess(_) => "### Nothing is newly allowed".to_owned(),
        Comparison::NewAccess(_) => "### Newly allowed".to_owned(),
        Comparison::Undecided(reason) => format!("### Undecided: {reason}"),
        _ => "### Undecided".to_owned(),
    };
    out.line(&[Run::plain(&title)])?;
    table(out, gained)?;
    if lost.comparison.witness().is_some() {
        out.blank()?;
        out.line(&[Run::plain("### No longer allowed")])?;
        table(out, lost)?;
    }
    out.blank()?;
    out.line(&[Run::plain(&format!("<sub>{ASSUMPTIONS}</sub>"))])
}

fn table(out: &mut TextWriter<'_>, way: &Way) -> io::Result<()> {
    let witnesses = way.witnesses();
    if witnesses.is_empty() {
        return Ok(());
    }
    out.blank()?;
    out.line(&[Run::plain("| by | action | resource | caller | context |")])?;
    out.line(&[Run::plain("|---|---|---|---|---|")])?;
    for (statement, witness) in witnesses {
        let request = witness.request();
        let scenario = scenario("", witness, &PolicySet::new());
        let cells = [
            way.title(statement),
            code(request.action()),
            code(request.resource().as_str()),
            code(request.principal().as_str()),
            code(&scenario["request"]["context"].to_string()),
        ];
        out.line(&[Run::plain(&format!("| {} |", cells.join(" | ")))])?;
    }
    Ok(())
}

/// Text of a policy as code, which must neither end its cell nor begin markup.
fn code(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|character| match character {
            '`' => "'".chars().collect::<Vec<_>>(),
            '|' => "\\|".chars().collect(),
            other => vec![other],
        })
        .collect();
    format!("`{escaped}`")
}
