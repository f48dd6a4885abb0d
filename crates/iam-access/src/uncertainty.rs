//! What is not understood in a principal's policies, and which verdicts it may change: a Deny on an
//! action that doesn't exist was probably intended for one that does, and a policy that wasn't
//! supplied may deny anything. What such a policy may deny is reported as conditional.

use crate::check::ActionCatalog;
use crate::report::{ActionReport, ActionStatus, clipped};
use iam_account::PrincipalInput;
use iam_catalog::{fits, may_mean};
use iam_eval::{Document, Effect, Policy, Statement};
use std::collections::HashSet;
use std::sync::Arc;

/// Finding the nearest names takes time, and a longer list wouldn't be read.
const MOST: usize = 50;

/// Something that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// What it is, with its place.
    sentence: String,
    scope: Scope,
}

/// The actions that a doubt may affect.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    /// Every action.
    Anything,
    /// Actions whose names are similar to this one, which doesn't exist.
    Near(String),
    /// Actions that match one of these patterns, or none of them.
    Covered(Vec<String>, bool),
}

/// The doubts about a principal, and the number of doubts that were not examined.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doubts {
    doubts: Vec<Doubt>,
    more: usize,
    /// The same for statements with values that can't be read.
    more_values: usize,
}

impl Doubts {
    /// Finds what is not understood in a principal's policies of every layer, and in key policies.
    /// A trust policy with an unknown action is already rejected when it is read.
    pub(crate) fn of<'p>(
        input: &'p PrincipalInput,
        key_policies: impl Iterator<Item = &'p Policy>,
        catalog: &dyn ActionCatalog,
    ) -> Self {
        let unknown = input.unknown_policies.iter().map(|unknown| Doubt {
            sentence: format!("{unknown}; it may deny anything"),
            scope: Scope::Anything,
        });
        let mut found = Self {
            doubts: unknown.collect(),
            more: 0,
            more_values: 0,
        };
        let mut seen = HashSet::new();
        for policy in input.policies().chain(key_policies) {
            found.read_document(policy.document(), catalog, &mut seen);
        }
        found
    }

    /// Records unknown actions in Deny statements, and in `NotAction` of Allow statements.
    fn read_document<'p>(
        &mut self,
        document: &'p Document,
        catalog: &dyn ActionCatalog,
        seen: &mut HashSet<(&'p str, &'p str)>,
    ) {
        for statement in document.statements() {
            let is_negated = statement.actions().is_negated();
            if statement.effect() == Effect::Deny {
                self.read_conditions(document, &statement);
            }
            if statement.effect() == Effect::Allow && !is_negated {
                continue;
            }
            for action in statement.actions().values() {
                if catalog.knows(action) || !seen.insert((document.name(), action)) {
                    continue;
                }
                if self.doubts.len() >= MOST {
                    self.more += 1;
                    let scope = Scope::Near(action.to_owned());
                    let sentence = format!("{}:{}", document.name(), statement.position());
                    self.doubts.push(Doubt { sentence, scope });
                    continue;
                }
                let named = match (statement.effect(), is_negated) {
                    (Effect::Deny, false) => "denies",
                    (Effect::Deny, true) => "denies all but",
                    (Effect::Allow, _) => "allows all but",
                };
                let place = format!("{}:{}", document.name(), statement.position());
                let nearest = match catalog.nearest(action) {
                    Some(nearest) => format!("; the nearest is `{nearest}`"),
                    None => String::new(),
                };
                let written = visible(action);
                let (does, of) = match action.contains(['*', '?']) {
                    true => ("a pattern that matches no action", ""),
                    false => ("an action", " that the catalogue doesn't know"),
                };
                self.doubts.push(Doubt {
                    sentence: format!("{place} {named} `{written}`, {does}{of}{nearest}"),
                    scope: Scope::Near(action.to_owned()),
                });
            }
        }
    }

    /// Records the values in a Deny's conditions that the operator can't read: they never match.
    fn read_conditions(&mut self, document: &Document, statement: &Statement<'_>) {
        for condition in statement.conditions() {
            let operator = condition.operator();
            let Some(expected) = readable(&operator) else {
                continue;
            };
            let odd = condition
                .values()
                .find(|value| !value.contains("${") && !(expected.is_read)(value));
            let Some(odd) = odd else { continue };
            let is_shown = self.doubts.len() < MOST;
            let place = format!("{}:{}", document.name(), statement.position());
            let (key, expected) = (condition.key(), expected.values);
            let sentence = format!(
                "{place} denies by `{operator}` on `{key}` with `{}`, which is not {expected}",
                visible(odd)
            );
            let actions = statement.actions();
            let patterns = actions.values().map(str::to_owned).collect();
            let scope = Scope::Covered(patterns, actions.is_negated());
            self.doubts.push(Doubt { sentence, scope });
            if !is_shown {
                // One is enough to make the statement doubtful; others are only counted.
                self.more_values += 1;
                return;
            }
        }
    }

    /// What is not understood, as sentences.
    pub(crate) fn notes(&self) -> impl Iterator<Item = String> + '_ {
        let shown = self.doubts.iter().take(MOST);
        let shown = shown.map(|doubt| doubt.sentence.clone());
        let more = (self.more > 0).then(|| {
            format!(
                "{} more denied actions that the catalogue doesn't know",
                self.more
            )
        });
        let more_values = (self.more_values > 0).then(|| {
            format!(
                "{} more Deny statements with a value that can't be read",
                self.more_values
            )
        });
        shown.chain(more).chain(more_values).map(clipped)
    }

    /// Makes actions that are granted, completely or in part, conditional on the doubts that may
    /// affect them.
    pub(crate) fn apply(&self, actions: &mut [Arc<ActionReport>], catalog: &dyn ActionCatalog) {
        if self.doubts.is_empty() {
            return;
        }
        for action in actions {
            let is_open = matches!(
                action.status,
                ActionStatus::Granted | ActionStatus::Limited | ActionStatus::Conditional
            );
            if !is_open {
                continue;
            }
            let Some(when) = self.about(&action.action, catalog) else {
                continue;
            };
            let action = Arc::make_mut(action);
            action.status = ActionStatus::Conditional;
            action.when = Some(clipped(joined(action.when.take(), when)));
        }
    }

    /// What may withhold an action that is otherwise granted, as a sentence.
    pub(crate) fn about(&self, action: &str, catalog: &dyn ActionCatalog) -> Option<String> {
        self.sentence(|doubt| match &doubt.scope {
            Scope::Anything => true,
            // Nothing is known of an action that the catalogue doesn't know either.
            Scope::Near(written) => may_mean(written, action) && catalog.knows(action),
            Scope::Covered(patterns, is_negated) => {
                let mut patterns = patterns.iter();
                patterns.any(|pattern| fits(pattern, action)) != *is_negated
            }
        })
    }

    fn sentence(&self, may_change: impl FnMut(&&Doubt) -> bool) -> Option<String> {
        let mut doubts = self.doubts.iter().filter(may_change);
        let first = doubts.next()?;
        let others = match doubts.count() {
            0 => String::new(),
            others => format!(", and {others} similar ones"),
        };
        Some(format!(
            "unless this excludes it: {}{others}",
            first.sentence
        ))
    }
}

/// The values that an operator can read.
struct Readable {
    values: &'static str,
    is_read: fn(&str) -> bool,
}

/// Addresses and dates that can't be read are rejected with their document.
fn readable(operator: &str) -> Option<Readable> {
    let name = operator.rsplit(':').next().unwrap_or(operator);
    let begins = |start: &str| {
        let head = name.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    if begins("Bool") {
        return Some(Readable {
            values: "`true` or `false`",
            is_read: |value| {
                value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
            },
        });
    }
    if begins("Numeric") {
        return Some(Readable {
            values: "a number",
            is_read: |value| {
                let is_of_number = |byte: u8| {
                    byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E')
                };
                value.parse::<f64>().is_ok() && value.bytes().all(is_of_number)
            },
        });
    }
    None
}

fn joined(before: Option<String>, when: String) -> String {
    match before {
        Some(before) => format!("{before}; {when}"),
        None => when,
    }
}

/// A name in which look-alike letters are shown as escapes.
fn visible(action: &str) -> String {
    let shown = action.chars().map(|letter| match letter {
        ' '..='~' => letter.to_string(),
        other => format!("\\u{{{:X}}}", u32::from(other)),
    });
    shown.collect()
}
