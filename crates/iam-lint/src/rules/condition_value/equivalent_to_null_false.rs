use crate::rules::condition_value::always::{Meaning, meaning};
use crate::rules::prelude::*;

rule! {
    /// A condition that is true exactly if the key is present.
    ///
    /// `Null` expresses this directly.
    ///
    /// ```json
    /// {"StringLike": {"aws:PrincipalTag/team": "*"}}
    /// ```
    EQUIVALENT_TO_NULL_FALSE: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if meaning(condition) == Some(Meaning::Present) {
        let key = condition.key.text.value;
        report
            .find(
                condition.span(),
                key,
                format!("true exactly if {} is present", quoted(key)),
            )
            .help(format!("write `\"Null\": {{\"{key}\": \"false\"}}`"));
    }
}
