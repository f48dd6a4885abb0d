use crate::rules::condition_value::private::{Private, find, private};
use crate::rules::prelude::*;

rule! {
    /// `aws:SourceIp` with private addresses only.
    ///
    /// The key is the public address that a request comes from: the condition is never met. Inside
    /// a VPC, use `aws:VpcSourceIp`.
    ///
    /// ```json
    /// {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    /// ```
    PRIVATE_IP_ADDRESS: Error, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if let Some(Private::All(values)) = private(condition, false) {
        let help = "use public addresses, or the key `aws:VpcSourceIp`";
        find(&values, false, help, report);
    }
}
