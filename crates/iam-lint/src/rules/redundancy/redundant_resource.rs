use crate::policy::Arn;
use crate::rules::prelude::*;
use crate::rules::redundancy::cover::covered;
use iam_syntax::pattern::{algebra, wildcard};

rule! {
    /// A resource that another pattern in the same list already covers.
    ///
    /// ```json
    /// {"Resource": ["arn:aws:iam::111122223333:role/jane-s3only", "arn:aws:iam::111122223333:role/jane*"]}
    /// ```
    REDUNDANT_RESOURCE: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for list in [statement.resources(), statement.not_resources()] {
        let texts: Vec<&str> = list.iter().map(|resource| resource.text.value).collect();
        for (at, by) in covered(&texts, covers, report) {
            let (Some(resource), Some(by)) = (list.get(at), list.get(by)) else {
                continue;
            };
            let (text, wider) = (resource.text.value, by.text.value);
            let message = format!("{} is already covered by {}", quoted(text), quoted(wider));
            let found = report
                .find(resource.text.span, text, message)
                .help("remove it");
            if let Some(edit) = policy.without_string(resource.text) {
                found.edit(edit, "");
            }
        }
    }
}

/// Whether a pattern covers every resource that another covers: part by part, which is never too lenient. A
/// variable is compared as written.
fn covers(wider: &str, narrower: &str) -> bool {
    if wider == "*" || wider == narrower {
        return true;
    }
    if [wider, narrower]
        .iter()
        .any(|text| text.contains("${*}") || text.contains("${?}"))
    {
        return false;
    }
    match (Arn::of(wider), Arn::of(narrower)) {
        (Some(wider), Some(narrower)) if wider.count == 6 && narrower.count == 6 => {
            let mut parts = wider.parts.iter().zip(&narrower.parts);
            // A `*` at the end of its part also matches colons (S3.4), so this one may match more.
            let runs_on = narrower
                .parts
                .iter()
                .take(5)
                .any(|part| part.ends_with('*'));
            let is_same = narrower.parts.iter().take(5).eq(wider.parts.iter().take(5));
            (!runs_on || is_same)
                && parts.all(|(wider, narrower)| {
                    wider == narrower
                        || algebra::covers(&wildcard::pattern(wider), &wildcard::pattern(narrower))
                })
        }
        _ => false,
    }
}
