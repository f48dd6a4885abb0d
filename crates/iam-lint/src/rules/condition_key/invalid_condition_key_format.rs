use crate::rules::prelude::*;

rule! {
    /// A condition key that doesn't have the form `service:keyname`.
    ///
    /// ```json
    /// {"IpAddress": {"SourceIp": "203.0.113.0/24"}}
    /// ```
    INVALID_CONDITION_KEY_FORMAT: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let key = condition.key.text.value;
    let is_well_formed = key
        .split_once(':')
        .is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty());
    // Tag keys may contain spaces, and follow a slash.
    let head = key.split('/').next().unwrap_or_default();
    if !is_well_formed || head.contains(char::is_whitespace) {
        let message = format!(
            "the condition key {} doesn't have the form `service:keyname`",
            quoted(key)
        );
        let found = report.find(condition.span(), key, message);
        let global = format!("aws:{key}");
        match iam_catalog::GlobalKey::named(&global) {
            Some(_) => found.help(format!("did you mean `{global}`?")),
            None => found.help("write the service's prefix before the key, such as `aws:SourceIp`"),
        };
    }
}
