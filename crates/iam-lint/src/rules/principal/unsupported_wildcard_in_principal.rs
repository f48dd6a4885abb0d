use crate::rules::prelude::*;

rule! {
    /// A wildcard in a principal.
    ///
    /// `*` alone is everyone, only under `AWS`. A part of a name or an ARN can't be a wildcard: use
    /// a condition on `aws:PrincipalArn`.
    ///
    /// ```json
    /// {"Principal": {"AWS": "arn:aws:iam::111122223333:role/app-*"}}
    /// ```
    UNSUPPORTED_WILDCARD_IN_PRINCIPAL: Error, AccessAnalyzer, Principal(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    let text = principal.text.value;
    let Some(key) = principal.key.filter(|_| text.contains(['*', '?'])) else {
        return;
    };
    if !principal.is_anyone() && !text.contains("${") {
        let message = format!(
            "the principal {} under `{}` has a wildcard",
            quoted(text),
            key.value
        );
        report
            .find(principal.text.span, text, message)
            .help("name the principal, or use a condition on `aws:PrincipalArn`");
    }
}
