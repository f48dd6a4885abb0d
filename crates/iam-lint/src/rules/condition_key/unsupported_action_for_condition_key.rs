use crate::rules::condition_key::known::binds;
use crate::rules::prelude::*;

rule! {
    /// A service's condition key in a statement about an action that doesn't support the key.
    ///
    /// The key is absent from requests for the action: an `Allow` never allows it, a `Deny` never
    /// denies it; with a negated operator it is the other way round. Not checked are actions with
    /// wildcards, keys that the catalogue lists for no action of their service, and conditions that
    /// an absent key is intended to satisfy. The lists of most services have gaps (AWS's own
    /// managed policies would be wrong in twenty places): a finding is an error if the list is
    /// known to be complete, otherwise a warning.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
    ///  "Condition": {"StringLike": {"s3:prefix": "reports/*"}}}
    /// ```
    UNSUPPORTED_ACTION_FOR_CONDITION_KEY: Error, AccessAnalyzer, Condition(check)
}

/// Services whose lists of condition keys are complete for every action (Service Authorization
/// Reference).
const COMPLETE: [&str; 1] = ["s3"];

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let Some(key) = condition.key.of_service else {
        return;
    };
    if condition.key.begins("aws:") || condition.operator.if_exists || condition.operator.is_null()
    {
        return;
    }
    // The keys of each action are collected.
    const COST: usize = 16;
    if !report.spend(statement.actions().len() * COST) {
        return;
    }
    let lacks = |action: &&Action<'_>| {
        let known = action.known.map(|known| known.all_condition_keys());
        known.is_some_and(|keys| keys.iter().all(|bound| bound.name() != key.name()))
    };
    let mut lacking = statement.actions().iter().filter(lacks).peekable();
    let of = policy.names.catalog.service(condition.key.prefix());
    if lacking.peek().is_none() || !of.is_some_and(|of| binds(of, key)) {
        return;
    }
    let is_complete = COMPLETE
        .iter()
        .any(|prefix| prefix.eq_ignore_ascii_case(condition.key.prefix()));
    let severity = match is_complete {
        true => Severity::Error,
        false => Severity::Warning,
    };
    for action in lacking {
        let (name, text) = (condition.key.text.value, action.text.value);
        let message = format!(
            "requests for {} don't have the condition key {}",
            quoted(text),
            quoted(name)
        );
        report
            .find_as(severity, action.text.span, text, message)
            .help("move the action into a separate statement without this key");
    }
}
