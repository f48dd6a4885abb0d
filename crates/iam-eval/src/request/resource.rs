//! The resource of a request.

use super::RequestError;
use iam_syntax::document::is_account_id;
use iam_syntax::pattern::arn::{ArnSplit, part};
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
