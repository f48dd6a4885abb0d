//! Particular services (S8).

use crate::action::TRUST_POLICY_ACTIONS;
use crate::request::Request;
use crate::resource::Resource;
use crate::scenario::Scenario;

/// S1.19, S8.2: whether `policies.resource` is a role's trust policy.
pub(crate) fn has_trust_policy(request: &Request) -> bool {
    TRUST_POLICY_ACTIONS
        .iter()
        .any(|name| request.action.is("sts", name))
}

/// S8.5: `AssumeRoleWithSAML` and `AssumeRoleWithWebIdentity` are unsigned, so only the trust
/// policy decides.
pub(crate) fn only_trust_policy_decides(request: &Request) -> bool {
    request.action.is("sts", "assumerolewithsaml")
        || request.action.is("sts", "assumerolewithwebidentity")
}

/// S8.6: `GetCallerIdentity` needs no permission.
pub(crate) fn needs_no_permission(request: &Request) -> bool {
    request.action.is("sts", "getcalleridentity")
}

/// S8.1, S8.2, S8.4: whether the resource's own policy must allow, so that identity policies
/// count only if it hands the decision to the account.
pub(crate) fn resource_policy_must_allow(scenario: &Scenario) -> bool {
    let request = &scenario.request;
    (has_trust_policy(request) && !tags_federated_user(request)) || is_about_kms_key(scenario)
}

/// S8.4 is about roles: a federated user, which GetFederationToken may tag, has no trust policy.
fn tags_federated_user(request: &Request) -> bool {
    let is_federated_user = match &request.resource {
        Resource::None => false,
        Resource::Arn(parts) => parts[2] == "sts" && parts[5].starts_with("federated-user/"),
    };
    request.action.is("sts", "tagsession") && is_federated_user
}

/// S8.1: a KMS key; or `*`, if a key policy is given.
fn is_about_kms_key(scenario: &Scenario) -> bool {
    if scenario.request.action.prefix != "kms" {
        return false;
    }
    match &scenario.request.resource {
        Resource::None => scenario.policies.resource.is_some(),
        Resource::Arn(parts) => parts[2] == "kms" && parts[5].starts_with("key/"),
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario;

    fn must_allow(action: &str, resource: &str, policy: &str) -> bool {
        let line = format!(
            r#"{{"request":{{"principal":"*","action":"{action}","resource":"{resource}"}},
                "policies":{{"resource":{policy}}}}}"#
        );
        super::resource_policy_must_allow(&scenario::read(&line).unwrap())
    }

    #[test]
    fn where_the_resource_policy_must_allow() {
        let none = r#"{"Statement":[]}"#;
        let key = "arn:aws:kms:us-east-1:111122223333:key/k";
        let alias = "arn:aws:kms:us-east-1:111122223333:alias/a";
        let role = "arn:aws:iam::111122223333:role/app";
        assert!(must_allow("KMS:Decrypt", key, "null"));
        assert!(!must_allow("kms:CreateAlias", alias, none));
        assert!(must_allow("kms:CreateGrant", "*", none));
        assert!(!must_allow("kms:CreateGrant", "*", "null"));
        assert!(!must_allow("s3:GetObject", key, none));
        assert!(must_allow("sts:TagSession", role, "null"));
        assert!(!must_allow("sts:GetSessionToken", role, "null"));
    }
}
