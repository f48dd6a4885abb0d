//! What the caller of this crate has to say about mistakes that it knows of.

/// Advice about a set of permissions, beside the reasons that the engine gives.
///
/// ```
/// use iam_access::{Advice, OnlyOn};
/// const ADVICE: Advice = Advice {
///     without_mfa: Some("the program has no MFA: grant it without a condition on that"),
///     only_on: &[OnlyOn { action: "iam:PassRole", before: "it may pass ", after: " only" }],
///     to_users: None,
/// };
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Advice {
    /// Said of an action that is granted under a condition on MFA, where the requests have none.
    pub without_mfa: Option<&'static str>,
    /// Said of actions that are granted on some resources only.
    pub only_on: &'static [OnlyOn],
    /// Noted where the set is asked of an IAM user.
    pub to_users: Option<&'static str>,
}

/// Advice about an action that is granted on some resources only: a sentence that lists them.
#[derive(Debug, Clone, Copy)]
pub struct OnlyOn {
    /// The action.
    pub action: &'static str,
    /// What is said before the resources.
    pub before: &'static str,
    /// What is said after them.
    pub after: &'static str,
}
