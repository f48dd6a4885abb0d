use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A condition key twice under one operator, in different letter case.
    ///
    /// Names of keys are compared ignoring letter case; AWS doesn't document which of the two
    /// counts.
    ///
    /// ```json
    /// {"StringEquals": {"aws:PrincipalTag/team": "a", "AWS:PrincipalTag/Team": "b"}}
    /// ```
    DUPLICATE_KEYS_WITH_DIFFERENT_CASE: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let mut seen: HashMap<(&str, String), &str> = HashMap::new();
    for condition in &statement.conditions {
        let (operator, key) = (condition.operator.text.value, condition.key.text.value);
        let place = (operator, key.to_ascii_lowercase());
        if let Some(first) = seen.get(&place).filter(|first| **first != key) {
            let message = format!(
                "{} and {} are the same condition key",
                quoted(first),
                quoted(key)
            );
            report
                .find(condition.span(), key, message)
                .help("remove one of them; write several values as an array");
        }
        seen.entry(place).or_insert(key);
    }
}
