//! The grammar's mistakes (S1), in addition to the findings of rules.

use crate::finding::{Finding, Severity};
use crate::policy::Policy;
use crate::registry;
use crate::report::Report;
use iam_syntax::{PolicyErrorKind, Span, read};
use std::collections::HashSet;

/// Adds each mistake that the grammar finds in a document.
///
/// If a rule found something at the same position, the mistake is merged into the finding, which
/// becomes an error, whatever the rule's severity, since no document with it is evaluated. Other
/// mistakes are findings of `REFUSED_BY_GRAMMAR`.
pub(crate) fn add_mistakes(policy: &Policy<'_>, name: &str, report: &mut Report) {
    let Some(rule) = registry::rule("REFUSED_BY_GRAMMAR") else {
        return;
    };
    let places = Places::of(policy, report.findings());
    for mistake in read(policy.kind, name, policy.text).mistakes {
        // Text that is not JSON, or too long, is reported by the tree.
        if matches!(
            mistake.kind(),
            PolicyErrorKind::Json | PolicyErrorKind::TooLarge
        ) {
            continue;
        }
        let span = mistake.span();
        let there = places.at(span);
        let findings = report.findings_mut();
        let is_error = |at: &usize| {
            findings
                .get(*at)
                .is_some_and(|found| found.severity == Severity::Error)
        };
        let has_error = there.iter().any(is_error);
        if let Some(first) = there.first() {
            if let Some(finding) = findings.get_mut(*first).filter(|_| !has_error) {
                finding.severity = Severity::Error;
            }
            continue;
        }
        let around = policy
            .statements
            .partition_point(|statement| statement.span.start <= span.start);
        let around = around
            .checked_sub(1)
            .and_then(|at| policy.statements.get(at));
        let around = around.filter(|statement| span.end <= statement.span.end);
        report.turn_to(
            rule.code,
            rule.severity,
            around.map(|statement| statement.index),
        );
        let message = format!("found {}, expected {}", mistake.found(), mistake.expected());
        report.find(span, mistake.found(), message);
    }
}

/// The positions of findings, for looking up those at a position.
struct Places {
    /// By start: the span, and the finding with it.
    findings: Vec<(Span, usize)>,
    /// Whole statements, and the whole document.
    wholes: HashSet<Span>,
}

impl Places {
    fn of(policy: &Policy<'_>, findings: &[Finding]) -> Self {
        let statements = policy.statements.iter().map(|statement| statement.span);
        let wholes = statements.chain(policy.tree.root.as_ref().map(|root| root.span));
        let findings = findings.iter().enumerate();
        let mut findings: Vec<(Span, usize)> = findings
            .flat_map(|(at, finding)| {
                let places = std::iter::once(finding.span).chain(finding.further.iter().copied());
                places.map(move |place| (place, at))
            })
            .collect();
        findings.sort_by_key(|(span, at)| (span.start, *at));
        Self {
            findings,
            wholes: wholes.collect(),
        }
    }

    /// The findings at the position of a mistake: with the same span except for quotes, or one
    /// within the other, if neither is about a whole statement or the whole document.
    fn at(&self, mistake: Span) -> Vec<usize> {
        /// A value that contains a mistake begins a little before it.
        const BEFORE: usize = 64;
        let near = |a: u32, b: u32| a.abs_diff(b) <= 1;
        let is_whole = self.wholes.contains(&mistake);
        let is_there = |found: Span| {
            let is_same = near(found.start, mistake.start) && near(found.end, mistake.end);
            let overlaps = found.start < mistake.end && mistake.start < found.end;
            is_same || overlaps && !is_whole && !self.wholes.contains(&found)
        };
        let from = self
            .findings
            .partition_point(|(span, _)| span.start + 1 < mistake.start);
        let candidates = self
            .findings
            .get(from.saturating_sub(BEFORE)..)
            .unwrap_or_default();
        let candidates = candidates
            .iter()
            .take_while(|(span, _)| span.start <= mistake.end + 1);
        let there = candidates.filter(|(span, _)| is_there(*span));
        there.map(|(_, at)| *at).collect()
    }
}
