use crate::rules::prelude::*;
use iam_catalog::{RegionName, fits, partitions, regions};

rule! {
    /// A value of `aws:RequestedRegion` that is not a Region.
    ///
    /// A name in the format of Regions that is not in the list may be newer: a warning. A pattern
    /// is valid if it matches a Region. `aws-global` and the like, which endpoints of global
    /// services have instead of a Region, are accepted.
    ///
    /// ```json
    /// {"StringEquals": {"aws:RequestedRegion": "us-middle-7"}}
    /// ```
    INVALID_REGION: Error, AccessAnalyzer, Condition(check)
}

/// Keys whose values are Regions.
const KEYS: [&str; 2] = ["aws:RequestedRegion", "ec2:Region"];

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let operator = condition.operator;
    let compares = operator.is_string_like() || operator.is_string_equals();
    if !compares || !KEYS.iter().any(|key| condition.key.is(key)) {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| !value.has_variable())
    {
        let text = value.text;
        if text.contains(['*', '?']) {
            let mut known = regions().map(str::to_owned).chain(global_names());
            if operator.is_string_like() && !known.any(|known| fits(text, &known)) {
                let message = format!("no Region matches {}", quoted(text));
                report.find_as(Severity::Warning, value.span, text, message);
            }
            continue;
        }
        let message = format!("the Region {} is not known", quoted(text));
        match RegionName::of(text) {
            RegionName::Known => {}
            _ if global_names().any(|known| known == text) => {}
            RegionName::New => {
                report
                    .find_as(Severity::Warning, value.span, text, message)
                    .help(format!(
                        "it may be newer than the list of {}",
                        iam_catalog::REGIONS_AS_OF
                    ));
            }
            RegionName::Misspelt(meant) => {
                report
                    .find(value.span, text, message)
                    .help(format!("did you mean `{meant}`?"));
            }
            _ => {
                report
                    .find(value.span, text, message)
                    .help("name a Region, such as `us-east-1`");
            }
        }
    }
}

/// The names that endpoints of global services have in place of a Region's (botocore 1.44.8,
/// `endpoints.json`): `aws-global`, `aws-cn-global` and so on.
fn global_names() -> impl Iterator<Item = String> {
    partitions().map(|partition| format!("{partition}-global"))
}
