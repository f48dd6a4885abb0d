use crate::rules::prelude::*;
use iam_syntax::document::operator::Comparison;
use iam_syntax::value::ip::IpRange;
use std::net::{Ipv4Addr, Ipv6Addr};

rule! {
    /// A range whose address isn't its first one.
    ///
    /// `203.0.113.77/24` means `203.0.113.0/24`: the last bits are ignored.
    ///
    /// ```json
    /// {"IpAddress": {"aws:SourceIp": "203.0.113.77/24"}}
    /// ```
    IMPROVE_IP_RANGE: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if condition.operator.comparison() != Some(Comparison::IpAddress) {
        return;
    }
    for value in &condition.values {
        let Some((written, prefix)) = value.text.split_once('/') else {
            continue;
        };
        let first = match IpRange::parse(value.text) {
            Some(IpRange::V4 { address, .. }) => {
                let address = Ipv4Addr::from_bits(address);
                (written.parse() != Ok(address)).then(|| address.to_string())
            }
            Some(IpRange::V6 { address, .. }) => {
                let address = Ipv6Addr::from_bits(address);
                (written.parse() != Ok(address)).then(|| address.to_string())
            }
            None => None,
        };
        if let Some(first) = first {
            let range = format!("{first}/{prefix}");
            let message = format!("{} means {}", quoted(value.text), quoted(&range));
            let found = report
                .find(value.span, value.text, message)
                .help(format!("write `{range}`"));
            if value.as_text().is_plain() {
                found.edit(value.span, range);
            }
        }
    }
}
