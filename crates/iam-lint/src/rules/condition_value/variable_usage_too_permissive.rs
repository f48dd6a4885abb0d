use crate::rules::prelude::*;

rule! {
    /// A policy variable in the value of a key that AWS calls sensitive.
    ///
    /// A principal that may set a tag chooses the value. Variables that AWS sets from the caller or
    /// the resource are excluded (`"aws:ResourceAccount": "${aws:PrincipalAccount}"` is in AWS's
    /// own guides): whether Access Analyzer raises its error for them is not known.
    ///
    /// ```json
    /// {"StringEquals": {"aws:SourceAccount": "${aws:PrincipalTag/account}"}}
    /// ```
    VARIABLE_USAGE_TOO_PERMISSIVE: Error, AccessAnalyzer, Condition(check)
}

/// Variables whose value only AWS chooses.
const SET_BY_AWS: [&str; 8] = [
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:VpceAccount",
    "aws:VpceOrgID",
];

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if !policy.has_variables() || condition.operator.is_null() {
        return;
    }
    let key = condition.key.text.value;
    let is_sensitive = condition
        .key
        .global
        .is_some_and(|global| global.is_sensitive());
    for value in condition.values.iter().filter(|value| value.has_variable()) {
        let is_wide = match is_sensitive {
            true => !SET_BY_AWS.iter().any(|known| {
                let inner = value
                    .text
                    .strip_prefix("${")
                    .and_then(|rest| rest.strip_suffix('}'));
                inner.is_some_and(|inner| inner.eq_ignore_ascii_case(known))
            }),
            false => condition.key.is("aws:userid") && is_wide_user(value.text),
        };
        if is_wide {
            let message = format!(
                "the variable in {} may be anything, and {} is sensitive",
                quoted(value.text),
                quoted(key)
            );
            report
                .find(value.span, value.text, message)
                .help("write the value itself");
        }
    }
}

/// A variable before the colon together with other text, or without a colon.
fn is_wide_user(value: &str) -> bool {
    let open = crate::names::opened(value);
    let before = open.split(':').next().unwrap_or_default();
    before.contains('*') && !(before == "*" && open.contains(':'))
}
