//! Private addresses in conditions on `aws:SourceIp`.

use crate::policy::{Condition, ConditionValue};
use crate::report::Report;
use iam_syntax::document::operator::Comparison;
use iam_syntax::text::mistake::quoted;
use iam_syntax::value::ip::IpRange;

/// The private values of a condition.
pub(super) enum Private<'c, 'a> {
    /// It has no others.
    All(Vec<&'c ConditionValue<'a>>),
    /// It has public ones, too.
    Some(Vec<&'c ConditionValue<'a>>),
}

/// The private values of a condition on `aws:SourceIp` with `IpAddress`, or with `NotIpAddress`.
pub(super) fn private<'c, 'a>(
    condition: &'c Condition<'a>,
    is_negated: bool,
) -> Option<Private<'c, 'a>> {
    let operator = condition.operator;
    if operator.comparison() != Some(Comparison::IpAddress)
        || operator.is_negated() != is_negated
        || !condition.key.is("aws:SourceIp")
    {
        return None;
    }
    let ranges = condition.values.iter();
    let ranges: Vec<_> = ranges
        .filter_map(|value| Some((value, IpRange::parse(value.text)?)))
        .collect();
    let is_private = |range: IpRange| {
        PRIVATE
            .iter()
            .filter_map(|known| IpRange::parse(known))
            .any(|known| within(range, known))
    };
    let (private, public): (Vec<_>, Vec<_>) = ranges
        .into_iter()
        .partition(|(_, range)| is_private(*range));
    if private.is_empty() {
        return None;
    }
    let values = private.into_iter().map(|(value, _)| value).collect();
    Some(match public.is_empty() {
        true => Private::All(values),
        false => Private::Some(values),
    })
}

/// Reports the private values of a condition with `IpAddress`, or with `NotIpAddress`.
pub(super) fn find(
    values: &[&ConditionValue<'_>],
    is_negated: bool,
    help: &str,
    report: &mut Report,
) {
    let why = match is_negated {
        false => "no request comes from the private address",
        true => "every request comes from an address other than",
    };
    for value in values {
        let message = format!("{why} {}", quoted(value.text));
        report.find(value.span, value.text, message).help(help);
    }
}

/// RFC 1918, and RFC 4193 for IPv6.
const PRIVATE: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/// Whether all addresses of a range are in another.
fn within(inner: IpRange, outer: IpRange) -> bool {
    match (inner, outer) {
        (
            IpRange::V4 { address, mask },
            IpRange::V4 {
                address: first,
                mask: wide,
            },
        ) => mask & wide == wide && address & wide == first,
        (
            IpRange::V6 { address, mask },
            IpRange::V6 {
                address: first,
                mask: wide,
            },
        ) => mask & wide == wide && address & wide == first,
        _ => false,
    }
}
