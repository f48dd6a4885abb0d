use crate::rules::prelude::*;

rule! {
    /// `Null` with `IfExists`.
    ///
    /// `Null` tests whether the key is present; `IfExists` specifies what applies if it is not.
    ///
    /// ```json
    /// {"NullIfExists": {"aws:TokenIssueTime": "true"}}
    /// ```
    NULL_WITH_IF_EXISTS: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    if operator.is_null() && operator.if_exists {
        let text = operator.text;
        report
            .find(
                text.span,
                text.value,
                "`Null` can't have the suffix `IfExists`",
            )
            .help("write `Null`");
    }
}
