use crate::rules::prelude::*;
use crate::rules::principal::restriction::SOURCE_KEYS;

rule! {
    /// A service's source is told by `aws:Referer`.
    ///
    /// That key was once used for the account that a service acts for; `aws:SourceAccount` and its like have
    /// replaced it. AWS publishes this key only.
    ///
    /// ```json
    /// {"StringEquals": {"aws:Referer": "111122223333"}}
    /// ```
    RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let has_service = statement
        .principals()
        .iter()
        .any(|principal| principal.is_under("Service"));
    let has_source = || {
        SOURCE_KEYS
            .iter()
            .any(|key| statement.conditions_on(key).next().is_some())
    };
    if condition.key.is("aws:Referer") && statement.is_allow() && has_service && !has_source() {
        let key = condition.key.text.value;
        let message = format!(
            "{} is no longer the key for the source of a service's request",
            quoted(key)
        );
        report.find(condition.span(), key, message).help(
            "use `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`",
        );
    }
}
