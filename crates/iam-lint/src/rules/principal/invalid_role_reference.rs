use crate::rules::prelude::*;
use crate::rules::principal::reference::find;

rule! {
    /// A role's unique ID instead of its ARN.
    ///
    /// AWS leaves the ID if the role was deleted: no principal has it any longer.
    ///
    /// ```json
    /// {"Principal": {"AWS": "AROAEXAMPLEID12345678"}}
    /// ```
    INVALID_ROLE_REFERENCE: Warning, AccessAnalyzer, Principal(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    find(principal, "AROA", "role", report);
}
