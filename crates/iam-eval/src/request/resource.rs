//! The resource of a request.

use super::RequestError;
use iam_syntax::document::is_account_id;
use iam_syntax::pattern::arn::{ArnSplit, part};
use iam_syntax::pattern::whole::{self, Colons};
use iam_syntax::pattern::{algebra, wildcard};
use iam_syntax::text::fold;

/// The resource of a request: an ARN, or `*` for an action without a resource (S3.8).
///
/// ```
/// use iam_eval::Resource;
/// let bucket = Resource::parse("arn:aws:s3:::backups")?.owned_by("111122223333");
/// assert_eq!(bucket.account(), Some("111122223333"));
/// assert!(Resource::parse("backups").is_err());
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    text: Box<str>,
    split: Option<ArnSplit>,
    words: ArnWords,
    /// The sixth part contains a colon.
    has_more_colons: bool,
    /// The fifth part is an account ID.
    names_account: bool,
    owner: Option<Box<str>>,
}

/// The first eight bytes, as a number, of the parts in which most ARNs differ. For the resource
/// also the next eight bytes: the first ones are often just its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ArnWords {
    pub(crate) service: u64,
    pub(crate) resource: u64,
    pub(crate) resource_next: u64,
}

impl Resource {
    /// Reads an ARN of six parts, or `*`.
    ///
    /// # Errors
    /// [`RequestError::Resource`] if the text is neither.
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        let split = ArnSplit::with_rest(text.as_bytes()).filter(|_| text.starts_with("arn:"));
        if split.is_none() && text != "*" {
            return Err(RequestError::Resource(text.into()));
        }
        let (split, has_more_colons) = split.unzip();
        let words = split.map(|split| {
            let part = |index| split.part(text.as_bytes(), index);
            let resource = part(part::RESOURCE);
            ArnWords {
                service: fold::first_word(part(part::SERVICE)),
                resource: fold::first_word(resource),
                resource_next: fold::first_word(resource.get(8..).unwrap_or_default()),
            }
        });
        let account = split.map(|split| split.part(text.as_bytes(), part::ACCOUNT));
        let account = account.and_then(|account| std::str::from_utf8(account).ok());
        Ok(Self {
            text: text.into(),
            split,
            words: words.unwrap_or_default(),
            has_more_colons: has_more_colons.unwrap_or_default(),
            names_account: account.is_some_and(is_account_id),
            owner: None,
        })
    }

    /// `*`: the resource of an action without a resource.
    #[must_use]
    pub fn any() -> Self {
        Self {
            text: "*".into(),
            split: None,
            words: ArnWords::default(),
            has_more_colons: false,
            names_account: false,
            owner: None,
        }
    }

    /// Sets the account that owns the resource. By default it is the one in the ARN, or, if the ARN
    /// has none, the caller's.
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        self.owner = Some(account.into());
        self
    }

    /// The resource as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the resource's name contains `*` or `?`. In a request they are characters, as in a
    /// key of S3, and not wildcards; `*` alone is a request without a resource.
    ///
    /// ```
    /// use iam_eval::Resource;
    ///
    /// assert!(Resource::parse("arn:aws:s3:::bucket/*")?.has_literal_wildcard());
    /// assert!(!Resource::any().has_literal_wildcard());
    /// # Ok::<(), iam_eval::RequestError>(())
    /// ```
    #[must_use]
    pub fn has_literal_wildcard(&self) -> bool {
        let text = self.text.as_bytes();
        text != b"*" && memchr::memchr2(b'*', b'?', text).is_some()
    }

    /// S9.5: the owner set with [`Resource::owned_by`], otherwise the account in the ARN. Resources
    /// of AWS itself, such as `arn:aws:iam::aws:policy/ReadOnlyAccess`, have no account.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match (&self.owner, self.split) {
            (Some(owner), _) => Some(&**owner).filter(|owner| is_account_id(owner)),
            (None, Some(split)) if self.names_account => {
                self.text.get(split.range(self.text.len(), part::ACCOUNT))
            }
            (None, _) => None,
        }
    }

    /// Whether the ARN's fifth part is an account ID.
    pub(crate) fn names_account(&self) -> bool {
        self.names_account
    }

    /// Whether it is an ARN of S3 with an empty account, and its owner isn't given.
    pub(crate) fn is_in_unowned_bucket(&self) -> bool {
        self.owner.is_none()
            && self.arn_part(part::SERVICE) == Some("s3")
            && self.arn_part(part::ACCOUNT) == Some("")
    }

    pub(crate) fn split(&self) -> Option<ArnSplit> {
        self.split
    }

    /// Whether the sixth part contains a colon.
    #[inline]
    pub(crate) fn has_more_colons(&self) -> bool {
        self.has_more_colons
    }

    /// The number of colons in the ARN.
    pub(crate) fn colons(&self) -> usize {
        match self.has_more_colons {
            true => memchr::memchr_iter(b':', self.text.as_bytes()).count(),
            false => 5,
        }
    }

    /// `None` for `*`.
    #[inline]
    pub(crate) fn words(&self) -> Option<ArnWords> {
        self.split.map(|_| self.words)
    }

    fn arn_part(&self, index: usize) -> Option<&str> {
        let bytes = self.split?.part(self.text.as_bytes(), index);
        std::str::from_utf8(bytes).ok()
    }

    /// Whether the ARN is of the service, and its last part has this start.
    pub(crate) fn is_of(&self, (service, start): (&str, &str)) -> bool {
        let resource = self.arn_part(part::RESOURCE);
        self.arn_part(part::SERVICE) == Some(service)
            && resource.is_some_and(|resource| resource.starts_with(start))
    }
}

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
            (Some(_), Some(_)) if self.without_colons && !other.without_colons => {
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
            resource.split().is_some() && whole::matches(&pattern, resource.as_str().as_bytes())
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
        self.arn
            .as_ref()
            .map(|_| whole::pattern(&self.text, colons))
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

impl std::fmt::Display for Resource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// See [`Resource::parse`].
impl std::str::FromStr for Resource {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
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
