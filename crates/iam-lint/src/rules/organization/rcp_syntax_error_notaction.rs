use crate::rules::prelude::*;

rule! {
    /// `NotAction` in a resource control policy.
    ///
    /// ```json
    /// {"Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*"}
    /// ```
    RCP_SYNTAX_ERROR_NOTACTION: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let member = statement.object.get("NotAction");
    if let Some(member) = member.filter(|_| policy.kind == PolicyKind::ResourceControl) {
        report
            .find(member.name_span, "", "an RCP can't have `NotAction`")
            .help("name the actions in `Action`");
    }
}
