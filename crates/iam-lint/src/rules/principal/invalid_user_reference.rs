use crate::rules::prelude::*;
use crate::rules::principal::reference::find;

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
    find(principal, "AIDA", "user", report);
}
