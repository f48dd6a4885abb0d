//! What the decisions of a row have in common.

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
    /// How many actions the universe has.
    pub(super) actions: usize,
    without_resource_policy: Rules,
    with_resource_policy: Rules,
}

/// Which actions come under which rule of their service's own (S8), a word at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// Those of the general rules.
    pub(super) general: Vec<RuleWord>,
    /// All others; of few services, so that most words have none.
    pub(super) special: Vec<RuleWord>,
}

/// The actions of one word that come under one rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleWord {
    pub(super) rule: SpecialRule,
    pub(super) word: usize,
    pub(super) actions: u64,
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
            Rules::new(actions.map(|action| Action::new(action).map_or(SpecialRule::GENERAL, rule)))
        };
        Self {
            identity_alone_decides: identity_alone_decides(&facts),
            actions: universe.len(),
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
    fn new(actions: impl Iterator<Item = SpecialRule>) -> Self {
        let mut rules = Self::default();
        for (at, rule) in actions.enumerate() {
            let words = match rule {
                rule if rule.is_general() => &mut rules.general,
                _ => &mut rules.special,
            };
            let (word, bit) = (at / 64, 1 << (at % 64));
            let of_word = words
                .iter_mut()
                .rev()
                .take_while(|known| known.word == word);
            match of_word.into_iter().find(|known| known.rule == rule) {
                Some(known) => known.actions |= bit,
                None => words.push(RuleWord {
                    rule,
                    word,
                    actions: bit,
                }),
            }
        }
        rules
    }
}
