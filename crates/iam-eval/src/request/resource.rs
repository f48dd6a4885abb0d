//! What a request acts on.

use super::RequestError;
use crate::document::is_account_id;
use crate::pattern::algebra;
use crate::pattern::arn::{ArnSplit, part};
use crate::pattern::wildcard;
use crate::text::fold;

/// The resource of a request: an ARN, or `*` for an action that acts on none (S3.8).
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
    owner: Option<Box<str>>,
}

/// How the parts of an ARN begin that tell most ARNs apart, eight bytes as a number. Of the resource the
/// next eight bytes too: the first ones often are no more than its type.
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
    /// [`RequestError::Resource`] where the text is neither.
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        let split = ArnSplit::of(text).filter(|_| text.starts_with("arn:"));
        if split.is_none() && text != "*" {
            return Err(RequestError::Resource(text.into()));
        }
        let words = split.map(|split| {
            let part = |index| split.part(text.as_bytes(), index);
            let resource = part(part::RESOURCE);
            ArnWords {
                service: fold::first_word(part(part::SERVICE)),
                resource: fold::first_word(resource),
                resource_next: fold::first_word(resource.get(8..).unwrap_or_default()),
            }
        });
        Ok(Self {
            text: text.into(),
            split,
            words: words.unwrap_or_default(),
            owner: None,
        })
    }

    /// `*`: the resource of an action that acts on none.
    #[must_use]
    pub fn any() -> Self {
        Self {
            text: "*".into(),
            split: None,
            words: ArnWords::default(),
            owner: None,
        }
    }

    /// Names the account that owns the resource; else it is the one in the ARN, and where that has
    /// none the caller's.
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

    /// S9.5: the owner named with [`Resource::owned_by`], else the account in the ARN. What is AWS's
    /// own, such as `arn:aws:iam::aws:policy/ReadOnlyAccess`, is of no account.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.owner
            .as_deref()
            .or_else(|| self.arn_part(part::ACCOUNT))
            .filter(|account| is_account_id(account))
    }

    pub(crate) fn split(&self) -> Option<ArnSplit> {
        self.split
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

    /// Whether the ARN is one of the service's, and its last part starts so.
    pub(crate) fn is_of(&self, (service, start): (&str, &str)) -> bool {
        let resource = self.arn_part(part::RESOURCE);
        self.arn_part(part::SERVICE) == Some(service)
            && resource.is_some_and(|resource| resource.starts_with(start))
    }
}

/// A resource that is not known, but for a pattern that its ARN matches: `arn:aws:ec2:*:*:volume/*`
/// is any volume, `*` is anything at all.
///
/// ```
/// use iam_eval::ResourcePattern;
/// let volumes = ResourcePattern::parse("arn:aws:ec2:*:111122223333:volume/*")?;
/// assert_eq!(volumes.as_str(), "arn:aws:ec2:*:111122223333:volume/*");
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePattern {
    text: Box<str>,
    /// In pattern form; `None` for `*`.
    arn: Option<(Box<[u8]>, ArnSplit)>,
    owner: Option<Box<str>>,
}

impl ResourcePattern {
    /// Reads an ARN pattern of six parts, or `*`.
    ///
    /// # Errors
    /// [`RequestError::Resource`] where the text is neither.
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
        })
    }

    /// Anything at all.
    #[must_use]
    pub fn any() -> Self {
        Self {
            text: "*".into(),
            arn: None,
            owner: None,
        }
    }

    /// Names the account that owns the resource.
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        self.owner = Some(account.into());
        self
    }

    /// The pattern as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True where every resource of `other` is one of this pattern's.
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
            (Some((a, a_split)), Some((b, b_split))) => {
                (0..6).all(|index| algebra::covers(a_split.part(a, index), b_split.part(b, index)))
            }
        }
    }

    /// A pattern of resources that are both this pattern's and `other`'s; `None` where there are none, or
    /// where no pattern is found for them. There may be more resources that are both.
    pub(crate) fn common(&self, other: &Self) -> Option<Self> {
        let ((a, a_split), (b, b_split)) = match (self.arn(), other.arn()) {
            (None, _) => return Some(other.owned_like(self)),
            (_, None) => return Some(self.owned_like(other)),
            (Some(_), Some(_)) if self.covers(other) => return Some(other.owned_like(self)),
            (Some(a), Some(b)) => (a, b),
        };
        let mut bytes = Vec::with_capacity(a.len() + b.len());
        for index in 0..6 {
            if index > 0 {
                bytes.push(b':');
            }
            let (own, others) = (a_split.part(a, index), b_split.part(b, index));
            bytes.extend_from_slice(&algebra::common(own, others)?);
        }
        let split = ArnSplit::of_bytes(&bytes)?;
        let owner = self.owner.clone().or_else(|| other.owner.clone());
        Some(Self {
            text: wildcard::text(&bytes).into_boxed_str(),
            arn: Some((bytes.into_boxed_slice(), split)),
            owner,
        })
    }

    fn owned_like(&self, other: &Self) -> Self {
        let owner = self.owner.clone().or_else(|| other.owner.clone());
        Self {
            owner,
            ..self.clone()
        }
    }

    /// One of the pattern's resources: `filling` stands for each `*`, in the account's place the owner
    /// or, where none is named, `account`.
    pub(crate) fn example(&self, filling: &str, account: &str) -> Option<Resource> {
        let owner = self.owner.as_deref().unwrap_or(account);
        let parts = self.text.splitn(6, ':').enumerate().map(|(index, part)| {
            let filling = if index == part::ACCOUNT {
                owner
            } else {
                filling
            };
            part.replace('*', filling).replace('?', "x")
        });
        let example = Resource::parse(&parts.collect::<Vec<_>>().join(":")).ok()?;
        let owner = self.owner.clone();
        Some(Resource { owner, ..example })
    }

    pub(crate) fn arn(&self) -> Option<(&[u8], ArnSplit)> {
        self.arn.as_ref().map(|(bytes, split)| (&**bytes, *split))
    }

    /// The owner, where it is certain: `Some(None)` where no account is named at all.
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

    /// [`Resource::is_of`] for what the pattern stands for: `None` where it may be.
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

/// As [`Resource::parse`].
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

/// As [`ResourcePattern::parse`].
impl std::str::FromStr for ResourcePattern {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
