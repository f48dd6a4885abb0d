use crate::rules::prelude::*;

rule! {
    /// Every action of every service is allowed.
    ///
    /// On every resource and without a condition that is the access of an administrator: a security
    /// warning. Otherwise it is a warning: the actions of future services are among them.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "*", "Resource": "*"}
    /// ```
    VALIDATOR_ALL_ACTIONS: SecurityWarning, Validator, Action(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    let grants = policy.grants_to_its_identity() && statement.is_allow();
    if !grants || action.is_negated || !action.is_everything() {
        return;
    }
    let is_limited = !statement.resources().iter().any(Resource::is_everything)
        || statement.conditions.iter().any(Condition::is_restricting);
    let (severity, what) = match is_limited {
        true => (Severity::Warning, "every action is allowed"),
        false => (
            Severity::SecurityWarning,
            "every action is allowed on every resource: the access of an administrator",
        ),
    };
    report
        .find_as(severity, action.text.span, action.text.value, what)
        .help("name the services and actions that are needed");
}
