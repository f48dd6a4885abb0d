use crate::rules::action::lookup::is_known;
use crate::rules::prelude::*;

rule! {
    /// A `Deny` of an action that doesn't exist denies nothing.
    ///
    /// In an `Allow`, a misspelt action is soon noticed; in a `Deny`, nothing shows that what
    /// should be forbidden is still possible.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "s3:DeleteObjects", "Resource": "*"}
    /// ```
    OWN_DENY_UNKNOWN_ACTION: SecurityWarning, Own, Action(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    let is_deny = statement.is_deny() && !action.is_negated && action.is_well_formed();
    if is_deny && !action.text.value.contains("${") && !is_known(policy.names.catalog, action) {
        let text = action.text.value;
        let message = format!(
            "the Deny of {} denies no action in {}",
            quoted(text),
            policy.names.as_of()
        );
        report
            .find(action.text.span, text, message)
            .help("check the name of the action");
    }
}
