use crate::rules::prelude::*;

rule! {
    /// A condition key that has no effect in the policy of this resource.
    ///
    /// `s3:ResourceAccount` is the account that owns the bucket: in the bucket's own policy, it is
    /// always the same. AWS only publishes this key.
    ///
    /// ```json
    /// {"StringEquals": {"s3:ResourceAccount": "111122223333"}}
    /// ```
    IRRELEVANT_CONDITION_KEY_IN_POLICY: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    // If it isn't specified what the policy is attached to, the key shows that it belongs to Amazon
    // S3.
    let is_of_s3 = policy.resource_kind.is_none_or(|kind| kind.is_of_s3());
    if policy.kind == PolicyKind::Resource && is_of_s3 && condition.key.is("s3:ResourceAccount") {
        let name = condition.key.text.value;
        let message = format!(
            "{} is always the same in the resource's own policy",
            quoted(name)
        );
        report
            .find(condition.span(), name, message)
            .help("use the key in identity policies");
    }
}
