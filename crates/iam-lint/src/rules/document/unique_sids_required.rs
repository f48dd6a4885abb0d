use crate::rules::document::unique_sids_recommended::{is_of_iam, repeated};
use crate::rules::prelude::*;

rule! {
    /// A `Sid` that another statement of the same IAM policy also has.
    ///
    /// In identity policies, permissions boundaries, session policies, SCPs and trust policies each
    /// is unique.
    ///
    /// ```json
    /// [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    ///  {"Sid": "Read", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]
    /// ```
    UNIQUE_SIDS_REQUIRED: Error, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    if is_of_iam(policy) {
        for sid in repeated(policy) {
            let message = format!("the Sid {} is used twice", quoted(sid.value));
            report
                .find(sid.span, sid.value, message)
                .help("give each statement its own Sid, or none");
        }
    }
}
