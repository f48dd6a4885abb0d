use crate::rules::prelude::*;
use crate::rules::trust::provider::is_github;

rule! {
    /// A condition on GitHub's `sub` that workflows of other organizations can satisfy.
    ///
    /// The organization must be complete: `repo:example-org/*`, not `repo:*` or
    /// `repo:example-*/app:*`. A negated operator, `IfExists` and `ForAllValues:` allow strangers
    /// as well.
    ///
    /// ```json
    /// {"StringLike": {"token.actions.githubusercontent.com:sub": "*"}}
    /// ```
    OWN_GITHUB_SUB_OPEN: SecurityWarning, Own, Condition(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let key = condition.key.text.value;
    let is_subject = key.strip_suffix(":sub").is_some_and(is_github);
    if policy.kind != PolicyKind::Trust || !is_subject || !statement.is_allow() {
        return;
    }
    let operator = condition.operator;
    let passes =
        operator.is_negated() || operator.if_exists || operator.set == SetOperator::ForAllValues;
    if passes && !operator.is_null() {
        let others = statement.conditions_on(key);
        if !others.into_iter().any(|other| other.is_restricting()) {
            let message = format!(
                "with `{}`, workflows of others are allowed",
                operator.text.value
            );
            report
                .find(operator.text.span, key, message)
                .help("use `StringEquals` or `StringLike`");
        }
        return;
    }
    if !operator.is_string_like() {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| !names_organization(value.text))
    {
        let message = format!(
            "workflows of any organization may match {}",
            quoted(value.text)
        );
        report
            .find(value.span, value.text, message)
            .help("name the organization: at most `repo:ORG/*`");
    }
}

/// Whether a pattern begins with something that is unique to one organization.
fn names_organization(pattern: &str) -> bool {
    let literal = pattern
        .find(['*', '?'])
        .map_or(pattern, |at| &pattern[..at]);
    let named = literal.split_once(':').map(|(_, rest)| rest);
    // `repo:ORG/`, `repository_owner:ORG:`, `enterprise:NAME:`.
    literal == pattern || named.is_some_and(|rest| rest.find(['/', ':']).is_some_and(|at| at > 0))
}
