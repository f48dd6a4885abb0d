use crate::rules::prelude::*;
use crate::rules::trust::provider::{audience_of, has_one_audience};

rule! {
    /// A set operator on the audience of a provider for which the number of audiences isn't known.
    ///
    /// If the provider's tokens have one audience, the operator is wrong. See
    /// `FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE` for providers known to have one.
    ///
    /// ```json
    /// {"ForAnyValue:StringEquals": {"idp.example.org:aud": "reports"}}
    /// ```
    CONFIRM_AUDIENCE_CLAIM_TYPE: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let Some(domain) = audience_of(condition).filter(|_| policy.kind == PolicyKind::Trust) else {
        return;
    };
    let operator = condition.operator;
    let is_told = operator.set == SetOperator::ForAnyValue && has_one_audience(domain);
    if operator.set != SetOperator::None && !is_told {
        let key = condition.key.text.value;
        let message = format!(
            "{} has a set operator, which is for several values",
            quoted(key)
        );
        report
            .find(operator.text.span, key, message)
            .help("remove it, unless the provider's tokens have several audiences");
    }
}
