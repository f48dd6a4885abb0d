//! Special rules of services (S8).

use crate::action::TRUST_POLICY_ACTIONS;
use crate::arn;
use crate::caller::{Caller, Kind};
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

/// S8.6: `GetCallerIdentity` needs no permission, and neither does `GetSessionToken` for a user and
/// the root user. S8.5: it must be signed.
pub(crate) fn needs_no_permission(scenario: &Scenario) -> bool {
    let request = &scenario.request;
    let may_get_session_token = match request.caller.kind() {
        Some(Kind::User(_)) => true,
        Some(Kind::Root) => !has_assumed_root(scenario),
        _ => false,
    };
    (request.action.is("sts", "getcalleridentity") && request.caller.signs())
        || (request.action.is("sts", "getsessiontoken") && may_get_session_token)
}

pub(crate) fn is_role(caller: &Caller) -> bool {
    matches!(caller.kind(), Some(Kind::Role(_) | Kind::Session { .. }))
}

/// S7.11: a session of AssumeRoot: a root user with a task policy, or one whose context says so.
pub(crate) fn has_assumed_root(scenario: &Scenario) -> bool {
    let says_so = match scenario.request.keys.get("aws:AssumedRoot") {
        None => false,
        Some(value) => value
            .all()
            .iter()
            .any(|text| text.eq_ignore_ascii_case("true")),
    };
    let is_root = scenario.request.caller.kind() == Some(&Kind::Root);
    is_root && (says_so || !scenario.policies.session.is_empty())
}

/// S8.1: only the caller's own side decides on `kms:RetireGrant`: the key policy and RCPs have no
/// effect.
pub(crate) fn only_own_side_decides(request: &Request) -> bool {
    request.action.is("kms", "retiregrant")
}

/// S8.1, S8.13: whether the resource's policy has no effect: there is no key, or it is the policy
/// of a log group, which is for AWS services only.
pub(crate) fn resource_policy_has_no_effect(request: &Request) -> bool {
    let is_of_destination = ["putsubscriptionfilter", "createdelivery"];
    has_no_key(request)
        || (request.action.prefix == "logs"
            && !is_of_destination.contains(&request.action.name.as_str())
            && !matches!(request.caller, Caller::Service(_)))
}

/// S8.1: the actions of KMS that have no key.
fn has_no_key(request: &Request) -> bool {
    let keyless = [
        "createkey",
        "generaterandom",
        "listkeys",
        "listaliases",
        "listretirablegrants",
        "connectcustomkeystore",
        "createcustomkeystore",
        "deletecustomkeystore",
        "describecustomkeystores",
        "disconnectcustomkeystore",
        "updatecustomkeystore",
    ];
    keyless.iter().any(|name| request.action.is("kms", name))
}

/// S7.12: RCPs don't apply to the trust policies of service-linked roles.
pub(crate) fn assumes_service_linked_role(request: &Request) -> bool {
    let is_service_linked = match &request.resource {
        Resource::None => false,
        Resource::Arn([_, _, service, _, account, rest]) => {
            service == "iam"
                && arn::is_account_id(account)
                && rest.starts_with("role/aws-service-role/")
        }
    };
    request.action.is("sts", "assumerole") && is_service_linked
}

/// S8.7, S8.8: actions that the root user of the owner's account may do regardless of the
/// resource's own policy.
pub(crate) fn resource_policy_cannot_deny(request: &Request) -> bool {
    let repairs = [
        ("s3", "getbucketpolicy"),
        ("s3", "putbucketpolicy"),
        ("s3", "deletebucketpolicy"),
        ("s3-outposts", "getbucketpolicy"),
        ("s3-outposts", "putbucketpolicy"),
        ("s3-outposts", "deletebucketpolicy"),
        ("s3express", "getbucketpolicy"),
        ("s3express", "putbucketpolicy"),
        ("s3express", "deletebucketpolicy"),
        ("dynamodb", "deleteresourcepolicy"),
        ("sqs", "setqueueattributes"),
    ];
    request.caller.kind() == Some(&Kind::Root)
        && !request.is_cross_account()
        && repairs
            .iter()
            .any(|(prefix, name)| request.action.is(prefix, name))
}

/// S7.9, S8.4, S8.9: whether the resource's policy and the caller's own side must both allow:
/// across accounts, for VPC Lattice, and if a role's session sets a source identity.
pub(crate) fn both_sides_must_allow(request: &Request) -> bool {
    request.is_cross_account()
        || request.action.prefix == "vpc-lattice-svcs"
        || (request.action.is("sts", "setsourceidentity") && is_role(&request.caller))
}

/// S8.1, S8.2, S8.4: whether the resource's own policy must allow, so that identity policies count
/// only if it delegates the decision to the account.
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
    if scenario.request.action.prefix != "kms" || has_no_key(&scenario.request) {
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
        let none = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"x:y"}}"#;
        let key = "arn:aws:kms:us-east-1:111122223333:key/k";
        let alias = "arn:aws:kms:us-east-1:111122223333:alias/a";
        let role = "arn:aws:iam::111122223333:role/app";
        assert!(must_allow("KMS:Decrypt", key, "null"));
        assert!(!must_allow("kms:CreateAlias", alias, none));
        assert!(must_allow("kms:CreateGrant", "*", none));
        assert!(!must_allow("kms:CreateKey", "*", none));
        assert!(!must_allow("kms:CreateGrant", "*", "null"));
        assert!(!must_allow("s3:GetObject", key, none));
        assert!(must_allow("sts:TagSession", role, "null"));
        assert!(!must_allow("sts:GetSessionToken", role, "null"));
    }
}
