//! Collects the findings of rules.

use crate::finding::{Edit, Finding, Severity};
use iam_syntax::{Position, Span};
use std::collections::HashMap;

/// The findings of one document. A rule has one finding per statement: further values are added to
/// the first one.
#[derive(Debug)]
pub(crate) struct Report {
    findings: Vec<Finding>,
    places: HashMap<(&'static str, Option<u32>), usize>,
    code: &'static str,
    severity: Severity,
    statement: Option<u32>,
    /// How many comparisons between patterns are left.
    budget: usize,
    /// How many searches for similar names are left.
    searches: usize,
}

/// The maximum number of values that a finding lists; the rest is only counted.
const MOST_VALUES: usize = 100;

/// A finding that was just created, to add details.
pub(crate) struct Found<'r> {
    finding: &'r mut Finding,
    is_told: bool,
}

impl Report {
    /// Comparisons of each with each are limited, so that no document takes time quadratic in its
    /// length. AWS's largest managed policies need a tenth of this.
    const COMPARISONS: usize = 1_000_000;

    /// A search for a similar name compares it with hundreds: in a document with thousands of
    /// unknown names, only the first ones get suggestions.
    const SEARCHES: usize = 100;

    pub(crate) fn new() -> Self {
        Self {
            findings: Vec::new(),
            places: HashMap::new(),
            code: "",
            severity: Severity::Suggestion,
            statement: None,
            budget: Self::COMPARISONS,
            searches: Self::SEARCHES,
        }
    }

    /// Sets the code and severity of the rule, and the statement, for the following findings.
    pub(crate) fn turn_to(
        &mut self,
        code: &'static str,
        severity: Severity,
        statement: Option<u32>,
    ) {
        self.code = code;
        self.severity = severity;
        self.statement = statement;
    }

    /// Subtracts from the remaining comparisons; false once there are none.
    pub(crate) fn spend(&mut self, comparisons: usize) -> bool {
        self.budget = self.budget.saturating_sub(comparisons);
        self.budget > 0
    }

    /// Adds a finding at a span, about a value; the text is empty if there is no value to name.
    pub(crate) fn find(
        &mut self,
        span: Span,
        value: &str,
        message: impl Into<String>,
    ) -> Found<'_> {
        self.find_as(self.severity, span, value, message)
    }

    /// Adds a finding with a severity other than its rule's.
    pub(crate) fn find_as(
        &mut self,
        severity: Severity,
        span: Span,
        value: &str,
        message: impl Into<String>,
    ) -> Found<'_> {
        let key = (self.code, self.statement);
        let values = |value: &str| match value.is_empty() {
            true => Vec::new(),
            false => vec![value.to_owned()],
        };
        let at = match self.places.get(&key) {
            Some(at) => *at,
            None => {
                let at = self.findings.len();
                self.places.insert(key, at);
                self.findings.push(Finding {
                    code: self.code,
                    severity,
                    span,
                    position: Position::START,
                    values: values(value),
                    count: values(value).len(),
                    further: Vec::new(),
                    statement: self.statement,
                    sid: None,
                    message: message.into(),
                    help: None,
                    edits: Vec::new(),
                    suppressed: None,
                });
                return Found {
                    finding: &mut self.findings[at],
                    is_told: true,
                };
            }
        };
        let finding = &mut self.findings[at];
        let is_worse = severity > finding.severity;
        if is_worse {
            // The more severe message is used for both.
            finding.severity = severity;
            finding
                .further
                .insert(0, std::mem::replace(&mut finding.span, span));
            finding.message = message.into();
            finding.help = None;
            finding.values.splice(0..0, values(value));
            finding.count += values(value).len();
        } else if value.is_empty() || !finding.values.iter().any(|known| known == value) {
            finding.further.push(span);
            finding.count += values(value).len();
            if finding.values.len() < MOST_VALUES {
                finding.values.extend(values(value));
            }
        }
        Found {
            finding,
            is_told: is_worse,
        }
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Whether a similar name is to be searched for.
    pub(crate) fn may_search(&mut self) -> bool {
        let may = self.searches > 0;
        self.searches = self.searches.saturating_sub(1);
        may
    }

    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub(crate) fn findings_mut(&mut self) -> &mut [Finding] {
        &mut self.findings
    }
}

impl Found<'_> {
    /// Sets what to do about it, which the first finding of a statement contains.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        if self.is_told {
            self.finding.help = Some(help.into());
        }
        self
    }

    /// Adds a safe change.
    pub(crate) fn edit(self, span: Span, replacement: impl Into<String>) -> Self {
        self.finding.edits.push(Edit {
            span,
            replacement: replacement.into(),
        });
        self
    }
}
