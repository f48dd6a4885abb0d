//! Findings that need a decision: an evaluator makes them, and the rules' documentation is here.

use crate::finding::Finding;
use crate::linter::{Options, Verdict};
use crate::rule::Rule;
use iam_syntax::text::Milestones;
use iam_syntax::{Position, Span};

/// What an evaluator found of a statement.
#[derive(Debug, Clone)]
pub struct Decided {
    /// One of the rules that [need an evaluator](Rule::needs_evaluator).
    pub rule: &'static Rule,
    /// The statement, counted from 0.
    pub statement: u32,
    /// The bytes that are meant.
    pub span: Span,
    /// The statement's `Sid`.
    pub sid: Option<String>,
    /// What was found, in a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Verdict {
    /// Adds what an evaluator found of the document; `name`, `text` and `options` are those of the
    /// check.
    ///
    /// ```
    /// use iam_lint::{Decided, Linter, Options, rule};
    /// let linter = Linter::new(iam_catalog::Catalog::embedded());
    /// let text = r#"{"Version": "2012-10-17", "Statement": [
    ///     {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
    ///     {"Sid": "Users", "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}]}"#;
    /// let mut verdict = linter.check("role.json", text, &Options::default());
    /// let start = text.find(r#"{"Sid""#).unwrap() as u32;
    /// let found = Decided {
    ///     rule: rule("DENY_WITHOUT_EFFECT").unwrap(),
    ///     statement: 1,
    ///     span: iam_syntax::Span { start, end: text.len() as u32 - 2 },
    ///     sid: Some("Users".to_owned()),
    ///     message: "other statements deny all that `Users` denies".to_owned(),
    ///     help: None,
    /// };
    /// verdict.add("role.json", text, [found], &Options::default());
    /// assert_eq!(verdict.findings.last().unwrap().position.line, 3);
    /// ```
    pub fn add(
        &mut self,
        name: &str,
        text: &str,
        found: impl IntoIterator<Item = Decided>,
        options: &Options<'_>,
    ) {
        let lines = Milestones::default();
        let finding = |decided: Decided| Finding {
            code: decided.rule.code,
            severity: decided.rule.severity,
            position: lines.position(Position::START, text, decided.span.start as usize),
            span: decided.span,
            values: Vec::new(),
            count: 0,
            further: Vec::new(),
            statement: Some(decided.statement),
            sid: decided.sid,
            message: decided.message,
            help: decided.help,
            edits: Vec::new(),
            suppressed: None,
        };
        let mut findings: Vec<Finding> = found.into_iter().map(finding).collect();
        if let Some(suppressions) = options.suppressions {
            let used = suppressions.mark(name, &mut findings);
            self.used_suppressions.extend(used);
        }
        self.findings.extend(findings);
        self.findings
            .sort_by_key(|finding| (finding.span.start, finding.code));
    }
}
