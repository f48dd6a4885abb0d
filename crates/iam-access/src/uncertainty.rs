//! What is not understood of a principal's policies, and which verdicts it may change: a Deny on an action
//! that doesn't exist was meant for one that does, and a policy that isn't told may deny anything. What is
//! granted in spite of them is granted on a condition.

use crate::check::Catalogue;
use crate::report::{ActionReport, ActionStatus, clipped};
use iam_account::PrincipalInput;
use iam_catalog::{fits, may_mean};
use iam_eval::{Document, Effect, Policy, Statement};
use std::collections::HashSet;
use std::sync::Arc;

/// Looking for what was meant takes time, and nobody reads more.
const MOST: usize = 50;

/// Something that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// What it is, with its place.
    sentence: String,
    meant: Meant,
}

/// What a doubt bears on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meant {
    /// Every action.
    Anything,
    /// Actions whose names are near this one, which no action has.
    Near(String),
    /// Actions that one of these patterns fits, or that none fits.
    Covered(Vec<String>, bool),
}

/// The doubts about a principal, and how many more there are that were not looked into.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doubts {
    doubts: Vec<Doubt>,
    more: usize,
    /// Statements with values that can't be read, likewise.
    more_values: usize,
}

impl Doubts {
    /// Finds what is not understood in a principal's policies of every layer, and in its keys' policy. A
    /// trust policy with an action that none has is refused as it is read.
    pub(crate) fn of(
        input: &PrincipalInput,
        key_policy: Option<&Policy>,
        catalogue: &dyn Catalogue,
    ) -> Self {
        let unknown = input.unknown_policies.iter().map(|unknown| Doubt {
            sentence: format!("{unknown}, and what stands in it may deny anything"),
            meant: Meant::Anything,
        });
        let mut found = Self {
            doubts: unknown.collect(),
            more: 0,
            more_values: 0,
        };
        let mut seen = HashSet::new();
        let levels = input.scps.as_ref().into_iter().chain(input.rcps.as_ref());
        let policies = input
            .identity
            .iter()
            .chain(input.boundary.as_ref())
            .chain(input.session.as_ref().into_iter().flatten())
            .chain(levels.flatten().flatten())
            .chain(key_policy);
        for policy in policies {
            found.in_document(policy.document(), catalogue, &mut seen);
        }
        found
    }

    /// Takes down the actions of denies, and those that a statement spares, that AWS doesn't know.
    fn in_document<'p>(
        &mut self,
        document: &'p Document,
        catalogue: &dyn Catalogue,
        seen: &mut HashSet<(&'p str, &'p str)>,
    ) {
        for statement in document.statements() {
            let is_negated = statement.actions().is_negated();
            if statement.effect() == Effect::Deny {
                self.in_conditions(document, &statement);
            }
            if statement.effect() == Effect::Allow && !is_negated {
                continue;
            }
            for action in statement.actions().values() {
                if catalogue.knows(action) || !seen.insert((document.name(), action)) {
                    continue;
                }
                if self.doubts.len() >= MOST {
                    self.more += 1;
                    let meant = Meant::Near(action.to_owned());
                    let sentence = format!("{}:{}", document.name(), statement.position());
                    self.doubts.push(Doubt { sentence, meant });
                    continue;
                }
                let named = match (statement.effect(), is_negated) {
                    (Effect::Deny, false) => "denies",
                    (Effect::Deny, true) => "denies all but",
                    (Effect::Allow, _) => "allows all but",
                };
                let place = format!("{}:{}", document.name(), statement.position());
                let nearest = match catalogue.nearest(action) {
                    Some(nearest) => format!("; the nearest is `{nearest}`"),
                    None => String::new(),
                };
                let written = visible(action);
                let (does, of) = match action.contains(['*', '?']) {
                    true => ("a pattern that fits no action", ""),
                    false => ("an action", " that the catalogue doesn't know"),
                };
                self.doubts.push(Doubt {
                    sentence: format!("{place} {named} `{written}`, {does}{of}{nearest}"),
                    meant: Meant::Near(action.to_owned()),
                });
            }
        }
    }

    /// Takes down the values of a Deny's conditions that its operator can't read: they never match.
    fn in_conditions(&mut self, document: &Document, statement: &Statement<'_>) {
        for condition in statement.conditions() {
            let operator = condition.operator();
            let Some(expected) = readable(&operator) else {
                continue;
            };
            let odd = condition
                .values()
                .find(|value| !value.contains("${") && !(expected.is_read)(value));
            let Some(odd) = odd else { continue };
            let is_told = self.doubts.len() < MOST;
            let place = format!("{}:{}", document.name(), statement.position());
            let (key, sort) = (condition.key(), expected.sort);
            let sentence = format!(
                "{place} denies by `{operator}` on `{key}` with `{}`, which is no {sort}",
                visible(odd)
            );
            let actions = statement.actions();
            let patterns = actions.values().map(str::to_owned).collect();
            let meant = Meant::Covered(patterns, actions.is_negated());
            self.doubts.push(Doubt { sentence, meant });
            if !is_told {
                // One makes the statement doubtful; what more there is of it is only counted.
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
                "{} more actions of denies that the catalogue doesn't know",
                self.more
            )
        });
        let more_values = (self.more_values > 0).then(|| {
            format!(
                "{} more statements that deny by values that can't be read",
                self.more_values
            )
        });
        shown.chain(more).chain(more_values).map(clipped)
    }

    /// Makes a condition of what may change an action that is granted, wholly or in part.
    pub(crate) fn apply(&self, actions: &mut [Arc<ActionReport>], catalogue: &dyn Catalogue) {
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
            let bears = |doubt: &&Doubt| match &doubt.meant {
                Meant::Anything => true,
                // Of an action that the catalogue doesn't know either, nothing can be said.
                Meant::Near(written) => {
                    may_mean(written, &action.action) && catalogue.knows(&action.action)
                }
                Meant::Covered(patterns, is_negated) => {
                    let mut patterns = patterns.iter();
                    patterns.any(|pattern| fits(pattern, &action.action)) != *is_negated
                }
            };
            let Some(when) = self.sentence(bears) else {
                continue;
            };
            let action = Arc::make_mut(action);
            action.status = ActionStatus::Conditional;
            action.when = Some(clipped(joined(action.when.take(), when)));
        }
    }

    fn sentence(&self, bears: impl FnMut(&&Doubt) -> bool) -> Option<String> {
        let mut bearing = self.doubts.iter().filter(bears);
        let first = bearing.next()?;
        let others = match bearing.count() {
            0 => String::new(),
            others => format!(", and {others} more like it"),
        };
        Some(format!(
            "if nothing else was meant: {}{others}",
            first.sentence
        ))
    }
}

/// What the values of an operator are to be.
struct Readable {
    sort: &'static str,
    is_read: fn(&str) -> bool,
}

/// Addresses and dates that can't be read are refused with their document.
fn readable(operator: &str) -> Option<Readable> {
    let name = operator.rsplit(':').next().unwrap_or(operator);
    let begins = |start: &str| {
        let head = name.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    if begins("Bool") {
        return Some(Readable {
            sort: "`true` or `false`",
            is_read: |value| {
                value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
            },
        });
    }
    if begins("Numeric") {
        return Some(Readable {
            sort: "number",
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

/// A name in which letters that only look like others can be told from those.
fn visible(action: &str) -> String {
    let shown = action.chars().map(|letter| match letter {
        ' '..='~' => letter.to_string(),
        other => format!("\\u{{{:X}}}", u32::from(other)),
    });
    shown.collect()
}
