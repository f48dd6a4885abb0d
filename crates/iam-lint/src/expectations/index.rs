//! Finds the entries that an action of a policy is about.

use super::Entry;
use iam_catalog::fits;
use iam_syntax::pattern::{algebra, wildcard};
use std::collections::HashMap;

/// Entries, with an index by service: most actions of a policy are about none.
#[derive(Debug, Default)]
pub(crate) struct List {
    entries: Vec<Entry>,
    /// The entry and its action, by the service's prefix in lower case.
    by_service: HashMap<String, Vec<(usize, usize)>>,
    /// Those whose service has wildcards.
    of_any_service: Vec<(usize, usize)>,
}

impl List {
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        let mut list = Self::default();
        for (at, entry) in entries.iter().enumerate() {
            for (index, action) in entry.actions.iter().enumerate() {
                let service = action.split(':').next().unwrap_or_default();
                let places = match service.contains(['*', '?']) {
                    true => &mut list.of_any_service,
                    false => list
                        .by_service
                        .entry(service.to_ascii_lowercase())
                        .or_default(),
                };
                places.push((at, index));
            }
        }
        list.entries = entries;
        list
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries about an action, or a pattern of actions, each with its action that is meant.
    pub(crate) fn about<'l>(&'l self, action: &str) -> Vec<(&'l Entry, &'l str)> {
        let mut found = Vec::new();
        let mut add = |places: &[(usize, usize)]| {
            for (at, index) in places {
                let entry = self.entries.get(*at);
                let Some(entry) = entry else { continue };
                let Some(listed) = entry.actions.get(*index) else {
                    continue;
                };
                if meet(listed, action) {
                    found.push((entry, listed.as_str()));
                }
            }
        };
        add(&self.of_any_service);
        let service = action.split(':').next().unwrap_or_default();
        match service.contains(['*', '?']) {
            true => self.by_service.values().for_each(|places| add(places)),
            false => {
                let service = service.to_ascii_lowercase();
                add(self.by_service.get(&service).map_or(&[], Vec::as_slice));
            }
        }
        // A map has no order.
        found.sort_by_key(|(_, listed)| *listed);
        found
    }
}

/// No action has a name of this length; a longer pattern matches none of a list's, unless it is
/// only stars.
const LONGEST: usize = 512;

/// Whether some action matches both.
fn meet(listed: &str, action: &str) -> bool {
    let is_everything = !action.is_empty() && action.bytes().all(|byte| b"*:".contains(&byte));
    if is_everything || action.len() > LONGEST {
        return is_everything;
    }
    match (listed.contains(['*', '?']), action.contains(['*', '?'])) {
        (false, _) => fits(action, listed),
        (true, false) => fits(listed, action),
        (true, true) => {
            let pattern = |text: &str| wildcard::pattern(&text.to_ascii_lowercase());
            algebra::overlap(&pattern(listed), &pattern(action))
        }
    }
}
