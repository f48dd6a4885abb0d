//! Finds fewer patterns for the same actions.

use crate::{Action, Catalog};
use std::collections::BTreeSet;

impl Catalog {
    /// Patterns such as `kms:ReEncrypt*` that match these actions and no others that the catalogue
    /// knows: actions with a common prefix become one pattern if no other action has that prefix.
    /// Actions that the catalogue doesn't know are kept. All of a service's actions are never
    /// combined to `service:*`, which would also grant the actions that the service gets later.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let actions = ["kms:ReEncryptTo", "kms:DescribeKey", "kms:ReEncryptFrom"];
    /// assert_eq!(catalog.compact(&actions), ["kms:DescribeKey", "kms:ReEncrypt*"]);
    /// ```
    #[must_use]
    pub fn compact(&self, actions: &[&str]) -> Vec<String> {
        let mut unknown = Vec::new();
        let mut wanted = BTreeSet::new();
        let mut services = BTreeSet::new();
        for action in actions {
            match self.action(action) {
                Some(known) => {
                    wanted.insert(known.name());
                    services.insert(known.service().prefix());
                }
                None => unknown.push((*action).to_owned()),
            }
        }
        let mut patterns = Vec::new();
        for service in services {
            let known: Vec<&str> = self.actions_of(service).map(Action::name).collect();
            patterns.extend(compact_service(service, &known, &wanted));
        }
        patterns.extend(unknown);
        patterns
    }
}

/// The patterns for the actions of one service.
fn compact_service(service: &str, known: &[&str], wanted: &BTreeSet<&str>) -> Vec<String> {
    let mut patterns = Vec::new();
    let mut covered = BTreeSet::new();
    for action in known.iter().filter(|action| wanted.contains(**action)) {
        if covered.contains(action) {
            continue;
        }
        let shortest = word_ends(action, service.len() + 1).find_map(|end| {
            let start = &action[..end];
            let alike: Vec<&str> = known
                .iter()
                .copied()
                .filter(|other| begins(other, start))
                .collect();
            let exact = alike.iter().all(|other| wanted.contains(other));
            (exact && alike.len() > 1).then_some((start, alike))
        });
        match shortest {
            Some((start, alike)) => {
                patterns.push(format!("{start}*"));
                covered.extend(alike);
            }
            None => patterns.push((*action).to_owned()),
        }
    }
    patterns
}

/// The ends of the words in an action's name: `DescribeKeyPairs` has three words. Patterns that end
/// within a word would be hard to read.
fn word_ends(action: &str, name: usize) -> impl Iterator<Item = usize> {
    let starts = action.char_indices().skip_while(move |(at, _)| *at <= name);
    starts
        .filter(|(_, letter)| letter.is_ascii_uppercase())
        .map(|(at, _)| at)
}

/// Compares ignoring letter case.
fn begins(action: &str, start: &str) -> bool {
    action
        .get(..start.len())
        .is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::begins;
    use crate::{Action, Catalog};

    fn meant(patterns: &[String], service: &str) -> Vec<String> {
        let matches = |action: &str| {
            patterns
                .iter()
                .any(|pattern| match pattern.strip_suffix('*') {
                    Some(start) => begins(action, start),
                    None => action.eq_ignore_ascii_case(pattern),
                })
        };
        let all = Catalog::embedded().actions_of(service).map(Action::name);
        all.filter(|action| matches(action))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn patterns_mean_the_same_actions_and_are_fewer() {
        for service in ["ec2", "s3", "iam", "kms"] {
            let all: Vec<&str> = Catalog::embedded()
                .actions_of(service)
                .map(Action::name)
                .collect();
            for step in 2..9 {
                let some: Vec<&str> = all
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| index % step != 0)
                    .map(|(_, action)| *action)
                    .collect();
                let patterns = Catalog::embedded().compact(&some);
                assert_eq!(meant(&patterns, service), some, "{service} {step}");
                assert!(patterns.len() <= some.len());
            }
            let patterns = Catalog::embedded().compact(&all);
            assert_eq!(meant(&patterns, service), all);
            assert!(
                patterns.len() * 2 < all.len(),
                "{service}: {}",
                patterns.len()
            );
            assert!(!patterns.iter().any(|pattern| pattern.ends_with(":*")));
        }
    }

    #[test]
    fn what_is_unknown_stays() {
        let actions = ["ec2:MakeCoffee", "ec2:RunInstances"];
        let compact = Catalog::embedded().compact(&actions);
        assert_eq!(compact, ["ec2:RunInstances", "ec2:MakeCoffee"]);
    }
}
