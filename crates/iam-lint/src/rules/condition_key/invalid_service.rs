use crate::rules::condition_key::known::is_of_provider;
use crate::rules::prelude::*;
use iam_catalog::{Retired, RetiredKind};

rule! {
    /// A condition key of a service that doesn't exist.
    ///
    /// Keys of identity providers (`token.actions.githubusercontent.com:sub`, `saml:aud`) belong to
    /// no service. A prefix that is similar to a service's is an error; any other may be newer than
    /// the catalogue, or of a discontinued service: a warning.
    ///
    /// ```json
    /// {"StringEquals": {"s33:prefix": "reports/"}}
    /// ```
    INVALID_SERVICE: Error, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let (key, prefix) = (condition.key.text.value, condition.key.prefix());
    let has_form = key.len() > prefix.len() + 1 && !prefix.is_empty();
    if !has_form
        || condition.key.begins("aws:")
        || condition.key.global.is_some()
        || is_of_provider(key)
        || key.contains("${")
        || prefix.contains(char::is_whitespace)
        || policy.names.has_key_prefix(prefix)
    {
        return;
    }
    let span = condition.key.text.part(prefix);
    let message = format!(
        "the service {} is not in {}",
        quoted(prefix),
        policy.names.as_of()
    );
    let meant = match report.may_search() {
        true => policy.names.catalog.suggest_services(prefix, 1),
        false => Vec::new(),
    };
    match (Retired::named(RetiredKind::Service, prefix), meant.first()) {
        (Some(retired), _) => report
            .find_as(
                Severity::Warning,
                span,
                key,
                format!("{message}; it was in that of {}", retired.last_seen()),
            )
            .help("the service was discontinued: remove the condition"),
        (None, Some(meant)) => report
            .find(span, key, message)
            .help(format!("did you mean `{meant}`?")),
        (None, None) => report
            .find_as(Severity::Warning, span, key, message)
            .help("it is misspelt, or newer than the catalogue"),
    };
}
