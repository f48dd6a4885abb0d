use crate::rules::prelude::*;
use crate::tree::Member;

rule! {
    /// A resource control policy allows something.
    ///
    /// Only the managed `RCPFullAWSAccess` does, for everyone, all actions and all resources.
    /// Others deny.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    /// ```
    RCP_SYNTAX_ERROR_ALLOW: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::ResourceControl || !statement.is_allow() {
        return;
    }
    let is_star =
        |member: Option<&Member<'_>>| member.is_some_and(|member| member.value.text() == Some("*"));
    let is_all = |name| is_star(statement.object.get(name));
    let all_actions = statement
        .actions()
        .iter()
        .all(|action| action.is_everything());
    let all_resources = statement
        .resources()
        .iter()
        .all(|resource| resource.is_everything());
    let is_full_access = all_actions
        && all_resources
        && is_all("Principal")
        && statement.action.is_some()
        && statement.resource.is_some()
        && statement.conditions.is_empty();
    if !is_full_access {
        let effect = statement.object.get("Effect");
        let span = effect.map_or(statement.span, |member| member.value.span);
        report
            .find(
                span,
                "",
                "an RCP can't allow anything, except `RCPFullAWSAccess`",
            )
            .help("use `Deny` for what must not be possible");
    }
}
