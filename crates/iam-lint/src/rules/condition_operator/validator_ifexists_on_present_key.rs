use crate::rules::prelude::*;

rule! {
    /// `IfExists` with a key that every request has.
    ///
    /// It makes no difference: the operator without it means the same. Which keys these are is in
    /// the IAM User Guide, "AWS global condition context keys".
    ///
    /// ```json
    /// {"StringEqualsIfExists": {"aws:RequestedRegion": "eu-central-1"}}
    /// ```
    VALIDATOR_IFEXISTS_ON_PRESENT_KEY: Suggestion, Validator, Condition(check)
}

const PRESENT: [&str; 5] = [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:ViaAWSService",
];

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    let key = condition.key.text.value;
    let is_present = PRESENT.iter().any(|present| condition.key.is(present));
    if operator.if_exists && operator.known.is_some() && !operator.is_null() && is_present {
        let message = format!(
            "every request has {}: `IfExists` makes no difference",
            quoted(key)
        );
        report
            .find(operator.text.span, key, message)
            .help(format!("use `{}`", operator.base));
    }
}
