//! Condition keys that are in no request about a type of resource.

use crate::action::Action;
use crate::condition_key::ConditionKey;

/// The services whose list of condition keys is complete for every action and type of resource: a key that is
/// not listed for a type is in no request about it. EC2's list is complete (Service Authorization Reference,
/// "Actions, resources, and condition keys for Amazon EC2"; EC2 User Guide, "Example policies to control access
/// to the Amazon EC2 API": a condition on `ec2:InstanceType` needs a separate statement for `instance/*`). Many
/// lists of other services have gaps.
const COMPLETE: [&str; 1] = ["ec2"];

/// Keys that come with the caller's credentials, so that requests of any action may have them (EC2 User Guide,
/// "Instance metadata and user data", `ec2:RoleDelivery` and `ec2:SourceInstanceARN`).
const OF_CREDENTIALS: [&str; 2] = ["ec2:RoleDelivery", "ec2:SourceInstanceARN"];

/// The global keys that belong to types of resource, like a service's own keys.
const OF_TAGS: [&str; 3] = ["aws:RequestTag/", "aws:ResourceTag/", "aws:TagKeys"];

impl Action<'_> {
    /// Whether the type of resource in a request of the action determines if the request has a condition key.
    /// This applies to the service's own keys and those of tags, if the catalogue's list is complete.
    ///
    /// ```
    /// let catalog = iam_catalog::Catalog::embedded();
    /// let run = catalog.action("ec2:RunInstances").unwrap();
    /// assert!(run.binds_key("ec2:InstanceType") && run.binds_key("aws:RequestTag/owner"));
    /// assert!(!run.binds_key("aws:SourceIp"));
    /// assert!(!catalog.action("sqs:SendMessage").unwrap().binds_key("aws:ResourceTag/owner"));
    /// ```
    #[must_use]
    pub fn binds_key(self, key: &str) -> bool {
        service_binds_key(self.service().prefix(), key)
    }

    /// Whether no request of the action about a resource of this type has a condition key; without a type,
    /// about no particular resource. False if the catalogue doesn't know.
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
    /// ```
    #[must_use]
    pub fn lacks_key(self, of: Option<&str>, key: &str) -> bool {
        if !self.binds_key(key) || self.condition_keys().any(|listed| is(listed, key)) {
            return false;
        }
        if let Some(name) = of {
            let Some(of) = self.resource_types().find(|of| of.name() == name) else {
                return false;
            };
            // A type without any belongs to another service, whose keys are not listed here.
            if of.condition_keys().next().is_none()
                || of.condition_keys().any(|listed| is(listed, key))
            {
                return false;
            }
        }
        self.service()
            .condition_keys()
            .any(|listed| is(listed, key))
    }
}

/// [`Action::binds_key`] for any action of a service. It can be called before looking up an action; for most
/// keys the answer is no.
///
/// ```
/// assert!(iam_catalog::service_binds_key("EC2", "ec2:instancetype"));
/// assert!(!iam_catalog::service_binds_key("ec2", "aws:SourceIp"));
/// assert!(!iam_catalog::service_binds_key("sqs", "aws:TagKeys"));
/// ```
#[must_use]
pub fn service_binds_key(service: &str, key: &str) -> bool {
    COMPLETE
        .iter()
        .filter(|complete| complete.eq_ignore_ascii_case(service))
        .any(|complete| is_bound_by(complete, key))
}

/// Whether there is a service whose actions bind a key: see [`Action::binds_key`].
///
/// ```
/// assert!(iam_catalog::may_be_bound("aws:TagKeys") && iam_catalog::may_be_bound("ec2:VolumeType"));
/// assert!(!iam_catalog::may_be_bound("aws:SourceIp"));
/// ```
#[must_use]
pub fn may_be_bound(key: &str) -> bool {
    COMPLETE.iter().any(|service| is_bound_by(service, key))
}

fn is_bound_by(service: &str, key: &str) -> bool {
    let (prefix, _) = key.split_once(':').unwrap_or_default();
    (prefix.eq_ignore_ascii_case(service) || OF_TAGS.iter().any(|tags| starts_with(key, tags)))
        && !OF_CREDENTIALS
            .iter()
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
    use super::OF_CREDENTIALS;
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
}
