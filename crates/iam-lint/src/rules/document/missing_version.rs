use crate::rules::prelude::*;

rule! {
    /// The document has no `Version`.
    ///
    /// It is then read as `2008-10-17`, in which policy variables such as `${aws:username}` are
    /// literal text.
    ///
    /// ```json
    /// {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
    /// ```
    MISSING_VERSION: Warning, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let Some(root) = policy.root().filter(|root| root.is_complete) else {
        return;
    };
    if root.get("Version").is_some() {
        return;
    }
    let start = policy.tree.root.as_ref().map_or(0, |node| node.span.start);
    let brace = Span {
        start,
        end: start + 1,
    };
    let found = report
        .find(brace, "", "the document has no `Version`")
        .help("add `\"Version\": \"2012-10-17\"`");
    // If it has a variable, the document's meaning would change.
    if !policy.text.contains("${") && !policy.text.contains("\\u") && !root.members.is_empty() {
        let behind = Span {
            start: start + 1,
            end: start + 1,
        };
        found.edit(behind, "\"Version\": \"2012-10-17\", ");
    }
}
