//! Resources of a set that are likely to be allowed if any is: cheap to make and to try.

use super::affordable;
use crate::policy_set::PolicySet;
use crate::request::{Facts, Resource, ResourcePattern};
use iam_syntax::pattern::arn::part;
use iam_syntax::pattern::wildcard;
use std::collections::HashSet;

/// The set's resources that no statement is likely to name, then one or two for each pattern that statements name.
/// Every one is a resource of the set.
pub(super) fn of(set: &PolicySet, facts: &Facts<'_>, within: &ResourcePattern) -> Vec<Resource> {
    const MOST_PATTERNS: usize = 48;
    // Each makes two examples.
    let most_patterns = (affordable(set) / 2).clamp(2, MOST_PATTERNS);
    let mut examples = Examples {
        within,
        caller: facts.principal.account().unwrap_or_default(),
        seen: HashSet::new(),
        found: Vec::new(),
    };
    let of_service = of_service(facts);
    let own = match within.arn() {
        Some(_) => within.as_str(),
        None => &of_service,
    };
    for filling in ["us-east-1", "0-x9q7"] {
        examples.add(own, own, filling);
    }
    let mut names = HashSet::new();
    for (policy, _, statement) in set.about(&facts.action) {
        for pattern in statement.resource_patterns(policy.compiled(), facts) {
            if names.len() >= most_patterns {
                return examples.found;
            }
            if names.insert(pattern.clone()) {
                let named = wildcard::text(&pattern);
                let own = match within.arn() {
                    Some(_) => within.as_str(),
                    None => "*:*:*:*:*:*",
                };
                examples.add(own, &named, "0-x9q7");
                examples.add(own, &named, "");
            }
        }
    }
    examples.found
}

/// All ARNs of the action's service, of the caller's partition.
pub(super) fn of_service(facts: &Facts<'_>) -> String {
    let service = facts.action.as_str().split(':').next().unwrap_or_default();
    let partition = match facts.principal.partition() {
        "" => "aws",
        partition => partition,
    };
    format!("arn:{partition}:{service}:*:*:*")
}

/// A resource of the set with the owner that the set names; where it leaves the owner open and the ARN has none,
/// also the caller's account.
pub(super) fn owned(resource: Resource, within: &ResourcePattern, caller: &str) -> Vec<Resource> {
    match (within.owner(), within.account()) {
        (Some(owner), _) => vec![resource.owned_by(owner)],
        (None, None) if resource.account().is_none() && !caller.is_empty() => {
            vec![resource.clone().owned_by(caller), resource]
        }
        (None, _) => vec![resource],
    }
}

struct Examples<'a> {
    within: &'a ResourcePattern,
    caller: &'a str,
    seen: HashSet<String>,
    found: Vec<Resource>,
}

impl Examples<'_> {
    /// What matches both patterns, as far as one can tell part by part.
    fn add(&mut self, own: &str, named: &str, filling: &str) {
        let account = self.within.owner().unwrap_or(self.caller);
        let (mut own, mut named) = (own.splitn(6, ':'), named.splitn(6, ':'));
        let parts = (0..6).map(|index| {
            let (own, named) = (own.next()?, named.next()?);
            let is_open = |part: &str| part.contains(['*', '?']);
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
            Some(narrower.replace('*', filling).replace('?', "x"))
        });
        let Some(parts) = parts.collect::<Option<Vec<_>>>() else {
            return;
        };
        let Ok(example) = Resource::parse(&parts.join(":")) else {
            return;
        };
        if self.within.contains(&example) && self.seen.insert(example.as_str().to_owned()) {
            self.found.extend(owned(example, self.within, self.caller));
        }
    }
}
