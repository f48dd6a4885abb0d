//! The text of a policy that closes a gap.

use crate::form::json::pretty;
use iam_access::report::FixPolicy;

/// The text of a policy, ready to be attached.
#[must_use]
pub fn text(policy: &FixPolicy) -> String {
    // A value always has a text.
    pretty(&policy.document).unwrap_or_default() + "\n"
}
