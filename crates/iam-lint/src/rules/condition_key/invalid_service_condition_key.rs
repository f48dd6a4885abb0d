use crate::rules::condition_key::known::{is_of_provider, near_service_key};
use crate::rules::condition_key::missing_tag_key_in_condition::lacks_tag_key;
use crate::rules::prelude::*;
use iam_catalog::{Retired, RetiredKind};

rule! {
    /// A condition key that its service doesn't have.
    ///
    /// A key that is similar to one of the service's is an error; any other may be newer than the
    /// catalogue, or was removed: a warning.
    ///
    /// ```json
    /// {"StringEquals": {"s3:prefixx": "reports/"}}
    /// ```
    INVALID_SERVICE_CONDITION_KEY: Error, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let (key, prefix) = (condition.key.text.value, condition.key.prefix());
    let names = &policy.names;
    if key.len() <= prefix.len() + 1
        || condition.key.begins("aws:")
        || condition.key.global.is_some()
        || condition.key.of_service.is_some()
        || is_of_provider(key)
        || key.contains("${")
        || !names.has_key_prefix(prefix)
        || lacks_tag_key(policy, condition)
    {
        return;
    }
    let message = format!(
        "{} has no condition key {} in {}",
        prefix,
        quoted(key),
        names.as_of()
    );
    let retired = Retired::named(RetiredKind::ConditionKey, key);
    let near = match report.may_search() {
        true => near_service_key(names.catalog, prefix, key),
        false => None,
    };
    match (retired, near) {
        (Some(retired), _) => report
            .find_as(
                Severity::Warning,
                condition.span(),
                key,
                format!("{message}; it was in that of {}", retired.last_seen()),
            )
            .help("the key was removed or renamed"),
        (None, Some(meant)) => report
            .find(condition.span(), key, message)
            .help(format!("did you mean `{meant}`?")),
        (None, None) => report
            .find_as(Severity::Warning, condition.span(), key, message)
            .help("it is misspelt, or newer than the catalogue"),
    };
}
