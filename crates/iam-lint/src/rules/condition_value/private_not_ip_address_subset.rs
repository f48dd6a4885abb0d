use crate::rules::condition_value::private::{Private, find, private};
use crate::rules::prelude::*;

rule! {
    /// `NotIpAddress` on `aws:SourceIp` with some private addresses.
    ///
    /// Every request comes from an address other than those.
    ///
    /// ```json
    /// {"NotIpAddress": {"aws:SourceIp": ["172.16.0.0/12", "203.0.113.0/24"]}}
    /// ```
    PRIVATE_NOT_IP_ADDRESS_SUBSET: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if let Some(Private::Some(values)) = private(condition, true) {
        let help = "remove it, or use the key `aws:VpcSourceIp` for it";
        find(&values, true, help, report);
    }
}
