use crate::rules::prelude::*;
use crate::rules::principal::reference::is_unique_id;

rule! {
    /// A user's unique id in the place of its ARN.
    ///
    /// That is what AWS leaves where the user was deleted: no principal has the id any more.
    ///
    /// ```json
    /// {"Principal": {"AWS": "AIDAEXAMPLEID12345678"}}
    /// ```
    INVALID_USER_REFERENCE: Warning, AccessAnalyzer, Principal(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    if principal.is_under("AWS") && is_unique_id(principal, "AIDA") {
        let text = principal.text.value;
        report
            .find(
                principal.text.span,
                text,
                format!("{} is the id of a user", quoted(text)),
            )
            .help("write the user's ARN");
    }
}
