//! `iam-eval validate`: finds what is wrong with policy documents.

mod arguments;
mod check;
mod explain;
mod redundant;
mod snippet;

pub(super) use arguments::Args;

use crate::Outcome;
use crate::failure::{Failure, complain};
use arguments::Format;
use check::{Checker, Unread};
use iam_account::expand_paths;
use iam_catalog::Catalog;
use iam_cli_support::output::ForPeople;
use iam_cli_support::{folders, message, output};
use iam_lint::{Expectations, Finding, Severity};
use iam_report::findings::{Checked, write_line, write_log};
use iam_report::form::text::Run;
use std::io::Write;
use std::path::Path;

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    if let Some(code) = &args.explain {
        return explain::run(code);
    }
    if args.print_expectations {
        let mut out = output::for_programs();
        out.write_all(Expectations::built_in_text().as_bytes())?;
        out.flush()?;
        return Ok(Outcome::Good);
    }
    let given = args.catalog()?;
    let catalog = given.as_ref().unwrap_or_else(|| Catalog::embedded());
    let suppressions = args.suppressions()?;
    let expectations = args.expectations()?;
    let mut checker = Checker::new(catalog, &suppressions, expectations.as_ref(), args);
    let mut reporter = Reporter::new(args);
    let mut files = Vec::new();
    let mut skipped = Vec::new();
    for path in &args.files {
        match expanded(path) {
            Ok((found, others)) => {
                files.extend(found);
                skipped.extend(others);
            }
            Err(problem) => {
                complain(&problem);
                reporter.unread.push(problem);
            }
        }
    }
    if let Some(skipped) = folders::skipped(&skipped) {
        message::say(&skipped);
    }
    for file in &files {
        match checker.check(file)? {
            Ok(document) => reporter.document(document.checked, &document.text)?,
            Err(Unread(message)) => {
                complain(&message);
                reporter.unread.push(message);
            }
        }
    }
    let outcome = reporter.finish()?;
    let unused: Vec<String> = checker.unused_suppressions().collect();
    for description in unused {
        message::say(&format!("unused suppression: {description}"));
    }
    Ok(outcome)
}

/// The documents of a folder, and what else is in it; or the file itself. Those in YAML aren't
/// read: findings are about the text of a document.
fn expanded(path: &str) -> Result<(Vec<String>, Vec<String>), String> {
    if !Path::new(path).is_dir() {
        return Ok((vec![path.to_owned()], Vec::new()));
    }
    let found = expand_paths(path).map_err(|problem| problem.to_string())?;
    let (mut files, mut yaml) = (Vec::new(), Vec::new());
    for file in &found.files {
        let is_json = file
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let list = if is_json { &mut files } else { &mut yaml };
        list.push(file.to_string_lossy().into_owned());
    }
    if let Some(first) = yaml.first() {
        let count = yaml.len();
        let files = if count == 1 { "file" } else { "files" };
        complain(&format!(
            "found {count} YAML {files} such as {first}, expected JSON: not validated"
        ));
    }
    Ok((files, found.skipped))
}

/// Writes each document's findings immediately; those of a SARIF log at the end.
struct Reporter<'a> {
    args: &'a Args,
    stdout: ForPeople,
    kept: Vec<Checked>,
    unread: Vec<String>,
    documents: usize,
    invalid: usize,
    suppressed: usize,
    /// By severity, the least severe first.
    counts: [usize; Severity::ALL.len()],
    outcome: Outcome,
}

impl<'a> Reporter<'a> {
    fn new(args: &'a Args) -> Self {
        Self {
            args,
            stdout: ForPeople::new(),
            kept: Vec::new(),
            unread: Vec::new(),
            documents: 0,
            invalid: 0,
            suppressed: 0,
            counts: [0; Severity::ALL.len()],
            outcome: Outcome::Good,
        }
    }

    fn document(&mut self, mut checked: Checked, text: &str) -> Result<(), Failure> {
        self.documents += 1;
        self.invalid += usize::from(!checked.is_valid());
        let counted = checked
            .findings
            .iter()
            .filter(|found| found.suppressed.is_none());
        let worst = counted.clone().map(|finding| finding.severity).max();
        for finding in counted {
            for (severity, count) in Severity::ALL.iter().zip(&mut self.counts) {
                *count += usize::from(finding.severity == *severity);
            }
        }
        self.suppressed += checked
            .findings
            .iter()
            .filter(|found| found.suppressed.is_some())
            .count();
        let fails = |worst: Severity| {
            self.args
                .fail_on
                .severity()
                .is_some_and(|least| worst >= least)
        };
        if worst.is_some_and(fails) {
            self.outcome = self.outcome.max(Outcome::Found);
        }
        let least = self.args.min_severity.severity();
        checked.findings.retain(|finding| finding.severity >= least);
        match self.args.format {
            Format::Json => write_line(&checked, &mut output::for_programs())?,
            Format::Sarif => self.kept.push(checked),
            Format::Short => self.lines(&checked)?,
            Format::Text => self.snippets(&checked, text)?,
        }
        Ok(())
    }

    fn lines(&mut self, checked: &Checked) -> Result<(), Failure> {
        let mut out = self.stdout.text();
        for finding in shown(checked) {
            let (severity, code, position) = (finding.severity, finding.code, finding.position);
            let message = finding.full_message();
            let file = &checked.file;
            out.line(&[Run::plain(&format!(
                "{file}:{position}: {severity} {code}: {message}"
            ))])?;
        }
        Ok(())
    }

    fn snippets(&mut self, checked: &Checked, text: &str) -> Result<(), Failure> {
        let mut out = self.stdout.text();
        for finding in shown(checked) {
            out.styled_lines(&snippet::render(&checked.file, finding, text))?;
            out.blank()?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Outcome, Failure> {
        if self.args.format == Format::Sarif {
            let version = env!("CARGO_PKG_VERSION");
            write_log(
                version,
                &self.kept,
                &self.unread,
                &mut output::for_programs(),
            )?;
        }
        output::for_programs().flush()?;
        self.stdout.flush()?;
        if self.args.format == Format::Text {
            message::say(&self.summary());
        }
        Ok(match self.unread.is_empty() {
            true => self.outcome,
            false => Outcome::Unreadable,
        })
    }

    /// `2 documents, 1 invalid: 3 errors, 1 suggestion (1 suppressed)`.
    fn summary(&self) -> String {
        let documents = counted(self.documents, "document");
        let mut text = format!("{documents}, {} invalid", self.invalid);
        let names = ["suggestion", "warning", "security warning", "error"];
        let found = names
            .iter()
            .zip(self.counts)
            .rev()
            .filter(|(_, count)| *count > 0);
        let found: Vec<String> = found.map(|(name, count)| counted(count, name)).collect();
        if !found.is_empty() {
            text.push_str(&format!(": {}", found.join(", ")));
        }
        if self.suppressed > 0 {
            text.push_str(&format!(" ({} suppressed)", self.suppressed));
        }
        text
    }
}

/// The findings to show.
fn shown(checked: &Checked) -> impl Iterator<Item = &Finding> {
    checked
        .findings
        .iter()
        .filter(|finding| finding.suppressed.is_none())
}

fn counted(count: usize, name: &str) -> String {
    match count {
        1 => format!("1 {name}"),
        several => format!("{several} {name}s"),
    }
}
