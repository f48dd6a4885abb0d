use crate::rules::expectation::reach::{concerned, used_in};
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// An `Allow` has a condition that it must not have.
    ///
    /// Built in are `0.0.0.0/0` and `::/0` as addresses, which limit nothing, and
    /// `aws:SecureTransport` with `false`, which allows only requests without TLS. A file of your
    /// own extends or replaces them: `--expectations`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*",
    ///  "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}
    /// ```
    VALIDATOR_FORBIDDEN_CONDITION: Warning, Validator, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let list = &policy.expectations.required_conditions;
    if list.is_empty() || !statement.is_allow() || statement.conditions.is_empty() {
        return;
    }
    // It is about the statement, whichever of its actions the entry is about.
    let mut seen = HashSet::new();
    for found in concerned(list, statement) {
        let entry = found.entry;
        if !seen.insert(entry.name.as_str()) {
            continue;
        }
        let is_exempt = entry.on_every_resource && !super::reach::on_every_resource(statement);
        if is_exempt || !entry.is_about(policy.kind) || !report.spend(statement.conditions.len()) {
            continue;
        }
        for unwanted in &entry.none_of {
            let Some(condition) = used_in(unwanted, statement) else {
                continue;
            };
            let message = format!("the condition on {}: {}", unwanted.words(), entry.reason);
            let severity = entry.severity.unwrap_or(Severity::Warning);
            let key = condition.key.text.value;
            report
                .find_as(severity, condition.span(), key, message)
                .help("remove the condition, or correct its value");
        }
    }
}
