use crate::rules::prelude::*;
use crate::tree::Value;

rule! {
    /// The document has no statement.
    ///
    /// `Statement` is required, and contains at least one statement.
    ///
    /// ```json
    /// {"Version": "2012-10-17"}
    /// ```
    MISSING_STATEMENT: Error, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let Some(root) = policy.root() else {
        return;
    };
    match root.get("Statement") {
        None if root.is_complete => {
            let start = policy.tree.root.as_ref().map_or(0, |node| node.span.start);
            let brace = Span {
                start,
                end: start + 1,
            };
            report
                .find(brace, "", "the document has no `Statement`")
                .help("add a statement");
        }
        Some(member) => {
            if let Value::Array(items) = &member.value.value
                && items.is_empty()
            {
                report
                    .find(member.value.span, "", "`Statement` is empty")
                    .help("add a statement");
            }
        }
        None => {}
    }
}
