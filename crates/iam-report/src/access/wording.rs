//! The terms of the program that shows a report, and the actions that it can suggest.

/// The terms and texts of a program. The reports know only IAM; the program provides what they are
/// about, and which of its options help.
///
/// ```
/// use iam_report::access::{Topic, Wording};
/// let mut wording = Wording::default();
/// wording.assumer = "the scanner";
/// wording.texts = &[(Topic::MoreReasons, "press a")];
/// assert_eq!(wording.text(Topic::MoreReasons), Some("press a"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wording {
    /// The title of a page.
    pub title: &'static str,
    /// The principal that assumes the roles, with an article.
    pub assumer: &'static str,
    /// What the permissions are needed for, with an article.
    pub operation: &'static str,
    /// The prefix of SARIF rule IDs; three digits follow.
    pub rule_prefix: &'static str,
    /// The URL of a page about the permissions, for code scanning.
    pub information_uri: &'static str,
    /// Texts that replace the generic ones.
    pub texts: &'static [(Topic, &'static str)],
}

/// The topic of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Topic {
    /// How to get the policy that closes the gap of one principal, in one line.
    GetPolicy,
    /// [`Topic::GetPolicy`] for several principals.
    GetPolicies,
    /// A sentence about a policy that was not proved by judging again with it attached.
    UnprovedPolicy,
    /// The option that shows all reasons.
    MoreReasons,
    /// How to have the trust policy checked.
    CheckTrust,
    /// What to do about a missing action; like the following ones, the help of a SARIF rule.
    Missing,
    /// What to do about a denied action.
    Denied,
    /// What to do about an action that is granted on some resources only.
    Limited,
    /// What to do about an action that is granted in some contexts only.
    Conditional,
    /// What to do if the assumer may not assume the role.
    NotTrusted,
    /// What to do if the assumer may assume the role under conditions only.
    ConditionalTrust,
}

/// The texts used if the program provides none. A topic without a text is omitted from the reports.
const GENERIC: [(Topic, &str); 7] = [
    (
        Topic::UnprovedPolicy,
        "A proposal based on the missing actions, not proved by judging again.",
    ),
    (
        Topic::Missing,
        "Attach a policy that allows it. A layer that limits the role, such as a permissions boundary or a service \
         control policy, must allow it too.",
    ),
    (
        Topic::Denied,
        "No added permission can help: a deny overrides every allow. Change or remove the statement that denies it.",
    ),
    (
        Topic::Limited,
        "It is allowed on these resources only, and required on every resource.",
    ),
    (
        Topic::Conditional,
        "Make sure that the conditions hold when the action is used.",
    ),
    (
        Topic::NotTrusted,
        "In the role's trust policy, allow sts:AssumeRole for the principal that assumes the role, or for its account.",
    ),
    (
        Topic::ConditionalTrust,
        "Make sure that the principal that assumes the role meets the conditions.",
    ),
];

impl Wording {
    /// The terms of a program that provides none.
    pub const GENERIC: Self = Self {
        title: "Permissions",
        assumer: "the assumer",
        operation: "the operation",
        rule_prefix: "IAM",
        information_uri: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html",
        texts: &[],
    };

    /// The text for a topic: the program's, otherwise the generic one.
    #[must_use]
    pub fn text(&self, topic: Topic) -> Option<&'static str> {
        let mut texts = self.texts.iter().chain(&GENERIC);
        texts
            .find(|(known, _)| *known == topic)
            .map(|(_, text)| *text)
    }
}

impl Default for Wording {
    fn default() -> Self {
        Self::GENERIC
    }
}
