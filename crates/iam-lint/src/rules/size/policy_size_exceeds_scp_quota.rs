use crate::rules::prelude::*;
use crate::rules::size::length::exceeds;

rule! {
    /// A service control policy with more than 10,240 characters.
    ///
    /// White space counts if a policy is saved with the API or the AWS CLI; the console removes it.
    /// The quota was 5,120 until 2025 (AWS Organizations User Guide, "Quotas and service limits",
    /// 2026).
    POLICY_SIZE_EXCEEDS_SCP_QUOTA: Error, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    exceeds(
        policy,
        policy.kind == PolicyKind::ServiceControl,
        true,
        10_240,
        report,
    );
}
