//! Types of resource and their ARNs.

use std::fmt;

use crate::condition_key::ConditionKey;
use crate::decode::TypeData;
use crate::service::Service;

/// A type of resource, such as the `instance` of EC2.
#[derive(Clone, Copy)]
pub struct ResourceType<'a> {
    pub(crate) service: Service<'a>,
    pub(crate) data: &'a TypeData,
}

impl<'a> ResourceType<'a> {
    /// The name, which is only unique within the service.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("kms").unwrap();
    /// assert_eq!(service.resource_type("KEY").unwrap().name(), "key");
    /// ```
    #[must_use]
    pub fn name(self) -> &'a str {
        &self.data.name
    }

    /// The service that lists it. The resource itself may belong to another one: SSM lists EC2's
    /// `instance`.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("ssm").unwrap();
    /// let instance = service.resource_type("instance").unwrap();
    /// assert_eq!(instance.service().prefix(), "ssm");
    /// assert!(instance.arns().all(|arn| arn.starts_with("arn:${Partition}:ec2:")));
    /// ```
    #[must_use]
    pub fn service(self) -> Service<'a> {
        self.service
    }

    /// The ARN with variables, as AWS writes it; a few types have several. Region and account may
    /// be empty.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("ec2").unwrap();
    /// let arns: Vec<_> = service.resource_type("image").unwrap().arns().collect();
    /// assert_eq!(arns, ["arn:${Partition}:ec2:${Region}::image/${ImageId}"]);
    /// ```
    pub fn arns(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.data.arns.iter().map(|arn| &**arn)
    }

    /// The ARNs as patterns for a policy's `Resource`: given values are filled in, other variables
    /// become `*`. Parts that are empty or plain text in the ARN are kept.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("iam").unwrap();
    /// let role = service.resource_type("role").unwrap();
    /// assert_eq!(role.arn_patterns(None, Some("eu-west-1"), Some("111122223333")),
    ///            ["arn:*:iam::111122223333:role/*"]);
    /// ```
    #[must_use]
    pub fn arn_patterns(
        self,
        partition: Option<&str>,
        region: Option<&str>,
        account: Option<&str>,
    ) -> Vec<String> {
        self.arns()
            .map(|arn| pattern(arn, partition, region, account))
            .collect()
    }

    /// The condition keys of the type.
    ///
    /// ```
    /// let service = iam_catalog::Catalog::embedded().service("ec2").unwrap();
    /// let instance = service.resource_type("instance").unwrap();
    /// assert!(instance.condition_keys().any(|key| key.name() == "ec2:InstanceType"));
    /// ```
    pub fn condition_keys(self) -> impl Iterator<Item = &'a ConditionKey> {
        self.service.key_set(self.data.set)
    }
}

impl fmt::Debug for ResourceType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResourceType")
            .field("service", &self.service.prefix())
            .field("name", &self.name())
            .finish()
    }
}

/// Fills in an ARN. Only whole fields are filled in: an account among the resource's variables is
/// another one, as in the `account/…/${AccountId}` of Organizations.
fn pattern(
    arn: &str,
    partition: Option<&str>,
    region: Option<&str>,
    account: Option<&str>,
) -> String {
    let mut out = String::with_capacity(arn.len());
    for (at, field) in arn.splitn(6, ':').enumerate() {
        if at > 0 {
            out.push(':');
        }
        let given = match (at, field) {
            (1, "${Partition}") => partition,
            (3, "${Region}") => region,
            (4, "${Account}" | "${AccountId}") => account,
            _ => None,
        };
        match given {
            Some(given) => out.push_str(given),
            None => push_wildcards(&mut out, field),
        }
    }
    out
}

/// Appends a text with a `*` for each variable; two adjacent ones become one.
fn push_wildcards(out: &mut String, mut text: &str) {
    let start = out.len();
    while let Some((literal, rest)) = text.split_once("${") {
        let Some((_, after)) = rest.split_once('}') else {
            break;
        };
        out.push_str(literal);
        if !out.get(start..).is_some_and(|done| done.ends_with('*')) {
            out.push('*');
        }
        text = after;
    }
    out.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn variables_become_what_is_given_or_a_wildcard() {
        let filled = |arn| pattern(arn, Some("aws"), Some("eu-west-1"), Some("111122223333"));
        for (arn, expected, open) in [
            (
                "arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}",
                "arn:aws:ec2:eu-west-1:111122223333:instance/*",
                "arn:*:ec2:*:*:instance/*",
            ),
            (
                "arn:${Partition}:s3:::${Bucket}/${Key}",
                "arn:aws:s3:::*/*",
                "arn:*:s3:::*/*",
            ),
            (
                "arn:${Partition}:o::${AccountId}:a/${AccountId}",
                "arn:aws:o::111122223333:a/*",
                "arn:*:o::*:a/*",
            ),
            (
                "arn:${Partition}:o::${Other}:a${B}${C}",
                "arn:aws:o::*:a*",
                "arn:*:o::*:a*",
            ),
            (
                "arn:aws:iam::aws:policy/*",
                "arn:aws:iam::aws:policy/*",
                "arn:aws:iam::aws:policy/*",
            ),
            (
                "arn:${Partition}:x:::${Open",
                "arn:aws:x:::${Open",
                "arn:*:x:::${Open",
            ),
            (
                "arn:${Partition}:x:::a:${B}:c",
                "arn:aws:x:::a:*:c",
                "arn:*:x:::a:*:c",
            ),
        ] {
            assert_eq!(filled(arn), expected);
            assert_eq!(pattern(arn, None, None, None), open);
        }
    }
}
