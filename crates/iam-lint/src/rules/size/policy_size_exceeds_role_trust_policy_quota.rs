use crate::rules::prelude::*;
use crate::rules::size::length::exceeds;

rule! {
    /// A role's trust policy with more than 2,048 characters, excluding white space.
    ///
    /// The quota can be raised to 8,192.
    POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: Warning, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    exceeds(
        policy,
        policy.kind == PolicyKind::Trust,
        false,
        2_048,
        report,
    );
}
