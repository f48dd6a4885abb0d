//! Expands wildcards in the actions of a set to actions of the catalogue.

use iam_catalog::{Catalog, fits};
use std::collections::HashMap;

/// Each pattern is compared with all actions of the services that it matches.
const MOST_PATTERNS: usize = 1_000;

/// The maximum number of patterns named in a note.
const NAMED: usize = 8;

/// The patterns of a set, each with the actions that it matches.
#[derive(Debug)]
pub(super) struct Expansions<'c> {
    catalog: &'c Catalog,
    known: HashMap<String, Vec<&'c str>>,
    /// The first patterns of the set as written, in order, each with the number of its actions.
    order: Vec<(String, usize)>,
}

/// Whether an action has wildcards.
pub(super) fn is_pattern(action: &str) -> bool {
    action.contains(['*', '?'])
}

impl<'c> Expansions<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            known: HashMap::new(),
            order: Vec::new(),
        }
    }

    /// The actions that a pattern matches, in the catalogue's spelling. The error is what was
    /// found, and what was expected instead.
    pub(super) fn of(&mut self, pattern: &str) -> Result<Vec<&'c str>, (String, String)> {
        let key = pattern.to_ascii_lowercase();
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        if self.order.len() == MOST_PATTERNS {
            let found = format!("more than {MOST_PATTERNS} actions with wildcards");
            return Err((found, "at most that many in a set".to_owned()));
        }
        let actions = self.look_up(pattern);
        if actions.is_empty() {
            let found = format!(
                "the action `{pattern}`, which matches none in the catalogue of {}",
                self.catalog.date()
            );
            return Err((found, "actions that exist".to_owned()));
        }
        self.order.push((pattern.to_owned(), actions.len()));
        self.known.insert(key, actions.clone());
        Ok(actions)
    }

    fn look_up(&self, pattern: &str) -> Vec<&'c str> {
        // Only `*` has no colon.
        let (prefix, name) = pattern.split_once(':').unwrap_or(("*", "*"));
        let services = self.catalog.services();
        let services = services.filter(|service| fits(prefix, service.prefix()));
        let actions = services.flat_map(|service| service.actions());
        let fitting = actions.filter(|action| fits(name, action.short_name()));
        fitting.map(|action| action.name()).collect()
    }

    /// What was assumed, as a sentence; `None` if nothing was.
    pub(super) fn note(&self) -> Option<String> {
        let named = self.order.iter().take(NAMED);
        let mut named: Vec<String> = named
            .map(|(pattern, count)| format!("`{pattern}` ({count})"))
            .collect();
        if let Some(more @ 1..) = self.order.len().checked_sub(NAMED) {
            named.push(format!("and {more} more"));
        }
        let date = self.catalog.date();
        (!named.is_empty()).then(|| {
            format!(
                "wildcards stand for the actions in the catalogue of {date}: {}",
                named.join(", ")
            )
        })
    }
}
