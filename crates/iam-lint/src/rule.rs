//! Rules.

use crate::finding::Severity;
use crate::policy::{Action, Condition, Policy, Principal, Resource, Statement};
use crate::report::Report;

/// A rule: its code, its documentation, and its check. Each is in its own file under `rules/`.
#[derive(Debug)]
pub struct Rule {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) documentation: &'static str,
    pub(crate) source: Source,
    pub(crate) check: Check,
}

/// The origin of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Source {
    /// AWS: the policy validation of IAM Access Analyzer has a check with this code.
    AccessAnalyzer,
    /// The linter Parliament has a similar finding.
    Parliament,
    /// The linter iam-policy-validator has a similar finding.
    Validator,
    /// This project.
    Own,
}

impl Source {
    /// The origin of the rule, in words.
    ///
    /// ```
    /// assert_eq!(iam_lint::Source::Own.words(), "this project");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AccessAnalyzer => {
                "IAM User Guide, \"IAM policy validation check reference\" (2026)"
            }
            Self::Parliament => "the linter Parliament",
            Self::Validator => "the linter iam-policy-validator",
            Self::Own => "this project",
        }
    }
}

/// The function of a rule, by what it is called for: the more specific, the shorter its file.
#[derive(Debug)]
pub(crate) enum Check {
    Document(fn(&Policy<'_>, &mut Report)),
    Statement(fn(&Policy<'_>, &Statement<'_>, &mut Report)),
    /// Each string of `Action` and `NotAction`.
    Action(fn(&Policy<'_>, &Statement<'_>, &Action<'_>, &mut Report)),
    /// Each string of `Resource` and `NotResource`.
    Resource(fn(&Policy<'_>, &Statement<'_>, &Resource<'_>, &mut Report)),
    /// Each string of `Principal` and `NotPrincipal`.
    Principal(fn(&Policy<'_>, &Statement<'_>, &Principal<'_>, &mut Report)),
    /// Each condition key under an operator.
    Condition(fn(&Policy<'_>, &Statement<'_>, &Condition<'_>, &mut Report)),
    /// Nothing: its findings need an evaluator, which adds them to the verdict.
    Evaluator,
}

impl Rule {
    /// The stable code, such as `INVALID_ACTION`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The severity of its findings, unless a finding has its own.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What it finds, why that matters, and what to do, in Markdown.
    #[must_use]
    pub fn documentation(&self) -> String {
        let lines = self.documentation.lines();
        let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    /// The first paragraph of the documentation.
    #[must_use]
    pub fn summary(&self) -> String {
        let documentation = self.documentation();
        let first = documentation.split("\n\n").next().unwrap_or_default();
        first.replace('\n', " ")
    }

    /// True if its findings need a decision: [`Linter::check`](crate::Linter::check) makes none, an
    /// evaluator adds them with [`Verdict::add`](crate::Verdict::add).
    ///
    /// ```
    /// assert!(iam_lint::rule("DENY_WITHOUT_EFFECT").unwrap().needs_evaluator());
    /// assert!(!iam_lint::rule("INVALID_ACTION").unwrap().needs_evaluator());
    /// ```
    #[must_use]
    pub fn needs_evaluator(&self) -> bool {
        matches!(self.check, Check::Evaluator)
    }

    /// Its origin.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }
}

/// Creates a file's `RULE` from its documentation, its code and its severity.
macro_rules! rule {
    (
        $(#[doc = $documentation:literal])+
        $code:ident: $severity:ident, $source:ident, $hook:ident($check:path)
    ) => {
        pub(crate) const RULE: $crate::rule::Rule = $crate::rule::Rule {
            code: stringify!($code),
            severity: $crate::finding::Severity::$severity,
            documentation: concat!($($documentation, "\n"),+),
            source: $crate::rule::Source::$source,
            check: $crate::rule::Check::$hook($check),
        };
    };
    // A rule whose findings need an evaluator.
    (
        $(#[doc = $documentation:literal])+
        $code:ident: $severity:ident, $source:ident
    ) => {
        pub(crate) const RULE: $crate::rule::Rule = $crate::rule::Rule {
            code: stringify!($code),
            severity: $crate::finding::Severity::$severity,
            documentation: concat!($($documentation, "\n"),+),
            source: $crate::rule::Source::$source,
            check: $crate::rule::Check::Evaluator,
        };
    };
}
pub(crate) use rule;
