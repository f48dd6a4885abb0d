use crate::rules::prelude::*;
use crate::rules::tag::support::is_about_resource_tag;

rule! {
    /// A `Deny` with `NotAction` and a condition on a tag of the resource.
    ///
    /// Many actions have no such key: they are not denied.
    ///
    /// ```json
    /// {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*",
    ///  "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}
    /// ```
    DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    if statement.is_deny() && statement.not_action.is_some() && is_about_resource_tag(condition) {
        let key = condition.key.text.value;
        report
            .find(
                condition.span(),
                key,
                format!("actions without {} are not denied", quoted(key)),
            )
            .help("list the actions in `Action`");
    }
}
