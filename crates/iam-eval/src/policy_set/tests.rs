//! Which policies can be attached, and which are rejected.

use super::{AttachError, PolicySet};
use crate::{LevelKind, Policy, PolicyKind};

fn policy(kind: PolicyKind, name: &str) -> Policy {
    let principal = match kind {
        PolicyKind::Trust => r#""Principal": {"AWS": "*"},"#,
        PolicyKind::Resource | PolicyKind::ResourceControl | PolicyKind::VpcEndpoint => {
            r#""Principal": "*","#
        }
        _ => "",
    };
    let (effect, action) = match kind {
        PolicyKind::ResourceControl => ("Deny", "s3:*"),
        PolicyKind::Trust => ("Allow", "sts:AssumeRole"),
        _ => ("Allow", "s3:*"),
    };
    let resource = match kind {
        PolicyKind::Trust => "",
        _ => r#", "Resource": "*""#,
    };
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "{effect}", {principal} "Action": "{action}"{resource}}}}}"#
    );
    Policy::parse(kind, name, &text).unwrap()
}

#[test]
fn what_a_request_has_once_is_attached_once() {
    use PolicyKind::{PermissionsBoundary, Resource, Trust, VpcEndpoint};
    for (first, second, name) in [
        (
            PermissionsBoundary,
            PermissionsBoundary,
            "permissions boundary",
        ),
        (Resource, Resource, "resource-based policy"),
        (Resource, Trust, "resource-based policy"),
        (Trust, Resource, "resource-based policy"),
        (Trust, Trust, "resource-based policy"),
        (VpcEndpoint, VpcEndpoint, "VPC endpoint policy"),
    ] {
        let set = PolicySet::new().with(policy(first, "a")).unwrap();
        let error = set.clone().with(policy(second, "b")).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(name) && text.contains("`a`") && text.contains("`b`"),
            "{text}"
        );
        // The same policy again is also a second one.
        assert!(set.with(policy(first, "a")).is_err());
    }
    for kind in [PolicyKind::Identity, PolicyKind::Session] {
        let set = PolicySet::new().with(policy(kind, "a")).unwrap();
        assert!(set.with(policy(kind, "b")).is_ok());
    }
}

#[test]
fn control_policies_have_a_level() {
    for (kind, level) in [
        (PolicyKind::ServiceControl, LevelKind::ServiceControl),
        (PolicyKind::ResourceControl, LevelKind::ResourceControl),
    ] {
        let error = PolicySet::new().with(policy(kind, "a")).unwrap_err();
        assert!(error.to_string().contains("with_level"), "{error}");
        assert!(PolicySet::try_from_iter([policy(kind, "a")]).is_err());
        for other in PolicyKind::ALL {
            let both = [policy(kind, "a"), policy(other, "b")];
            let set = PolicySet::new().with_level(level, both);
            assert_eq!(set.is_ok(), other == kind, "{other}");
        }
    }
}

#[test]
fn only_a_resource_based_policy_replaces_one() {
    for kind in PolicyKind::ALL {
        let set = PolicySet::new()
            .with(policy(PolicyKind::Resource, "a"))
            .unwrap();
        let replaced = set.replace_resource_policy(policy(kind, "b"));
        match kind {
            PolicyKind::Resource | PolicyKind::Trust => {
                let set = replaced.unwrap();
                assert_eq!(set.policies().count(), 1);
                assert_eq!(set.resource.unwrap().document().name(), "b");
            }
            _ => assert!(
                matches!(replaced, Err(AttachError::NotResourceBased { .. })),
                "{kind}"
            ),
        }
    }
}

#[test]
fn the_error_is_data_too() {
    let set = PolicySet::new()
        .with(policy(PolicyKind::VpcEndpoint, "a"))
        .unwrap();
    let error = set.with(policy(PolicyKind::VpcEndpoint, "b")).unwrap_err();
    assert_eq!(
        serde_json::to_string(&error).unwrap(),
        r#"{"code":"secondPolicy","policy":"b","kind":"vpcEndpoint","attached":"a"}"#
    );
}
