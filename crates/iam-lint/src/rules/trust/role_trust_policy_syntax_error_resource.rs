use crate::rules::prelude::*;

rule! {
    /// `Resource` or `NotResource` in a role's trust policy.
    ///
    /// The policy applies to the role itself.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Resource": "*"}
    /// ```
    ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::Trust {
        return;
    }
    for name in ["Resource", "NotResource"] {
        if let Some(member) = statement.object.get(name) {
            let message = format!("a role's trust policy can't have `{name}`");
            let found = report
                .find(member.name_span, name, message)
                .help("remove it: the policy applies to the role itself");
            if let Some(edit) = policy.without(member.whole()) {
                found.edit(edit, "");
            }
        }
    }
}
