//! The sets of permissions that the vendor publishes, and what a restore does with the resources of their actions.

use iam_access::check::UseTable;
use iam_access::{Provenance, RequirementSet};
use std::sync::LazyLock;

/// Both sets are on one page; `data/PROVENANCE.md` has more about it.
const PAGE: Provenance = Provenance {
    guide: "Veeam Backup for AWS User Guide",
    title: "EC2 Restore IAM Permissions",
    page: "role_permissions_restore_ec2",
    version: "10.0.0.232",
    date: "3/25/2025",
};

/// Name and policy document.
const SETS: [(&str, &str); 2] = [
    ("ec2-restore", include_str!("../data/ec2-restore.json")),
    (
        "worker-deployment",
        include_str!("../data/worker-deployment.json"),
    ),
];

/// The names of the sets.
pub fn names() -> impl Iterator<Item = &'static str> {
    SETS.iter().map(|(name, _)| *name)
}

/// All sets.
pub fn sets() -> impl Iterator<Item = RequirementSet> {
    names().filter_map(set)
}

/// A set by its name.
///
/// ```
/// let set = restore_check::published::set("ec2-restore").unwrap();
/// assert_eq!(set.requirements().len(), 56);
/// let from = set.provenance().unwrap();
/// assert_eq!((from.page, from.version), ("role_permissions_restore_ec2", "10.0.0.232"));
/// ```
#[must_use]
pub fn set(name: &str) -> Option<RequirementSet> {
    let (name, text) = SETS.iter().find(|(known, _)| *known == name)?;
    let set = RequirementSet::parse(name, text).ok()?;
    Some(set.with_provenance(&PAGE))
}

/// What a restore does with the types of resource of the sets' actions: the table of
/// `data/restore-resources.json`, with its sources.
pub fn uses() -> &'static UseTable {
    static USES: LazyLock<UseTable> = LazyLock::new(|| {
        // A test reads it: it is not empty.
        UseTable::parse(include_str!("../data/restore-resources.json")).unwrap_or_default()
    });
    &USES
}

#[cfg(test)]
mod tests {
    use super::{set, sets, uses};
    use iam_access::check::Use;
    use iam_catalog::Catalog;

    #[test]
    fn the_published_sets_have_56_and_16_actions_and_72_together() {
        let count = |name| set(name).unwrap().requirements().len();
        assert_eq!((count("ec2-restore"), count("worker-deployment")), (56, 16));
        let mut all: Vec<String> = sets()
            .flat_map(|set| set.requirements().to_vec())
            .map(|required| required.action.to_ascii_lowercase())
            .collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 72);
    }

    #[test]
    fn the_provenance_is_what_its_page_says() {
        let page = include_str!("../data/PROVENANCE.md");
        let from = set("worker-deployment")
            .and_then(|set| set.provenance())
            .unwrap();
        for words in [from.guide, from.title, from.page, from.version, from.date] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn the_table_has_every_action_of_the_sets_with_types_that_exist() {
        let catalog = Catalog::embedded();
        let table = uses();
        let actions: Vec<String> = sets()
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
