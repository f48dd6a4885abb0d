use crate::rules::prelude::*;
use crate::rules::tag::support::{is_about_resource_tag, unsupported};

rule! {
    /// A `Deny` by a tag of the resource, of an action whose resources have none.
    ///
    /// The key is absent from its requests: the statement never denies it. The catalogue says which actions have
    /// `aws:ResourceTag`.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "cloudsearch:DescribeDomains", "Resource": "*",
    ///  "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}
    /// ```
    DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    if !statement.is_deny() || !is_about_resource_tag(condition) {
        return;
    }
    if !report.spend(statement.actions().len() * 16) {
        return;
    }
    for action in unsupported(statement) {
        let (key, text) = (condition.key.text.value, action.text.value);
        let message = format!(
            "{} is never denied: its requests don't have {}",
            quoted(text),
            quoted(key)
        );
        report
            .find(action.text.span, text, message)
            .help("move the action into a statement without this condition");
    }
}
