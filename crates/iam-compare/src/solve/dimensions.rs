//! Whether literals can be true together: each dimension by itself, unless variables relate them.

use super::keys::{self, KeyFound};
use super::values;
use super::{Checked, Model, Open};
use crate::atoms::{Atom, Dimension, KeyId};
use crate::formula::Literal;
use crate::problem::Problem;
use crate::scope::Scope;
use crate::theory::text::symbol::{self, Class};
use crate::theory::text::{Found, LanguageId, Mode, OutOfSteps, Steps, Test, spelled};
use std::collections::BTreeMap;

/// The possible texts of each dimension.
#[derive(Debug, Clone)]
pub(crate) struct Space {
    pub(super) actions: Vec<Test>,
    pub(super) resources: Vec<Test>,
    pub(super) callers: Vec<Test>,
    /// Non-empty texts.
    pub(super) values: Vec<Test>,
}

pub(crate) fn exact(language: LanguageId, matches: bool) -> Test {
    let mode = if matches { Mode::Over } else { Mode::Under };
    Test {
        language,
        matches,
        mode,
    }
}

impl Space {
    pub(crate) fn of(problem: &mut Problem, scope: &Scope) -> Self {
        let word = [symbol::one(Class::Action), symbol::run(Class::Action)];
        let colon = [symbol::one(Class::Only(':'))];
        let action = [&word[..], &colon, &word].concat();
        let value = vec![symbol::one(Class::Any), symbol::ANYTHING];
        Self {
            actions: vec![exact(problem.languages.add(vec![action]), true)],
            resources: scope.resources.clone(),
            callers: scope
                .any_name
                .as_ref()
                .map(|any| any.names.clone())
                .unwrap_or_default(),
            values: vec![exact(problem.languages.add(vec![value]), true)],
        }
    }

    pub(super) fn of_dimension(&self, dimension: Dimension) -> &[Test] {
        match dimension {
            Dimension::Action => &self.actions,
            Dimension::Resource => &self.resources,
            Dimension::Caller => &self.callers,
        }
    }
}

/// The values of variables, by their keys.
pub(super) type Values<'a> = &'a BTreeMap<KeyId, String>;

/// The result of a search for a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextFound {
    Text(String),
    /// There is none; with the indices of the reasons.
    None(Vec<usize>),
    /// It depends on the values of variables; regardless of them it could be this one.
    NeedsValues(String),
}

/// Searches for a text. Variables without a value may be any text where a list must match, and none
/// where it must not.
pub(super) fn text(
    problem: &mut Problem,
    space: &[Test],
    tests: &[(LanguageId, bool)],
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<TextFound, OutOfSteps> {
    let mut open = Vec::new();
    let mut outline = Vec::with_capacity(tests.len());
    for (at, (language, matches)) in tests.iter().enumerate() {
        let mut language = *language;
        let keys = problem.languages.opaque_keys(language);
        if !keys.is_empty() {
            if !values.is_empty() {
                let patterns = problem.languages.patterns(language).iter();
                let filled = |pattern: &symbol::Pattern| {
                    symbol::filled(pattern, |key| values.get(&key).cloned())
                };
                let filled: Vec<symbol::Pattern> = patterns.map(filled).collect();
                language = problem.languages.add(filled);
            }
            if keys.iter().any(|key| !values.contains_key(key)) {
                open.push(at);
            }
        }
        outline.push(exact(language, *matches));
    }
    let found = match problem.languages.search(space, &outline, steps)? {
        Found::None(core) => return Ok(TextFound::None(core)),
        Found::Text(text) => spelled(&text).unwrap_or_default(),
    };
    if open.is_empty() {
        return Ok(TextFound::Text(found));
    }
    // For all values at once: the text of one template, with its values as letters, against the
    // rest.
    for carrier in open.into_iter().filter(|at| tests[*at].1) {
        let mut tests = outline.clone();
        tests[carrier].mode = Mode::Strict;
        if let Found::None(mut core) = problem.languages.search(space, &tests, steps)? {
            if !core.contains(&carrier) {
                core.push(carrier);
            }
            return Ok(TextFound::None(core));
        }
    }
    Ok(TextFound::NeedsValues(found))
}

/// Literals grouped by what they are about.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) texts: BTreeMap<Dimension, Vec<(Literal, LanguageId)>>,
    pub(super) keys: BTreeMap<KeyId, Vec<Literal>>,
}

impl Groups {
    fn of(problem: &Problem, literals: &[Literal]) -> Self {
        let mut groups = Self::default();
        for dimension in [Dimension::Action, Dimension::Resource, Dimension::Caller] {
            groups.texts.insert(dimension, Vec::new());
        }
        for literal in literals {
            match problem.atoms.get(literal.0) {
                Some(Atom::Text(dimension, language)) => {
                    groups
                        .texts
                        .entry(dimension)
                        .or_default()
                        .push((*literal, language));
                }
                Some(Atom::Key(key, _)) => groups.keys.entry(key).or_default().push(*literal),
                None => {}
            }
        }
        groups
    }
}

/// The result for all dimensions with some variables fixed.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) model: Model,
    pub(super) cores: Vec<Vec<Literal>>,
    /// Texts that are only outlines, and the patterns that they must match.
    pub(super) outlines: Vec<(String, Vec<LanguageId>)>,
    pub(super) involved: Vec<Literal>,
    pub(super) open: Option<Open>,
}

pub(super) fn each(
    problem: &mut Problem,
    scope: &Scope,
    space: &Space,
    groups: &Groups,
    values: Values<'_>,
    steps: &mut Steps,
) -> Result<Outcome, OutOfSteps> {
    let mut outcome = Outcome::default();
    for (dimension, literals) in &groups.texts {
        if *dimension == Dimension::Caller && scope.any_name.is_none() {
            continue;
        }
        let tests: Vec<(LanguageId, bool)> = literals
            .iter()
            .map(|((_, truth), language)| (*language, *truth))
            .collect();
        let in_space = space.of_dimension(*dimension);
        let text = match text(problem, in_space, &tests, values, steps)? {
            TextFound::Text(text) => text,
            TextFound::None(core) => {
                outcome
                    .cores
                    .push(core.into_iter().map(|at| literals[at].0).collect());
                continue;
            }
            TextFound::NeedsValues(text) => {
                let matched = tests.iter().filter(|(_, matches)| *matches);
                let matched = matched.map(|(language, _)| *language).collect();
                outcome.outlines.push((text.clone(), matched));
                outcome
                    .involved
                    .extend(literals.iter().map(|(literal, _)| *literal));
                text
            }
        };
        match dimension {
            Dimension::Action => outcome.model.action = text,
            Dimension::Resource => outcome.model.resource = text,
            Dimension::Caller => outcome.model.caller = Some(text),
        }
    }
    for (key, literals) in &groups.keys {
        match keys::find(problem, scope, space, *key, literals, values, steps)? {
            KeyFound::State(state) => {
                outcome.model.keys.insert(*key, state);
            }
            KeyFound::None(core) => outcome.cores.push(core),
            KeyFound::NeedsValues(text, matched) => {
                outcome.outlines.push((text, matched));
                outcome.involved.extend(literals);
            }
            KeyFound::Open(open) => {
                outcome.open = Some(open);
                outcome.involved.extend(literals);
            }
        }
    }
    Ok(outcome)
}

/// A model of the literals; or contradictory ones, further sets of which are added to `cores`.
pub(super) fn check(
    problem: &mut Problem,
    scope: &Scope,
    space: &Space,
    literals: &[Literal],
    steps: &mut Steps,
    cores: &mut Vec<Vec<Literal>>,
) -> Result<Checked, OutOfSteps> {
    let groups = Groups::of(problem, literals);
    let mut outcome = each(problem, scope, space, &groups, &BTreeMap::new(), steps)?;
    if let Some(core) = outcome.cores.pop() {
        cores.append(&mut outcome.cores);
        return Ok(Checked::Core(core));
    }
    if let Some(open) = outcome.open {
        return Ok(Checked::Open(open, outcome.involved));
    }
    if outcome.outlines.is_empty() && !values::are_needed(problem, &groups) {
        outcome.model.literals = literals.to_vec();
        return Ok(Checked::Model(Box::new(outcome.model)));
    }
    values::try_values(problem, scope, space, &groups, literals, &outcome, steps)
}
