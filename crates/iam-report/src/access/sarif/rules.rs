//! The kinds of findings, with stable IDs.

use crate::access::{Topic, Wording};
use crate::form::sarif::{Configuration, Level, Rule};
use iam_access::report::{ActionStatus, TrustStatus};

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FindingKind {
    Missing,
    Denied,
    Limited,
    Conditional,
    Untrusted,
    TrustConditional,
}

const ALL: [FindingKind; 6] = [
    FindingKind::Missing,
    FindingKind::Denied,
    FindingKind::Limited,
    FindingKind::Conditional,
    FindingKind::Untrusted,
    FindingKind::TrustConditional,
];

impl FindingKind {
    pub(super) const fn of_action(status: ActionStatus) -> Option<Self> {
        match status {
            ActionStatus::Granted => None,
            ActionStatus::Missing => Some(Self::Missing),
            ActionStatus::Denied => Some(Self::Denied),
            ActionStatus::Limited => Some(Self::Limited),
            ActionStatus::Conditional => Some(Self::Conditional),
        }
    }

    pub(super) const fn of_trust(status: TrustStatus) -> Option<Self> {
        match status {
            TrustStatus::Denied | TrustStatus::Missing => Some(Self::Untrusted),
            TrustStatus::Conditional => Some(Self::TrustConditional),
            TrustStatus::Granted | TrustStatus::NotSupplied | TrustStatus::NotApplicable => None,
        }
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }

    pub(super) fn id(self, wording: &Wording) -> String {
        format!("{}{:03}", wording.rule_prefix, self.index() + 1)
    }

    pub(super) const fn level(self) -> Level {
        match self {
            Self::Missing | Self::Denied | Self::Untrusted => Level::Error,
            Self::Limited | Self::Conditional | Self::TrustConditional => Level::Warning,
        }
    }

    /// What it means for the operation.
    const fn meaning(self) -> &'static str {
        match self {
            Self::Missing => {
                "No policy allows the action, or a layer that limits the principal doesn't: an implicit deny. Requests \
                 that need the action fail."
            }
            Self::Denied => {
                "A statement denies the action. A deny overrides every allow, so adding permissions doesn't help."
            }
            Self::Limited => {
                "The action is allowed on some resources, and required on all. Requests for the others fail."
            }
            Self::Conditional => {
                "Whether the action is allowed depends on values of the request that are not known here."
            }
            Self::Untrusted => {
                "The role's trust policy, or the policies of the principal that is to assume it, don't allow \
                 sts:AssumeRole."
            }
            Self::TrustConditional => {
                "Whether sts:AssumeRole is allowed depends on values of the request that are not known here."
            }
        }
    }

    /// AWS's documentation about it.
    const fn page(self) -> &'static str {
        match self {
            Self::Missing | Self::Limited => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
            }
            Self::Denied => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html"
            }
            Self::Conditional => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html"
            }
            Self::Untrusted | Self::TrustConditional => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html"
            }
        }
    }

    /// Name, description, and the topic of the help text.
    fn words(self, wording: &Wording) -> (&'static str, String, Topic) {
        let (name, description, topic) = match self {
            Self::Missing => (
                "MissingPermission",
                "A required action is not allowed.",
                Topic::Missing,
            ),
            Self::Denied => (
                "DeniedPermission",
                "A required action is explicitly denied.",
                Topic::Denied,
            ),
            Self::Limited => (
                "LimitedPermission",
                "A required action is allowed on some resources only.",
                Topic::Limited,
            ),
            Self::Conditional => (
                "ConditionalPermission",
                "A required action is allowed in some contexts only.",
                Topic::Conditional,
            ),
            Self::Untrusted => {
                let says = format!(
                    "{} may not assume the role.",
                    sentence_start(wording.assumer)
                );
                return ("NotTrusted", says, Topic::NotTrusted);
            }
            Self::TrustConditional => {
                let who = sentence_start(wording.assumer);
                let says = format!("{who} may assume the role under conditions only.");
                return ("ConditionalTrust", says, Topic::ConditionalTrust);
            }
        };
        (name, description.to_owned(), topic)
    }
}

/// The text with a capital first letter.
fn sentence_start(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The rules of all kinds, in the order of their indices.
pub(super) fn all(wording: &Wording) -> Vec<Rule> {
    let rule = |kind: FindingKind| {
        let (name, description, topic) = kind.words(wording);
        Rule {
            id: kind.id(wording),
            name,
            full_description: format!("{description} {}", kind.meaning()).into(),
            short_description: description.into(),
            help_uri: Some(kind.page()),
            help: wording.text(topic).unwrap_or_default().into(),
            default_configuration: Configuration {
                level: kind.level(),
            },
        }
    };
    ALL.map(rule).into()
}

#[cfg(test)]
mod tests {
    use super::{ALL, all};
    use crate::access::Wording;

    #[test]
    fn a_kind_is_found_at_its_index() {
        let wording = Wording {
            rule_prefix: "X",
            ..Wording::default()
        };
        let rules = all(&wording);
        for kind in ALL {
            assert_eq!(rules[kind.index()].id, kind.id(&wording));
        }
        assert_eq!(rules[0].id, "X001");
    }
}
