use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;
use iam_syntax::value::ip::IpRange;

rule! {
    /// A value of an address operator that is not an address or range.
    ///
    /// ```json
    /// {"IpAddress": {"aws:SourceIp": "203.0.113.0/33"}}
    /// ```
    TYPE_MISMATCH_IP_RANGE: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.operator.comparison() != Some(Comparison::IpAddress) {
        return;
    }
    for value in condition
        .values
        .iter()
        .filter(|value| !value.has_variable())
    {
        if IpRange::parse(value.text).is_none() {
            let message = format!("{} is not an address range", quoted(value.text));
            report
                .find(value.span, value.text, message)
                .help("write an address or a CIDR range, such as `203.0.113.0/24`");
        }
    }
}
