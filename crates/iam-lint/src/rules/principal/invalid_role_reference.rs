use crate::rules::prelude::*;
use crate::rules::principal::reference::find;

rule! {
    /// A role's unique id in the place of its ARN.
    ///
    /// That is what AWS leaves where the role was deleted: no principal has the id any more.
    ///
    /// ```json
    /// {"Principal": {"AWS": "AROAEXAMPLEID12345678"}}
    /// ```
    INVALID_ROLE_REFERENCE: Warning, AccessAnalyzer, Principal(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    find(principal, "AROA", "role", report);
}
