use crate::rules::prelude::*;
use crate::rules::trust::provider::is_github;

rule! {
    /// A wildcard in GitHub's `sub`.
    ///
    /// Name the repository and the branch, the tag or the environment: pull requests by anyone have
    /// a `sub`, too.
    ///
    /// ```json
    /// {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:example-org/*"}}
    /// ```
    SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED: Warning, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let key = condition.key.text.value;
    let domain = key.strip_suffix(":sub").filter(|domain| is_github(domain));
    if policy.kind != PolicyKind::Trust || domain.is_none() || !condition.operator.is_string_like()
    {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| value.text.contains(['*', '?']))
    {
        let message = format!(
            "the wildcard in {} may allow more workflows than intended",
            quoted(value.text)
        );
        report
            .find(value.span, value.text, message)
            .help("name the repository and the branch: `repo:ORG/REPO:ref:refs/heads/main`");
    }
}
