//! Patterns that only ARNs have: incomplete ones, stars that match colons, variables in any part;
//! and whether a policy type allows them.

use iam_eval::PolicyKind;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A way of making a pattern from an ARN.
#[derive(Debug, Clone)]
pub enum ArnChange {
    /// Only the first parts.
    Short(usize),
    /// Several parts become one, such as `*`.
    Merged(Index, Index, &'static str),
    /// A part becomes this.
    Part(Index, &'static str),
    /// The short form of an API's own policy.
    OfApi(&'static str),
}

impl ArnChange {
    /// Any change; most leave a pattern that still matches the ARN.
    pub fn any() -> impl Strategy<Value = Self> {
        let star = || select(&["*", "*", "eu*", "eu-west-1*", "e*1", "?*", "*?", ""][..]);
        let part = select(
            &[
                "*",
                "eu-*-1",
                "${aws:PrincipalAccount}",
                "${aws:PrincipalAccount}*",
                "${x:absent, '111122223333'}",
                "${x:absent, 'eu-west-1:111122223333'}",
                "${x:absent, ''}",
                "${aws:PrincipalTag/team}*",
                "${*}",
                "?*",
            ][..],
        );
        prop_oneof![
            3 => (3..6usize).prop_map(Self::Short),
            4 => (any::<Index>(), any::<Index>(), star())
                .prop_map(|(from, to, star)| Self::Merged(from, to, star)),
            3 => (any::<Index>(), part).prop_map(|(at, part)| Self::Part(at, part)),
            1 => select(&["*", "prod/*", "*/GET/pets", "abc/*", ""][..]).prop_map(Self::OfApi),
        ]
    }

    /// The pattern.
    #[must_use]
    pub fn apply(&self, arn: &str) -> String {
        let mut parts: Vec<&str> = arn.split(':').collect();
        if parts.len() < 6 {
            return arn.to_owned();
        }
        match self {
            Self::Short(count) => parts.truncate(*count),
            Self::Merged(from, to, star) => {
                // `arn` is kept.
                let (a, b) = (
                    1 + from.index(parts.len() - 1),
                    1 + to.index(parts.len() - 1),
                );
                parts.splice(a.min(b)..=a.max(b), [*star]);
            }
            Self::Part(at, part) => {
                let at = 1 + at.index(4);
                parts[at] = part;
            }
            Self::OfApi(rest) => return format!("execute-api:/{rest}"),
        }
        parts.join(":")
    }
}

/// The pattern if a policy of this kind may contain it (S1.8), otherwise the replacement.
#[must_use]
pub fn fit(pattern: String, kind: PolicyKind, instead: &str) -> String {
    if is_fit(&pattern, kind) {
        pattern
    } else {
        instead.to_owned()
    }
}

fn is_fit(pattern: &str, kind: PolicyKind) -> bool {
    use PolicyKind::{Identity, PermissionsBoundary, Resource, Session};
    if pattern == "*" {
        return true;
    }
    if pattern.starts_with("execute-api:/") {
        return kind == Resource;
    }
    let parts = parts(pattern);
    if parts.get(2).is_some_and(String::is_empty) {
        return false;
    }
    parts.len() >= 6
        || (pattern.ends_with('*') && kind != Session)
        || (matches!(kind, Identity | PermissionsBoundary)
            && parts.len() >= 3
            && may_end_in_account(pattern, &parts))
}

fn may_end_in_account(pattern: &str, parts: &[String]) -> bool {
    let [before @ .., last] = parts else {
        return false;
    };
    parts.len() != 5
        || pattern.contains("${")
        || ["", "aws"].contains(&last.as_str())
        || last.contains(['*', '?'])
        || (last.len() == 12 && last.bytes().all(|byte| byte.is_ascii_digit()))
        || before.iter().any(|part| part.ends_with('*'))
}

/// The parts between colons outside variables.
fn parts(pattern: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut in_variable = false;
    let mut before = ' ';
    for character in pattern.chars() {
        match character {
            '{' if before == '$' => in_variable = true,
            '}' => in_variable = false,
            _ => {}
        }
        if character == ':' && !in_variable {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(character);
        }
        before = character;
    }
    parts
}
