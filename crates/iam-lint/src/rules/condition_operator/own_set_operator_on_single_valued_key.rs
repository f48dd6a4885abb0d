use crate::rules::prelude::*;

rule! {
    /// `ForAnyValue:` with a single-valued key.
    ///
    /// It is equivalent to the plain operator, except for a negated one, which is then false if the
    /// key is absent. For `ForAllValues:` see `FORALLVALUES_WITH_SINGLE_VALUED_KEY`.
    ///
    /// ```json
    /// {"ForAnyValue:StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}
    /// ```
    OWN_SET_OPERATOR_ON_SINGLE_VALUED_KEY: Warning, Own, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    if operator.set == SetOperator::ForAnyValue
        && !operator.is_null()
        && condition.key.is_multivalued() == Some(false)
    {
        let key = condition.key.text.value;
        report
            .find(
                operator.text.span,
                key,
                format!("{} has one value", quoted(key)),
            )
            .help("remove `ForAnyValue:`");
    }
}
