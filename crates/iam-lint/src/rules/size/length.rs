//! How long a policy is.

use crate::policy::Policy;
use crate::report::Report;
use iam_syntax::Span;

/// Finds a document with more characters than a quota.
pub(super) fn exceeds(
    policy: &Policy<'_>,
    is_meant: bool,
    counts_space: bool,
    quota: usize,
    report: &mut Report,
) {
    // Most documents are shorter, whatever is counted.
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
            format!("the document has {length} characters{note}, and {quota} are the most");
        report
            .find(brace, "", message)
            .help("divide it into several policies, or shorten it by patterns");
    }
}
