use crate::rules::prelude::*;
use crate::rules::size::length::exceeds;

rule! {
    /// A resource control policy with more than 5,120 characters.
    ///
    /// White space counts if a policy is saved with the API or the AWS CLI; the console removes it.
    POLICY_SIZE_EXCEEDS_RCP_QUOTA: Error, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    exceeds(
        policy,
        policy.kind == PolicyKind::ResourceControl,
        true,
        5_120,
        report,
    );
}
