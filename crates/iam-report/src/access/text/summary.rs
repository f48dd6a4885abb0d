//! The end of a text: problems of the input, counts, the comparison with an earlier report, and the
//! inputs.

use super::{BOLD, DIM, PLAIN, Text, colour, verdict};
use crate::access::{Topic, Verbosity, words};
use crate::form::text::Run;
use anstyle::AnsiColor;
use iam_access::report::{BaselineSummary, Report, Verdict};
use std::io;

impl Text<'_> {
    pub(super) fn errors(&mut self, report: &Report) -> io::Result<()> {
        if report.errors.is_empty() {
            return Ok(());
        }
        if self.summary.principals > 0 {
            self.out.blank()?;
        }
        let problems = words::counted(report.errors.len(), "problem");
        let line = format!("{problems} in the input; what could not be read was not checked");
        self.line(0, colour(AnsiColor::Red), &line)?;
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        for error in &report.errors {
            let line = format!("{}: {}", error.place(), error.sentence());
            self.line(2, PLAIN, &line)?;
        }
        Ok(())
    }

    pub(super) fn summary(&mut self, report: &Report) -> io::Result<()> {
        const MOST: usize = 5;
        if self.summary.principals > 0 || !report.errors.is_empty() {
            self.out.blank()?;
        }
        // If not all principals are reported, only the report has counted all of them.
        let summary = match report.only {
            Some(_) => report.summary,
            None => self.summary,
        };
        let principals = words::counted(summary.principals, "principal");
        let part = |count: usize, of: Verdict| {
            let style = if count == 0 { DIM } else { verdict(of).0 };
            (style, format!("{count} {}", of.name()))
        };
        let parts = [
            part(summary.pass, Verdict::Pass),
            part(summary.conditional, Verdict::Conditional),
            part(summary.fail, Verdict::Fail),
        ];
        let [pass, conditional, fail] = &parts;
        let runs = [
            Run::new(BOLD, &principals),
            Run::plain(": "),
            Run::new(pass.0, &pass.1),
            Run::plain(", "),
            Run::new(conditional.0, &conditional.1),
            Run::plain(", "),
            Run::new(fail.0, &fail.1),
        ];
        self.out.wrapped(0, 2, &runs)?;
        if let Some(only) = words::only(report) {
            self.line(2, DIM, &only)?;
        }
        let missing = std::mem::take(&mut self.missing);
        if missing.is_empty() || self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let counts = missing
            .iter()
            .map(|(action, count)| (action.as_str(), *count));
        let mut missing: Vec<(&str, usize)> = counts.collect();
        missing.sort_by_key(|(action, count)| {
            (std::cmp::Reverse(*count), words::attention(action), *action)
        });
        let most = missing
            .iter()
            .take(MOST)
            .map(|(action, count)| format!("{action} ({count})"));
        let most = most.collect::<Vec<_>>().join(", ");
        self.line(2, DIM, &format!("most often missing: {most}"))?;
        if self.wants_fix {
            self.next_step(Topic::GetPolicies)?;
        }
        Ok(())
    }

    pub(super) fn compared(&mut self, baseline: &BaselineSummary) -> io::Result<()> {
        let most = match self.verbosity {
            Verbosity::Quiet => 0,
            Verbosity::Normal => 20,
            Verbosity::Verbose => usize::MAX,
        };
        self.line(0, BOLD, &words::compared(baseline))?;
        for gone in baseline.gone.iter().take(most) {
            self.line(2, DIM, &format!("gone: {}", words::gone(gone)))?;
        }
        let shown = baseline.gone.len().min(most);
        match baseline.gone_in_all.saturating_sub(shown) {
            more if more > 0 && most > 0 => self.line(2, DIM, &format!("and {more} more")),
            _ => Ok(()),
        }
    }

    /// What was read: a document that is not counted was not used.
    pub(super) fn counts(&mut self, report: &Report) -> io::Result<()> {
        let Some(inputs) = report.inputs else {
            return Ok(());
        };
        let line = format!(
            "read: {}, {}, {}, {}",
            words::counted(inputs.files, "file"),
            words::counted(inputs.documents, "policy document"),
            words::counted(inputs.principals, "principal"),
            words::counted(inputs.errors, "problem"),
        );
        self.line(0, DIM, &line)
    }

    pub(super) fn catalogue(&mut self, report: &Report) -> io::Result<()> {
        let Some(catalog) = &report.catalog else {
            return Ok(());
        };
        let date = catalog.date.as_deref().unwrap_or("undated");
        let line = format!("catalogue: {} {}, {date}", catalog.source, catalog.version);
        self.line(0, DIM, &line)
    }
}
