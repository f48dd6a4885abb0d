//! From a document's statements to compiled ones.

use super::filter::{Moves, ResourceFilter};
use super::principal::PrincipalMatcher;
use super::resource::ResourceMatcher;
use super::slice;
use super::statement::{CompiledStatement, PrincipalElement};
use crate::arena::{ActionPattern, Patterns};
use crate::condition::{CompiledCondition, Operands};
use crate::request::{DerivedKey, Key};
use iam_syntax::document::{Document, ElementNode, StatementNode, Version};
use iam_syntax::pattern::arn::TrailingStars;
use iam_syntax::pattern::variables;

/// Compiles a document's statements.
pub(super) struct Builder {
    pub(super) statements: Vec<CompiledStatement>,
    pub(super) actions: Vec<ActionPattern>,
    pub(super) resources: Vec<ResourceMatcher>,
    pub(super) principals: Vec<PrincipalMatcher>,
    pub(super) conditions: Vec<CompiledCondition>,
    pub(super) operands: Operands,
    pub(super) patterns: Patterns,
}

impl Builder {
    pub(super) fn compile(document: &Document) -> Self {
        let mut builder = Self {
            statements: Vec::with_capacity(document.statement_nodes().len()),
            actions: Vec::with_capacity(document.texts().len()),
            resources: Vec::with_capacity(document.statement_nodes().len()),
            principals: Vec::with_capacity(document.principal_nodes().len()),
            conditions: Vec::with_capacity(document.condition_nodes().len()),
            operands: Operands::default(),
            patterns: Patterns::with_capacity(document.texts().len().saturating_mul(24)),
        };
        for statement in document.statement_nodes() {
            builder.statement(document, statement);
        }
        builder
    }

    fn statement(&mut self, document: &Document, node: &StatementNode) {
        let actions_from = length(&self.actions);
        for action in document.list(&node.action.list) {
            self.actions.push(self.patterns.action(action));
        }
        let resources_from = length(&self.resources);
        let (any_resource, filter, moves) = match &node.resource {
            None => (true, ResourceFilter::ANY, Moves::default()),
            Some(element) => self.resource_element(document, element),
        };
        let principals_from = length(&self.principals);
        let mut principal = PrincipalElement::None;
        if let Some(element) = &node.principal {
            principal = match element.negated {
                false => PrincipalElement::Principal,
                true => PrincipalElement::NotPrincipal,
            };
            let nodes = slice(document.principal_nodes(), &element.list);
            self.principals.extend(
                nodes
                    .iter()
                    .map(|node| PrincipalMatcher::compile(document, node)),
            );
        }
        let conditions_from = length(&self.conditions);
        for condition in slice(document.condition_nodes(), &node.conditions) {
            let texts = slice(document.texts(), &condition.values);
            let (operator, patterns) = (condition.operator, &mut self.patterns);
            let operands = self.operands.compile(document, operator, texts, patterns);
            let key = Key::new(document.text(condition.key));
            self.conditions.push(CompiledCondition {
                operator,
                derived: DerivedKey::of(key.folded()),
                key,
                operands,
            });
        }
        self.statements.push(CompiledStatement {
            effect: node.effect,
            not_action: node.action.negated,
            not_resource: node
                .resource
                .as_ref()
                .is_some_and(|element| element.negated),
            any_resource,
            filter,
            moves,
            principal,
            actions: actions_from..length(&self.actions),
            resources: resources_from..length(&self.resources),
            principals: principals_from..length(&self.principals),
            conditions: conditions_from..length(&self.conditions),
        });
    }

    /// Whether the element is `Resource` and contains `*`, and what it may match.
    fn resource_element(
        &mut self,
        document: &Document,
        element: &ElementNode,
    ) -> (bool, ResourceFilter, Moves) {
        let mut any = false;
        let mut filter = None;
        let mut moves = Moves::default();
        for text in slice(document.texts(), &element.list) {
            let value = document.text(*text);
            let has_variables = document.version() == Version::V2012
                && document.mentions_variables()
                && variables::find(value).is_some();
            any |= value == "*";
            let runs = TrailingStars::of(value);
            moves = moves.or(Moves::of(runs));
            let matcher = self
                .patterns
                .resource_matcher(document, *text, has_variables, runs);
            let Some((matcher, names)) = matcher else {
                continue;
            };
            self.resources.push(matcher);
            filter = Some(filter.map_or(names, |others: ResourceFilter| others.or(names)));
        }
        match filter {
            Some(filter) if !element.negated => (any, filter, moves),
            _ => (false, ResourceFilter::ANY, moves),
        }
    }
}

fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
