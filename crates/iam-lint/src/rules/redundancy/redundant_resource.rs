use crate::policy::Arn;
use crate::rules::prelude::*;
use crate::rules::redundancy::cover::covered;
use crate::rules::redundancy::symbols::{is_always_present, symbols};
use iam_syntax::pattern::{algebra, wildcard};

rule! {
    /// A resource that another pattern in the same list already covers.
    ///
    /// A policy variable without a value makes a pattern in `Resource` match nothing, but in
    /// `NotResource` it makes the whole statement not apply: there, a value with a variable is
    /// redundant only beside one with the same variable.
    ///
    /// ```json
    /// {"Resource": ["arn:aws:iam::111122223333:role/jane-s3only", "arn:aws:iam::111122223333:role/jane*"]}
    /// ```
    REDUNDANT_RESOURCE: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let lists = [
        (statement.resources(), false),
        (statement.not_resources(), true),
    ];
    for (list, excepts) in lists {
        let texts: Vec<&str> = list.iter().map(|resource| resource.text.value).collect();
        let covers = |wider: &str, narrower: &str| {
            covers(wider, narrower, policy.has_variables())
                && (!excepts || needs_no_more(wider, narrower))
        };
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

/// Whether the wider of two patterns has a value whenever the narrower has one and the reverse, so
/// that a `NotResource` applies with the narrower exactly if it applies without it (S6.6). `*`
/// excepts everything anyway.
fn needs_no_more(wider: &str, narrower: &str) -> bool {
    let (mut of_wider, mut of_narrower) = (Vec::new(), Vec::new());
    let is_read = symbols(wider, &mut of_wider).is_some();
    let is_read = is_read && symbols(narrower, &mut of_narrower).is_some();
    let is_needed = |variable: &&str| !is_always_present(variable);
    wider == "*"
        || is_read
            && of_narrower
                .iter()
                .filter(|variable| is_needed(variable))
                .all(|variable| of_wider.contains(variable))
}

/// Whether a pattern covers every resource that another covers, whatever the values of their
/// variables: part by part, which is never too lenient.
fn covers(wider: &str, narrower: &str, has_variables: bool) -> bool {
    if wider == "*" || wider == narrower {
        return true;
    }
    let has_dollar = wider.contains("${") || narrower.contains("${");
    // The length of a value isn't known, so that `?` covers none.
    if has_dollar && (!has_variables || wider.contains('?') || narrower.contains("${*}")) {
        return false;
    }
    let mut variables = Vec::new();
    let Some(narrower) = symbols(narrower, &mut variables) else {
        return false;
    };
    let shared = variables.len();
    let Some(wider) = symbols(wider, &mut variables).filter(|_| variables.len() == shared) else {
        return false;
    };
    match (Arn::of(&wider), Arn::of(&narrower)) {
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
