//! Resources of which only a pattern is known.

use super::{RequestError, Resource};
use iam_syntax::document::is_account_id;
use iam_syntax::pattern::arn::{ArnSplit, part};
use iam_syntax::pattern::whole::{self, Colons};
use iam_syntax::pattern::{algebra, wildcard};

/// An unknown resource of which only a pattern for its ARN is known: `arn:aws:ec2:*:*:volume/*` is
/// any volume, `*` is anything at all.
///
/// ```
/// use iam_eval::ResourcePattern;
/// let volumes = ResourcePattern::parse("arn:aws:ec2:*:111122223333:volume/*")?;
/// assert_eq!(volumes.as_str(), "arn:aws:ec2:*:111122223333:volume/*");
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResourcePattern {
    text: Box<str>,
    /// In pattern form; `None` for `*`.
    arn: Option<(Box<[u8]>, ArnSplit)>,
    owner: Option<Box<str>>,
    without_colons: bool,
    without_slashes: bool,
}

impl ResourcePattern {
    /// Reads an ARN pattern of six parts, or `*`.
    ///
    /// # Errors
    /// [`RequestError::Resource`] if the text is neither.
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        let mut arn = None;
        if text != "*" {
            let pattern = wildcard::pattern(text);
            let split = ArnSplit::of_bytes(&pattern).filter(|_| text.starts_with("arn:"));
            let split = split.ok_or_else(|| RequestError::Resource(text.into()))?;
            arn = Some((pattern.into_boxed_slice(), split));
        }
        Ok(Self {
            text: text.into(),
            arn,
            owner: None,
            without_colons: false,
            without_slashes: false,
        })
    }

    /// Anything at all.
    #[must_use]
    pub fn any() -> Self {
        Self {
            text: "*".into(),
            arn: None,
            owner: None,
            without_colons: false,
            without_slashes: false,
        }
    }

    /// Sets the account that owns the resource.
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        self.owner = Some(account.into());
        self
    }

    /// Declares that the pattern's wildcards match no colon, not even in the sixth part: the
    /// resources' names have none. Otherwise a `*` in the sixth part may match text with colons,
    /// and a policy's pattern in which a `*` before the fifth colon matches colons (S3.4) may match
    /// some of the resources although it looks like one for another type.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
    ///   "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:instance/*"}}"#)?)?;
    /// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let request = PartialRequest::new(&principal, "ec2:CreateTags")?;
    /// let volumes = ResourcePattern::parse("arn:aws:ec2:eu-west-1:111122223333:volume/*")?;
    /// // `arn:aws:ec2:eu-west-1:111122223333:volume/a:instance/b` would match
    /// let decision = policies.evaluate_partial(&request.clone().with_resource_pattern(&volumes));
    /// assert_eq!(decision, PartialDecision::Depends);
    /// let volumes = volumes.without_colons();
    /// let decision = policies.evaluate_partial(&request.with_resource_pattern(&volumes));
    /// assert_eq!(decision, PartialDecision::ImplicitDeny);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn without_colons(mut self) -> Self {
        self.without_colons = true;
        self
    }

    /// Declares that the wildcards of the sixth part match no slash: the resources' names have
    /// none, and ARNs with more slashes are those of another type. Otherwise the pattern of S3's
    /// buckets matches the ARNs of objects, too.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
    ///   "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}"#)?)?;
    /// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let request = PartialRequest::new(&principal, "s3:ListBucket")?;
    /// let buckets = ResourcePattern::parse("arn:aws:s3:::*")?;
    /// let decision = policies.evaluate_partial(&request.clone().with_resource_pattern(&buckets));
    /// assert_eq!(decision, PartialDecision::Depends);
    /// let buckets = buckets.without_slashes();
    /// let decision = policies.evaluate_partial(&request.with_resource_pattern(&buckets));
    /// assert_eq!(decision, PartialDecision::ImplicitDeny);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn without_slashes(mut self) -> Self {
        self.without_slashes = true;
        self
    }

    /// The pattern as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True if every resource of `other` matches this pattern.
    ///
    /// ```
    /// use iam_eval::ResourcePattern;
    /// let all = ResourcePattern::parse("arn:aws:ec2:*:*:volume/*")?;
    /// let own = ResourcePattern::parse("arn:aws:ec2:eu-west-1:111122223333:volume/*")?;
    /// assert!(all.covers(&own) && !own.covers(&all));
    /// # Ok::<(), iam_eval::RequestError>(())
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self.arn(), other.arn()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(_))
                if (self.without_colons && !other.without_colons)
                    || (self.without_slashes && !other.without_slashes) =>
            {
                let wholes = self.whole().zip(other.whole());
                wholes.is_some_and(|(own, others)| whole::covers(&own, &others))
            }
            (Some((a, a_split)), Some((b, b_split))) => {
                (0..6).all(|index| algebra::covers(a_split.part(a, index), b_split.part(b, index)))
            }
        }
    }

    /// True if the resource matches the pattern.
    pub(crate) fn contains(&self, resource: &Resource) -> bool {
        self.whole().is_none_or(|pattern| {
            resource.split().is_some()
                && whole::matches(&pattern, resource.as_str().as_bytes())
                && !(self.without_slashes && slashes(&self.text) != slashes(resource.as_str()))
        })
    }

    /// The owner that was set.
    pub(crate) fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    pub(crate) fn arn(&self) -> Option<(&[u8], ArnSplit)> {
        self.arn.as_ref().map(|(bytes, split)| (&**bytes, *split))
    }

    /// The pattern in the form of [`whole`]; `None` for `*`.
    pub(crate) fn whole(&self) -> Option<Vec<u8>> {
        let colons = match self.without_colons {
            true => Colons::Never,
            false => Colons::Sixth,
        };
        let (_, _) = self.arn.as_ref()?;
        let mut pattern = whole::pattern(&self.text, colons);
        if self.without_slashes {
            // With both, those with slashes are left in: the form has no run without either.
            whole::limit_to_steps(&mut pattern);
        }
        Some(pattern)
    }

    /// The sixth part of the ARN in the form of [`whole`], if its wildcards match no slash.
    pub(crate) fn name_without_slashes(&self) -> Option<Vec<u8>> {
        let (bytes, split) = self.arn().filter(|_| self.without_slashes)?;
        let mut name = split.part(bytes, part::RESOURCE).to_vec();
        whole::limit_to_steps(&mut name);
        Some(name)
    }

    /// The number of colons in the pattern itself.
    pub(crate) fn colons(&self) -> usize {
        memchr::memchr_iter(b':', self.text.as_bytes()).count()
    }

    /// Whether one of the resources may have more than `colons` colons.
    pub(crate) fn may_have_more_colons(&self, colons: usize) -> bool {
        let open = self.arn().is_some_and(|(bytes, split)| {
            !self.without_colons && !wildcard::is_literal(split.part(bytes, part::RESOURCE))
        });
        open || self.colons() > colons
    }

    /// The owner, if it is certain: `Some(None)` if no account is named at all.
    pub(crate) fn account(&self) -> Option<Option<&str>> {
        if let Some(owner) = &self.owner {
            return Some(Some(owner));
        }
        let (bytes, split) = self.arn()?;
        match split.part(bytes, part::ACCOUNT) {
            [] => Some(None),
            account => std::str::from_utf8(account)
                .ok()
                .filter(|account| is_account_id(account))
                .map(Some),
        }
    }

    /// [`Resource::names_account`] for any resource of the pattern: `None` if it may hold for some
    /// of them only.
    pub(crate) fn names_account(&self) -> Option<bool> {
        let (bytes, split) = self.arn()?;
        let account = split.part(bytes, part::ACCOUNT);
        wildcard::is_literal(account).then(|| std::str::from_utf8(account).is_ok_and(is_account_id))
    }

    /// Whether all its resources are ARNs of S3 with an empty account, and their owner isn't given.
    pub(crate) fn is_in_unowned_bucket(&self) -> bool {
        let arn = self.arn().filter(|_| self.owner.is_none());
        arn.is_some_and(|(bytes, split)| {
            split.part(bytes, part::ACCOUNT).is_empty() && split.part(bytes, part::SERVICE) == b"s3"
        })
    }

    /// [`Resource::is_of`] for any resource of the pattern: `None` if it holds for some of them
    /// only.
    pub(crate) fn is_of(&self, (service, start): (&str, &str)) -> Option<bool> {
        let (bytes, split) = self.arn()?;
        let starts = [start.as_bytes(), &[wildcard::RUN]].concat();
        let certain = [
            (part::SERVICE, service.as_bytes()),
            (part::RESOURCE, &starts),
        ]
        .map(|(index, expected)| {
            let part = split.part(bytes, index);
            if algebra::covers(expected, part) {
                Some(true)
            } else if algebra::overlap(expected, part) {
                None
            } else {
                Some(false)
            }
        });
        match certain {
            [Some(false), _] | [_, Some(false)] => Some(false),
            [Some(true), Some(true)] => Some(true),
            _ => None,
        }
    }
}

fn slashes(arn: &str) -> usize {
    let name = arn.splitn(6, ':').nth(5).unwrap_or_default();
    memchr::memchr_iter(b'/', name.as_bytes()).count()
}

impl std::fmt::Display for ResourcePattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// See [`ResourcePattern::parse`].
impl std::str::FromStr for ResourcePattern {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
