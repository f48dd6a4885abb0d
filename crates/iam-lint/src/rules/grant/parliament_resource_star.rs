use crate::rules::grant::need::has_own_code;
use crate::rules::prelude::*;

rule! {
    /// An action is allowed on every resource, but could be limited to some.
    ///
    /// The catalogue shows which actions are about particular resources: the others require `*`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    PARLIAMENT_RESOURCE_STAR: Suggestion, Parliament, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let is_star = statement
        .resources()
        .iter()
        .any(|resource| resource.is_everything());
    if !policy.grants_to_its_identity() || !statement.is_allow() || !is_star {
        return;
    }
    for action in statement
        .actions()
        .iter()
        .filter(|action| !has_own_code(action))
    {
        let narrows = |known: iam_catalog::Action<'_>| known.resource_types().len() > 0;
        if action.known.is_some_and(narrows) {
            let text = action.text.value;
            let message = format!("{} is allowed on every resource", quoted(text));
            report
                .find(action.text.span, text, message)
                .help("name the resources");
        }
    }
}
