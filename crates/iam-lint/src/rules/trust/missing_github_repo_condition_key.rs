use crate::rules::prelude::*;
use crate::rules::trust::provider::{Provider, is_github, subject};

rule! {
    /// GitHub Actions of any repository may assume the role.
    ///
    /// Every workflow on GitHub gets a token from this provider: `aud` is the same for all, `sub`
    /// identifies the repository and the branch.
    ///
    /// ```json
    /// {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}
    /// ```
    MISSING_GITHUB_REPO_CONDITION_KEY: SecurityWarning, AccessAnalyzer, Principal(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    if policy.kind != PolicyKind::Trust || !statement.is_allow() || !principal.is_under("Federated")
    {
        return;
    }
    let Some(Provider::Oidc(domain)) = Provider::of(principal.text.value) else {
        return;
    };
    if is_github(domain) && subject(statement, domain).next().is_none() {
        let text = principal.text.value;
        report
            .find(
                principal.text.span,
                text,
                "any repository on GitHub may assume the role",
            )
            .help(format!(
                "add a condition on `{domain}:sub`, such as `repo:ORG/REPO:ref:refs/heads/main`"
            ));
    }
}
