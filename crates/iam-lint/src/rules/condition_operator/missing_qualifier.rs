use crate::rules::prelude::*;

rule! {
    /// A multivalued key without a set operator.
    ///
    /// Specify whether all values have to match (`ForAllValues:`) or one of them (`ForAnyValue:`):
    /// without either, the result is not defined.
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
            "a request may have several values of {}, but no set operator is given",
            quoted(key)
        );
        report.find(condition.span(), key, message).help(format!(
            "write `ForAnyValue:{0}` or `ForAllValues:{0}`",
            operator.text.value
        ));
    }
}
