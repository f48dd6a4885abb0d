//! Condition keys that don't belong to a service: `aws:…`.

use crate::condition_key::ValueType;
use ValueType::{Arn, Bool, Date, IpAddress, Numeric, String};

/// The date on which the list of global condition keys was compared with AWS's page, as
/// `YYYY-MM-DD`. The page was a stored copy without a date; `aws:SignInSessionArn` shows that it is
/// from 2026.
pub const GLOBAL_KEYS_AS_OF: &str = "2026-11-26";

/// A condition key that AWS documents for all services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GlobalKey {
    name: &'static str,
    value_type: ValueType,
    is_account: bool,
}

/// The global condition keys and the types of their values (IAM User Guide, "AWS global condition
/// context keys"), in the order of that page. A key that ends in `/` is followed by a tag's key.
/// The catalogue's source only lists the few that services mention.
const KEYS: [(&str, ValueType); 62] = [
    ("aws:PrincipalArn", Arn),
    ("aws:PrincipalAccount", String),
    ("aws:PrincipalOrgPaths", String),
    ("aws:PrincipalOrgID", String),
    ("aws:PrincipalTag/", String),
    ("aws:PrincipalIsAWSService", Bool),
    ("aws:PrincipalServiceName", String),
    ("aws:PrincipalServiceNamesList", String),
    ("aws:PrincipalType", String),
    ("aws:userid", String),
    ("aws:username", String),
    ("aws:AssumedRoot", Bool),
    ("aws:FederatedProvider", String),
    ("aws:TokenIssueTime", Date),
    ("aws:SignInSessionArn", Arn),
    ("aws:MultiFactorAuthAge", Numeric),
    ("aws:MultiFactorAuthPresent", Bool),
    ("aws:ChatbotSourceArn", Arn),
    ("aws:Ec2InstanceSourceVpc", String),
    ("aws:Ec2InstanceSourcePrivateIPv4", IpAddress),
    ("aws:SourceIdentity", String),
    ("ec2:RoleDelivery", Numeric),
    ("ec2:SourceInstanceArn", Arn),
    ("glue:RoleAssumedBy", String),
    ("glue:CredentialIssuingService", String),
    ("codebuild:BuildArn", Arn),
    ("codebuild:ProjectArn", Arn),
    ("lambda:SourceFunctionArn", Arn),
    ("ssm:SourceInstanceArn", Arn),
    ("identitystore:UserId", String),
    ("aws:SourceIp", IpAddress),
    ("aws:SourceVpc", String),
    ("aws:SourceVpcArn", Arn),
    ("aws:SourceVpce", String),
    ("aws:VpceAccount", String),
    ("aws:VpceOrgID", String),
    ("aws:VpceOrgPaths", String),
    ("aws:VpcSourceIp", IpAddress),
    ("aws:ResourceAccount", String),
    ("aws:ResourceOrgID", String),
    ("aws:ResourceOrgPaths", String),
    ("aws:ResourceTag/", String),
    ("aws:CalledVia", String),
    ("aws:CalledViaFirst", String),
    ("aws:CalledViaLast", String),
    ("aws:CalledViaAWSMCP", String),
    ("aws:ViaAWSService", Bool),
    ("aws:ViaAWSMCPService", Bool),
    ("aws:CurrentTime", Date),
    ("aws:EpochTime", Date),
    ("aws:referer", String),
    ("aws:RequestedRegion", String),
    ("aws:RequestTag/", String),
    ("aws:TagKeys", String),
    ("aws:SecureTransport", Bool),
    ("aws:SourceAccount", String),
    ("aws:SourceArn", Arn),
    ("aws:SourceOrgID", String),
    ("aws:SourceOrgPaths", String),
    ("aws:UserAgent", String),
    ("aws:IsMcpServiceAction", Bool),
    ("aws:ViaCustomerDomain", String),
];

/// Global keys, and one of AWS KMS, whose values are account IDs.
const ACCOUNTS: [&str; 5] = [
    "aws:PrincipalAccount",
    "aws:ResourceAccount",
    "aws:SourceAccount",
    "aws:VpceAccount",
    "kms:CallerAccount",
];

/// Keys for which a request may contain several values ("Value type: Multivalued" on the same
/// page).
const MULTIVALUED: [&str; 7] = [
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:VpceOrgPaths",
    "aws:ResourceOrgPaths",
    "aws:CalledVia",
    "aws:TagKeys",
    "aws:SourceOrgPaths",
];

/// Keys for which a wildcard is never useful ("Sensitive condition keys" on the same page).
const SENSITIVE: [&str; 10] = [
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
];

impl GlobalKey {
    /// The key with this name, ignoring letter case; for `aws:ResourceTag/Owner` the entry for all
    /// such keys.
    ///
    /// ```
    /// use iam_catalog::{GlobalKey, ValueType};
    /// assert_eq!(GlobalKey::named("AWS:sourceip").unwrap().value_type(), ValueType::IpAddress);
    /// assert_eq!(GlobalKey::named("aws:IsMcpServiceAction").unwrap().value_type(), ValueType::Bool);
    /// assert_eq!(GlobalKey::named("aws:RequestTag/Owner").unwrap().name(), "aws:RequestTag/");
    /// assert!(GlobalKey::named("aws:SourceIP4").is_none());
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let is_meant = |known: &str| match known.ends_with('/') {
            true => {
                let start = name.get(..known.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(known))
                    && name.len() > known.len()
            }
            false => known.eq_ignore_ascii_case(name),
        };
        let (name, value_type) = KEYS.into_iter().find(|(known, _)| is_meant(known))?;
        Some(Self {
            name,
            value_type,
            is_account: ACCOUNTS.contains(&name),
        })
    }

    /// The names of all keys, including those that are followed by a tag's key.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KEYS.into_iter().map(|(name, _)| name)
    }

    /// The key as AWS writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The type of its values; for a multivalued key, that of each value.
    #[must_use]
    pub fn value_type(self) -> ValueType {
        self.value_type
    }

    /// Whether its values are account IDs of twelve digits.
    #[must_use]
    pub fn is_account(self) -> bool {
        self.is_account
    }
    /// Whether a request may contain several values, which policies compare with `ForAllValues:` or
    /// `ForAnyValue:`.
    ///
    /// ```
    /// use iam_catalog::GlobalKey;
    /// assert!(GlobalKey::named("aws:TagKeys").unwrap().is_multivalued());
    /// assert!(!GlobalKey::named("aws:PrincipalTag/team").unwrap().is_multivalued());
    /// ```
    #[must_use]
    pub fn is_multivalued(self) -> bool {
        MULTIVALUED.contains(&self.name)
    }

    /// Whether AWS calls the key sensitive: a wildcard in its value is never useful, and may allow
    /// anyone.
    ///
    /// ```
    /// use iam_catalog::GlobalKey;
    /// assert!(GlobalKey::named("aws:PrincipalOrgID").unwrap().is_sensitive());
    /// assert!(!GlobalKey::named("aws:PrincipalArn").unwrap().is_sensitive());
    /// ```
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        SENSITIVE.contains(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYS, MULTIVALUED, SENSITIVE};

    #[test]
    fn the_short_lists_name_keys_of_the_long_one() {
        for name in MULTIVALUED.iter().chain(&SENSITIVE) {
            assert!(KEYS.iter().any(|(known, _)| known == name), "{name}");
        }
    }
}
