use crate::rules::prelude::*;

rule! {
    /// An identity provider as a principal, in a policy that isn't a role's trust policy.
    ///
    /// Users of a provider can only assume roles.
    ///
    /// ```json
    /// {"Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}}
    /// ```
    FEDERATED_PRINCIPAL_NOT_SUPPORTED: Error, AccessAnalyzer, Principal(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, principal: &Principal<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::Trust && principal.is_under("Federated") {
        let text = principal.text.value;
        let message = format!(
            "the identity provider {} is supported only in trust policies",
            quoted(text)
        );
        report
            .find(principal.text.span, text, message)
            .help("name the role that the provider's users assume");
    }
}
