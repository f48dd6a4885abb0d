use crate::rules::condition_value::always::{Meaning, meaning};
use crate::rules::prelude::*;

rule! {
    /// A condition that is true just where the key is there.
    ///
    /// `Null` says so.
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
                format!("true just where {} is there", quoted(key)),
            )
            .help(format!("write `\"Null\": {{\"{key}\": \"false\"}}`"));
    }
}
