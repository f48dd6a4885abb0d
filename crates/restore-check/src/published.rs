//! The vendor's sets of permissions, and how a restore uses the resources of their actions.

mod sets;

use iam_access::RequirementSet;
use iam_access::check::UseTable;
use iam_catalog::Catalog;
use sets::SETS;
use std::sync::LazyLock;

/// The names of the sets.
pub fn names() -> impl Iterator<Item = &'static str> {
    SETS.iter().map(|set| set.name)
}

/// All sets.
pub fn sets() -> impl Iterator<Item = RequirementSet> {
    names().filter_map(set)
}

/// A set, given its name.
///
/// ```
/// let set = restore_check::published::set("ec2-restore").unwrap();
/// assert_eq!(set.requirements().len(), 56);
/// let from = set.provenance().unwrap();
/// assert_eq!((from.page, from.version), ("role_permissions_restore_ec2", "10.0.0.232"));
/// ```
#[must_use]
pub fn set(name: &str) -> Option<RequirementSet> {
    let published = SETS.iter().find(|known| known.name == name)?;
    let set = RequirementSet::parse(published.name, published.text, Catalog::embedded()).ok()?;
    Some(set.with_provenance(&published.from))
}

/// How a restore uses the resource types of the sets' actions: the table in
/// `data/restore-resources.json`, with its sources.
pub fn uses() -> &'static UseTable {
    static USES: LazyLock<UseTable> = LazyLock::new(|| {
        // A test reads it, so it is not empty.
        UseTable::parse(include_str!("../data/restore-resources.json")).unwrap_or_default()
    });
    &USES
}

#[cfg(test)]
mod tests {
    use super::{SETS, set, sets, uses};
    use iam_access::RequirementSet;
    use iam_access::check::Use;
    use iam_catalog::Catalog;

    fn of_ec2_restore() -> impl Iterator<Item = RequirementSet> {
        sets().take(2)
    }

    #[test]
    fn the_published_sets_have_56_and_16_actions_and_72_together() {
        let count = |name| set(name).unwrap().requirements().len();
        assert_eq!((count("ec2-restore"), count("worker-deployment")), (56, 16));
        let mut all: Vec<String> = of_ec2_restore()
            .flat_map(|set| set.requirements().to_vec())
            .map(|required| required.action.to_ascii_lowercase())
            .collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 72);
    }

    #[test]
    fn every_set_can_be_read_and_its_provenance_is_recorded() {
        let page = include_str!("../data/PROVENANCE.md");
        assert_eq!(sets().count(), SETS.len());
        for set in sets() {
            let from = set.provenance().unwrap();
            for words in [from.guide, from.title, from.page, from.version, from.date] {
                assert!(page.contains(words), "{words}");
            }
            let row = format!("| `{}` | {} |", set.name(), set.requirements().len());
            let is_first = ["ec2-restore", "worker-deployment"].contains(&set.name());
            assert!(is_first || page.contains(&row), "{row}");
            assert!(set.notes().is_empty(), "{}: {:?}", set.name(), set.notes());
        }
    }

    #[test]
    fn every_file_is_a_set() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sets");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), SETS.len());
    }

    #[test]
    fn the_catalogue_knows_every_action() {
        let catalog = Catalog::embedded();
        for set in sets() {
            for required in set.requirements() {
                assert!(
                    catalog.knows(&required.action),
                    "{}: {}",
                    set.name(),
                    required.action
                );
            }
        }
    }

    #[test]
    fn the_table_has_every_action_of_the_sets_with_types_that_exist() {
        let catalog = Catalog::embedded();
        let table = uses();
        let actions: Vec<String> = of_ec2_restore()
            .flat_map(|set| set.requirements().to_vec())
            .map(|required| required.action.to_ascii_lowercase())
            .collect();
        assert_eq!(actions.len(), 72);
        assert_eq!(table.actions().len(), 72);
        for (action, named) in table.actions() {
            assert!(actions.contains(&action.to_ascii_lowercase()), "{action}");
            let known = catalog.action(action).unwrap();
            assert_eq!(known.name(), action);
            let types: Vec<&str> = known.resource_types().map(|of| of.name()).collect();
            for named in &named {
                assert!(types.contains(named), "{action}: {named}");
            }
            for required in known.resource_types().filter(|of| of.is_required()) {
                assert_eq!(table.of(action, required.name()), Use::Always, "{action}");
            }
            assert_eq!(types.is_empty(), named.is_empty(), "{action}");
        }
        assert_eq!(table.of("EC2:runinstances", "volume"), Use::Always);
        assert_eq!(table.of("ec2:RunInstances", "key-pair"), Use::None);
        assert_eq!(table.of("ec2:AssociateAddress", "instance"), Use::OneOf);
    }
}
