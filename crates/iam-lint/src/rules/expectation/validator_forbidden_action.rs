use crate::rules::expectation::reach::concerned;
use crate::rules::prelude::*;

rule! {
    /// An action is allowed that must not be allowed.
    ///
    /// None is built in: a file lists them in `forbiddenActions` (`--expectations`). A pattern that
    /// matches a forbidden action counts, as does `NotAction` without it.
    ///
    /// ```json
    /// {"forbiddenActions": [{"name": "users", "actions": ["iam:CreateUser"], "reason": "people sign in with SSO"}]}
    /// ```
    VALIDATOR_FORBIDDEN_ACTION: SecurityWarning, Validator, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let list = &policy.expectations.forbidden_actions;
    if list.is_empty() || !statement.is_allow() {
        return;
    }
    for found in concerned(list, statement) {
        if !found.entry.is_about(policy.kind) {
            continue;
        }
        let message = format!(
            "{} must not be allowed: {}",
            quoted(found.listed),
            found.entry.reason
        );
        let severity = found.entry.severity.unwrap_or(Severity::SecurityWarning);
        report
            .find_as(severity, found.span, found.listed, message)
            .help("remove the action, or exclude it");
    }
}
