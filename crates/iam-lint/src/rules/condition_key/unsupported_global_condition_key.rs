use crate::rules::prelude::*;

rule! {
    /// `aws:ARN` in a resource-based policy.
    ///
    /// The key is no longer supported. The reference has two codes for it and doesn't say when each
    /// is raised: here this one is for policies with principals, `DEPRECATED_GLOBAL_CONDITION_KEY`
    /// for the others.
    ///
    /// ```json
    /// {"ArnLike": {"aws:ARN": "arn:aws:iam::111122223333:role/app"}}
    /// ```
    UNSUPPORTED_GLOBAL_CONDITION_KEY: Error, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.key.is("aws:ARN") && !policy.kind.is_identity_type() {
        let key = condition.key.text.value;
        report
            .find(condition.span(), key, "the condition key `aws:ARN` is not supported")
            .help("use `aws:PrincipalArn`, or `aws:SourceArn` for the resource on whose behalf a service acts");
    }
}
