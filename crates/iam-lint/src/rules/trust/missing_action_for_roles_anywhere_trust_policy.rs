use crate::rules::prelude::*;

rule! {
    /// IAM Roles Anywhere without one of the three actions that it needs.
    ///
    /// It assumes the role with a source identity and tags from the certificate: `sts:AssumeRole`,
    /// `sts:SetSourceIdentity` and `sts:TagSession`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"Service": "rolesanywhere.amazonaws.com"}, "Action": "sts:AssumeRole"}
    /// ```
    MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY: Error, AccessAnalyzer, Principal(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    let is_meant =
        principal.is_under("Service") && principal.text.value == "rolesanywhere.amazonaws.com";
    if policy.kind != PolicyKind::Trust || !statement.is_allow() || !is_meant {
        return;
    }
    if !report.spend(policy.statements.len() * 8) {
        return;
    }
    let needed = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];
    // Another statement may have the other actions.
    let allows = |action: &&str| {
        let mut statements = policy.statements.iter();
        statements.any(|other| {
            let names = |named: &Principal<'_>| named.text.value == principal.text.value;
            other.is_allow()
                && other.principals().iter().any(names)
                && other.is_about_action(action)
        })
    };
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|action| !allows(action))
        .collect();
    if !missing.is_empty() {
        let missing = missing.join("` and `");
        let text = principal.text.value;
        report
            .find(
                principal.text.span,
                text,
                format!("IAM Roles Anywhere lacks `{missing}`"),
            )
            .help(format!("add `{missing}` to `Action`"));
    }
}
