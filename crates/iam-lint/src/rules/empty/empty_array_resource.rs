use crate::rules::empty::shape::empty_list;
use crate::rules::prelude::*;

rule! {
    /// `Resource` or `NotResource` is an empty array.
    ///
    /// The AWS reference calls it a suggestion; IAM rejects the document, and so does `iam-eval`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": []}
    /// ```
    EMPTY_ARRAY_RESOURCE: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for name in ["Resource", "NotResource"] {
        if let Some(span) = empty_list(statement, name) {
            report
                .find(span, name, format!("`{name}` is an empty array"))
                .help("name resources, or remove the statement");
        }
    }
}
