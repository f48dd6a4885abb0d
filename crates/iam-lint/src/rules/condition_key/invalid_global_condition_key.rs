use crate::rules::condition_key::known::{UNLISTED, near_global};
use crate::rules::condition_key::missing_tag_key_in_condition::lacks_tag_key;
use crate::rules::prelude::*;

rule! {
    /// A global condition key (`aws:…`) that doesn't exist.
    ///
    /// A key that is similar to one in AWS's list is an error; any other may be newer than the
    /// list: a warning.
    ///
    /// ```json
    /// {"IpAddress": {"aws:SourceIpAddress": "203.0.113.0/24"}}
    /// ```
    INVALID_GLOBAL_CONDITION_KEY: Error, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let key = condition.key.text.value;
    let is_known =
        condition.key.global.is_some() || UNLISTED.iter().any(|known| condition.key.is(known));
    if !condition.key.begins("aws:")
        || key.len() == 4
        || is_known
        || condition.key.is("aws:ARN")
        || key.contains("${")
        || lacks_tag_key(policy, condition)
    {
        return;
    }
    let as_of = iam_catalog::GLOBAL_KEYS_AS_OF;
    let message = format!(
        "the global condition key {} is not in the list of {as_of}",
        quoted(key)
    );
    match near_global(key) {
        Some(meant) => report
            .find(condition.span(), key, message)
            .help(format!("did you mean `{meant}`?")),
        None => report
            .find_as(Severity::Warning, condition.span(), key, message)
            .help("it is misspelt, or newer than the list"),
    };
}
