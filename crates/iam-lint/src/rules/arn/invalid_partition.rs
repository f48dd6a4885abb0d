use crate::policy::{Arn, Text};
use crate::rules::prelude::*;
use iam_catalog::{fits, nearest_name, partitions};

rule! {
    /// The second part of an ARN, of a resource or of a principal, is not a partition.
    ///
    /// Partitions are groups of Regions: `aws`, `aws-cn`, `aws-us-gov` and so on. A name of the
    /// form `aws-…` that is not in the list may be newer: a warning.
    ///
    /// ```json
    /// {"Resource": "arn:mars:s3:::reports-bucket"}
    /// ```
    INVALID_PARTITION: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for resource in statement
        .resources()
        .iter()
        .chain(statement.not_resources())
    {
        if let Some(arn) = &resource.arn {
            check_arn(resource.text, arn, report);
        }
    }
    for principal in statement
        .principals()
        .iter()
        .chain(statement.not_principals())
    {
        if let Some(arn) = Arn::of(principal.text.value) {
            check_arn(principal.text, &arn, report);
        }
    }
}

fn check_arn(text: Text<'_>, arn: &Arn<'_>, report: &mut Report) {
    let partition = arn.partition();
    let is_known = |known: &str| match partition.contains(['*', '?']) {
        true => fits(partition, known),
        false => partition == known,
    };
    if arn.count < 3 || partition.contains("${") || partitions().any(is_known) {
        return;
    }
    let message = format!("the partition {} is not known", quoted(partition));
    let near = nearest_name(partition, partitions());
    let is_plausible = partition.starts_with("aws-") && near.is_none();
    let severity = match is_plausible {
        true => Severity::Warning,
        false => Severity::Error,
    };
    let known = partitions().collect::<Vec<_>>().join(", ");
    let found = report.find_as(severity, text.part(partition), text.value, message);
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("the partitions are {known}")),
    };
}
