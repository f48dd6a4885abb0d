//! What is known of the vendor's product and of this program, not of IAM: hints, texts of reports.

use iam_access::{Hint, Symptom};
use iam_report::access::{Topic, Wording};

/// Hints about the published sets and about the options of this program.
pub const HINTS: &[Hint] = &[
    Hint::new(
        Symptom::GrantedOnlyOn("iam:PassRole"),
        "it may pass {resources} only: the role of each restored instance's profile must be among them",
    ),
    Hint::new(
        Symptom::WithoutMfa,
        "the appliance's sessions have no MFA: grant it without a condition on MFA",
    ),
    Hint::new(
        Symptom::CheckedForUser("worker-deployment"),
        "worker-deployment is for roles only: no worker is deployed as an IAM user",
    ),
    Hint::new(
        Symptom::RefusedByService,
        "no policy can grant it: for a key of another account, have the key's owner check its policy, or use a key of \
         the role's own account; --ignore {action}=REASON ignores it",
    ),
    Hint::new(
        Symptom::KeyOwnerUnknown,
        "the key policy doesn't say which account owns the key: give its ARN with --key",
    ),
    Hint::new(Symptom::DependsOn("aws:RequestedRegion"), "--region"),
    Hint::new(Symptom::DependsOn("sts:ExternalId"), "--external-id"),
    Hint::new(Symptom::KeyOwnerAssumed, "--key ARN specifies it"),
];

/// The terms and texts of this program in reports.
pub const WORDING: Wording = {
    let mut wording = Wording::GENERIC;
    wording.title = "Restore permissions";
    wording.assumer = "the appliance";
    wording.operation = "a restore";
    wording.rule_prefix = "RC";
    wording.information_uri =
        "https://helpcenter.veeam.com/docs/vbaws/guide/role_permissions_restore_ec2.html";
    wording.texts = TEXTS;
    wording
};

const TEXTS: &[(Topic, &str)] = &[
    (
        Topic::GetPolicy,
        "fix: restore-check … --export-missing FILE writes the policy that grants what is missing",
    ),
    (
        Topic::GetPolicies,
        "fix: restore-check … --export-missing DIR writes a policy for each that grants what is missing",
    ),
    (
        Topic::UnprovedPolicy,
        "A proposal based on the missing actions; --export-missing proves it by checking again.",
    ),
    (Topic::MoreReasons, "--verbose"),
    (Topic::CheckTrust, "use --appliance ARN"),
    (
        Topic::Missing,
        "Attach a policy that allows it: restore-check --export-missing writes one. A layer that limits the role, such \
         as a permissions boundary or a service control policy, must allow it too.",
    ),
    (
        Topic::Limited,
        "A restore works for these resources only. The vendor requires it on every resource.",
    ),
    (
        Topic::Conditional,
        "Make sure that the conditions hold during a restore, or specify them with --context, --absent and --region.",
    ),
    (
        Topic::NotTrusted,
        "In the role's trust policy, allow sts:AssumeRole for the appliance's Impersonation role or for its account.",
    ),
    (
        Topic::ConditionalTrust,
        "Make sure that the appliance meets the conditions; specify an external ID with --external-id.",
    ),
];
