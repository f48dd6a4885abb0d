use crate::rules::condition_value::private::{Private, find, private};
use crate::rules::prelude::*;

rule! {
    /// `NotIpAddress` on `aws:SourceIp` with private addresses only.
    ///
    /// Every request comes from another address: the condition is always met.
    ///
    /// ```json
    /// {"NotIpAddress": {"aws:SourceIp": "172.16.0.0/12"}}
    /// ```
    PRIVATE_NOT_IP_ADDRESS: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if let Some(Private::All(values)) = private(condition, true) {
        let help = "use public addresses, or the key `aws:VpcSourceIp`";
        find(&values, true, help, report);
    }
}
