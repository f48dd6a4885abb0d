use crate::rules::prelude::*;

rule! {
    /// A statement about everything except everything.
    ///
    /// `"NotAction": "*"` excludes every action and `"NotResource": "*"` every resource: an `Allow`
    /// grants nothing, and a `Deny` denies nothing. For `NotPrincipal` see
    /// `OWN_DENY_NOTPRINCIPAL_STAR`.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "s3:*", "NotResource": "*"}
    /// ```
    VALIDATOR_EXCEPTS_EVERYTHING: Warning, Validator, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let action = statement
        .not_actions()
        .iter()
        .find(|action| action.is_everything());
    let resource = statement
        .not_resources()
        .iter()
        .find(|resource| resource.is_everything());
    let action = action.map(|action| (action.text, "NotAction"));
    let resource = resource.map(|resource| (resource.text, "NotResource"));
    for (text, element) in action.into_iter().chain(resource) {
        let message = format!("`{element}` excludes everything: the statement has no effect");
        report
            .find(text.span, text.value, message)
            .help(format!("name the exceptions, or use `{}`", &element[3..]));
    }
}
