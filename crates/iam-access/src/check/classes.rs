//! On exactly which resources of a type an action is granted: classes found by `iam-compare`. Only
//! a description: no verdict depends on it.

use super::subject::{Questions, ResourceTypeRef, Target};
use super::verdict::TypeReach;
use crate::report::{ActionStatus, ClassGrant, Classes, ResourceClass};
use iam_compare::{Granted, Question, granted};
use iam_eval::{Action, Reach, ResourcePattern};

/// Steps for one type of resource; a few hundred are usual.
const BUDGET: usize = 5_000;
/// So many classes of a type are reported; of more of them, an example says little.
const MOST_CLASSES: usize = 8;
/// The length of their patterns and examples.
const MOST_BYTES: usize = 4_000;

impl Questions<'_> {
    /// The same types, with the classes of those on whose resources the action is partly granted.
    pub(super) fn with_classes(
        &self,
        status: ActionStatus,
        action: &Action<'_>,
        mut coverage: Vec<TypeReach>,
    ) -> Vec<TypeReach> {
        if status == ActionStatus::Limited && self.explains(status) {
            for found in &mut coverage {
                if matches!(found.reach, Reach::Some | Reach::SomeIf | Reach::Unknown) {
                    found.classes = self.classes(action, &found.of);
                }
            }
        }
        coverage
    }

    fn classes(&self, action: &Action<'_>, of: &ResourceTypeRef) -> Classes {
        let is_of_key = |arn| self.asks_with_key_policy(action, Target::Of(of, arn));
        // Another account's policies, a key's policy, or an unknown caller's ARN may decide as
        // well.
        if !self.subject.principal_is_known || of.of_any_account || of.arns.iter().any(is_of_key) {
            return Classes::default();
        }
        let mut all = Vec::new();
        for arn in &of.arns {
            match self.known_classes(action, of, arn) {
                Some(classes) => all.extend(classes),
                None => return Classes::LeftOut,
            }
        }
        let bytes: usize = all.iter().map(ResourceClass::size).sum();
        match all.len() <= MOST_CLASSES && bytes <= MOST_BYTES {
            true => Classes::Exact(all),
            false => Classes::LeftOut,
        }
    }

    /// The classes of the resources that a pattern matches; `None` if they could not be determined.
    pub(super) fn classes_of_pattern(
        &self,
        action: &Action<'_>,
        target: Target<'_>,
        pattern: &ResourcePattern,
    ) -> Option<Vec<ResourceClass>> {
        let context = self.context(action, target).into_owned();
        let question = Question::of_policies()
            .by(self.subject.principal.clone())
            .owned_by(self.account())
            .with_known_keys(context, self.knowledge.unknown.clone())
            .with_budget(BUDGET);
        let policies = self.policies(false);
        let classes = granted(policies, action.as_str(), pattern.as_str(), &question)?;
        let classes = classes.into_iter().map(|class| {
            Some(ResourceClass {
                granted: match class.granted {
                    Granted::Always => ClassGrant::Always,
                    Granted::Depends => ClassGrant::Conditional,
                    Granted::Never => ClassGrant::Never,
                    _ => return None,
                },
                example: class.example,
                matches: class.matches,
                matches_not: class.matches_not,
            })
        });
        classes.collect()
    }
}
