use crate::rules::prelude::*;
use crate::rules::trust::provider::Provider;

rule! {
    /// A role for SAML sessions has no condition on the audience.
    ///
    /// `SAML:aud` is the endpoint that the assertion was sent to. The console's own trust policies
    /// have the condition.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"},
    ///  "Action": "sts:AssumeRoleWithSAML"}
    /// ```
    VALIDATOR_SAML_WITHOUT_AUDIENCE: Suggestion, Validator, Principal(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    let is_of_trust = policy.kind == PolicyKind::Trust && statement.is_allow();
    if !is_of_trust || principal.is_negated || !principal.is_under("Federated") {
        return;
    }
    let is_saml = Provider::of(principal.text.value) == Some(Provider::Saml);
    if is_saml && !statement.restricts(&["SAML:aud"]) {
        let text = principal.text.value;
        report
            .find(
                principal.text.span,
                text,
                "the role can be assumed with an assertion for any endpoint",
            )
            .help(
                "add a condition on `SAML:aud`, such as \
                 `\"StringEquals\": {\"SAML:aud\": \"https://signin.aws.amazon.com/saml\"}`",
            );
    }
}
