//! The text of a policy that closes a gap.

use crate::form::json::pretty;
use iam_access::report::{FixPolicy, KeyStatement};

/// The text of a policy, ready to be attached.
#[must_use]
pub fn text(policy: &FixPolicy) -> String {
    // A JSON value always has a text.
    pretty(&policy.document).unwrap_or_default() + "\n"
}

/// The text of a statement, ready to be added to a key policy.
#[must_use]
pub fn statement_text(added: &KeyStatement) -> String {
    pretty(&added.statement).unwrap_or_default() + "\n"
}
