use crate::rules::prelude::*;

rule! {
    /// `Allow` with `NotAction` grants every action except those named.
    ///
    /// This includes the actions of future services. A misspelt name excludes nothing.
    ///
    /// ```json
    /// {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    /// ```
    OWN_NOT_ACTION_ALLOW: SecurityWarning, Own, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    // An Allow in a control policy or a boundary grants nothing by itself.
    let grants = policy.grants_to_its_identity() || policy.kind == PolicyKind::Resource;
    if let Some(element) = statement
        .not_action
        .as_ref()
        .filter(|_| grants && statement.is_allow())
    {
        let message =
            "`Allow` with `NotAction` grants all other actions, including those of new services";
        report
            .find(element.member.name_span, "", message)
            .help("list the required actions in `Action`");
    }
}
