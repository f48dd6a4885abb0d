//! Which types of resource the requests of a restore are checked on: the table of
//! `data/restore-resources.json`, with its sources.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a restore does with a type of resource of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Use {
    /// Nothing, as far as is known, or only where its settings ask for it.
    #[default]
    None,
    /// Every restore uses it.
    Always,
    /// Every restore uses it or one of the others that have this.
    OneOf,
    /// Restores use some of those that have this; which, depends on what is restored.
    SomeOf,
}

#[derive(Debug, Deserialize)]
struct Table {
    actions: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    action: String,
    uses: Vec<String>,
    #[serde(default)]
    one_of: Vec<String>,
    #[serde(default)]
    some_of: Vec<String>,
    #[serde(default)]
    own: Vec<String>,
}

static TABLE: LazyLock<HashMap<String, Entry>> = LazyLock::new(|| {
    let table: Option<Table> =
        serde_json::from_str(include_str!("../../data/restore-resources.json")).ok();
    let entries = table.into_iter().flat_map(|table| table.actions);
    entries
        .map(|entry| (entry.action.to_ascii_lowercase(), entry))
        .collect()
});

fn entry(action: &str) -> Option<&'static Entry> {
    TABLE.get(&action.to_ascii_lowercase())
}

/// What a restore does with a type of resource in requests of an action.
pub(crate) fn of(action: &str, resource_type: &str) -> Use {
    let Some(entry) = entry(action) else {
        return Use::None;
    };
    let has = |types: &[String]| types.iter().any(|of| of == resource_type);
    if has(&entry.uses) {
        Use::Always
    } else if has(&entry.one_of) {
        Use::OneOf
    } else if has(&entry.some_of) {
        Use::SomeOf
    } else {
        Use::None
    }
}

/// Whether the resources of the type that a restore uses are the role's account's, although their ARNs
/// don't name an account.
pub(crate) fn is_own(action: &str, resource_type: &str) -> bool {
    entry(action).is_some_and(|entry| entry.own.iter().any(|of| of == "*" || of == resource_type))
}

#[cfg(test)]
mod tests {
    use super::{TABLE, Use, of};
    use crate::set::PermissionSet;
    use iam_catalog::Catalog;

    #[test]
    fn the_table_has_every_action_of_the_sets_with_types_that_exist() {
        let catalog = Catalog::embedded();
        let sets = PermissionSet::published_names().filter_map(PermissionSet::published);
        let actions: Vec<String> = sets
            .flat_map(|set| set.actions().to_vec())
            .map(|required| required.action.to_ascii_lowercase())
            .collect();
        assert_eq!(actions.len(), 72);
        assert_eq!(TABLE.len(), 72);
        for action in &actions {
            let entry = TABLE.get(action).unwrap();
            let known = catalog.action(action).unwrap();
            assert_eq!(known.name(), entry.action);
            let types: Vec<&str> = known.resource_types().map(|of| of.name()).collect();
            for named in entry.uses.iter().chain(&entry.one_of).chain(&entry.some_of) {
                assert!(types.contains(&named.as_str()), "{action}: {named}");
            }
            for required in known.resource_types().filter(|of| of.is_required()) {
                assert_eq!(of(action, required.name()), Use::Always, "{action}");
            }
            let named = entry.uses.len() + entry.one_of.len() + entry.some_of.len();
            assert_eq!(types.is_empty(), named == 0, "{action}");
        }
        assert_eq!(of("EC2:runinstances", "volume"), Use::Always);
        assert_eq!(of("ec2:RunInstances", "key-pair"), Use::None);
        assert_eq!(of("ec2:AssociateAddress", "instance"), Use::OneOf);
    }
}
