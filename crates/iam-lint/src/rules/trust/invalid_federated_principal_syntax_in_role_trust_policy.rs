use crate::rules::prelude::*;
use crate::rules::trust::provider::Provider;

rule! {
    /// An identity provider that is neither a provider's ARN nor a domain.
    ///
    /// ```json
    /// {"Principal": {"Federated": "github actions"}}
    /// ```
    INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: Error, AccessAnalyzer, Principal(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    let text = principal.text.value;
    let is_meant =
        policy.kind == PolicyKind::Trust && principal.is_under("Federated") && !is_open(text);
    if is_meant && Provider::of(text).is_none() {
        let message = format!("{} is not an identity provider", quoted(text));
        report
            .find(principal.text.span, text, message)
            .help("write the ARN of a SAML or OIDC provider, or a domain such as `cognito-identity.amazonaws.com`");
    }
}
