//! Requests that services refuse, whatever the policies allow (S8.2, S8.5, S8.6, S8.10 to S8.12).

use crate::caller::{Caller, Kind};
use crate::request::Request;
use crate::scenario::Scenario;
use crate::services;

/// S8.10, S8.11, S8.12: the actions that services refuse across accounts, with sources.
const NO_CROSS_ACCOUNT: &str = include_str!("../data/no-cross-account.txt");

/// S8.10: the actions that AWS Lambda does not refuse across accounts, with sources.
const LAMBDA_CROSS_ACCOUNT: &str = include_str!("../data/lambda-cross-account.txt");

/// S8.2, S8.5, S8.6, S8.10 to S8.12: whether the service refuses the request.
pub(crate) fn is_refused(scenario: &Scenario) -> bool {
    let request = &scenario.request;
    refuses_root_user(request)
        || refuses_unsigned(request)
        || refuses_signed(request)
        || refuses_provider(request)
        || refuses_session_token(scenario)
        || refuses_federation_token(request)
        || refuses_federated_user(request)
        || (refuses_other_accounts(request) && !is_of_owners_account(request))
}

/// S8.2: what root users cannot call.
fn refuses_root_user(request: &Request) -> bool {
    let action = &request.action;
    request.caller.kind() == Some(&Kind::Root)
        && (action.is("sts", "assumerole")
            || action.is("sts", "assumeroot")
            || action.is("connect", "getfederationtoken"))
}

/// S8.5: STS has two unsigned operations; a provider's call may include three more actions.
fn refuses_unsigned(request: &Request) -> bool {
    let of_provider = ["tagsession", "setsourceidentity", "setcontext"];
    let is_included = matches!(request.caller, Caller::Provider(_))
        && of_provider
            .iter()
            .any(|name| request.action.is("sts", name));
    request.action.prefix == "sts"
        && !request.caller.signs()
        && !services::only_trust_policy_decides(request)
        && !is_included
}

/// S8.5: two operations of STS are not signed.
fn refuses_signed(request: &Request) -> bool {
    services::only_trust_policy_decides(request) && request.caller.signs()
}

/// S8.5: the call of the other kind of provider, and the OIDC provider of another account.
fn refuses_provider(request: &Request) -> bool {
    if !matches!(request.caller, Caller::Provider(_)) {
        return false;
    }
    let is_saml = request.caller.is_saml_provider();
    if request.action.is("sts", "assumerolewithsaml") {
        return !is_saml;
    }
    request.action.is("sts", "assumerolewithwebidentity")
        && (is_saml || is_provider_of_other_account(request))
}

/// S8.5: whether a provider's account is not the role's. A web identity name has no account.
fn is_provider_of_other_account(request: &Request) -> bool {
    match (request.caller.provider_arn(), &request.resource_account) {
        (Some(provider), Some(owner)) => provider.account != *owner,
        _ => false,
    }
}

/// S8.6: only users and the root user may call `GetSessionToken`.
fn refuses_session_token(scenario: &Scenario) -> bool {
    scenario.request.action.is("sts", "getsessiontoken") && !services::needs_no_permission(scenario)
}

/// S8.6: role sessions and federated users may not call `GetFederationToken`.
fn refuses_federation_token(request: &Request) -> bool {
    let is_temporary = services::is_role(&request.caller) || is_federated_user(request);
    request.action.is("sts", "getfederationtoken") && is_temporary
}

/// S8.6: federated users may call two operations of STS and none of IAM; `PassRole` is none.
fn refuses_federated_user(request: &Request) -> bool {
    let action = &request.action;
    let is_refused = match action.prefix.as_str() {
        "sts" => !matches!(
            action.name.as_str(),
            "getcalleridentity" | "getdelegatedaccesstoken"
        ),
        "iam" => action.name != "passrole",
        _ => false,
    };
    is_refused && is_federated_user(request)
}

fn is_federated_user(request: &Request) -> bool {
    matches!(request.caller.kind(), Some(Kind::FederatedUser(_)))
}

/// S8.10, S8.11, S8.12: AWS Backup and Lambda refuse all actions except some, others refuse some.
fn refuses_other_accounts(request: &Request) -> bool {
    match request.action.prefix.as_str() {
        "backup" => request.action.name != "copyintobackupvault",
        "lambda" => !is_listed(request, LAMBDA_CROSS_ACCOUNT),
        _ => is_listed(request, NO_CROSS_ACCOUNT),
    }
}

/// Whether one of the lines is the request's action.
fn is_listed(request: &Request, lines: &str) -> bool {
    lines
        .lines()
        .filter_map(|line| line.split_once(':'))
        .any(|(prefix, name)| request.action.is(prefix, &name.to_ascii_lowercase()))
}

/// S8.10: whether the caller belongs to the owner's account; AWS services have no account.
fn is_of_owners_account(request: &Request) -> bool {
    match &request.caller {
        Caller::Service(_) => true,
        caller => caller.account().is_some() && !request.is_cross_account(),
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario;

    fn refused(caller: &str, action: &str, owner: &str) -> bool {
        let line = format!(
            r#"{{"request":{{"principal":"{caller}","action":"{action}","resource":"*",
                "resourceAccount":"{owner}"}},"policies":{{}}}}"#
        );
        super::is_refused(&scenario::read(&line).unwrap())
    }

    #[test]
    fn what_services_refuse_across_accounts() {
        let user = "arn:aws:iam::111122223333:user/alice";
        let (own, other) = ("111122223333", "444455556666");
        for action in [
            "KMS:PutKeyPolicy",
            "sqs:setqueueattributes",
            "dynamodb:CreateBackup",
            "s3:GetBucketPolicy",
            "s3express:CreateBucket",
            "cloudhsm:DeleteBackup",
            "payment-cryptography:GetAlias",
            "backup:StartRestoreJob",
            "lambda:AddPermission",
            "ses:PutIdentityPolicy",
        ] {
            assert!(refused(user, action, other), "{action}");
            assert!(refused("*", action, own), "{action}");
            assert!(!refused(user, action, own), "{action}");
            assert!(!refused("ec2.amazonaws.com", action, other), "{action}");
        }
        for action in [
            "kms:Decrypt",
            "s3:GetObject",
            "backup:CopyIntoBackupVault",
            "Lambda:invokefunction",
            "lambda:GetLayerVersion",
        ] {
            assert!(!refused(user, action, other), "{action}");
        }
    }

    #[test]
    fn how_many_actions_the_lists_have() {
        let of = |lines: &str, start: &str| {
            let found = lines.lines().filter(|line| line.starts_with(start));
            found.count()
        };
        for (service, count) in [
            ("dynamodb:", 46),
            ("kms:", 33),
            ("sqs:", 12),
            ("cloudhsm:", 16),
            ("payment-cryptography:", 18),
            ("s3:", 4),
            ("s3express:", 23),
            ("s3-outposts:", 4),
            ("kinesis:", 1),
            ("secretsmanager:", 3),
            ("ssm:", 1),
            ("ses:", 8),
            ("wellarchitected:", 3),
        ] {
            assert_eq!(of(super::NO_CROSS_ACCOUNT, service), count, "{service}");
        }
        let lambda = of(super::LAMBDA_CROSS_ACCOUNT, "lambda:");
        let layers = super::LAMBDA_CROSS_ACCOUNT.matches("Layer").count();
        assert_eq!((lambda - layers, layers), (29, 8));
    }

    #[test]
    fn what_sts_refuses() {
        let own = "111122223333";
        let root = "arn:aws:iam::111122223333:root";
        let user = "arn:aws:iam::111122223333:user/alice";
        let role = "arn:aws:iam::111122223333:role/app";
        let session = "arn:aws:sts::111122223333:assumed-role/app/s";
        let federated = "arn:aws:sts::111122223333:federated-user/alice";
        let saml = "arn:aws:iam::111122223333:saml-provider/corp";
        let web = "accounts.google.com";
        for (action, callers) in [
            ("sts:AssumeRole", vec![root, federated, "*", saml, web]),
            ("sts:AssumeRoot", vec![root, federated, "*", saml, web]),
            ("connect:GetFederationToken", vec![root]),
            (
                "sts:GetSessionToken",
                vec![role, session, federated, "*", saml, web],
            ),
            (
                "sts:GetFederationToken",
                vec![role, session, federated, "*", saml, web],
            ),
            ("sts:GetCallerIdentity", vec!["*", saml, web]),
            ("sts:TagSession", vec![federated, "*"]),
            (
                "sts:AssumeRoleWithSAML",
                vec![root, user, role, session, federated, web],
            ),
            (
                "sts:AssumeRoleWithWebIdentity",
                vec![root, user, role, session, federated, saml],
            ),
            ("iam:GetUser", vec![federated]),
            ("iam:PassRole", vec![]),
        ] {
            for caller in [root, user, role, session, federated, "*", saml, web] {
                let expected = callers.contains(&caller);
                assert_eq!(refused(caller, action, own), expected, "{action} {caller}");
            }
        }
    }

    #[test]
    fn providers_of_other_accounts() {
        let call = "sts:AssumeRoleWithWebIdentity";
        let oidc = "arn:aws:iam::111122223333:oidc-provider/a.example";
        assert!(!refused(oidc, call, "111122223333"));
        assert!(refused(oidc, call, "444455556666"));
        let saml = "arn:aws:iam::111122223333:saml-provider/corp";
        assert!(!refused(saml, "sts:AssumeRoleWithSAML", "444455556666"));
    }
}
