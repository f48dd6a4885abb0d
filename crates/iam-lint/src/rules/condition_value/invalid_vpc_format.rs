use crate::rules::condition_value::identifier::check_identifiers;
use crate::rules::prelude::*;

rule! {
    /// A value of `aws:SourceVpc` that is not a VPC ID.
    ///
    /// `vpc-` and 8 or 17 letters and digits.
    ///
    /// ```json
    /// {"StringEquals": {"aws:SourceVpc": "vpc-123"}}
    /// ```
    INVALID_VPC_FORMAT: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    check_identifiers(condition, "aws:SourceVpc", "vpc-", report);
}
