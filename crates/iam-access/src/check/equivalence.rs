//! Answers shared by several actions: finding how far a grant reaches over a type of resource
//! requires a search, and most policies distinguish few actions.

use super::ResourceType;
use super::contexts::Change;
use super::subject::{Questions, Target};
use crate::report::ResourceClass;
use iam_eval::{Action, ActionClass, PolicySet, Reach, ResourcePattern};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How many answers are cached.
const MOST: usize = 4_096;
/// For so many of them exact classes of resources are determined: each takes a millisecond or two.
const MOST_EXACT: usize = 24;

/// The cached reaches, by what they depend on.
#[derive(Debug, Default)]
pub(super) struct Reaches(RefCell<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The numbered classes of actions, and each action's class, with and without the key policy.
    classes: HashMap<ActionClass, usize>,
    of_action: HashMap<(String, bool), usize>,
    reaches: HashMap<Question, Reach>,
    exact: HashMap<Question, Option<Vec<ResourceClass>>>,
}

/// Everything that an answer depends on, for one subject.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Question {
    class: usize,
    with_key_policy: bool,
    context: Rc<Change>,
    resources: ResourcePattern,
    of_any_account: bool,
}

impl Known {
    fn class(&mut self, policies: &PolicySet, action: &Action<'_>, with_key_policy: bool) -> usize {
        let place = (action.as_str().to_owned(), with_key_policy);
        if let Some(class) = self.of_action.get(&place) {
            return *class;
        }
        let next = self.classes.len();
        let class = self.classes.entry(policies.class_of(action));
        let class = *class.or_insert(next);
        self.of_action.insert(place, class);
        class
    }
}

impl Questions<'_> {
    pub(crate) fn reach(&self, action: &Action<'_>, target: Target<'_>) -> Reach {
        if let Some(reach) = Reach::settled_by(self.decide(action, target)) {
            return reach;
        }
        let search = || self.ask(action, target, |policies, request| policies.reach(request));
        let Target::Of(of, pattern) = target else {
            return search();
        };
        let question = self.question(action, of, pattern);
        let known = self.reaches.0.borrow().reaches.get(&question).copied();
        known.unwrap_or_else(|| {
            let reach = search();
            let reaches = &mut self.reaches.0.borrow_mut().reaches;
            if reaches.len() < MOST {
                reaches.insert(question, reach);
            }
            reach
        })
    }

    fn question(
        &self,
        action: &Action<'_>,
        of: &ResourceType,
        pattern: &ResourcePattern,
    ) -> Question {
        let target = Target::Of(of, pattern);
        let with_key_policy = self.asks_with_key_policy(action, target);
        let policies = self.policies(with_key_policy);
        Question {
            class: self
                .reaches
                .0
                .borrow_mut()
                .class(policies, action, with_key_policy),
            with_key_policy,
            context: self.change(action, target),
            resources: pattern.clone(),
            of_any_account: of.of_any_account,
        }
    }

    /// The exact classes of a type's resources; `None` if they could not be determined.
    pub(super) fn known_classes(
        &self,
        action: &Action<'_>,
        of: &ResourceType,
        pattern: &ResourcePattern,
    ) -> Option<Vec<ResourceClass>> {
        let question = self.question(action, of, pattern);
        let (known, count) = {
            let known = self.reaches.0.borrow();
            (known.exact.get(&question).cloned(), known.exact.len())
        };
        if let Some(known) = known {
            return known;
        }
        if count >= MOST_EXACT {
            return None;
        }
        let classes = self.classes_of_pattern(action, Target::Of(of, pattern), pattern);
        let exact = &mut self.reaches.0.borrow_mut().exact;
        exact.insert(question, classes.clone());
        classes
    }
}
