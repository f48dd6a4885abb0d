use crate::rules::condition_value::identifier::check_identifiers;
use crate::rules::prelude::*;

rule! {
    /// A value of `aws:SourceVpce` that is not a VPC endpoint ID.
    ///
    /// `vpce-` and 8 or 17 letters and digits.
    ///
    /// ```json
    /// {"StringEquals": {"aws:SourceVpce": "vpc-12345678"}}
    /// ```
    INVALID_VPCE_FORMAT: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    check_identifiers(condition, "aws:SourceVpce", "vpce-", report);
}
