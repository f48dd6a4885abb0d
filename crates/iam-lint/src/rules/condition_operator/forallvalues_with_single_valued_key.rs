use crate::rules::prelude::*;

rule! {
    /// `ForAllValues:` with a single-valued key.
    ///
    /// It is true if the request lacks the key: an `Allow` allows such requests.
    ///
    /// ```json
    /// {"ForAllValues:StringEquals": {"aws:PrincipalTag/team": ["a", "b"]}}
    /// ```
    FORALLVALUES_WITH_SINGLE_VALUED_KEY: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    if operator.set == SetOperator::ForAllValues
        && !operator.is_null()
        && condition.key.is_multivalued() == Some(false)
    {
        let key = condition.key.text.value;
        let message = format!(
            "{} has one value: `ForAllValues:` is true if it has none",
            quoted(key)
        );
        report
            .find(operator.text.span, key, message)
            .help("remove `ForAllValues:`");
    }
}
