use crate::rules::prelude::*;

rule! {
    /// The service of an ARN has a wildcard.
    ///
    /// It may also match future services. IAM rejects `*` as the service of an ARN that goes on, in
    /// policies of identities: an error there.
    ///
    /// ```json
    /// {"Resource": "arn:aws:*code*::111122223333:*"}
    /// ```
    WILDCARD_IN_SERVICE_NAME: Suggestion, AccessAnalyzer, Resource(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.arn.as_ref() else {
        return;
    };
    let service = arn.service();
    if service.contains(['*', '?']) {
        let text = resource.text.value;
        let message = format!("the service of the ARN {} has a wildcard", quoted(text));
        let is_any = arn.count > 3 && service.bytes().all(|byte| byte == b'*');
        let severity = match is_any && policy.is_of_identity() {
            true => Severity::Error,
            false => Severity::Suggestion,
        };
        report
            .find_as(severity, resource.text.part(service), text, message)
            .help("name the service, with one ARN for each");
    }
}
