//! Condition keys of services whose lists of keys have gaps: those for which the list is known to
//! be complete.
//!
//! A key belongs here only if AWS's guide says which requests have it: that a key is absent makes a
//! `Deny` apply, or keeps it from applying. As of 2026-11-27 the sources are:
//!
//! * AWS KMS Developer Guide, "AWS KMS condition keys": each key with its API operations. A key
//!   about the KMS key itself can never be satisfied in an operation that is not authorized for a
//!   particular key, like `ListKeys`. "Use tags to control access to KMS keys" says the same of
//!   `aws:ResourceTag`, "AWS KMS permissions" which keys each action has.
//! * IAM User Guide, "IAM and AWS STS condition context keys": `iam:PassedToService` and
//!   `iam:AssociatedResourceArn` apply to only the `PassRole` action; `iam:PermissionsBoundary` is
//!   about a role or user. "Tagging IAM resources": which types have tags.
//! * IAM User Guide, "AWS global condition context keys": `aws:RequestTag` and `aws:TagKeys` are
//!   the tags that are passed in the request.
//!
//! Left out on purpose: `kms:ViaService` and `kms:CallerAccount` are in most requests;
//! `iam:AWSServiceName` is in more than the one action of the catalogue (IAM User Guide,
//! "Service-linked role permissions"); `iam:PolicyARN` and `kms:RecipientAttestation:…`, of which
//! no guide says that there are no other actions.

use super::starts_with;

/// Keys of a service that are in no request, except those of the actions and types of the
/// catalogue, and these.
pub(super) struct Listed {
    service: &'static str,
    /// The keys; one that ends with a colon or slash stands for all that begin with it.
    keys: &'static [&'static str],
    /// Requests about a resource of one of these types may have it, whatever the action.
    types: &'static [&'static str],
    /// Actions that may have it, too.
    also: &'static [&'static str],
}

const LISTED: [Listed; 6] = [
    Listed {
        service: "kms",
        keys: &[
            "kms:DataKeyPairSpec",
            "kms:EncryptionAlgorithm",
            "kms:EncryptionContext:",
            "kms:EncryptionContextKeys",
            "kms:ExpirationModel",
            "kms:GrantConstraintSourceArn",
            "kms:GrantConstraintType",
            "kms:GrantIsForAWSResource",
            "kms:GrantOperations",
            "kms:GranteePrincipal",
            "kms:GranteeServicePrincipal",
            "kms:MacAlgorithm",
            "kms:MessageType",
            "kms:PrimaryRegion",
            "kms:ReEncryptOnSameKey",
            "kms:ReplicaRegion",
            "kms:RequestAlias",
            "kms:RetiringPrincipal",
            "kms:SigningAlgorithm",
            "kms:ValidTo",
            "kms:WrappingAlgorithm",
            "kms:WrappingKeySpec",
        ],
        types: &[],
        also: &[],
    },
    Listed {
        service: "kms",
        // A replica is made with its own tags and policy; the catalogue doesn't have these keys for
        // it.
        keys: &[
            "aws:RequestTag/",
            "aws:TagKeys",
            "kms:BypassPolicyLockoutSafetyCheck",
        ],
        types: &[],
        also: &["ReplicateKey"],
    },
    Listed {
        service: "kms",
        keys: &[
            "aws:ResourceTag/",
            "kms:CustomerMasterKeySpec",
            "kms:CustomerMasterKeyUsage",
            "kms:KeyOrigin",
            "kms:KeySpec",
            "kms:KeyUsage",
            "kms:MultiRegion",
            "kms:MultiRegionKeyType",
            "kms:ResourceAliases",
        ],
        types: &["key"],
        also: &["CreateKey"],
    },
    Listed {
        service: "iam",
        keys: &[
            "aws:RequestTag/",
            "aws:TagKeys",
            "iam:AssociatedResourceArn",
            "iam:PassedToService",
        ],
        types: &[],
        also: &[],
    },
    Listed {
        service: "iam",
        keys: &["aws:ResourceTag/", "iam:ResourceTag/"],
        types: &[
            "instance-profile",
            "mfa",
            "oidc-provider",
            "policy",
            "role",
            "saml-provider",
            "server-certificate",
            "user",
        ],
        also: &[],
    },
    Listed {
        service: "iam",
        keys: &["iam:PermissionsBoundary"],
        types: &["role", "user"],
        also: &[],
    },
];

impl Listed {
    pub(super) fn of(service: &str, key: &str) -> Option<&'static Self> {
        let mut listed = LISTED.iter();
        listed.find(|listed| listed.service.eq_ignore_ascii_case(service) && listed.has(key))
    }

    pub(super) fn of_any_service(key: &str) -> bool {
        LISTED.iter().any(|listed| listed.has(key))
    }

    pub(super) fn is_of(&self, resource_type: &str) -> bool {
        self.types.contains(&resource_type)
    }

    pub(super) fn may_have(&self, action: &str) -> bool {
        self.also.contains(&action)
    }

    fn has(&self, key: &str) -> bool {
        self.keys
            .iter()
            .any(|known| match known.ends_with([':', '/']) {
                true => key.len() > known.len() && starts_with(key, known),
                false => known.eq_ignore_ascii_case(key),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::LISTED;
    use crate::Catalog;

    /// The actions of the guide's table, and those that the catalogue has in addition: AWS may have
    /// added them.
    const OPERATIONS: [(&str, &str, &str); 19] = [
        (
            "kms:DataKeyPairSpec",
            "GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext",
            "",
        ),
        (
            "kms:EncryptionAlgorithm",
            "Decrypt Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext \
             GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo",
            "",
        ),
        (
            "kms:EncryptionContext:x",
            "CreateGrant Decrypt Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext \
             GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo",
            "RetireGrant",
        ),
        (
            "kms:EncryptionContextKeys",
            "CreateGrant Decrypt Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext \
             GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo",
            "RetireGrant",
        ),
        ("kms:ExpirationModel", "ImportKeyMaterial", ""),
        ("kms:GrantConstraintType", "CreateGrant", "RetireGrant"),
        (
            "kms:GrantIsForAWSResource",
            "CreateGrant ListGrants RevokeGrant",
            "",
        ),
        ("kms:GrantOperations", "CreateGrant", ""),
        ("kms:GranteePrincipal", "CreateGrant", ""),
        ("kms:MacAlgorithm", "GenerateMac VerifyMac", ""),
        ("kms:MessageType", "Sign Verify", ""),
        ("kms:PrimaryRegion", "UpdatePrimaryRegion", ""),
        ("kms:ReEncryptOnSameKey", "ReEncryptFrom ReEncryptTo", ""),
        ("kms:ReplicaRegion", "ReplicateKey", ""),
        ("kms:RetiringPrincipal", "CreateGrant", ""),
        ("kms:SigningAlgorithm", "Sign Verify", ""),
        ("kms:ValidTo", "ImportKeyMaterial", ""),
        ("kms:WrappingKeySpec", "GetParametersForImport", ""),
        ("iam:PassedToService", "PassRole", ""),
    ];

    #[test]
    fn a_key_is_in_the_requests_of_the_actions_that_the_guide_lists() {
        for (key, guide, more) in OPERATIONS {
            let (service, _) = key.split_once(':').unwrap();
            let service = Catalog::embedded().service(service).unwrap();
            let having = service
                .actions()
                .filter(|action| !action.never_has_key(key));
            let having: Vec<&str> = having.map(|action| action.short_name()).collect();
            let mut listed: Vec<&str> = guide.split(' ').chain(more.split(' ')).collect();
            listed.retain(|name| !name.is_empty());
            listed.sort_by_key(|name| name.to_lowercase());
            assert_eq!(having, listed, "{key}");
        }
    }

    #[test]
    fn the_catalogue_has_every_key_and_type_of_the_table() {
        for listed in &LISTED {
            let service = Catalog::embedded().service(listed.service).unwrap();
            for key in listed.keys {
                let mut known = service.condition_keys().map(|known| known.name());
                assert!(known.any(|known| known.starts_with(key)), "{key}");
            }
            for name in listed.types {
                let mut types = service.resource_types();
                assert!(types.any(|known| known.name() == *name), "{name}");
            }
            for name in listed.also {
                let name = format!("{}:{name}", listed.service);
                assert!(Catalog::embedded().action(&name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn a_key_about_a_resource_is_absent_where_there_is_none_of_its_type() {
        for (action, key, never) in [
            ("kms:ListKeys", "kms:KeySpec", true),
            ("kms:ListAliases", "kms:ResourceAliases", true),
            ("kms:CreateKey", "kms:KeySpec", false),
            ("kms:CreateKey", "aws:ResourceTag/a", false),
            ("kms:CreateKey", "aws:RequestTag/a", false),
            ("kms:ReplicateKey", "aws:RequestTag/a", false),
            ("kms:DescribeKey", "aws:RequestTag/a", true),
            ("kms:DescribeKey", "kms:MultiRegion", false),
            ("kms:CreateAlias", "kms:KeyUsage", false),
            ("kms:DescribeKey", "kms:ViaService", false),
            ("kms:ListKeys", "kms:CallerAccount", false),
            ("kms:GetKeyPolicy", "kms:RequestAlias", true),
            ("kms:DescribeKey", "kms:RequestAlias", false),
            ("iam:ListAccountAliases", "aws:ResourceTag/a", true),
            ("iam:GetGroup", "iam:ResourceTag/a", true),
            ("iam:PassRole", "iam:ResourceTag/a", false),
            ("iam:GetInstanceProfile", "iam:PermissionsBoundary", true),
            (
                "iam:SimulatePrincipalPolicy",
                "iam:PermissionsBoundary",
                false,
            ),
            ("iam:DeleteServiceLinkedRole", "iam:AWSServiceName", false),
            ("iam:PassRole", "iam:AssociatedResourceArn", false),
            ("s3:GetObject", "iam:PassedToService", false),
        ] {
            let found = Catalog::embedded().action(action).unwrap();
            assert_eq!(found.never_has_key(key), never, "{action} {key}");
        }
    }
}
