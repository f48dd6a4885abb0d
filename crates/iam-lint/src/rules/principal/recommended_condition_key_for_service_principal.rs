use crate::rules::prelude::*;
use crate::rules::principal::restriction::SOURCE_KEYS;

rule! {
    /// A service's source is identified by `aws:Referer`.
    ///
    /// That key was once used for the account on whose behalf a service acts; `aws:SourceAccount`
    /// and similar keys have replaced it. AWS only publishes this key.
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
