use crate::rules::prelude::*;
use crate::rules::trust::provider::Provider;

rule! {
    /// An action that these principals can't request.
    ///
    /// SAML providers use `sts:AssumeRoleWithSAML`, OIDC providers `sts:AssumeRoleWithWebIdentity`,
    /// all others `sts:AssumeRole`.
    ///
    /// ```json
    /// {"Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"},
    ///  "Action": "sts:AssumeRoleWithWebIdentity"}
    /// ```
    MISMATCHED_ACTION_FOR_PRINCIPAL: Error, AccessAnalyzer, Action(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::Trust || action.is_negated {
        return;
    }
    let fits = |principal: &&Principal<'_>| {
        let provider = match principal.is_under("Federated") {
            true => Provider::of(principal.text.value),
            false => None,
        };
        let text = action.text.value;
        match () {
            () if text.eq_ignore_ascii_case("sts:AssumeRole") => !principal.is_under("Federated"),
            () if text.eq_ignore_ascii_case("sts:AssumeRoleWithSAML") => {
                provider == Some(Provider::Saml)
            }
            () if text.eq_ignore_ascii_case("sts:AssumeRoleWithWebIdentity") => {
                matches!(provider, Some(Provider::Oidc(_)))
            }
            () => true,
        }
    };
    // Unreadable principals, and everyone, have their own codes.
    let is_judged = |principal: &&Principal<'_>| {
        let text = principal.text.value;
        let is_unreadable = principal.is_under("Federated") && Provider::of(text).is_none();
        principal.key.is_some() && !principal.is_anyone() && !is_unreadable && !text.contains("${")
    };
    if !report.spend(statement.principals().len()) {
        return;
    }
    for principal in statement.principals().iter().filter(is_judged) {
        if !fits(&principal) {
            let (text, name) = (action.text.value, principal.text.value);
            let message = format!("{} can't be requested by {}", quoted(text), quoted(name));
            report
                .find(action.text.span, name, message)
                .help("SAML providers use `sts:AssumeRoleWithSAML`, OIDC providers `sts:AssumeRoleWithWebIdentity`, all others `sts:AssumeRole`");
        }
    }
}
