use crate::rules::prelude::*;

rule! {
    /// A key of which a request may hold several values, without a set operator.
    ///
    /// Say whether all values are to match (`ForAllValues:`) or one (`ForAnyValue:`): without either the answer is
    /// open.
    ///
    /// ```json
    /// {"StringEquals": {"aws:TagKeys": "team"}}
    /// ```
    MISSING_QUALIFIER: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    if operator.set == SetOperator::None
        && operator.known.is_some()
        && !operator.is_null()
        && condition.key.is_multivalued() == Some(true)
    {
        let key = condition.key.text.value;
        let message = format!(
            "a request may hold several values of {}, and no set operator is given",
            quoted(key)
        );
        report.find(condition.span(), key, message).help(format!(
            "write `ForAnyValue:{0}` or `ForAllValues:{0}`",
            operator.text.value
        ));
    }
}
