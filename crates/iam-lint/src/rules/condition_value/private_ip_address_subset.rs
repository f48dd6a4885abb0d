use crate::rules::condition_value::private::{Private, private};
use crate::rules::prelude::*;

rule! {
    /// `aws:SourceIp` with some private addresses.
    ///
    /// No request comes from them. Inside a VPC the key is `aws:VpcSourceIp`.
    ///
    /// ```json
    /// {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}}
    /// ```
    PRIVATE_IP_ADDRESS_SUBSET: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if let Some(Private::Some(values)) = private(condition, false) {
        for value in values {
            let message = format!(
                "no request comes from the private address {}",
                quoted(value.text)
            );
            report
                .find(value.span, value.text, message)
                .help("remove it, or use the key `aws:VpcSourceIp` for it");
        }
    }
}
