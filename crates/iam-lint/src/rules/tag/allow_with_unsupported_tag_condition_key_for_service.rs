use crate::rules::prelude::*;
use crate::rules::tag::support::find_unsupported;

rule! {
    /// An `Allow` with a condition on a tag of the resource, for an action whose resources have no
    /// tags.
    ///
    /// The key is absent from its requests: the statement never allows it. The catalogue lists the
    /// actions that have `aws:ResourceTag`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "cloudsearch:DescribeDomains", "Resource": "*",
    ///  "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}
    /// ```
    ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    if statement.is_allow() {
        find_unsupported(statement, condition, "allowed", report);
    }
}
