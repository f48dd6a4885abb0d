//! The resources that actions act on, according to the catalogue of AWS's actions.

use crate::check::{ActionCatalog, ActionFacts, ResourceType, ResourceTypes, Subject, UseTable};
use crate::pattern::pattern;
use iam_catalog::Catalog;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

/// The catalogue, with the patterns of the accounts used so far.
#[derive(Debug)]
pub struct ResourceCatalog<'a> {
    catalog: &'a Catalog,
    region: Option<String>,
    uses: Option<&'a UseTable>,
    /// By partition and account, then by action: the roles of an account share their patterns.
    known: Mutex<HashMap<String, HashMap<String, Arc<ResourceTypes>>>>,
    /// Whether the catalogue knows an action, in the spelling of policies: many policies name the
    /// same ones.
    names: RwLock<HashMap<Box<str>, bool>>,
    /// The formats of ARNs whose names have no slash.
    without_slashes: OnceLock<HashSet<String>>,
}

/// Principals are ordered by account: only the patterns of a few accounts are reused.
const MOST_ACCOUNTS: usize = 64;

/// Far more than AWS has actions: not every name in a hostile policy needs to be remembered.
const MOST_NAMES: usize = 50_000;

impl<'a> ResourceCatalog<'a> {
    /// If a Region is given, resources are those in that Region.
    #[must_use]
    pub fn new(catalog: &'a Catalog, region: Option<&str>) -> Self {
        Self {
            catalog,
            region: region.map(str::to_owned),
            uses: None,
            known: Mutex::default(),
            names: RwLock::default(),
            without_slashes: OnceLock::new(),
        }
    }

    /// Sets which of the resources an operation uses; without it, what an action requires counts.
    #[must_use]
    pub fn with_uses(mut self, uses: &'a UseTable) -> Self {
        self.uses = Some(uses);
        self
    }

    /// The Region of the resources in question.
    fn region_of<'s>(&'s self, subject: &'s Subject) -> Option<&'s str> {
        subject.region.as_deref().or(self.region.as_deref())
    }

    /// Where one type's ARNs are `prefix${X}`, and another's `prefix${X}/${Y}`, a name of the first
    /// has no slash: the ARN of an S3 object is none of a bucket. Where a word follows the slash
    /// (`budget/${BudgetName}/action/${ActionId}`), names may have other slashes.
    fn formats_without_slashes(&self) -> &HashSet<String> {
        self.without_slashes.get_or_init(|| {
            let types = self.catalog.services();
            let types = types.flat_map(|service| service.resource_types().collect::<Vec<_>>());
            let formats = types.flat_map(|of| of.arn_patterns(None, None, None));
            let formats: HashSet<String> = formats.collect();
            let is_shorter = |format: &&String| formats.contains(&format!("{format}/*"));
            formats.iter().filter(is_shorter).cloned().collect()
        })
    }

    fn look_up(&self, action: &str, subject: &Subject) -> ResourceTypes {
        let Some(action) = self.catalog.action(action) else {
            return ResourceTypes::Unknown;
        };
        let principal = &subject.principal;
        let account = principal.account().filter(|_| subject.principal_is_known);
        let partition = Some(principal.partition());
        let owner = subject.principal.account().unwrap_or_default();
        let types = action.resource_types().map(|of| {
            let names_no_account = |arn: &str| arn.split(':').nth(4) == Some("");
            let name = (action.name(), of.name());
            let used = self.uses.map(|uses| uses.of(name.0, name.1));
            let is_own = self.uses.is_some_and(|uses| uses.is_own(name.0, name.1));
            Arc::new(ResourceType {
                name: of.name().to_owned(),
                required: of.is_required(),
                used: used.unwrap_or_default(),
                of_any_account: of.resource_type().arns().any(names_no_account) && !is_own,
                arns: {
                    let of = of.resource_type();
                    let arns = of.arn_patterns(partition, self.region_of(subject), account);
                    let formats = of.arn_patterns(None, None, None);
                    let arns = arns.iter().zip(formats).filter_map(|(arn, format)| {
                        let arn = pattern(arn).ok()?.owned_by(owner);
                        Some(match self.formats_without_slashes().contains(&format) {
                            true => arn.without_slashes(),
                            false => arn,
                        })
                    });
                    arns.collect()
                },
            })
        });
        ResourceTypes::Known(types.collect())
    }
}

impl ActionCatalog for ResourceCatalog<'_> {
    fn resource_types(&self, action: &str, subject: &Subject) -> Arc<ResourceTypes> {
        let principal = &subject.principal;
        let is_known = match subject.principal_is_known {
            true => ":known",
            false => "",
        };
        let account = principal.account().unwrap_or_default();
        let region = self.region_of(subject).unwrap_or_default();
        let account = [principal.partition(), ":", account, is_known, ":", region].concat();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_ACCOUNTS && !known.contains_key(&account) {
            known.clear();
        }
        let of_account = known.entry(account).or_default();
        if let Some(types) = of_account.get(action) {
            return Arc::clone(types);
        }
        let types = Arc::new(self.look_up(action, subject));
        of_account.insert(action.to_owned(), Arc::clone(&types));
        types
    }

    fn facts(&self, action: &str) -> Option<ActionFacts> {
        let action = self.catalog.action(action)?;
        let levels = action.access_levels().to_string();
        Some(ActionFacts::new(action.name(), levels))
    }

    fn knows(&self, action: &str) -> bool {
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(action) {
            return *known;
        }
        drop(names);
        let known = self.catalog.knows(action);
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        if names.len() < MOST_NAMES {
            names.insert(action.into(), known);
        }
        known
    }

    fn nearest(&self, action: &str) -> Option<String> {
        self.catalog.nearest_action(action).map(str::to_owned)
    }

    fn may_bind_key(&self, key: &str) -> bool {
        iam_catalog::may_be_bound(key)
    }

    fn binds_key(&self, action: &str, key: &str) -> bool {
        let known = || self.catalog.action(action);
        may_bind(action, key) && known().is_some_and(|known| known.binds_key(key))
    }

    fn lacks_key(&self, action: &str, resource_type: Option<&str>, key: &str) -> bool {
        let known = || self.catalog.action(action);
        may_bind(action, key) && known().is_some_and(|known| known.lacks_key(resource_type, key))
    }

    fn never_has_key(&self, action: &str, key: &str) -> bool {
        let known = || self.catalog.action(action);
        may_bind(action, key) && known().is_some_and(|known| known.never_has_key(key))
    }

    fn compact(&self, actions: &[&str]) -> Vec<String> {
        self.catalog.compact(actions)
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        if !pattern.contains(['*', '?']) {
            return vec![pattern.to_owned()];
        }
        let known = self.catalog.actions_like(pattern);
        known.map(|action| action.name().to_owned()).collect()
    }
}

/// False for most keys, so that the action need not be looked up.
fn may_bind(action: &str, key: &str) -> bool {
    let service = action.split(':').next().unwrap_or_default();
    iam_catalog::service_binds_key(service, key)
}
