use crate::rules::prelude::*;
use iam_catalog::{fits, nearest_name, partitions};

rule! {
    /// The second part of an ARN is not a partition.
    ///
    /// Partitions are groups of Regions: `aws`, `aws-cn`, `aws-us-gov` and so on. A name of the form `aws-…`
    /// that is not in the list may be newer: a warning.
    ///
    /// ```json
    /// {"Resource": "arn:mars:s3:::reports-bucket"}
    /// ```
    INVALID_PARTITION: Error, AccessAnalyzer, Resource(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, resource: &Resource<'_>, report: &mut Report) {
    let Some(arn) = resource.arn.as_ref().filter(|arn| arn.count > 2) else {
        return;
    };
    let partition = arn.partition();
    let is_known = |known: &str| match partition.contains(['*', '?']) {
        true => fits(partition, known),
        false => partition == known,
    };
    if partition.contains("${") || partitions().any(is_known) {
        return;
    }
    let span = resource.text.part(partition);
    let message = format!("the partition {} is not known", quoted(partition));
    let near = nearest_name(partition, partitions());
    let is_plausible = partition.starts_with("aws-") && near.is_none();
    let severity = match is_plausible {
        true => Severity::Warning,
        false => Severity::Error,
    };
    let known = partitions().collect::<Vec<_>>().join(", ");
    let found = report.find_as(severity, span, resource.text.value, message);
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("the partitions are {known}")),
    };
}
