//! What the vendor's product needs and no policy says.

use iam_access::{Advice, OnlyOn};

/// Advice about every set that is checked.
pub const ADVICE: Advice = Advice {
    without_mfa: Some(
        "the appliance's sessions carry no MFA: grant it without a condition on that",
    ),
    only_on: &[OnlyOn {
        action: "iam:PassRole",
        before: "it may pass ",
        after: " only: the role of each restored instance's profile must be among them",
    }],
    to_users: None,
};

/// The same about the set that deploys worker instances.
pub(crate) const OF_WORKERS: Advice = Advice {
    to_users: Some("worker-deployment is for roles only: no worker is deployed as an IAM user"),
    ..ADVICE
};
