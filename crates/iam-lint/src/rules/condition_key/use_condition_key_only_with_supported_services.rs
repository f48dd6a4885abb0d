use crate::rules::prelude::*;

rule! {
    /// A condition key that only some services provide, in a statement about others.
    ///
    /// `aws:VpceAccount`, `aws:VpceOrgID` and `aws:VpceOrgPaths` are absent from requests to all
    /// services except those in a list, and from those of `iam:PassRole`. A `Deny` with a negated
    /// operator denies those requests, whatever network they come from.
    ///
    /// ```json
    /// {"Effect": "Deny", "Action": "*", "Resource": "*",
    ///  "Condition": {"StringNotEquals": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}}
    /// ```
    USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES: Warning, AccessAnalyzer, Condition(check)
}

/// The services that have `aws:VpceAccount` and `aws:VpceOrgPaths` (IAM User Guide, "AWS global
/// condition context keys", stored copy of 2026).
const SUPPORTED: [&str; 39] = [
    "acm-pca",
    "apprunner",
    "applicationinsights",
    "athena",
    "cloudformation",
    "comprehendmedical",
    "compute-optimizer",
    "datasync",
    "discovery",
    "dynamodb",
    "ebs",
    "ecr",
    "ecs",
    "firehose",
    "gamelift",
    "healthlake",
    "iam",
    "iotfleetwise",
    "iotwireless",
    "kinesisanalytics",
    "kms",
    "lambda",
    "medical-imaging",
    "omics",
    "payment-cryptography",
    "polly",
    "rbin",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "servicediscovery",
    "servicequotas",
    "shield",
    "ssm-contacts",
    "storagegateway",
    "textract",
    "transcribe",
    "transfer",
];

/// The services that have `aws:VpceOrgID` in addition.
const WITH_ORGANIZATION: [&str; 13] = [
    "b2bi",
    "cassandra",
    "cognito-identity",
    "dms",
    "ds-data",
    "identitystore",
    "iottwinmaker",
    "network-firewall",
    "pricing",
    "ses",
    "sms-voice",
    "sqs",
    "workmail",
];

/// The one action of these services that has none of the keys.
const EXCEPT: &str = "iam:PassRole";

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let key = &condition.key;
    let is_of_organization = key.is("aws:VpceOrgID");
    if !is_of_organization && !key.is("aws:VpceAccount") && !key.is("aws:VpceOrgPaths") {
        return;
    }
    let is_supported = |service: &str| {
        let is_in = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(service));
        is_in(&SUPPORTED) || is_of_organization && is_in(&WITH_ORGANIZATION)
    };
    let name = key.text.value;
    let help = "name actions of services that provide the key";
    if statement.not_action.is_some() {
        let message = format!(
            "{} is used for all services, but only some provide it",
            quoted(name)
        );
        report.find(condition.span(), name, message).help(help);
    }
    if !report.spend(statement.actions().len()) {
        return;
    }
    for action in statement.actions() {
        let text = action.text.value;
        if action.is_everything() || !is_supported(action.service) {
            let message = format!(
                "{} is used for {}, but the service doesn't provide it",
                quoted(name),
                quoted(text)
            );
            report.find(action.text.span, text, message).help(help);
        } else if action.covers(EXCEPT) {
            let message = format!(
                "{} is used for {}, but requests of `{EXCEPT}` don't have it",
                quoted(name),
                quoted(text)
            );
            report.find(action.text.span, text, message).help(format!(
                "move `{EXCEPT}` into a statement without the condition"
            ));
        }
    }
}
