use crate::rules::prelude::*;

rule! {
    /// `sts:AssumeRole` is allowed on every role.
    ///
    /// A holder of the policy may assume every role, in any account, whose trust policy allows it.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    /// ```
    OWN_ASSUME_ROLE_STAR: SecurityWarning, Own, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if !policy.grants_to_its_identity() || !statement.is_allow() {
        return;
    }
    let action = statement.actions().iter().find(|action| {
        action.service.eq_ignore_ascii_case("sts") && action.covers("sts:AssumeRole")
    });
    let covers_all = |resource: &Resource<'_>| {
        let arn = resource.whole_arn();
        let is_all_roles = arn.is_some_and(|arn| {
            arn.account() == "*" && matches!(arn.resource(), "*" | "role/*" | "role*")
        });
        resource.is_everything() || is_all_roles
    };
    let restricted = statement.restricts(&[
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:ResourceOrgPaths",
    ]) || statement.conditions.iter().any(|condition| {
        condition.is_restricting()
            && (condition.key.begins("aws:ResourceTag/")
                || condition.key.begins("iam:ResourceTag/"))
    });
    if let Some(action) =
        action.filter(|_| statement.resources().iter().any(covers_all) && !restricted)
    {
        let text = action.text.value;
        let message = format!("{} is allowed on every role", quoted(text));
        report
            .find(action.text.span, text, message)
            .help("name the roles in `Resource`");
    }
}
