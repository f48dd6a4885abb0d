//! What the decisions of a row have in common.

use super::{DecisionRow, PolicyMatrix};
use crate::evaluate::{SpecialRule, identity_alone_decides};
use crate::request::{Action, Context, Facts, Request};

/// A request without an action, which is evaluated for each action of a universe: a question to one
/// matrix, created with [`PolicyMatrix::request`].
///
/// ```
/// use iam_eval::{ActionUniverse, Context, DecisionRow, PolicyMatrix, Principal, Resource};
/// let universe = ActionUniverse::new(["ec2:RunInstances", "s3:PutObject"])?;
/// let matrix = PolicyMatrix::new(universe);
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let resource = Resource::any();
/// let context = Context::new().with("aws:RequestedRegion", "eu-west-1");
/// let request = matrix.request(&principal, &resource).with_context(&context);
/// assert_eq!(request.rows().count(), 0);
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone)]
pub struct MatrixRequest<'a> {
    matrix: &'a PolicyMatrix,
    /// The action in these is not in the universe: apart from its actions, nothing in a statement
    /// depends on the action.
    pub(super) facts: Facts<'a>,
    /// True if identity policies alone decide if there are no others, disregarding special rules.
    pub(super) identity_alone_decides: bool,
    without_resource_policy: Rules,
    with_resource_policy: Rules,
}

/// Which special rule of the service (S8) each action has, one word at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// The actions with the general rules.
    pub(super) general: Vec<RuleWord>,
    /// All others; they are of few services, so most words have none.
    pub(super) special: Vec<RuleWord>,
}

/// The actions of one word that have one rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleWord {
    pub(super) rule: SpecialRule,
    pub(super) word: usize,
    pub(super) actions: u64,
}

impl<'a> MatrixRequest<'a> {
    pub(super) fn of(matrix: &'a PolicyMatrix, request: &Request<'a>) -> Self {
        let universe = matrix.universe();
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
            matrix,
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

    /// Writes the decisions of the matrix's set at `index` into `row`. If there is no such set,
    /// nothing is allowed: all decisions are implicit denies.
    #[inline]
    pub fn evaluate(&self, index: usize, row: &mut DecisionRow) {
        self.matrix.evaluate(index, self, row);
    }

    /// The rows of all sets in order, each in its own buffer; [`MatrixRequest::evaluate`] reuses
    /// one buffer.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = DecisionRow> + '_ {
        (0..self.matrix.len()).map(|index| {
            let mut row = DecisionRow::new();
            self.evaluate(index, &mut row);
            row
        })
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
