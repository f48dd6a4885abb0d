use crate::rules::prelude::*;
use crate::rules::trust::provider::Provider;

rule! {
    /// Anyone known to an OIDC provider may assume the role.
    ///
    /// A condition on a key of the provider restricts the users: `accounts.google.com:sub`,
    /// `…:aud`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"},
    ///  "Action": "sts:AssumeRoleWithWebIdentity"}
    /// ```
    MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: SecurityWarning, AccessAnalyzer, Principal(check)
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
    let is_of_provider = |condition: &Condition<'_>| condition.key.begins(&format!("{domain}:"));
    if !statement.conditions.iter().any(is_of_provider) {
        let text = principal.text.value;
        let message = format!("anyone known to {} may assume the role", quoted(text));
        report
            .find(principal.text.span, text, message)
            .help(format!(
                "add conditions on `{domain}:aud` and `{domain}:sub`"
            ));
    }
}
