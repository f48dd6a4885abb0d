use crate::rules::prelude::*;
use crate::rules::principal::service::{is_service_principal, is_via_service};

rule! {
    /// A service's name that doesn't have the format of service principals.
    ///
    /// `service.amazonaws.com`, in lower case; in `kms:ViaService` with the Region:
    /// `s3.eu-west-1.amazonaws.com`. AWS publishes no list of service principals, so only the
    /// format is checked.
    ///
    /// ```json
    /// {"Principal": {"Service": "EC2"}}
    /// ```
    INVALID_SERVICE_PRINCIPAL_FORMAT: Error, AccessAnalyzer, Statement(check)
}

/// Condition keys whose values are service principals.
const KEYS: [&str; 7] = [
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "iam:PassedToService",
    "iam:AWSServiceName",
];

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let both = [&statement.principal, &statement.not_principal]
        .into_iter()
        .flatten();
    for principal in both.flat_map(|element| &element.values) {
        let text = principal.text.value;
        // A wildcard has its own code.
        if principal.is_under("Service") && !is_open(text) && !is_service_principal(text) {
            let message = format!("{} is not a service principal", quoted(text));
            report
                .find(principal.text.span, text, message)
                .help("write `service.amazonaws.com`, in lower case");
        }
    }
    for condition in &statement.conditions {
        let is_via = condition.key.is("kms:ViaService");
        let operator = condition.operator;
        let compares = operator.is_string_like() || operator.is_string_equals();
        if !compares || !is_via && !KEYS.iter().any(|key| condition.key.is(key)) {
            continue;
        }
        for value in condition.values.iter().filter(|value| !is_open(value.text)) {
            let (is_valid, help) = match is_via {
                true => (
                    is_via_service(value.text),
                    "write `service.region.amazonaws.com`",
                ),
                false => (
                    is_service_principal(value.text),
                    "write `service.amazonaws.com`",
                ),
            };
            if !is_valid {
                let message = format!("{} is not a service principal", quoted(value.text));
                report.find(value.span, value.text, message).help(help);
            }
        }
    }
}
