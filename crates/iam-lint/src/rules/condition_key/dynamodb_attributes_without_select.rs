use crate::rules::prelude::*;

rule! {
    /// `dynamodb:Attributes` without `dynamodb:Select`.
    ///
    /// A read that names no attributes returns all of them: only requests that name some have the
    /// key `dynamodb:Attributes`.
    ///
    /// ```json
    /// {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "total"]}}
    /// ```
    DYNAMODB_ATTRIBUTES_WITHOUT_SELECT: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let selects = |select: &Condition<'_>| {
        !select.operator.is_negated() && select.has_value("SPECIFIC_ATTRIBUTES")
    };
    if condition.key.is("dynamodb:Attributes")
        && statement.is_allow()
        && !condition.operator.is_null()
        && !statement.conditions_on("dynamodb:Select").any(selects)
    {
        let name = condition.key.text.value;
        let message = format!(
            "{} doesn't restrict reads that name no attributes",
            quoted(name)
        );
        report
            .find(condition.span(), name, message)
            .help("add `\"StringEquals\": {\"dynamodb:Select\": \"SPECIFIC_ATTRIBUTES\"}`");
    }
}
