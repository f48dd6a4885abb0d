use crate::rules::prelude::*;

rule! {
    /// A condition key that requests of this service don't have.
    ///
    /// CloudFront belongs to no organization: `aws:PrincipalOrgID` is absent. AWS only publishes
    /// this pair.
    ///
    /// ```json
    /// {"Principal": {"Service": "cloudfront.amazonaws.com"},
    ///  "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}
    /// ```
    UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: Error, AccessAnalyzer, Principal(check)
}

/// Services and the keys that they lack.
const PAIRS: [(&str, &str); 1] = [("cloudfront.amazonaws.com", "aws:PrincipalOrgID")];

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    if !principal.is_under("Service") {
        return;
    }
    let text = principal.text.value;
    for (_, key) in PAIRS.iter().filter(|(service, _)| *service == text) {
        for condition in statement.conditions_on(key) {
            let message = format!("requests by {} don't have {}", quoted(text), quoted(key));
            report
                .find(condition.span(), condition.key.text.value, message)
                .help("use `aws:SourceArn` or `aws:SourceAccount`");
        }
    }
}
