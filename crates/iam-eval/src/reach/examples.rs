//! Resources of a set that are likely to be allowed if any is; cheap to construct and to try.

use super::affordable;
use crate::policy_set::PolicySet;
use crate::request::{Facts, Resource, ResourcePattern};
use iam_syntax::pattern::arn::part;
use iam_syntax::pattern::wildcard;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Tries the set's resources that no statement is likely to name, then one or two for each pattern
/// in statements, until `try_one` breaks: usually the first ones are enough. All of them are
/// resources of the set.
pub(super) fn try_each(
    set: &PolicySet,
    facts: &Facts<'_>,
    within: &ResourcePattern,
    try_one: impl FnMut(Resource) -> ControlFlow<()>,
) -> ControlFlow<()> {
    const MOST_PATTERNS: usize = 48;
    // Each gives two examples.
    let most_patterns = (affordable(set) / 2).clamp(2, MOST_PATTERNS);
    let mut examples = Examples {
        within,
        caller: facts.principal.account().unwrap_or_default(),
        seen: HashSet::new(),
        try_one,
    };
    let of_service = of_service(facts);
    let own = match within.arn() {
        Some(_) => within.as_str(),
        None => &of_service,
    };
    for filling in ["us-east-1", "0-x9q7"] {
        examples.add(own, own, filling)?;
    }
    let mut names = HashSet::new();
    for (policy, _, statement) in set.about(&facts.action) {
        for pattern in statement.resource_patterns(policy.compiled(), facts) {
            if names.len() >= most_patterns {
                return ControlFlow::Continue(());
            }
            if names.insert(pattern.clone()) {
                let named = wildcard::text(&pattern);
                let own = match within.arn() {
                    Some(_) => within.as_str(),
                    None => "*:*:*:*:*:*",
                };
                examples.add(own, &named, "0-x9q7")?;
                examples.add(own, &named, "")?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// All ARNs of the action's service in the caller's partition.
pub(super) fn of_service(facts: &Facts<'_>) -> String {
    let service = facts.action.as_str().split(':').next().unwrap_or_default();
    let partition = match facts.principal.partition() {
        "" => "aws",
        partition => partition,
    };
    format!("arn:{partition}:{service}:*:*:*")
}

/// A resource of the set with the owner that the set names; if the set leaves the owner open and
/// the ARN has none, also in the caller's account.
pub(super) fn owned(resource: Resource, within: &ResourcePattern, caller: &str) -> Vec<Resource> {
    match (within.owner(), within.account()) {
        (Some(owner), _) => vec![resource.owned_by(owner)],
        (None, None) if resource.account().is_none() && !caller.is_empty() => {
            vec![resource.clone().owned_by(caller), resource]
        }
        (None, _) => vec![resource],
    }
}

struct Examples<'a, F> {
    within: &'a ResourcePattern,
    caller: &'a str,
    seen: HashSet<String>,
    try_one: F,
}

impl<F: FnMut(Resource) -> ControlFlow<()>> Examples<'_, F> {
    /// Adds resources that match both patterns, as far as can be determined part by part.
    fn add(&mut self, own: &str, named: &str, filling: &str) -> ControlFlow<()> {
        let account = self.within.owner().unwrap_or(self.caller);
        let (mut own, mut named) = (own.splitn(6, ':'), named.splitn(6, ':'));
        let mut text = String::with_capacity(128);
        for index in 0..6 {
            let (Some(own), Some(named)) = (own.next(), named.next()) else {
                return ControlFlow::Continue(());
            };
            let is_open = |part: &str| memchr::memchr2(b'*', b'?', part.as_bytes()).is_some();
            let narrower = match (is_open(own), is_open(named)) {
                (false, _) => own,
                (true, false) => named,
                (true, true) if named == "*" => own,
                (true, true) => named,
            };
            let filling = match index {
                part::ACCOUNT => account,
                3 if !filling.is_empty() => "us-east-1",
                _ => filling,
            };
            if index > 0 {
                text.push(':');
            }
            for piece in narrower.split_inclusive(['*', '?']) {
                match piece.strip_suffix('*') {
                    Some(literal) => text.extend([literal, filling]),
                    None => match piece.strip_suffix('?') {
                        Some(literal) => text.extend([literal, "x"]),
                        None => text.push_str(piece),
                    },
                }
            }
        }
        let Ok(example) = Resource::parse(&text) else {
            return ControlFlow::Continue(());
        };
        if self.within.contains(&example) && self.seen.insert(text) {
            for example in owned(example, self.within, self.caller) {
                (self.try_one)(example)?;
            }
        }
        ControlFlow::Continue(())
    }
}
