//! The length of policies.

use crate::policy::Policy;
use crate::report::Report;
use iam_syntax::Span;

/// Reports a document with more characters than a quota.
pub(super) fn exceeds(
    policy: &Policy<'_>,
    is_meant: bool,
    counts_space: bool,
    quota: usize,
    report: &mut Report,
) {
    // Most documents are shorter by any measure.
    if !is_meant || policy.text.len() <= quota {
        return;
    }
    let text = policy.text.trim();
    let characters = text
        .chars()
        .filter(|character| counts_space || !character.is_whitespace());
    let length = characters.count();
    if length > quota {
        let start = policy.tree.root.as_ref().map_or(0, |root| root.span.start);
        let brace = Span {
            start,
            end: start + 1,
        };
        let note = if counts_space {
            ""
        } else {
            ", white space not counted"
        };
        let message =
            format!("the document has {length} characters{note}, but the quota is {quota}");
        report
            .find(brace, "", message)
            .help("split it into several policies, or shorten it with patterns");
    }
}
