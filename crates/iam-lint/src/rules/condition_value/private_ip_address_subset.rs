use crate::rules::condition_value::private::{Private, find, private};
use crate::rules::prelude::*;

rule! {
    /// `aws:SourceIp` with some private addresses.
    ///
    /// No request comes from them. Inside a VPC, use `aws:VpcSourceIp`.
    ///
    /// ```json
    /// {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}}
    /// ```
    PRIVATE_IP_ADDRESS_SUBSET: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if let Some(Private::Some(values)) = private(condition, false) {
        let help = "remove it, or use the key `aws:VpcSourceIp` for it";
        find(&values, false, help, report);
    }
}
