use crate::rules::prelude::*;

rule! {
    /// `aws:VpcSourceIp` without a condition on the VPC.
    ///
    /// Other VPCs may use the same addresses. AWS only publishes this pair.
    ///
    /// ```json
    /// {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}
    /// ```
    MISSING_PAIRED_CONDITION_KEYS: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let pairs = ["aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"];
    let is_paired = || {
        pairs
            .iter()
            .any(|key| statement.conditions_on(key).next().is_some())
    };
    if condition.key.is("aws:VpcSourceIp") && !condition.operator.is_null() && !is_paired() {
        let name = condition.key.text.value;
        let message = format!(
            "{} doesn't determine the VPC: others may use the same addresses",
            quoted(name)
        );
        report
            .find(condition.span(), name, message)
            .help("add a condition on `aws:SourceVpc`, `aws:SourceVpce` or `aws:SourceVpcArn`");
    }
}
