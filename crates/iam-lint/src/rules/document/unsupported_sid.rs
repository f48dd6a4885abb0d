use crate::rules::document::unique_sids_recommended::is_of_iam;
use crate::rules::prelude::*;

rule! {
    /// A `Sid` with characters other than letters and digits.
    ///
    /// IAM accepts `A`–`Z`, `a`–`z` and `0`–`9` in its own policies, trust policies included, and
    /// so does AWS Organizations; services accept more in resource-based policies, and use
    /// `__default_statement_ID` themselves.
    ///
    /// ```json
    /// {"Sid": "read reports", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    UNSUPPORTED_SID: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let is_limited = is_of_iam(policy) || policy.kind == PolicyKind::ResourceControl;
    let Some(sid) = statement.sid.filter(|_| is_limited) else {
        return;
    };
    if !sid.value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let message = format!(
            "the Sid {} has characters that AWS rejects",
            quoted(sid.value)
        );
        report
            .find(sid.span, sid.value, message)
            .help("use letters and digits only (A–Z, a–z, 0–9)");
    }
}
