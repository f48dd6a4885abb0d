use crate::rules::expectation::reach::concerned;
use crate::rules::prelude::*;
use iam_syntax::pattern::{algebra, wildcard};
use std::collections::HashMap;

rule! {
    /// A resource that few should reach is among those of a statement.
    ///
    /// None is built in: a file lists them in `sensitiveResources`, with the actions that are meant
    /// (`--expectations`).
    ///
    /// ```json
    /// {"sensitiveResources": [{"name": "payroll", "actions": ["s3:GetObject"],
    ///  "resources": ["arn:aws:s3:::payroll/*"], "reason": "only the payroll's roles may read it"}]}
    /// ```
    PARLIAMENT_SENSITIVE_ACCESS: SecurityWarning, Parliament, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let list = &policy.expectations.sensitive_resources;
    if list.is_empty() || !statement.is_allow() {
        return;
    }
    // Of each entry once: it is about the statement's resources.
    let mut known: HashMap<&str, Option<&String>> = HashMap::new();
    for found in concerned(list, statement) {
        let entry = found.entry;
        if !entry.is_about(policy.kind) {
            continue;
        }
        let reached = match known.get(entry.name.as_str()) {
            Some(reached) => *reached,
            None => {
                if !report.spend(entry.resources.len() * (1 + statement.resources().len())) {
                    return;
                }
                let mut of_entry = entry.resources.iter();
                let reached = of_entry.find(|sensitive| reaches(statement, sensitive));
                known.insert(entry.name.as_str(), reached);
                reached
            }
        };
        let Some(sensitive) = reached else {
            continue;
        };
        let message = format!(
            "{} is allowed on {}: {}",
            quoted(&found.granted),
            quoted(sensitive),
            entry.reason
        );
        let severity = entry.severity.unwrap_or(Severity::SecurityWarning);
        report
            .find_as(severity, found.span, sensitive, message)
            .help("exclude the resource");
    }
}

/// Whether the statement is about a resource that the pattern matches.
fn reaches(statement: &Statement<'_>, sensitive: &str) -> bool {
    let sensitive = wildcard::pattern(sensitive);
    let pattern =
        |resource: &Resource<'_>| wildcard::pattern(&crate::names::opened(resource.text.value));
    match &statement.not_resource {
        Some(_) => {
            let mut excluded = statement.not_resources().iter();
            !excluded.any(|resource| {
                !resource.text.value.contains("${")
                    && algebra::covers(&pattern(resource), &sensitive)
            })
        }
        None => {
            let mut resources = statement.resources().iter();
            resources.any(|resource| algebra::overlap(&pattern(resource), &sensitive))
        }
    }
}
