use crate::rules::prelude::*;

rule! {
    /// Every action of a service is allowed.
    ///
    /// This includes the actions that the service gets in future, and those that change its
    /// permissions.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    /// ```
    VALIDATOR_SERVICE_WILDCARD: Suggestion, Validator, Action(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    let grants = policy.grants_to_its_identity() && statement.is_allow();
    let is_whole = !action.name.is_empty() && action.name.bytes().all(|byte| byte == b'*');
    if grants && !action.is_negated && is_whole && !action.is_everything() {
        let text = action.text.value;
        let message = format!("{} allows every action of the service", quoted(text));
        report
            .find(action.text.span, text, message)
            .help("name the actions that are needed");
    }
}
