use crate::policy::Arn;
use crate::rules::prelude::*;
use iam_catalog::ValueType;

rule! {
    /// A value that should be the ARN of a KMS key, and isn't.
    ///
    /// Alias names, key IDs alone and other ARNs match nothing. The rule applies to keys in the
    /// catalogue whose type is an ARN and whose name contains `kms`.
    ///
    /// ```json
    /// {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "alias/reports"}}
    /// ```
    INVALID_KMS_KEY_VALUE: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let Some(key) = condition.key.of_service else {
        return;
    };
    let is_key_arn = key.value_type() == Some(ValueType::Arn)
        && key.name().to_ascii_lowercase().contains("kms")
        && !condition.key.begins("kms:");
    if !is_key_arn || condition.operator.is_null() {
        return;
    }
    for value in condition.values.iter().filter(|value| !is_open(value.text)) {
        let is_valid = Arn::of(value.text).is_some_and(|arn| {
            arn.count == 6 && arn.service() == "kms" && arn.resource().starts_with("key/")
        });
        if !is_valid {
            let message = format!("{} is not the ARN of a KMS key", quoted(value.text));
            report
                .find(value.span, value.text, message)
                .help("write `arn:aws:kms:region:account:key/id`");
        }
    }
}
