use crate::rules::grant::need::{ESCALATIONS, own_user};
use crate::rules::prelude::*;

rule! {
    /// The document allows actions with which its holder can gain more permissions.
    ///
    /// Some actions are sufficient alone (`iam:AttachUserPolicy`), others in combination: a
    /// principal that may pass a role and create a function has the role's permissions. All
    /// statements of the document are considered together; conditions are ignored.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
    ///  "Resource": "*"}
    /// ```
    PARLIAMENT_PRIVILEGE_ESCALATION: SecurityWarning, Parliament, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    if !policy.grants_to_its_identity() {
        return;
    }
    let allows = policy
        .statements
        .iter()
        .filter(|statement| statement.is_allow() && !own_user(statement));
    let allows: Vec<&Statement<'_>> = allows.collect();
    let granting = |action: &str| {
        let mut patterns = allows.iter().flat_map(|statement| statement.actions());
        let by_name = patterns
            .find(|pattern| pattern.covers(action))
            .map(|pattern| pattern.text.span);
        by_name.or_else(|| {
            let mut others = allows
                .iter()
                .filter_map(|statement| statement.not_action.as_ref());
            let by_exception =
                others.find(|element| !element.values.iter().any(|pattern| pattern.covers(action)));
            by_exception.map(|element| element.member.name_span)
        })
    };
    for actions in ESCALATIONS {
        let spans: Option<Vec<Span>> = actions.iter().map(|action| granting(action)).collect();
        if let Some(span) = spans.and_then(|spans| spans.first().copied()) {
            let together = actions.join(" + ");
            let message = format!("a principal with `{together}` can gain more permissions");
            report
                .find(span, &together, message)
                .help("restrict the resources, or remove one of the actions");
        }
    }
}
