use crate::rules::prelude::*;
use crate::rules::tag::support::find_unsupported;

rule! {
    /// A `Deny` with a condition on a tag of the resource, for an action whose resources have no
    /// tags.
    ///
    /// The key is absent from its requests: the statement never denies it. The catalogue lists the
    /// actions that have `aws:ResourceTag`.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "cloudsearch:DescribeDomains", "Resource": "*",
    ///  "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}
    /// ```
    DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    if statement.is_deny() {
        find_unsupported(statement, condition, "denied", report);
    }
}
