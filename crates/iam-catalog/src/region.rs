//! Services that are not asked in a Region of the caller's choice.

/// Services with one endpoint for a whole partition: `aws:RequestedRegion` is [`global_region`] in the
/// requests to them, whatever Region the caller works in (IAM User Guide, "AWS global condition context
/// keys", `aws:RequestedRegion`; AWS General Reference, "Global services").
const GLOBAL: [&str; 8] = [
    "account",
    "budgets",
    "ce",
    "cloudfront",
    "iam",
    "organizations",
    "route53",
    "support",
];

/// Whether a service, named by the prefix of its actions, has one endpoint for a whole partition.
///
/// ```
/// assert!(iam_catalog::is_global("IAM"));
/// assert!(!iam_catalog::is_global("ec2"));
/// ```
#[must_use]
pub fn is_global(service: &str) -> bool {
    GLOBAL
        .iter()
        .any(|known| known.eq_ignore_ascii_case(service))
}

/// The Region of the requests to a partition's global services.
///
/// ```
/// assert_eq!(iam_catalog::global_region("aws"), "us-east-1");
/// assert_eq!(iam_catalog::global_region("aws-us-gov"), "us-gov-west-1");
/// ```
#[must_use]
pub fn global_region(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        _ => "us-east-1",
    }
}
