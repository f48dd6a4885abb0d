//! What the decisions of a row have in common.

use super::bits;
use super::universe::ActionUniverse;
use crate::evaluate::{SpecialRule, identity_alone_decides};
use crate::request::{Action, Context, Facts, Principal, Request, Resource};

/// A request but for its action, which is each of a universe's in turn.
///
/// ```
/// use iam_eval::{ActionUniverse, Context, MatrixRequest, Principal, Resource};
/// let universe = ActionUniverse::new(["ec2:RunInstances", "s3:PutObject"])?;
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let resource = Resource::any();
/// let context = Context::new().with("aws:RequestedRegion", "eu-west-1");
/// let request = MatrixRequest::new(&universe, &principal, &resource).with_context(&context);
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone)]
pub struct MatrixRequest<'a> {
    /// The action of these is none of the universe's: what a statement says but for its actions
    /// doesn't hang on the action.
    pub(super) facts: Facts<'a>,
    /// True where identity policies decide alone if there are no others, special rules aside.
    pub(super) identity_alone_decides: bool,
    without_resource_policy: Rules,
    with_resource_policy: Rules,
}

/// Which actions come under which rule of their service's own (S8).
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub(super) rules: Vec<(SpecialRule, Box<[u64]>)>,
    /// No action has a rule of its own.
    pub(super) are_general: bool,
}

impl<'a> MatrixRequest<'a> {
    /// A request with an empty context.
    #[must_use]
    pub fn new(
        universe: &ActionUniverse,
        principal: &'a Principal,
        resource: &'a Resource,
    ) -> Self {
        let request = Request::with_action(principal, Action::UNSPECIFIED, resource);
        Self::of(universe, &request)
    }

    /// The request with each of the universe's actions in place of its own.
    #[must_use]
    pub fn of(universe: &ActionUniverse, request: &Request<'a>) -> Self {
        let facts = Facts {
            action: Action::UNSPECIFIED,
            ..request.facts().clone()
        };
        let rules = |has_resource_policy| {
            let rule = |action| {
                let facts = Facts::new(facts.principal, action, facts.resource);
                SpecialRule::of(has_resource_policy, &facts)
            };
            let actions = universe.actions();
            Rules::new(actions.map(|action| Action::new(action).map_or(SpecialRule::None, rule)))
        };
        Self {
            identity_alone_decides: identity_alone_decides(&facts),
            without_resource_policy: rules(false),
            with_resource_policy: rules(true),
            facts,
        }
    }

    /// Sets the condition context.
    #[must_use]
    pub fn with_context(mut self, context: &'a Context) -> Self {
        self.facts.context = Some(context);
        self
    }

    pub(super) fn rules(&self, has_resource_policy: bool) -> &Rules {
        if has_resource_policy {
            &self.with_resource_policy
        } else {
            &self.without_resource_policy
        }
    }
}

impl Rules {
    fn new(actions: impl ExactSizeIterator<Item = SpecialRule>) -> Self {
        let words = bits::words_for(actions.len());
        let mut rules: Vec<(SpecialRule, Box<[u64]>)> = Vec::new();
        for (rule, at) in actions.zip(0u32..) {
            let known = rules.iter().position(|(known, _)| *known == rule);
            let place = known.unwrap_or_else(|| {
                rules.push((rule, vec![0; words].into_boxed_slice()));
                rules.len() - 1
            });
            bits::set_range(&mut rules[place].1, &(at..at + 1));
        }
        Self {
            are_general: rules.iter().all(|(rule, _)| *rule == SpecialRule::None),
            rules,
        }
    }
}
