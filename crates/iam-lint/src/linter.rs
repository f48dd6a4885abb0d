//! Runs the rules on a document.

use crate::expectations::Expectations;
use crate::finding::Finding;
use crate::kind::{ResourceKind, recognize};
use crate::names::Names;
use crate::policy::{Policy, Statement};
use crate::report::Report;
use crate::rule::Check;
use crate::suppression::Suppressions;
use crate::{Severity, grammar, registry, tree};
use iam_catalog::Catalog;
use iam_syntax::text::Milestones;
use iam_syntax::{Document, PolicyKind, Position, Span};

/// What is known about a document besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'o> {
    /// What the document is used as; if not given, it is determined from its elements.
    pub kind: Option<PolicyKind>,
    /// What a resource-based policy is attached to; if not given, it is determined from its
    /// resources.
    pub resource_kind: Option<&'static ResourceKind>,
    /// Findings that are accepted.
    pub suppressions: Option<&'o Suppressions>,
    /// What is expected of documents; the built-in expectations, if not given.
    pub expectations: Option<&'o Expectations>,
}

/// The result for a document.
#[derive(Debug)]
#[non_exhaustive]
pub struct Verdict {
    /// The kind that the document was checked as.
    pub kind: PolicyKind,
    /// The findings, by position, including suppressed ones.
    pub findings: Vec<Finding>,
    /// The suppressions that were used, by their indices in the list.
    pub used_suppressions: Vec<usize>,
}

impl Verdict {
    /// The most severe finding that isn't suppressed.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        let counted = self
            .findings
            .iter()
            .filter(|found| found.suppressed.is_none());
        counted.map(|finding| finding.severity).max()
    }
}

/// The rules, with a catalogue of existing names.
#[derive(Debug)]
pub struct Linter<'c> {
    names: Names<'c>,
}

impl<'c> Linter<'c> {
    /// A linter with a catalogue that documents are checked against.
    #[must_use]
    pub fn new(catalog: &'c Catalog) -> Self {
        Self {
            names: Names::new(catalog),
        }
    }

    /// All findings of the rules in a text.
    ///
    /// A text that isn't a policy document, or isn't JSON, has findings too: it is never an error,
    /// and never without findings. `name` is the document's, such as its file's path: suppressions
    /// may be for one file.
    ///
    /// ```
    /// use iam_lint::{Linter, Options, Severity};
    /// let linter = Linter::new(iam_catalog::Catalog::embedded());
    /// let text = r#"{"Version": "2012-10-17", "Statement":
    ///     {"Effect": "allow", "Action": "s3:GetObjct", "Resource": "*"}}"#;
    /// let verdict = linter.check("role.json", text, &Options::default());
    /// let codes: Vec<_> = verdict.findings.iter().map(|finding| finding.code).collect();
    /// assert_eq!(codes, ["INVALID_EFFECT", "INVALID_ACTION"]);
    /// assert_eq!(verdict.worst(), Some(Severity::Error));
    /// ```
    #[must_use]
    pub fn check(&self, name: &str, text: &str, options: &Options<'_>) -> Verdict {
        // A text that is too long isn't read: the grammar reports it.
        let is_too_long = text.len() > Document::MAX_BYTES;
        let tree = tree::read(if is_too_long { "" } else { text });
        let kind = options.kind.unwrap_or_else(|| recognize(&tree));
        let expectations = options
            .expectations
            .unwrap_or_else(|| Expectations::built_in());
        let names = (&self.names, expectations);
        let policy = Policy::new(kind, options.resource_kind, names, text, &tree);
        let mut report = Report::new();
        for rule in registry::rules() {
            run(rule, &policy, &mut report);
        }
        grammar::add_mistakes(&policy, name, &mut report);
        let mut findings = report.into_findings();
        let lines = Milestones::default();
        for finding in &mut findings {
            let offset = finding.span.start as usize;
            finding.position = lines.position(Position::START, text, offset);
            let place = finding.statement.and_then(|wanted| {
                let index = |statement: &Statement<'_>| statement.index;
                policy.statements.binary_search_by_key(&wanted, index).ok()
            });
            let statement = place.and_then(|place| policy.statements.get(place));
            finding.sid = statement
                .and_then(|statement| statement.sid)
                .map(|sid| sid.value.to_owned());
        }
        findings.sort_by_key(|finding| (finding.span.start, finding.code));
        let suppressions = options.suppressions;
        let used_suppressions =
            suppressions.map_or_else(Vec::new, |list| list.mark(name, &mut findings));
        Verdict {
            kind,
            findings,
            used_suppressions,
        }
    }

    /// [`Linter::check`] for bytes that may not be text: what precedes the first invalid UTF-8 byte
    /// is checked.
    ///
    /// ```
    /// use iam_lint::{Linter, Options};
    /// let linter = Linter::new(iam_catalog::Catalog::embedded());
    /// let verdict = linter.check_bytes("role.json", b"{\"Version\": \"\xE9", &Options::default());
    /// let last = verdict.findings.last().unwrap();
    /// assert_eq!((last.code, last.position.column), ("JSON_SYNTAX_ERROR", 14));
    /// ```
    #[must_use]
    pub fn check_bytes(&self, name: &str, bytes: &[u8], options: &Options<'_>) -> Verdict {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return self.check(name, text, options),
            Err(error) => error,
        };
        let end = error.valid_up_to();
        let text = bytes
            .get(..end)
            .and_then(|text| std::str::from_utf8(text).ok());
        let text = text.unwrap_or_default();
        let mut verdict = self.check(name, text, options);
        // The end of the text at that byte is not the author's mistake.
        verdict
            .findings
            .retain(|finding| finding.code != "JSON_SYNTAX_ERROR");
        let mut report = Report::new();
        report.turn_to("JSON_SYNTAX_ERROR", Severity::Error, None);
        let start = u32::try_from(end).unwrap_or(u32::MAX);
        let span = Span {
            start,
            end: start.saturating_add(1),
        };
        report.find(
            span,
            "",
            "found a byte that is not UTF-8, expected UTF-8 text",
        );
        for mut finding in report.into_findings() {
            finding.position = Position::START.advanced(text, end);
            verdict.findings.push(finding);
        }
        verdict
    }
}

fn run(rule: &'static crate::Rule, policy: &Policy<'_>, report: &mut Report) {
    if let Check::Document(check) = rule.check {
        report.turn_to(rule.code, rule.severity, None);
        check(policy, report);
        return;
    }
    if rule.needs_evaluator() {
        return;
    }
    for statement in &policy.statements {
        report.turn_to(rule.code, rule.severity, Some(statement.index));
        match rule.check {
            Check::Document(_) | Check::Evaluator => {}
            Check::Statement(check) => check(policy, statement, report),
            Check::Action(check) => {
                for action in statement.actions().iter().chain(statement.not_actions()) {
                    check(policy, statement, action, report);
                }
            }
            Check::Resource(check) => {
                for resource in statement
                    .resources()
                    .iter()
                    .chain(statement.not_resources())
                {
                    check(policy, statement, resource, report);
                }
            }
            Check::Principal(check) => {
                let both = [&statement.principal, &statement.not_principal];
                for element in both.into_iter().flatten() {
                    for principal in &element.values {
                        check(policy, statement, principal, report);
                    }
                }
            }
            Check::Condition(check) => {
                for condition in &statement.conditions {
                    check(policy, statement, condition, report);
                }
            }
        }
    }
}
