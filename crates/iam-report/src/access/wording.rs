//! What the program that shows a report calls things, and what it can do about them.

/// The words of a program. The reports know IAM; what they are about, and which options help, the program says.
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
    /// Who is to assume the roles, with an article.
    pub assumer: &'static str,
    /// What the permissions are needed for, with an article.
    pub operation: &'static str,
    /// What the ids of SARIF's rules start with: three digits follow.
    pub rule_prefix: &'static str,
    /// The address of a page about the permissions, for code scanning.
    pub information_uri: &'static str,
    /// Texts in the place of the generic ones.
    pub texts: &'static [(Topic, &'static str)],
}

/// What a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Topic {
    /// A line that says how to get the policy that closes the gap of one principal.
    GetPolicy,
    /// The same where there are several principals.
    GetPolicies,
    /// A sentence about a policy that was not proved by judging again with it attached.
    UnprovedPolicy,
    /// The option that shows all reasons.
    MoreReasons,
    /// How to have the trust policy checked.
    CheckTrust,
    /// What to do about a missing action; the help of a rule in SARIF, as those that follow.
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

/// Where the program gives no text. A topic without a line is left out of the reports.
const GENERIC: [(Topic, &str); 7] = [
    (
        Topic::UnprovedPolicy,
        "A proposal from the missing actions, not proved by judging again.",
    ),
    (
        Topic::Missing,
        "Attach a policy that allows it. A layer that limits the role, such as a permissions boundary or a service \
         control policy, must allow it too.",
    ),
    (
        Topic::Denied,
        "No added permission can help: a deny wins over every allow. Change or remove the statement that denies it.",
    ),
    (
        Topic::Limited,
        "It works as far as these resources reach. It is required on every resource.",
    ),
    (
        Topic::Conditional,
        "Make sure that the conditions hold when the action is used.",
    ),
    (
        Topic::NotTrusted,
        "Let the role's trust policy allow sts:AssumeRole to the principal that is to assume it, or to its account.",
    ),
    (
        Topic::ConditionalTrust,
        "Make sure that the principal that is to assume the role fulfils the conditions.",
    ),
];

impl Wording {
    /// The words of a program that gives none of its own.
    pub const GENERIC: Self = Self {
        title: "Permissions",
        assumer: "the assumer",
        operation: "the operation",
        rule_prefix: "IAM",
        information_uri: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html",
        texts: &[],
    };

    /// The text about a topic: the program's, or else the generic one.
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
