use crate::rules::prelude::*;

rule! {
    /// `aws:ARN` in an identity policy.
    ///
    /// `aws:PrincipalArn` has replaced it. See `UNSUPPORTED_GLOBAL_CONDITION_KEY` for other
    /// policies.
    ///
    /// ```json
    /// {"ArnLike": {"aws:ARN": "arn:aws:iam::111122223333:role/app"}}
    /// ```
    DEPRECATED_GLOBAL_CONDITION_KEY: Warning, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.key.is("aws:ARN") && policy.kind.is_identity_type() {
        let key = condition.key.text.value;
        report
            .find(
                condition.span(),
                key,
                "the condition key `aws:ARN` is deprecated",
            )
            .help("use `aws:PrincipalArn`");
    }
}
