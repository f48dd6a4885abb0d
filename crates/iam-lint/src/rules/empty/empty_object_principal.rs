use crate::rules::empty::shape::empty_object;
use crate::rules::prelude::*;

rule! {
    /// `Principal` or `NotPrincipal` is an empty object.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {}, "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    EMPTY_OBJECT_PRINCIPAL: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for name in ["Principal", "NotPrincipal"] {
        let member = statement.object.get(name);
        if let Some(member) = member.filter(|member| empty_object(&member.value)) {
            report
                .find(
                    member.value.span,
                    name,
                    format!("`{name}` names no principal"),
                )
                .help("name principals, or remove the statement");
        }
    }
}
