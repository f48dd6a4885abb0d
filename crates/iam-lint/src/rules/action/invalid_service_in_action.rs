use crate::rules::action::lookup::retired_service;
use crate::rules::prelude::*;
use iam_catalog::fits;

rule! {
    /// An action of a service that doesn't exist.
    ///
    /// A prefix that is similar to a known one is an error. One that older catalogues have belongs
    /// to a discontinued service, and any other may be newer than the catalogue: both are warnings.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "dyanmodb:PutItem", "Resource": "*"}
    /// ```
    INVALID_SERVICE_IN_ACTION: Error, AccessAnalyzer, Action(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    let (service, catalog) = (action.service, policy.names.catalog);
    if !action.is_well_formed() || action.of.is_some() || service.contains("${") {
        return;
    }
    let span = action.text.part(service);
    if service.contains(['*', '?']) {
        let is_known = |known: iam_catalog::Service<'_>| fits(service, known.prefix());
        if !catalog.services().any(is_known) {
            let message = format!("no service matches {}", quoted(service));
            report.find_as(Severity::Warning, span, service, message);
        }
        return;
    }
    if let Some(last_seen) = retired_service(service) {
        let message = format!(
            "the service {} is not in {}; it was in that of {last_seen}",
            quoted(service),
            policy.names.as_of()
        );
        report
            .find_as(Severity::Warning, span, service, message)
            .help("the service was discontinued: remove its actions");
        return;
    }
    let message = format!(
        "the service {} is not in {}",
        quoted(service),
        policy.names.as_of()
    );
    let meant = match report.may_search() {
        true => catalog.suggest_services(service, 1),
        false => Vec::new(),
    };
    match meant.first() {
        Some(meant) => report
            .find(span, service, message)
            .help(format!("did you mean `{meant}`?")),
        None => report
            .find_as(Severity::Warning, span, service, message)
            .help("it is misspelt, or newer than the catalogue"),
    };
}
