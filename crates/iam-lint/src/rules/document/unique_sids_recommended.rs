use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// A `Sid` that another statement also has, in a policy in which that is allowed.
    ///
    /// Messages and suppressions that name a `Sid` can't distinguish the statements.
    ///
    /// ```json
    /// [{"Sid": "Read", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
    ///  {"Sid": "Read", "Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "*"}]
    /// ```
    UNIQUE_SIDS_RECOMMENDED: Warning, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    if !is_of_iam(policy) {
        for sid in repeated(policy) {
            let message = format!("the Sid {} is used twice", quoted(sid.value));
            report
                .find(sid.span, sid.value, message)
                .help("give each statement its own Sid");
        }
    }
}

/// Whether IAM's rules about Sids apply (S1.14): trust policies are policies of IAM.
pub(super) fn is_of_iam(policy: &Policy<'_>) -> bool {
    policy.kind.is_identity_type() || policy.kind == PolicyKind::Trust
}

/// Each Sid that an earlier statement has; empty ones don't count.
pub(super) fn repeated<'a>(policy: &Policy<'a>) -> Vec<Text<'a>> {
    let mut seen = HashSet::new();
    let sids = policy
        .statements
        .iter()
        .filter_map(|statement| statement.sid);
    sids.filter(|sid| !sid.value.is_empty() && !seen.insert(sid.value))
        .collect()
}
