use crate::rules::condition_value::always::{Meaning, meaning};
use crate::rules::prelude::*;

rule! {
    /// A condition that is true exactly if the key is absent.
    ///
    /// `Null` expresses this directly.
    ///
    /// ```json
    /// {"StringNotLike": {"aws:PrincipalTag/team": "*"}}
    /// ```
    EQUIVALENT_TO_NULL_TRUE: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if meaning(condition) == Some(Meaning::Absent) {
        let key = condition.key.text.value;
        report
            .find(
                condition.span(),
                key,
                format!("true exactly if {} is absent", quoted(key)),
            )
            .help(format!("write `\"Null\": {{\"{key}\": \"true\"}}`"));
    }
}
