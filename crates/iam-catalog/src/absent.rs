//! Condition keys that are in no request about a type of resource.

mod listed;

use crate::action::{Action, ActionResource};
use crate::condition_key::ConditionKey;
use listed::Listed;

/// The services whose list of condition keys is complete for every action and type of resource: a
/// key that is not listed for a type is in no request about it. EC2's list is complete (Service
/// Authorization Reference, "Actions, resources, and condition keys for Amazon EC2"; EC2 User
/// Guide, "Example policies to control access to the Amazon EC2 API": a condition on
/// `ec2:InstanceType` needs a separate statement for `instance/*`). Many lists of other services
/// have gaps: of them, only [some keys](listed) are known.
const COMPLETE: [&str; 1] = ["ec2"];

/// Keys that come with the caller's credentials, so that requests of any action may have them (EC2
/// User Guide, "Instance metadata and user data", `ec2:RoleDelivery` and `ec2:SourceInstanceARN`).
const OF_CREDENTIALS: [&str; 2] = ["ec2:RoleDelivery", "ec2:SourceInstanceARN"];

/// Keys that every request to a complete service has.
const OF_EVERY_REQUEST: [&str; 1] = ["ec2:Region"];

/// The global keys that belong to types of resource, like a service's own keys.
const OF_TAGS: [&str; 3] = ["aws:RequestTag/", "aws:ResourceTag/", "aws:TagKeys"];

impl Action<'_> {
    /// Whether the type of resource in a request of the action determines if the request has a
    /// condition key. This applies to keys for which the catalogue's list is complete: those of
    /// EC2, and some of other services.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let run = catalog.action("ec2:RunInstances").unwrap();
    /// assert!(run.binds_key("ec2:InstanceType") && run.binds_key("aws:RequestTag/owner"));
    /// assert!(!run.binds_key("aws:SourceIp") && !run.binds_key("ec2:Region"));
    /// assert!(catalog.action("kms:CreateAlias").unwrap().binds_key("kms:KeySpec"));
    /// assert!(!catalog.action("kms:DescribeKey").unwrap().binds_key("kms:KeySpec"));
    /// assert!(!catalog.action("sqs:SendMessage").unwrap().binds_key("aws:ResourceTag/owner"));
    /// ```
    #[must_use]
    pub fn binds_key(self, key: &str) -> bool {
        if self.condition_keys().any(|listed| is(listed, key)) {
            return false;
        }
        match Extent::of(self.service().prefix(), key) {
            None => false,
            Some(Extent::EveryKey) => true,
            Some(Extent::Only(listed)) => {
                let mut types = self.resource_types();
                !listed.may_have(self.short_name())
                    && types.any(|of| listed.is_of(of.name()))
                    && self.resource_types().any(|of| !listed.is_of(of.name()))
            }
        }
    }

    /// Whether no request of the action about a resource of this type has a condition key; without
    /// a type, about no particular resource. False if the catalogue doesn't know.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let run = catalog.action("ec2:RunInstances").unwrap();
    /// assert!(run.lacks_key(Some("image"), "ec2:InstanceType"));
    /// assert!(!run.lacks_key(Some("instance"), "ec2:instancetype"));
    /// let create = catalog.action("ec2:CreateVolume").unwrap();
    /// assert!(create.lacks_key(Some("volume"), "aws:ResourceTag/owner"));
    /// assert!(create.lacks_key(Some("snapshot"), "aws:RequestTag/owner"));
    /// assert!(!create.lacks_key(Some("volume"), "ec2:NoKeyThatIsKnown"));
    /// assert!(catalog.action("ec2:DescribeVolumes").unwrap().lacks_key(None, "ec2:VolumeType"));
    /// assert!(catalog.action("kms:CreateAlias").unwrap().lacks_key(Some("alias"), "kms:KeySpec"));
    /// ```
    #[must_use]
    pub fn lacks_key(self, of: Option<&str>, key: &str) -> bool {
        let Some(extent) = Extent::of(self.service().prefix(), key) else {
            return false;
        };
        if self.condition_keys().any(|listed| is(listed, key)) {
            return false;
        }
        let type_named = |name| self.resource_types().find(|of| of.name() == name);
        let is_open = match (extent, of.map(type_named)) {
            (_, Some(None)) => true,
            (Extent::EveryKey, None) => false,
            // A type without any belongs to another service, whose keys are not listed here.
            (Extent::EveryKey, Some(Some(of))) => {
                of.condition_keys().next().is_none()
                    || of.condition_keys().any(|listed| is(listed, key))
            }
            (Extent::Only(listed), about) => {
                let has = |of: ActionResource<'_>| listed.is_of(of.name());
                let may_be_about = match about.flatten() {
                    Some(of) => has(of),
                    None => self.resource_types().any(has),
                };
                may_be_about || listed.may_have(self.short_name())
            }
        };
        !is_open && {
            let mut keys = self.service().condition_keys();
            keys.any(|listed| is(listed, key))
        }
    }

    /// Whether no request of the action has a condition key, whatever resource it is about. False
    /// if the catalogue doesn't know.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let never = |action, key| catalog.action(action).unwrap().never_has_key(key);
    /// assert!(never("iam:GetRole", "iam:PassedToService") && !never("iam:PassRole", "iam:PassedToService"));
    /// assert!(never("kms:ListKeys", "aws:ResourceTag/owner") && !never("kms:Decrypt", "aws:ResourceTag/owner"));
    /// assert!(!never("kms:ListKeys", "kms:ViaService"));
    /// ```
    #[must_use]
    pub fn never_has_key(self, key: &str) -> bool {
        let mut types = self.resource_types();
        self.lacks_key(None, key) && types.all(|of| self.lacks_key(Some(of.name()), key))
    }
}

/// How far the catalogue's list of the actions and types of resource with a key is complete.
enum Extent {
    /// It is that of all keys of the service.
    EveryKey,
    /// It is complete for this key and some others.
    Only(&'static Listed),
}

impl Extent {
    fn of(service: &str, key: &str) -> Option<Self> {
        let mut complete = COMPLETE.iter();
        if complete.any(|complete| is_bound_by(complete, service, key)) {
            return Some(Self::EveryKey);
        }
        Listed::of(service, key).map(Self::Only)
    }
}

/// Whether the requests of some actions of a service, or those about some types of resource, are
/// known not to have a key: see [`Action::lacks_key`]. It can be called before looking up an
/// action; for most keys the answer is no.
///
/// ```
/// assert!(iam_catalog::service_binds_key("EC2", "ec2:instancetype"));
/// assert!(iam_catalog::service_binds_key("iam", "iam:PassedToService"));
/// assert!(!iam_catalog::service_binds_key("ec2", "aws:SourceIp"));
/// assert!(!iam_catalog::service_binds_key("sqs", "aws:TagKeys"));
/// ```
#[must_use]
pub fn service_binds_key(service: &str, key: &str) -> bool {
    Extent::of(service, key).is_some()
}

/// Whether there is a service for which [`service_binds_key`] is true.
///
/// ```
/// assert!(iam_catalog::may_be_bound("aws:TagKeys") && iam_catalog::may_be_bound("ec2:VolumeType"));
/// assert!(!iam_catalog::may_be_bound("aws:SourceIp"));
/// ```
#[must_use]
pub fn may_be_bound(key: &str) -> bool {
    COMPLETE
        .iter()
        .any(|service| is_bound_by(service, service, key))
        || Listed::of_any_service(key)
}

/// Whether a service is this complete one, and its list of condition keys includes a key.
fn is_bound_by(complete: &str, service: &str, key: &str) -> bool {
    let (prefix, _) = key.split_once(':').unwrap_or_default();
    complete.eq_ignore_ascii_case(service)
        && (prefix.eq_ignore_ascii_case(complete)
            || OF_TAGS.iter().any(|tags| starts_with(key, tags)))
        && !OF_CREDENTIALS
            .iter()
            .chain(&OF_EVERY_REQUEST)
            .any(|known| known.eq_ignore_ascii_case(key))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|begins| begins.eq_ignore_ascii_case(start))
}

/// Whether a key is the listed one, or matches its template.
fn is(listed: &ConditionKey, key: &str) -> bool {
    let name = listed.name();
    // Most names are not templates: one character is found faster than two.
    let template = name.split_once('$');
    match template.filter(|(_, rest)| rest.starts_with('{')) {
        Some((start, _)) => key.len() > start.len() && starts_with(key, start),
        None => name.eq_ignore_ascii_case(key),
    }
}

#[cfg(test)]
mod tests {
    use super::{OF_CREDENTIALS, OF_EVERY_REQUEST};
    use crate::Catalog;

    #[test]
    fn a_template_matches_keys_with_the_same_start() {
        let catalog = Catalog::embedded();
        let service = catalog.service("ec2").unwrap();
        let mut keys = service.condition_keys();
        let listed = keys
            .find(|key| key.name() == "ec2:ResourceTag/${TagKey}")
            .unwrap();
        assert!(super::is(listed, "EC2:resourcetag/owner"));
        assert!(!super::is(listed, "ec2:ResourceTag/"));
        assert!(!super::is(listed, "ec2:Region"));
    }

    #[test]
    fn every_key_of_a_complete_service_is_listed_by_an_action_or_comes_with_credentials() {
        let service = Catalog::embedded().service("ec2").unwrap();
        let mut listed: Vec<&str> = service
            .actions()
            .flat_map(|action| action.all_condition_keys())
            .map(|key| key.name())
            .collect();
        listed.sort_unstable();
        let unlisted = service
            .condition_keys()
            .map(|key| key.name())
            .filter(|name| listed.binary_search(name).is_err() && !OF_CREDENTIALS.contains(name));
        assert_eq!(unlisted.collect::<Vec<_>>(), Vec::<&str>::new());
    }

    #[test]
    fn every_action_lists_a_key_of_every_request() {
        for key in OF_EVERY_REQUEST {
            let (service, _) = key.split_once(':').unwrap();
            let mut actions = Catalog::embedded().service(service).unwrap().actions();
            let is_listed = |action: crate::Action<'_>| {
                let mut listed = action.condition_keys();
                listed.any(|listed| listed.name() == key)
            };
            assert!(actions.all(is_listed), "{key}");
        }
    }
}
