//! Reads sets of requirements: policies, statements, lists of actions.

use super::expand::{Expansions, is_pattern};
use super::{RequiredCondition, Requirement, RequirementSet, SetError, placeholders};
use iam_account::{PermissionList, parse_permissions};
use iam_catalog::Catalog;
use iam_eval::{Action, Effect, Position, Problem, Statement};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A statement requires each of its actions on each of its resources: the product of both numbers.
const MOST_REQUIRED: usize = 100_000;
/// Each condition on each resource is checked separately.
const MOST_CONDITIONS: usize = 1_000;
/// The same wildcards may be named repeatedly, and are expanded each time.
const MOST_EXPANDED: usize = 1_000_000;
/// The maximum number of statements with keys of any value that the notes name.
const MOST_NOTES: usize = 10;

impl RequirementSet {
    /// Reads a set in one of the formats of [`parse_permissions`]. Its `Allow` statements list what
    /// is required; a list of actions requires each of them on `*`.
    ///
    /// Wildcards in actions stand for the actions in the catalogue. A `Condition` makes
    /// requirements conditional: see [`RequiredCondition`]. The [`notes`](Self::notes) report what
    /// was assumed.
    ///
    /// # Errors
    /// [`SetError`] if the text is something else. Elements that don't determine which actions are
    /// required, and on what, are rejected rather than skipped: `Deny`, `NotAction`, `NotResource`,
    /// `Principal`, a wildcard that matches no action, and policy variables in resources, which
    /// have a different value for each caller.
    pub fn parse(name: &str, text: &str, catalog: &Catalog) -> Result<Self, SetError> {
        let mut reading = Reading::new(name, catalog);
        let outcome = match parse_permissions(name, text)? {
            PermissionList::Statements(document) => {
                let mut statements = document.statements();
                statements.try_for_each(|statement| {
                    reading.statement(&statement, |at| document.position(at))
                })
            }
            PermissionList::Actions(actions) => actions
                .iter()
                .try_for_each(|(action, at)| reading.action(action, *at)),
            _ => Ok(()),
        };
        outcome.map_err(SetError::Statement)?;
        if reading.requirements.is_empty() {
            let found = "a document that asks for no action";
            let problem = refused(name, Position::START, found, "at least one action");
            return Err(SetError::Statement(problem));
        }
        let notes = reading.notes(name);
        Ok(Self {
            notes,
            ..Self::new(name, reading.requirements)
        })
    }
}

/// A set that is being read.
struct Reading<'c> {
    name: &'c str,
    catalog: &'c Catalog,
    expansions: Expansions<'c>,
    expanded: usize,
    requirements: Vec<Requirement>,
    /// Distinct actions, resources and conditions.
    seen: HashSet<(String, String, Option<usize>)>,
    /// The distinct conditions, by their JSON.
    conditions: HashMap<String, usize>,
    /// Conditions on resources.
    conditioned: HashSet<(usize, String)>,
    /// Where a condition leaves keys open, and which.
    open: Vec<(Position, String)>,
}

impl<'c> Reading<'c> {
    fn new(name: &'c str, catalog: &'c Catalog) -> Self {
        Self {
            name,
            catalog,
            expansions: Expansions::new(catalog),
            expanded: 0,
            requirements: Vec::new(),
            seen: HashSet::new(),
            conditions: HashMap::new(),
            conditioned: HashSet::new(),
            open: Vec::new(),
        }
    }

    fn statement(
        &mut self,
        statement: &Statement<'_>,
        position: impl Fn(u32) -> Position,
    ) -> Result<(), Problem> {
        let set = self.name;
        let refuse =
            |at: u32, found: &str, expected: &str| Err(refused(set, position(at), found, expected));
        if statement.effect() == Effect::Deny {
            let found = "a `Deny` statement";
            return refuse(statement.span().start, found, "`Allow` statements only");
        }
        let actions = statement.actions();
        if actions.is_negated() {
            let at = actions.name_span().start;
            return refuse(at, "`NotAction`", "`Action`: the actions that are required");
        }
        let Some(resources) = statement.resources() else {
            return refuse(
                statement.span().start,
                "no resource",
                "the resources, or `*`",
            );
        };
        if resources.is_negated() {
            let at = resources.name_span().start;
            return refuse(at, "`NotResource`", "`Resource`: the resources, or `*`");
        }
        for resource in resources.spanned_values() {
            let found = || format!("the resource `{}`", resource.value);
            if !placeholders::are_closed(resource.value) {
                let expected = "placeholders such as `<yourbucketname>`, closed";
                return refuse(resource.span.start, &found(), expected);
            }
            if resource.value.contains("${") {
                let expected =
                    "no policy variable: an ARN, or a placeholder such as `<yourbucketname>`";
                return refuse(resource.span.start, &found(), expected);
            }
        }
        let condition = match RequiredCondition::of(statement, self.catalog) {
            Ok(condition) => condition.map(Arc::new),
            Err(found) => {
                let expected = "conditions that a request can meet";
                return refuse(statement.span().start, &found, expected);
            }
        };
        if let Some(condition) = &condition
            && !condition.open_keys().is_empty()
        {
            let keys = condition.open_keys().join(", ");
            self.open.push((statement.position(), keys));
        }
        for action in actions.spanned_values() {
            let at = position(action.span.start);
            let names = self.names(action.value, at)?;
            if is_pattern(action.value) {
                self.expanded += names.len().saturating_mul(resources.values().len());
            }
            if self.expanded > MOST_EXPANDED {
                let found = format!(
                    "wildcards that stand for more than {MOST_EXPANDED} actions on resources"
                );
                return refuse(action.span.start, &found, "at most that many in a set");
            }
            for name in names {
                for resource in resources.values() {
                    self.require(&name, resource, condition.as_ref(), at)?;
                }
            }
        }
        Ok(())
    }

    fn action(&mut self, action: &str, at: Position) -> Result<(), Problem> {
        for name in self.names(action, at)? {
            self.require(&name, "*", None, at)?;
        }
        Ok(())
    }

    /// The actions that one of a set stands for.
    fn names(&mut self, action: &str, at: Position) -> Result<Vec<String>, Problem> {
        if action.contains(['<', '>']) {
            let found = format!("the action `{action}`");
            let expected = "actions without placeholders";
            return Err(refused(self.name, at, found, expected));
        }
        if is_pattern(action) {
            let names = self.expansions.of(action);
            let names = names.map_err(|(found, expected)| refused(self.name, at, found, expected));
            return Ok(names?.into_iter().map(str::to_owned).collect());
        }
        match Action::new(action) {
            Ok(_) => Ok(vec![action.to_owned()]),
            Err(_) => {
                let found = format!("the action `{action}`");
                Err(refused(self.name, at, found, "`service:Name`"))
            }
        }
    }

    fn require(
        &mut self,
        action: &str,
        resource: &str,
        condition: Option<&Arc<RequiredCondition>>,
        at: Position,
    ) -> Result<(), Problem> {
        let condition_index = condition.map(|condition| {
            let next = self.conditions.len();
            *self
                .conditions
                .entry(condition.json().to_string())
                .or_insert(next)
        });
        let key = (
            action.to_ascii_lowercase(),
            resource.to_owned(),
            condition_index,
        );
        if !self.seen.insert(key) {
            return Ok(());
        }
        let set = self.name;
        let too_many = |most: usize, of: &str| {
            let found = format!("more than {most} {of}");
            Err(refused(set, at, found, "at most that many in a set"))
        };
        if self.requirements.len() == MOST_REQUIRED {
            return too_many(MOST_REQUIRED, "actions on resources");
        }
        if let Some(index) = condition_index {
            self.conditioned.insert((index, resource.to_owned()));
            if self.conditioned.len() > MOST_CONDITIONS {
                return too_many(MOST_CONDITIONS, "conditions on resources");
            }
        }
        self.requirements.push(Requirement {
            condition: condition.cloned(),
            ..Requirement::new(action, resource)
        });
        Ok(())
    }

    fn notes(&self, name: &str) -> Vec<String> {
        let open = self.open.iter().take(MOST_NOTES).map(|(at, keys)| {
            format!(
                "{name}:{at} lists no single values for {keys}: its requirements are checked for any value, unless a \
                 policy has the same condition"
            )
        });
        let more = self.open.len().saturating_sub(MOST_NOTES);
        let more = (more > 0).then(|| format!("the same applies to {more} more statements"));
        self.expansions
            .note()
            .into_iter()
            .chain(open)
            .chain(more)
            .collect()
    }
}

/// What is wrong at a place of a set.
fn refused(
    set: &str,
    at: Position,
    found: impl Into<Box<str>>,
    expected: impl Into<Box<str>>,
) -> Problem {
    Problem::new(set, "requirement", found, expected).at(at)
}

#[cfg(test)]
mod tests;
