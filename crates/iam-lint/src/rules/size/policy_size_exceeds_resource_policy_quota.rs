use crate::rules::prelude::*;
use crate::rules::size::length::exceeds;

rule! {
    /// A resource-based policy that is longer than its service accepts.
    ///
    /// 20 KB for buckets, tables and functions, 32 KB for KMS keys, 10,240 characters for
    /// repositories of Amazon ECR, 8,192 for queues. `--resource-type` specifies what the policy is
    /// attached to.
    POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA: Warning, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let quota = policy.resource_kind.and_then(|kind| kind.quota);
    if let Some(quota) = quota {
        exceeds(
            policy,
            policy.kind == PolicyKind::Resource,
            true,
            quota,
            report,
        );
    }
}
