use crate::rules::prelude::*;
use crate::rules::size::length::exceeds;

rule! {
    /// An identity policy with more than 6,144 characters, excluding white space.
    ///
    /// This is the quota of a managed policy, and of a permissions boundary. The inline policies of
    /// an identity may together have 2,048 (users), 5,120 (groups) or 10,240 (roles).
    POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA: Warning, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let is_identity = matches!(
        policy.kind,
        PolicyKind::Identity | PolicyKind::PermissionsBoundary
    );
    exceeds(policy, is_identity, false, 6_144, report);
}
