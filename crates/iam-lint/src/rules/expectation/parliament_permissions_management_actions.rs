use crate::rules::expectation::reach::{is_narrowed, on_every_resource};
use crate::rules::grant::need::{ESCALATIONS, has_own_code};
use crate::rules::prelude::*;
use iam_catalog::AccessLevel;

rule! {
    /// An action that changes permissions is allowed on every resource, without a condition.
    ///
    /// The catalogue has each action's access level. Actions that `VALIDATOR_SENSITIVE_ACTION` or
    /// `PARLIAMENT_PRIVILEGE_ESCALATION` report are left to these, and patterns of actions to
    /// `VALIDATOR_SERVICE_WILDCARD`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "iam:DeleteRolePermissionsBoundary", "Resource": "*"}
    /// ```
    PARLIAMENT_PERMISSIONS_MANAGEMENT_ACTIONS: Suggestion, Parliament, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let grants = policy.grants_to_its_identity() && statement.is_allow();
    if !grants || !on_every_resource(statement) || is_narrowed(statement) {
        return;
    }
    for action in statement
        .actions()
        .iter()
        .filter(|action| !has_own_code(action))
    {
        let Some(known) = action.known else {
            continue;
        };
        if !known
            .access_levels()
            .contains(AccessLevel::PermissionsManagement)
        {
            continue;
        }
        let text = action.text.value;
        let is_reported = !policy.expectations.sensitive_actions.about(text).is_empty()
            || ESCALATIONS
                .iter()
                .flat_map(|actions| actions.iter())
                .any(|name| name.eq_ignore_ascii_case(text));
        if !is_reported {
            let message = format!("{} changes permissions, on every resource", quoted(text));
            report
                .find(action.text.span, text, message)
                .help("name the resources, or add a condition");
        }
    }
}
