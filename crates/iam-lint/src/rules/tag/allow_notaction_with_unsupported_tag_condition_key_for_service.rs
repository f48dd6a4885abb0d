use crate::rules::prelude::*;
use crate::rules::tag::support::is_about_resource_tag;

rule! {
    /// An `Allow` with `NotAction` and a condition on a tag of the resource.
    ///
    /// Many actions have no such key: they are not allowed.
    ///
    /// ```json
    /// {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*",
    ///  "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}
    /// ```
    ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    if statement.is_allow() && statement.not_action.is_some() && is_about_resource_tag(condition) {
        let key = condition.key.text.value;
        report
            .find(
                condition.span(),
                key,
                format!("actions without {} are not allowed", quoted(key)),
            )
            .help("list the actions in `Action`");
    }
}
