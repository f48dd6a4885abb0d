//! The sorts of findings, with ids that stay.

use crate::form::sarif::{Configuration, Level, Rule};
use iam_access::report::{ActionStatus, TrustStatus};

/// A sort of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Missing,
    Denied,
    Limited,
    Conditional,
    Untrusted,
    TrustConditional,
}

const ALL: [Sort; 6] = [
    Sort::Missing,
    Sort::Denied,
    Sort::Limited,
    Sort::Conditional,
    Sort::Untrusted,
    Sort::TrustConditional,
];

impl Sort {
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

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Missing => "RC001",
            Self::Denied => "RC002",
            Self::Limited => "RC003",
            Self::Conditional => "RC004",
            Self::Untrusted => "RC005",
            Self::TrustConditional => "RC006",
        }
    }

    pub(super) const fn level(self) -> Level {
        match self {
            Self::Missing | Self::Denied | Self::Untrusted => Level::Error,
            Self::Limited | Self::Conditional | Self::TrustConditional => Level::Warning,
        }
    }

    /// Name, description and what to do.
    const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Missing => [
                "MissingPermission",
                "A required action is not allowed.",
                "Attach a policy that allows it: {program} --export-missing writes one. A layer that limits the role, such as a permissions boundary or a service control policy, must allow it too.",
            ],
            Self::Denied => [
                "DeniedPermission",
                "A required action is denied explicitly.",
                "No added permission can help: a deny wins over every allow. Change or remove the statement that denies it.",
            ],
            Self::Limited => [
                "LimitedPermission",
                "A required action is allowed on some resources only.",
                "A restore works as far as these resources reach. The vendor asks for it on every resource.",
            ],
            Self::Conditional => [
                "ConditionalPermission",
                "A required action is allowed in some contexts only.",
                "See that the conditions hold when a restore runs, or settle them with --context, --absent and --region.",
            ],
            Self::Untrusted => [
                "NotTrusted",
                "The backup appliance may not assume the role.",
                "Let the role's trust policy allow sts:AssumeRole to the appliance's Impersonation role or to its account.",
            ],
            Self::TrustConditional => [
                "ConditionalTrust",
                "The backup appliance may assume the role under conditions only.",
                "See that the appliance fulfils the conditions; an external id is given with --external-id.",
            ],
        }
    }
}

/// The rules of all sorts, in the order of their indices; their help names the program.
pub(super) fn all(program: &str) -> Vec<Rule> {
    let rule = |sort: Sort| {
        let [name, description, help] = sort.words();
        Rule {
            id: sort.id(),
            name,
            short_description: description.into(),
            help: help.replace("{program}", program).into(),
            default_configuration: Configuration {
                level: sort.level(),
            },
        }
    };
    ALL.map(rule).into()
}

#[cfg(test)]
mod tests {
    use super::{ALL, all};

    #[test]
    fn a_sort_is_found_at_its_index() {
        let rules = all("program");
        for sort in ALL {
            assert_eq!(rules[sort.index()].id, sort.id());
        }
    }
}
