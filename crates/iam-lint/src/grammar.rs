//! The grammar's mistakes (S1), beside what the rules found.

use crate::finding::{Finding, Severity};
use crate::policy::Policy;
use crate::registry;
use crate::report::Report;
use iam_syntax::{PolicyErrorKind, Span, read};

/// Adds each mistake that the grammar finds in a document.
///
/// Where a rule found something at the same place, the mistake is its: the finding becomes an error, whatever the
/// rule's severity, since no document with it is evaluated. The others are findings of `REFUSED_BY_GRAMMAR`.
pub(crate) fn add_mistakes(policy: &Policy<'_>, name: &str, report: &mut Report) {
    let Some(rule) = registry::rule("REFUSED_BY_GRAMMAR") else {
        return;
    };
    let wholes = policy.statements.iter().map(|statement| statement.span);
    let wholes: Vec<Span> = wholes
        .chain(policy.tree.root.as_ref().map(|root| root.span))
        .collect();
    for mistake in read(policy.kind, name, policy.text).mistakes {
        // Of what is no JSON the tree has told.
        if matches!(
            mistake.kind(),
            PolicyErrorKind::Json | PolicyErrorKind::TooLarge
        ) {
            continue;
        }
        let span = mistake.span();
        let at_place = |finding: &&mut Finding| {
            let mut places = std::iter::once(finding.span).chain(finding.further.iter().copied());
            places.any(|place| is_same_place(place, span, &wholes))
        };
        let mut there: Vec<&mut Finding> =
            report.findings_mut().iter_mut().filter(at_place).collect();
        let has_error = there
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        if let Some(finding) = there.first_mut() {
            if !has_error {
                finding.severity = Severity::Error;
            }
            continue;
        }
        let mut around = policy
            .statements
            .iter()
            .filter(|statement| holds(statement.span, span));
        let statement = around.next().map(|statement| statement.index);
        report.turn_to(rule.code, rule.severity, statement);
        let message = format!("found {}, expected {}", mistake.found(), mistake.expected());
        report.find(span, mistake.found(), message);
    }
}

/// Whether a finding and a mistake are about the same: at the same place but for quotes, or one at a part of the
/// other, where neither is about a whole statement or the whole document.
fn is_same_place(found: Span, mistake: Span, wholes: &[Span]) -> bool {
    let is_near = |a: u32, b: u32| a.abs_diff(b) <= 1;
    if is_near(found.start, mistake.start) && is_near(found.end, mistake.end) {
        return true;
    }
    let is_whole = |span: Span| wholes.contains(&span);
    let overlap = found.start < mistake.end && mistake.start < found.end;
    overlap && !is_whole(found) && !is_whole(mistake)
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
