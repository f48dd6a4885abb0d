//! An action and the resources it works on.

use std::fmt;

use crate::access::AccessLevels;
use crate::condition_key::ConditionKey;
use crate::decode::{ActionData, ResourceData};
use crate::resource::ResourceType;
use crate::service::Service;

/// An action, such as `ec2:RunInstances`.
#[derive(Clone, Copy)]
pub struct Action<'a> {
    pub(crate) service: Service<'a>,
    pub(crate) data: &'a ActionData,
}

impl<'a> Action<'a> {
    /// The name in its canonical case, with the service's prefix.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("KMS:createGRANT").unwrap();
    /// assert_eq!(action.name(), "kms:CreateGrant");
    /// ```
    #[must_use]
    pub fn name(self) -> &'a str {
        &self.data.name
    }

    /// The name without the service's prefix.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("kms:creategrant").unwrap();
    /// assert_eq!(action.short_name(), "CreateGrant");
    /// ```
    #[must_use]
    pub fn short_name(self) -> &'a str {
        self.data
            .name
            .get(self.service.prefix().len() + 1..)
            .unwrap_or_default()
    }

    /// The service of the action.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("sts:AssumeRole").unwrap();
    /// assert_eq!(action.service().prefix(), "sts");
    /// ```
    #[must_use]
    pub fn service(self) -> Service<'a> {
        self.service
    }

    /// AWS's classification of the action.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("ec2:DescribeImages").unwrap();
    /// assert_eq!(action.access_levels().to_string(), "List");
    /// ```
    #[must_use]
    pub fn access_levels(self) -> AccessLevels {
        self.data.levels
    }

    /// The types of resource that it works on, by name. If there are none, a statement grants the
    /// action only with the resource `*`.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let types = |name| {
    ///     let types = catalog.action(name).unwrap().resource_types();
    ///     types.map(|used| (used.name(), used.is_required())).collect::<Vec<_>>()
    /// };
    /// assert_eq!(types("ec2:AttachVolume"), [("instance", true), ("volume", true)]);
    /// assert_eq!(types("ec2:DescribeVolumes"), []);
    /// ```
    pub fn resource_types(self) -> impl ExactSizeIterator<Item = ActionResource<'a>> {
        self.data.resources.iter().map(move |data| ActionResource {
            service: self.service,
            data,
        })
    }

    /// The condition keys of the action that don't depend on the resource. Those of its resource
    /// types are additional: see [`Action::all_condition_keys`].
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("ec2:StartInstances").unwrap();
    /// assert!(action.condition_keys().any(|key| key.name() == "ec2:Region"));
    /// assert!(!action.condition_keys().any(|key| key.name() == "ec2:InstanceType"));
    /// ```
    pub fn condition_keys(self) -> impl Iterator<Item = &'a ConditionKey> {
        self.service.key_set(self.data.set)
    }

    /// Every condition key that the source lists for the action: its own, those of its resource
    /// types, and those that it adds to them. Sorted by name. Most global keys (`aws:…`) work
    /// everywhere and aren't listed.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("ec2:StartInstances").unwrap();
    /// assert!(action.all_condition_keys().iter().any(|key| key.name() == "ec2:InstanceType"));
    /// ```
    #[must_use]
    pub fn all_condition_keys(self) -> Vec<&'a ConditionKey> {
        let sets = &self.service.body().sets;
        let of_types = self
            .resource_types()
            .flat_map(|used| [used.data.set, used.kind_set()]);
        let mut indices: Vec<u32> = std::iter::once(self.data.set)
            .chain(of_types)
            .filter_map(|set| sets.get(set as usize))
            .flat_map(|set| set.iter().copied())
            .collect();
        indices.sort_unstable();
        indices.dedup();
        let keys = &self.service.catalog.keys;
        indices
            .into_iter()
            .filter_map(|at| keys.get(at as usize))
            .collect()
    }
}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Action").field(&self.name()).finish()
    }
}

/// A type of resource as used by an action.
#[derive(Clone, Copy)]
pub struct ActionResource<'a> {
    service: Service<'a>,
    data: &'a ResourceData,
}

impl<'a> ActionResource<'a> {
    /// The name of the resource type.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("kms:Decrypt").unwrap();
    /// assert_eq!(action.resource_types().next().unwrap().name(), "key");
    /// ```
    #[must_use]
    pub fn name(self) -> &'a str {
        self.resource_type().name()
    }

    /// Whether the action always needs a resource of this type. If no type is required, the
    /// resource depends on the call.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("ec2:CreateTags").unwrap();
    /// assert!(!action.resource_types().any(|used| used.is_required()));
    /// ```
    #[must_use]
    pub fn is_required(self) -> bool {
        self.data.required
    }

    /// The resource type.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("sqs:SendMessage").unwrap();
    /// let queue = action.resource_types().next().unwrap().resource_type();
    /// assert_eq!(queue.arn_patterns(Some("aws"), Some("eu-west-1"), Some("111122223333")),
    ///            ["arn:aws:sqs:eu-west-1:111122223333:*"]);
    /// ```
    #[must_use]
    pub fn resource_type(self) -> ResourceType<'a> {
        let types = &self.service.body().types;
        // Decoding has checked the index.
        ResourceType {
            service: self.service,
            data: &types[self.data.kind as usize],
        }
    }

    /// The condition keys that the action lists for resources of this type. The source has these
    /// for some services only; [`ResourceType::condition_keys`] returns the type's own.
    ///
    /// ```
    /// let action = iam_catalog::Catalog::embedded().action("ec2:RunInstances").unwrap();
    /// let image = action.resource_types().find(|used| used.name() == "image").unwrap();
    /// assert!(image.condition_keys().any(|key| key.name() == "ec2:LaunchTemplate"));
    /// ```
    pub fn condition_keys(self) -> impl Iterator<Item = &'a ConditionKey> {
        self.service.key_set(self.data.set)
    }

    fn kind_set(self) -> u32 {
        self.resource_type().data.set
    }
}

impl fmt::Debug for ActionResource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionResource")
            .field("name", &self.name())
            .field("is_required", &self.is_required())
            .finish()
    }
}
