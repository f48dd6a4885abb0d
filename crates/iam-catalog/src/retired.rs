//! Names that are in older catalogues but not in the embedded one: of discontinued services, and of
//! actions and condition keys that were renamed or never existed outside the documentation.

use crate::decode::compare;
use std::sync::LazyLock;

/// The kind of a retired name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RetiredKind {
    /// An action, such as `codestar:CreateProject`.
    Action,
    /// A condition key.
    ConditionKey,
    /// A service's prefix.
    Service,
}

/// A name that used to be in AWS's documentation.
///
/// A policy that uses it is old, not misspelt: AWS's own managed policies use hundreds of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired {
    kind: RetiredKind,
    name: &'static str,
    last_seen: &'static str,
}

/// By kind and name; the date is that of the last catalogue with the name (`scripts/retired.py`).
static RETIRED: LazyLock<Vec<Retired>> = LazyLock::new(|| {
    include_str!("../data/retired.txt")
        .lines()
        .filter_map(parse)
        .collect()
});

fn parse(line: &'static str) -> Option<Retired> {
    let mut fields = line.split(' ');
    let kind = match fields.next()? {
        "action" => RetiredKind::Action,
        "key" => RetiredKind::ConditionKey,
        _ => RetiredKind::Service,
    };
    Some(Retired {
        kind,
        name: fields.next()?,
        last_seen: fields.next()?,
    })
}

impl Retired {
    /// The retired name of this kind, ignoring letter case.
    ///
    /// ```
    /// use iam_catalog::{Retired, RetiredKind};
    /// let service = Retired::named(RetiredKind::Service, "codestar").unwrap();
    /// assert_eq!(service.last_seen(), "2026-07-08");
    /// assert!(Retired::named(RetiredKind::Action, "IOTEVENTS:listinputs").is_some());
    /// assert!(Retired::named(RetiredKind::Action, "s3:GetObject").is_none());
    /// ```
    #[must_use]
    pub fn named(kind: RetiredKind, name: &str) -> Option<&'static Self> {
        let order = |known: &Self| {
            known
                .kind
                .cmp(&kind)
                .then_with(|| compare(known.name, name))
        };
        let found = RETIRED.binary_search_by(order);
        RETIRED.get(found.ok()?)
    }

    /// All names of a kind, in order.
    pub fn all(kind: RetiredKind) -> impl Iterator<Item = &'static Self> {
        RETIRED.iter().filter(move |known| known.kind == kind)
    }

    /// The name as it was last written.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The date of the last catalogue that has it, as `YYYY-MM-DD`.
    #[must_use]
    pub fn last_seen(&self) -> &'static str {
        self.last_seen
    }
}

#[cfg(test)]
mod tests {
    use super::{RETIRED, Retired, RetiredKind};
    use crate::Catalog;

    #[test]
    fn every_line_is_read_and_in_order() {
        assert_eq!(
            RETIRED.len(),
            include_str!("../data/retired.txt").lines().count()
        );
        for kind in [
            RetiredKind::Action,
            RetiredKind::ConditionKey,
            RetiredKind::Service,
        ] {
            assert!(Retired::all(kind).count() > 10, "{kind:?}");
            for known in Retired::all(kind) {
                assert_eq!(Retired::named(kind, known.name()), Some(known));
            }
        }
    }

    #[test]
    fn what_the_catalogue_has_is_not_retired() {
        let catalog = Catalog::embedded();
        let here = |known: &&Retired| match known.kind {
            RetiredKind::Action => catalog.action(known.name).is_some(),
            RetiredKind::ConditionKey => {
                catalog.condition_keys().any(|key| key.name() == known.name)
            }
            RetiredKind::Service => catalog.service(known.name).is_some(),
        };
        assert_eq!(
            RETIRED.iter().filter(here).collect::<Vec<_>>(),
            Vec::<&Retired>::new()
        );
    }
}
