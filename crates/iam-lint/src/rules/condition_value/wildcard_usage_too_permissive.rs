use crate::rules::prelude::*;

rule! {
    /// A wildcard in the value of a key that AWS calls sensitive.
    ///
    /// IDs of accounts, organizations, VPCs and endpoints are unrelated to their owners: `o-a*`
    /// allows strangers. In `aws:userid`, a wildcard is only useful after the colon, or as
    /// everything before it.
    ///
    /// ```json
    /// {"StringLike": {"aws:PrincipalOrgID": "o-a*"}}
    /// ```
    WILDCARD_USAGE_TOO_PERMISSIVE: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if !condition.operator.takes_wildcards() {
        return;
    }
    let key = condition.key.text.value;
    let is_sensitive = condition
        .key
        .global
        .is_some_and(|global| global.is_sensitive());
    for value in &condition.values {
        let is_wide = match is_sensitive {
            true => value.text.contains(['*', '?']),
            false => condition.key.is("aws:userid") && is_wide_user(value.text),
        };
        if is_wide {
            let message = format!(
                "the wildcard in {} makes {} match values of strangers",
                quoted(value.text),
                quoted(key)
            );
            let found = report.find(value.span, value.text, message);
            match is_sensitive {
                true => found.help("write the whole value"),
                false => found.help("write `AROAEXAMPLEID:*`, with the wildcard after the colon"),
            };
        }
    }
}

fn is_wide_user(value: &str) -> bool {
    let before = value.split(':').next().unwrap_or_default();
    before.contains(['*', '?']) && !(before == "*" && value.contains(':'))
}
