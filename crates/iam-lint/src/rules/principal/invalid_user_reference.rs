use crate::rules::prelude::*;
use crate::rules::principal::reference::find;

rule! {
    /// A user's unique ID instead of its ARN.
    ///
    /// AWS leaves the ID if the user was deleted: no principal has it any longer.
    ///
    /// ```json
    /// {"Principal": {"AWS": "AIDAEXAMPLEID12345678"}}
    /// ```
    INVALID_USER_REFERENCE: Warning, AccessAnalyzer, Principal(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    find(principal, "AIDA", "user", report);
}
