//! A service and its contents.

use std::fmt;

use crate::action::Action;
use crate::catalog::{Catalog, ServiceData};
use crate::condition_key::ConditionKey;
use crate::decode::{Body, compare};
use crate::resource::ResourceType;

/// A service, identified by the part of an action before the colon.
#[derive(Clone, Copy)]
pub struct Service<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) data: &'a ServiceData,
}

impl<'a> Service<'a> {
    pub(crate) fn body(self) -> &'a Body {
        self.data.body(self.catalog.keys.len())
    }

    /// The prefix of its actions, in lower case.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("EC2").unwrap();
    /// assert_eq!(service.prefix(), "ec2");
    /// ```
    #[must_use]
    pub fn prefix(self) -> &'a str {
        &self.data.prefix
    }

    /// AWS's name for it.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("kms").unwrap();
    /// assert_eq!(service.title(), "AWS Key Management Service");
    /// ```
    #[must_use]
    pub fn title(self) -> &'a str {
        &self.data.title
    }

    /// Whether resource control policies apply to it, according to the source.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// assert!(catalog.service("kms").unwrap().supports_rcp());
    /// assert!(!catalog.service("ec2").unwrap().supports_rcp());
    /// ```
    #[must_use]
    pub fn supports_rcp(self) -> bool {
        self.data.supports_rcp
    }

    /// Its actions, by name.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("sqs").unwrap();
    /// assert_eq!(service.actions().next().unwrap().name(), "sqs:AddPermission");
    /// ```
    pub fn actions(self) -> impl ExactSizeIterator<Item = Action<'a>> {
        self.body().actions.iter().map(move |data| Action {
            service: self,
            data,
        })
    }

    /// The action with this name, without the prefix.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("s3").unwrap();
    /// assert_eq!(service.action("getobject").unwrap().name(), "s3:GetObject");
    /// ```
    #[must_use]
    pub fn action(self, name: &str) -> Option<Action<'a>> {
        let actions = &self.body().actions;
        let of = |full: &'a str| full.get(self.data.prefix.len() + 1..).unwrap_or_default();
        let found = actions.binary_search_by(|data| compare(of(&data.name), name));
        Some(Action {
            service: self,
            data: actions.get(found.ok()?)?,
        })
    }

    /// The types of resource that its actions work on, by name.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("sqs").unwrap();
    /// let names: Vec<_> = service.resource_types().map(|kind| kind.name()).collect();
    /// assert_eq!(names, ["queue"]);
    /// ```
    pub fn resource_types(self) -> impl ExactSizeIterator<Item = ResourceType<'a>> {
        self.body().types.iter().map(move |data| ResourceType {
            service: self,
            data,
        })
    }

    /// The type of resource with this name.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("s3").unwrap();
    /// let bucket = service.resource_type("bucket").unwrap();
    /// assert_eq!(bucket.arns().collect::<Vec<_>>(), ["arn:${Partition}:s3:::${BucketName}"]);
    /// ```
    #[must_use]
    pub fn resource_type(self, name: &str) -> Option<ResourceType<'a>> {
        let types = &self.body().types;
        let found = types.binary_search_by(|data| compare(&data.name, name));
        Some(ResourceType {
            service: self,
            data: types.get(found.ok()?)?,
        })
    }

    /// The condition keys that it lists, by name, including global ones.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("kms").unwrap();
    /// assert!(service.condition_keys().any(|key| key.name() == "kms:ViaService"));
    /// ```
    pub fn condition_keys(self) -> impl Iterator<Item = &'a ConditionKey> {
        self.keys(&self.body().keys)
    }

    pub(crate) fn keys(self, indices: &'a [u32]) -> impl Iterator<Item = &'a ConditionKey> {
        indices
            .iter()
            .filter_map(move |&at| self.catalog.keys.get(at as usize))
    }

    /// A set of condition keys by its index.
    pub(crate) fn key_set(self, set: u32) -> impl Iterator<Item = &'a ConditionKey> {
        self.keys(
            self.body()
                .sets
                .get(set as usize)
                .map_or(&[], |indices| &**indices),
        )
    }
}

impl fmt::Debug for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service").field(&self.prefix()).finish()
    }
}
