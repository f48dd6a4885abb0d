//! Checks a file, and fixes it if requested.

use super::arguments::Args;
use super::redundant;
use crate::command::kind::name;
use crate::failure::{Failure, complain};
use iam_account::Problem;
use iam_catalog::Catalog;
use iam_cli_support::{file, input, message};
use iam_eval::Document;
use iam_lint::{Edit, Expectations, Linter, Options, Suppressions, apply};
use iam_report::findings::Checked;
use std::path::Path;

/// A file that could not be read, and why.
pub(super) struct Unread(pub(super) String);

/// A document with its findings, and the text that they refer to.
pub(super) struct CheckedText {
    pub(super) checked: Checked,
    pub(super) text: String,
}

pub(super) struct Checker<'a> {
    linter: Linter<'a>,
    suppressions: &'a Suppressions,
    expectations: Option<&'a Expectations>,
    used: Vec<bool>,
    args: &'a Args,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        suppressions: &'a Suppressions,
        expectations: Option<&'a Expectations>,
        args: &'a Args,
    ) -> Self {
        Self {
            linter: Linter::new(catalog),
            suppressions,
            expectations,
            used: vec![false; suppressions.len()],
            args,
        }
    }

    pub(super) fn check(&mut self, path: &str) -> Result<Result<CheckedText, Unread>, Failure> {
        let bytes = match input::read(path, Document::MAX_BYTES as u64) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(Unread(Problem::unreadable(path, &error).to_string()))),
        };
        let name_of_file = if path == "-" { "<stdin>" } else { path };
        let (text, verdict) = match bytes.map(String::from_utf8) {
            Some(Ok(mut text)) => {
                if self.args.fix && path != "-" {
                    text = self.fixed(path, text)?;
                }
                let mut verdict = self.linter.check(name_of_file, &text, &self.options());
                if self.args.redundant {
                    match redundant::decided(verdict.kind, name_of_file, &text) {
                        Ok(found) => verdict.add(name_of_file, &text, found, &self.options()),
                        Err(message) => complain(&message),
                    }
                }
                (text, verdict)
            }
            Some(Err(error)) => {
                let bytes = error.as_bytes();
                let verdict = self
                    .linter
                    .check_bytes(name_of_file, bytes, &self.options());
                (String::from_utf8_lossy(bytes).into_owned(), verdict)
            }
            None => {
                // It must be longer than the linter reads, so that the linter reports it.
                let long = " ".repeat(Document::MAX_BYTES + 1);
                let verdict = self.linter.check(name_of_file, &long, &self.options());
                (String::new(), verdict)
            }
        };
        for at in &verdict.used_suppressions {
            if let Some(used) = self.used.get_mut(*at) {
                *used = true;
            }
        }
        let checked = Checked {
            file: name_of_file.to_owned(),
            kind: name(verdict.kind),
            findings: verdict.findings,
        };
        Ok(Ok(CheckedText { checked, text }))
    }

    fn options(&self) -> Options<'a> {
        Options {
            kind: self.args.kind.policy_kind(),
            resource_kind: self.args.resource_type,
            suppressions: Some(self.suppressions),
            expectations: self.expectations,
        }
    }

    /// The text with all safe changes made, written to its file. A change may make another one
    /// possible.
    fn fixed(&self, path: &str, text: String) -> Result<String, Failure> {
        const MOST_ROUNDS: usize = 8;
        let mut fixed = text.clone();
        let mut count = 0;
        for _ in 0..MOST_ROUNDS {
            let verdict = self.linter.check(path, &fixed, &self.options());
            let findings = verdict.findings.into_iter();
            let edits = findings.filter(|finding| finding.suppressed.is_none());
            let edits: Vec<Edit> = edits.flat_map(|finding| finding.edits).collect();
            let next = apply(&fixed, &edits);
            if next == fixed {
                break;
            }
            count += edits.len();
            fixed = next;
        }
        if fixed != text {
            let written = file::replace(Path::new(path), |out| out.write_all(fixed.as_bytes()));
            written.map_err(Failure::Call)?;
            message::say(&format!("{path}: {count} changes made"));
        }
        Ok(fixed)
    }

    /// Suppressions that were not used.
    pub(super) fn unused_suppressions(&self) -> impl Iterator<Item = String> {
        let unused = self.suppressions.descriptions().zip(&self.used);
        unused
            .filter(|(_, used)| !**used)
            .map(|(description, _)| description)
    }
}
