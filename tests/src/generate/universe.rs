//! The names in generated scenarios: few enough that policies and requests often match.

/// The account of most callers and resources.
pub const HOME: &str = "111122223333";
/// Another account.
pub const AWAY: &str = "444455556666";

/// Callers of every kind; the common ones several times.
pub const CALLERS: &[&str] = &[
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:sts::111122223333:assumed-role/app/s1",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:sts::111122223333:assumed-role/app/s1",
    "arn:aws:iam::444455556666:user/bob",
    "arn:aws:sts::444455556666:assumed-role/app/s1",
    "arn:aws:iam::111122223333:user/team/alice",
    "arn:aws:iam::111122223333:role/path/app",
    "arn:aws:sts::111122223333:assumed-role/app/s2",
    "arn:aws:sts::111122223333:federated-user/alice",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
    "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s1",
    "arn:aws-cn:iam::111122223333:user/alice",
    "ec2.amazonaws.com",
    "arn:aws:iam::111122223333:saml-provider/corp",
    "accounts.google.com",
    "arn:aws:iam::444455556666:oidc-provider/id.example",
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
    "*",
];

/// Actions, each with a resource that it acts on; the common ones several times.
pub const ACTS: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::bucket/key"),
    ("s3:GetObject", "arn:aws:s3:::bucket/key"),
    ("s3:GetObject", "arn:aws:s3:::bucket/home/alice/x"),
    ("s3:PutObject", "arn:aws:s3:::bucket/home/bob/x"),
    ("s3:ListBucket", "arn:aws:s3:::bucket"),
    (
        "ec2:RunInstances",
        "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
    ),
    ("ec2:DescribeInstances", "*"),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1234"),
    ("kms:ListKeys", "*"),
    (
        "kms:CreateAlias",
        "arn:aws:kms:eu-west-1:111122223333:alias/a",
    ),
    ("sts:AssumeRole", "arn:aws:iam::111122223333:role/app"),
    ("sts:TagSession", "arn:aws:iam::111122223333:role/app"),
    (
        "sts:AssumeRoleWithSAML",
        "arn:aws:iam::111122223333:role/app",
    ),
    ("sts:GetCallerIdentity", "*"),
    ("iam:PassRole", "arn:aws:iam::111122223333:role/app"),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:444455556666:q"),
    (
        "lambda:InvokeFunction",
        "arn:aws:lambda:eu-west-1:111122223333:function:f:1",
    ),
    (
        "s3-object-lambda:GetObject",
        "arn:aws:s3-object-lambda:eu-west-1:111122223333:accesspoint/a",
    ),
    ("s3:GetObject", "arn:aws-cn:s3:::bucket/key"),
    // The following have special rules (S8).
    (
        "sts:SetSourceIdentity",
        "arn:aws:iam::111122223333:role/app",
    ),
    ("sts:GetSessionToken", "*"),
    (
        "sts:GetFederationToken",
        "arn:aws:sts::111122223333:federated-user/bob",
    ),
    (
        "kms:RetireGrant",
        "arn:aws:kms:eu-west-1:111122223333:key/1234",
    ),
    (
        "kms:PutKeyPolicy",
        "arn:aws:kms:eu-west-1:111122223333:key/1234",
    ),
    ("s3:GetBucketPolicy", "arn:aws:s3:::bucket"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::bucket"),
    (
        "s3express:DeleteBucketPolicy",
        "arn:aws:s3express:eu-west-1:111122223333:bucket/b--x-s3",
    ),
    (
        "sqs:SetQueueAttributes",
        "arn:aws:sqs:eu-west-1:111122223333:q",
    ),
    (
        "dynamodb:DeleteResourcePolicy",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/t",
    ),
    (
        "dynamodb:CreateBackup",
        "arn:aws:dynamodb:eu-west-1:444455556666:table/t",
    ),
    (
        "dynamodb:GetItem",
        "arn:aws:dynamodb:eu-west-1:444455556666:table/t",
    ),
    (
        "backup:StartRestoreJob",
        "arn:aws:ec2:eu-west-1::snapshot/snap-1",
    ),
    (
        "backup:CopyIntoBackupVault",
        "arn:aws:backup:eu-west-1:111122223333:backup-vault:v",
    ),
    (
        "vpc-lattice-svcs:Invoke",
        "arn:aws:vpc-lattice:eu-west-1:111122223333:service/svc-1/a:b",
    ),
    (
        "lambda:AddPermission",
        "arn:aws:lambda:eu-west-1:111122223333:function:f",
    ),
    ("iam:CreateUser", "arn:aws:iam::111122223333:user/new"),
    (
        "sts:AssumeRole",
        "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/E",
    ),
    (
        "sts:AssumeRoleWithWebIdentity",
        "arn:aws:iam::111122223333:role/app",
    ),
    ("sts:AssumeRoot", "arn:aws:iam::111122223333:root"),
    (
        "execute-api:Invoke",
        "arn:aws:execute-api:eu-west-1:111122223333:abc/prod/GET/pets",
    ),
];

/// The actions for which the resource-based policy is a trust policy.
pub const TRUST_ACTIONS: &[&str] = &[
    "sts:AssumeRole",
    "sts:TagSession",
    "sts:AssumeRoleWithSAML",
    "sts:SetSourceIdentity",
];

/// The type of a condition key's values, which determines the suitable operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// Compared as text.
    Text,
    /// Decimal numbers.
    Number,
    /// Dates and times.
    Date,
    /// `true` and `false`.
    Bool,
    /// Base64.
    Binary,
    /// Addresses and ranges.
    Ip,
    /// ARNs.
    Arn,
}

/// Condition keys with their types.
pub const KEYS: &[(&str, KeyType)] = &[
    ("aws:RequestTag/team", KeyType::Text),
    ("aws:PrincipalTag/team", KeyType::Text),
    ("aws:TagKeys", KeyType::Text),
    ("aws:username", KeyType::Text),
    ("aws:PrincipalAccount", KeyType::Text),
    ("aws:ResourceAccount", KeyType::Text),
    ("aws:PrincipalType", KeyType::Text),
    ("aws:userid", KeyType::Text),
    ("s3:max-keys", KeyType::Number),
    ("aws:MultiFactorAuthAge", KeyType::Number),
    ("aws:CurrentTime", KeyType::Date),
    ("aws:TokenIssueTime", KeyType::Date),
    ("aws:SecureTransport", KeyType::Bool),
    ("aws:PrincipalIsAWSService", KeyType::Bool),
    ("x:Hash", KeyType::Binary),
    ("aws:SourceIp", KeyType::Ip),
    ("aws:VpcSourceIp", KeyType::Ip),
    ("aws:PrincipalArn", KeyType::Arn),
    ("aws:SourceArn", KeyType::Arn),
];

/// Whether a key is derived from the caller or the resource (S9): it is known unless they are
/// unknown.
#[must_use]
pub fn is_derived(name: &str) -> bool {
    const DERIVED: [&str; 9] = [
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalType",
        "aws:username",
        "aws:ResourceAccount",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalServiceName",
        "aws:userid",
        "aws:AssumedRoot",
    ];
    DERIVED
        .iter()
        .any(|derived| derived.eq_ignore_ascii_case(name))
}

impl KeyType {
    /// The operators for values of this type.
    #[must_use]
    pub const fn operators(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "StringEquals",
                "StringNotEquals",
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase",
                "StringLike",
                "StringNotLike",
            ],
            Self::Number => &[
                "NumericEquals",
                "NumericNotEquals",
                "NumericLessThan",
                "NumericLessThanEquals",
                "NumericGreaterThan",
                "NumericGreaterThanEquals",
            ],
            Self::Date => &[
                "DateEquals",
                "DateNotEquals",
                "DateLessThan",
                "DateLessThanEquals",
                "DateGreaterThan",
                "DateGreaterThanEquals",
            ],
            Self::Bool => &["Bool"],
            Self::Binary => &["BinaryEquals"],
            Self::Ip => &["IpAddress", "NotIpAddress"],
            Self::Arn => &["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
        }
    }

    /// Similar values of this type, including unusual and invalid ones.
    #[must_use]
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "a",
                "A",
                "b",
                "alice",
                "Alice",
                "al*",
                "a:b",
                "",
                "é",
                "É",
                "User",
                "111122223333",
                "*",
                "a?",
                "${a}",
                "anonymous",
                "111122223333:alice",
            ],
            Self::Number => &[
                "10",
                "10.0",
                "1e1",
                "5",
                "-5",
                "0",
                "-0",
                "007",
                "5.",
                ".5",
                "9007199254740993",
                "9007199254740992",
                "10abc",
                "",
                "0x10",
                "+5",
                "1e400",
            ],
            Self::Date => &[
                "2026-01-01",
                "2026",
                "2026-01",
                "2026-01-01T00:00Z",
                "2026-01-01T00:00:00Z",
                "2026-01-01T01:00:00+01:00",
                "2025-12-31T23:59:59.9Z",
                "1767225600",
                "1767225601",
                "2026-02-29",
                "2026-01-01T24:00:00Z",
                "2026-01-01T00:00:00",
                "today",
                "",
                "01T",
                "2016-12-13t2:00:00.593194+23",
                "-292275054",
            ],
            Self::Bool => &["true", "false", "True", "FALSE", "yes", "1", ""],
            Self::Binary => &["QUJD", "QUJE", "QQ==", "QR==", "QQ", "@@", "", "quJD"],
            Self::Ip => &[
                "203.0.113.7",
                "203.0.113.0/24",
                "203.0.113.9/24",
                "0.0.0.0/0",
                "198.51.100.1/32",
                "2001:db8::1",
                "2001:DB8::/32",
                "2001:db8:0:0::1",
                "::/0",
                "::ffff:203.0.113.7",
            ],
            Self::Arn => &[
                "arn:aws:iam::111122223333:user/alice",
                "arn:aws:iam::111122223333:role/app",
                "arn:aws:iam::*:role/*",
                "arn:aws:s3:::bucket",
                "arn:aws:s3:::bucket*",
                "arn:*:s3:::bucket",
                "arn:aws:s3",
                "arn:aws:sns:eu-west-1:111122223333:t:sub",
                "*",
                "",
            ],
        }
    }
}

/// The above dates that a policy may contain (S5.6).
pub const DATES: &[&str] = &[
    "2026-01-01",
    "2026",
    "2026-01",
    "2026-01-01T00:00Z",
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2025-12-31T23:59:59.9Z",
    "1767225600",
    "1767225601",
    "01T",
    "2016-12-13t2:00:00.593194+23",
    "-292275054",
];

/// Every operator, without prefix and suffix.
pub fn operators() -> impl Iterator<Item = &'static str> {
    use KeyType::{Arn, Binary, Bool, Date, Ip, Number, Text};
    [Text, Number, Date, Bool, Binary, Ip, Arn]
        .into_iter()
        .flat_map(|of| of.operators().iter().copied())
        .chain(["Null"])
}
