use crate::rules::prelude::*;
use crate::rules::trust::provider::{audience_of, has_one_audience};

rule! {
    /// `ForAnyValue:` on the audience of a provider whose tokens have one audience.
    ///
    /// AWS doesn't publish these providers; here they are GitHub, GitLab, Google, Facebook, Amazon
    /// and Amazon Cognito.
    ///
    /// ```json
    /// {"ForAnyValue:StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}
    /// ```
    FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let Some(domain) = audience_of(condition).filter(|_| policy.kind == PolicyKind::Trust) else {
        return;
    };
    let operator = condition.operator;
    if operator.set == SetOperator::ForAnyValue && has_one_audience(domain) {
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
