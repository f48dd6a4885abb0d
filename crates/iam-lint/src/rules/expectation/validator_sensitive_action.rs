use crate::rules::expectation::reach::{is_narrowed, on_every_resource};
use crate::rules::prelude::*;

rule! {
    /// An action that needs care is allowed on every resource, without a condition.
    ///
    /// Built in are actions that give credentials, that read secrets, that open resources to other
    /// accounts, and that end the recording of actions (`crates/iam-lint/data/expectations.json`;
    /// `--print-expectations` prints it). A file of your own extends or replaces the list:
    /// `--expectations`. Actions that read other data are not in it: on every resource,
    /// `PARLIAMENT_RESOURCE_STAR` reports them.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    /// ```
    VALIDATOR_SENSITIVE_ACTION: Warning, Validator, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let list = &policy.expectations.sensitive_actions;
    if !statement.is_allow() || !on_every_resource(statement) || is_narrowed(statement) {
        return;
    }
    for action in statement.actions() {
        // That everything is allowed has a code of its own.
        if action.is_everything() {
            continue;
        }
        for (entry, listed) in list.about(action.text.value) {
            if !entry.is_about(policy.kind) || !policy.grants_to_its_identity() {
                continue;
            }
            let text = action.text.value;
            let name = if action.has_wildcard() { listed } else { text };
            let message = format!(
                "{} is allowed on every resource, without a condition; it {}",
                quoted(name),
                entry.reason
            );
            let severity = entry.severity.unwrap_or(Severity::Warning);
            report
                .find_as(severity, action.text.span, name, message)
                .help("name the resources, or add a condition on them or on the callers");
        }
    }
}
