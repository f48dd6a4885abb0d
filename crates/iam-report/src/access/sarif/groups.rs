//! Groups findings into results: two thousand roles with dozens of gaps each would be far more
//! results than code scanning shows.

use super::rules::FindingKind;
use crate::access::{Wording, words};
use crate::form::sarif::Level;
use iam_access::report::{ActionReport, PrincipalReport, Reason, Trust, Verdict};
use std::cmp::Reverse;

/// What findings of a principal must have in common to be one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The same rule: at most five results per principal, and as many for ignored findings.
    Rule,
    /// The same level: at most two, and as many for ignored findings.
    Level,
}

/// Classes of results, the most severe first: if some results are omitted, they are the least
/// severe ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Failing,
    Open,
    /// Findings that the user ignores are suppressed.
    Ignored,
}

impl Class {
    pub(super) const ALL: [Self; 3] = [Self::Failing, Self::Open, Self::Ignored];
}

/// A finding.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry<'a> {
    Trust(&'a Trust),
    Action(&'a str, &'a ActionReport),
}

/// Findings of a principal that form one result.
#[derive(Debug, Clone)]
pub(super) struct Group<'a> {
    pub(super) principal: &'a PrincipalReport,
    /// The kind of the worst finding.
    pub(super) kind: FindingKind,
    pub(super) entries: Vec<Entry<'a>>,
    by: By,
}

impl<'a> Entry<'a> {
    fn kind(&self) -> Option<FindingKind> {
        match self {
            Self::Trust(trust) => FindingKind::of_trust(trust.status),
            Self::Action(_, action) => FindingKind::of_action(action.status),
        }
    }

    fn class(&self) -> Class {
        let verdict = match self {
            Self::Trust(trust) => trust.status.verdict(),
            Self::Action(_, action) if action.ignored.is_some() => return Class::Ignored,
            Self::Action(_, action) => action.status.verdict(),
        };
        match verdict {
            Verdict::Fail => Class::Failing,
            Verdict::Conditional | Verdict::Pass => Class::Open,
        }
    }

    pub(super) fn reasons(&self) -> std::slice::Iter<'a, Reason> {
        match self {
            Self::Trust(trust) => trust.reasons.iter(),
            Self::Action(_, action) => action.reasons.iter(),
        }
    }

    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Trust(trust) => trust.known,
            Self::Action(_, action) => action.known,
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Trust(_) => "trust:".to_owned(),
            Self::Action(_, action) => match action.needed_on() {
                Some(on) => format!("{} on {on}", action.canonical_name()),
                None => action.canonical_name().to_owned(),
            },
        }
    }

    /// True if the same sentence describes both.
    pub(super) fn says_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Action(set, action), Self::Action(other_set, other)) => {
                set == other_set
                    && action.status == other.status
                    && action.when == other.when
                    && action.hint == other.hint
                    && first_reason(action) == first_reason(other)
            }
            _ => false,
        }
    }

    /// The sentence after the names of `count` actions.
    pub(super) fn status(&self, count: usize, wording: &Wording) -> String {
        match self {
            Self::Trust(trust) => {
                let says = words::trust(trust, wording);
                let more = trust.when.iter().chain(&trust.hint);
                let mut sentence = more.fold(says, |says, more| format!("{says}; {more}"));
                sentence.push_str(&omitted(trust.reasons_left_out));
                sentence
            }
            Self::Action(set, action) => {
                let verb = if count == 1 { "is" } else { "are" };
                let status = action.status.name();
                let mut sentence = format!("of the set {set} {verb} {status}");
                if let Some(when) = &action.when {
                    sentence = format!("{sentence}; {when}");
                } else if let Some(why) = first_reason(action) {
                    sentence = format!("{sentence}: {why}");
                }
                if let Some(hint) = &action.hint {
                    sentence = format!("{sentence}; {hint}");
                }
                sentence.push_str(&omitted(action.reasons_left_out));
                sentence
            }
        }
    }
}

/// The first reason: a statement with its position, or the answer of a layer without one.
fn first_reason(action: &ActionReport) -> Option<String> {
    action.reasons.first().map(words::reason)
}

/// The number of omitted reasons: their positions are not among the finding's.
fn omitted(reasons: usize) -> String {
    match reasons {
        0 => String::new(),
        more => format!("; {}", words::more_reasons(more)),
    }
}

impl Group<'_> {
    /// The fingerprint that identifies the result in another run.
    pub(super) fn key(&self, wording: &Wording) -> String {
        let what = match (self.by, self.kind.level()) {
            (By::Rule, _) => self.kind.id(wording),
            (By::Level, Level::Error) => "error".to_owned(),
            (By::Level, _) => "warning".to_owned(),
        };
        let ignored = match self.entries.first().map(Entry::class) {
            Some(Class::Ignored) => "|ignored",
            _ => "",
        };
        format!("{}|{what}{ignored}", self.principal.title())
    }

    /// Why its findings are ignored; empty if they aren't.
    pub(super) fn justifications(&self) -> String {
        let mut reasons: Vec<&str> = Vec::new();
        for entry in &self.entries {
            if let Entry::Action(_, action) = entry
                && let Some(ignored) = &action.ignored
                && !reasons.contains(&ignored.reason.as_str())
            {
                reasons.push(&ignored.reason);
            }
        }
        reasons.join("; ")
    }
}

/// The results of a class for a principal.
pub(super) fn of<'a>(principal: &'a PrincipalReport, class: Class, by: By) -> Vec<Group<'a>> {
    let actions = principal.sets.iter().flat_map(|set| {
        let actions = set.actions.iter();
        actions.map(|action| Entry::Action(set.set.as_str(), action))
    });
    let entries = principal
        .all_trusts()
        .iter()
        .map(Entry::Trust)
        .chain(actions);
    let mut groups: Vec<Group<'a>> = Vec::new();
    for entry in entries {
        let Some(kind) = entry.kind().filter(|_| entry.class() == class) else {
            continue;
        };
        let same = |group: &&mut Group<'_>| match by {
            By::Rule => group.kind == kind,
            By::Level => group.kind.level() == kind.level(),
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group {
                principal,
                kind,
                entries: vec![entry],
                by,
            }),
        }
    }
    for group in &mut groups {
        // Findings with the same sentence are adjacent, the worst first.
        group.entries.sort_by_cached_key(|entry| match entry {
            Entry::Trust(_) => (Reverse(None), None),
            Entry::Action(_, action) => (
                Reverse(Some(action.status)),
                action.when.clone().or_else(|| first_reason(action)),
            ),
        });
        let worst = group.entries.first().and_then(Entry::kind);
        group.kind = worst.unwrap_or(group.kind);
    }
    groups
}
