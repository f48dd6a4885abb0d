use crate::rules::condition_value::always::{Meaning, meaning};
use crate::rules::prelude::*;

rule! {
    /// A condition that every request satisfies, since `*` is one of its values.
    ///
    /// ```json
    /// {"StringLikeIfExists": {"aws:PrincipalTag/team": "*"}}
    /// ```
    REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if meaning(condition) == Some(Meaning::Always) {
        let key = condition.key.text.value;
        report
            .find(
                condition.span(),
                key,
                format!("every request satisfies the condition on {}", quoted(key)),
            )
            .help("remove the key");
    }
}
