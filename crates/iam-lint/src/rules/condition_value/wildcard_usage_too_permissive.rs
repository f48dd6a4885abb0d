use crate::rules::prelude::*;

rule! {
    /// A wildcard in the value of a key that AWS calls sensitive.
    ///
    /// Ids of accounts, organizations, VPCs and endpoints say nothing of who has them: `o-a*` lets strangers in.
    /// In `aws:userid` a wildcard belongs behind the colon, or is all that is before it.
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
                "the wildcard in {} lets in more than {} can tell",
                quoted(value.text),
                quoted(key)
            );
            let found = report.find(value.span, value.text, message);
            match is_sensitive {
                true => found.help("write the whole value"),
                false => found.help("write `AROAEXAMPLEID:*`: the wildcard behind the colon"),
            };
        }
    }
}

fn is_wide_user(value: &str) -> bool {
    let before = value.split(':').next().unwrap_or_default();
    before.contains(['*', '?']) && !(before == "*" && value.contains(':'))
}
