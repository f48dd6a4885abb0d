//! Combining the layers (S7).

use crate::Outcome;
use crate::caller::{Caller, Kind};
use crate::document::Document;
use crate::principal::Grant;
use crate::refusals;
use crate::request::Request;
use crate::scenario::Scenario;
use crate::services;

/// S7.1, S7.2, S7.17, S8: the answer.
pub(crate) fn decide(scenario: &Scenario) -> Outcome {
    if services::needs_no_permission(scenario) {
        return Outcome::Allowed;
    }
    if is_denied(scenario) {
        return Outcome::ExplicitDeny;
    }
    if refusals::is_refused(scenario) {
        return Outcome::ImplicitDeny;
    }
    if scps_allow(scenario)
        && endpoint_allows(scenario)
        && task_policy_allows(scenario)
        && is_granted(scenario)
    {
        return Outcome::Allowed;
    }
    Outcome::ImplicitDeny
}

/// S7.2: a Deny statement applies in a layer that applies to the caller.
fn is_denied(scenario: &Scenario) -> bool {
    let policies = &scenario.policies;
    let caller = &scenario.request.caller;
    let request = &scenario.request;
    let mut in_force: Vec<&Document> = Vec::new();
    // S8.1, S8.7, S8.8
    let own_side_alone = services::only_own_side_decides(request);
    let resource_policy_counts = !own_side_alone
        && !services::resource_policy_has_no_effect(request)
        && !services::resource_policy_cannot_deny(request);
    if resource_policy_counts {
        in_force.extend(&policies.resource);
    }
    in_force.extend(&policies.endpoint);
    if has_own_side(caller) {
        in_force.extend(&policies.identity);
        in_force.extend(&policies.boundary);
        in_force.extend(&policies.session);
    }
    if scps_apply_to(caller) {
        in_force.extend(policies.scps.iter().flatten());
    }
    if rcps_apply(request) && !own_side_alone {
        in_force.extend(policies.rcps.iter().flatten());
    }
    let has_boundary = policies.boundary.is_some();
    in_force
        .iter()
        .any(|document| document.denies(request, has_boundary))
}

/// S7.14, S7.15, S8.5: services, federated providers and anonymous callers have no policies of
/// their own.
fn has_own_side(caller: &Caller) -> bool {
    caller.account().is_some()
}

/// S7.6, S7.12, S7.14, S7.15: SCPs are those of the caller's account, and exempt service-linked
/// roles.
fn scps_apply_to(caller: &Caller) -> bool {
    caller.account().is_some() && !caller.is_service_linked_role()
}

/// S7.7, S7.12: RCPs apply to every caller except service-linked roles, whose trust policies are
/// exempt, too.
fn rcps_apply(request: &Request) -> bool {
    !request.caller.is_service_linked_role() && !services::assumes_service_linked_role(request)
}

/// S7.6: at every level, a policy allows. (S7.7: an RCP level never fails to allow.)
fn scps_allow(scenario: &Scenario) -> bool {
    !scps_apply_to(&scenario.request.caller)
        || scenario
            .policies
            .scps
            .iter()
            .all(|level| any_allows(level, scenario))
}

/// S7.8: no endpoint policy, or one that allows.
fn endpoint_allows(scenario: &Scenario) -> bool {
    match &scenario.policies.endpoint {
        None => true,
        Some(document) => document.allows(&scenario.request),
    }
}

/// S7.11: the task policy limits a session of AssumeRoot; without one, such a session has no
/// permissions.
fn task_policy_allows(scenario: &Scenario) -> bool {
    !services::has_assumed_root(scenario) || any_allows(&scenario.policies.session, scenario)
}

/// S7.3: within a layer one Allow in any policy is enough.
fn any_allows(documents: &[Document], scenario: &Scenario) -> bool {
    documents
        .iter()
        .any(|document| document.allows(&scenario.request))
}

/// S7.3, S7.9, S7.11, S7.14, S7.15, S8.1, S8.4, S8.5, S8.9: whether identity and resource policies
/// grant.
fn is_granted(scenario: &Scenario) -> bool {
    let caller = &scenario.request.caller;
    let resource = resource_grant(scenario);
    if services::only_own_side_decides(&scenario.request) {
        has_own_side(caller) && own_side_allows(scenario)
    } else if !has_own_side(caller) {
        resource != Grant::None
    } else if services::both_sides_must_allow(&scenario.request) {
        resource != Grant::None && own_side_allows(scenario)
    } else if caller.kind() == Some(&Kind::Root) {
        resource != Grant::None || !services::resource_policy_must_allow(scenario)
    } else {
        is_granted_within_account(scenario, resource)
    }
}

/// What the resource policy grants the caller, if it has an effect (S8.1, S8.13).
fn resource_grant(scenario: &Scenario) -> Grant {
    if services::resource_policy_has_no_effect(&scenario.request) {
        return Grant::None;
    }
    match &scenario.policies.resource {
        None => Grant::None,
        Some(document) => document.grant(&scenario.request),
    }
}

/// S7.9, S7.11: whether the caller's own side allows; a root user's always does, except for the
/// task policy.
fn own_side_allows(scenario: &Scenario) -> bool {
    scenario.request.caller.kind() == Some(&Kind::Root)
        || (any_allows(&scenario.policies.identity, scenario) && limits_allow(scenario))
}

/// S7.3, S7.10, S8.1, S8.2: within one account. A direct grant is not limited by boundary and
/// session policies, a grant to the role is; otherwise identity policies decide, for KMS keys and
/// trust policies only if the resource policy names the account.
fn is_granted_within_account(scenario: &Scenario, resource: Grant) -> bool {
    match resource {
        Grant::Direct => true,
        Grant::Role => limits_allow(scenario),
        Grant::Account => {
            any_allows(&scenario.policies.identity, scenario) && limits_allow(scenario)
        }
        Grant::None => {
            !services::resource_policy_must_allow(scenario)
                && any_allows(&scenario.policies.identity, scenario)
                && limits_allow(scenario)
        }
    }
}

/// S7.4, S7.5: whether the limits on identity policies allow: the boundary and the session
/// policies.
fn limits_allow(scenario: &Scenario) -> bool {
    boundary_allows(scenario) && session_allows(scenario)
}

/// S7.4: no boundary, or one that allows.
fn boundary_allows(scenario: &Scenario) -> bool {
    match &scenario.policies.boundary {
        None => true,
        Some(document) => document.allows(&scenario.request),
    }
}

/// S7.5, S7.16: no session policies, or one of them allows. A federated user without session
/// policies has no permissions.
fn session_allows(scenario: &Scenario) -> bool {
    let session = &scenario.policies.session;
    if session.is_empty() {
        return !matches!(scenario.request.caller.kind(), Some(Kind::FederatedUser(_)));
    }
    any_allows(session, scenario)
}

#[cfg(test)]
mod tests {
    use crate::{Outcome, evaluate_scenario};

    const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";
    const ROOT: &str = "arn:aws:iam::111122223333:root";

    fn ask(principal: &str, action: &str, resource: &str, policies: &str) -> Outcome {
        evaluate_scenario(&format!(
            r#"{{"request":{{"principal":"{principal}","action":"{action}",
                "resource":"{resource}"}},"policies":{{{policies}}}}}"#
        ))
    }

    fn statement(effect: &str, more: &str) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"*",
                "Resource":"*"{more}}}}}"#
        )
    }

    #[test]
    fn root_user_and_keys() {
        assert_eq!(ask(ROOT, "kms:Decrypt", KEY, ""), Outcome::ImplicitDeny);
        let account = statement("Allow", r#","Principal":{"AWS":"111122223333"}"#);
        let policies = format!(r#""resource":{account}"#);
        assert_eq!(ask(ROOT, "kms:Decrypt", KEY, &policies), Outcome::Allowed);
        assert_eq!(ask(ROOT, "s3:GetObject", "*", ""), Outcome::Allowed);
        let deny = format!(r#""session":[{}]"#, statement("Deny", ""));
        assert_eq!(ask(ROOT, "s3:GetObject", "*", &deny), Outcome::ExplicitDeny);
    }

    #[test]
    fn callers_without_an_own_side() {
        let public = statement("Allow", r#","Principal":"*""#);
        let policies = format!(
            r#""resource":{public},"identity":[{deny}],"scps":[[{deny}]]"#,
            deny = statement("Deny", "")
        );
        for caller in ["*", "ec2.amazonaws.com", "accounts.google.com"] {
            assert_eq!(
                ask(caller, "s3:GetObject", "arn:aws:s3:::b/k", &policies),
                Outcome::Allowed,
                "{caller}"
            );
        }
    }

    #[test]
    fn get_caller_identity_is_allowed_but_policies_are_read() {
        let ask =
            |caller: &str, policies: &str| ask(caller, "STS:GetCallerIdentity", "*", policies);
        let deny = format!(r#""identity":[{}]"#, statement("Deny", ""));
        assert_eq!(ask(ROOT, &deny), Outcome::Allowed);
        assert!(matches!(ask(ROOT, r#""identity":[{}]"#), Outcome::Error(_)));
        // S8.5: an unsigned call is refused.
        let deny = format!(
            r#""vpcEndpoint":{}"#,
            statement("Deny", r#","Principal":"*""#)
        );
        assert_eq!(ask("*", ""), Outcome::ImplicitDeny);
        assert_eq!(ask("*", &deny), Outcome::ExplicitDeny);
    }

    #[test]
    fn federated_user_named_by_the_user_needs_a_session_policy() {
        let caller = "arn:aws:sts::111122223333:federated-user/alice";
        let user = "arn:aws:iam::111122223333:user/alice";
        let named = statement("Allow", &format!(r#","Principal":{{"AWS":"{user}"}}"#));
        let resource = format!(r#""resource":{named}"#);
        let both = format!(r#"{resource},"session":[{}]"#, statement("Allow", ""));
        let ask = |policies: &str| ask(caller, "s3:GetObject", "arn:aws:s3:::b/k", policies);
        assert_eq!(ask(&resource), Outcome::ImplicitDeny);
        assert_eq!(ask(&both), Outcome::Allowed);
    }
}
