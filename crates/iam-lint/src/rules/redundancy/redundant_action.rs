use crate::rules::prelude::*;
use crate::rules::redundancy::cover::covered;

rule! {
    /// An action that another pattern in the same list already covers.
    ///
    /// ```json
    /// {"Action": ["iam:Get*", "iam:List*", "iam:GetCredentialReport"]}
    /// ```
    REDUNDANT_ACTION: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for list in [statement.actions(), statement.not_actions()] {
        let texts: Vec<String> = list
            .iter()
            .map(|action| action.text.value.to_ascii_lowercase())
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for (at, by) in covered(&texts, iam_catalog_covers, report) {
            let (Some(action), Some(by)) = (list.get(at), list.get(by)) else {
                continue;
            };
            let (text, wider) = (action.text.value, by.text.value);
            let message = format!("{} is already covered by {}", quoted(text), quoted(wider));
            let found = report
                .find(action.text.span, text, message)
                .help("remove it");
            if let Some(edit) = policy.without_string(action.text) {
                found.edit(edit, "");
            }
        }
    }
}

/// Whether every action that matches a pattern matches another.
fn iam_catalog_covers(wider: &str, narrower: &str) -> bool {
    use iam_syntax::pattern::{algebra, wildcard};
    wider == "*" || algebra::covers(&wildcard::pattern(wider), &wildcard::pattern(narrower))
}
