//! The action of a request.

use super::RequestError;
use iam_syntax::text::fold;

/// An action such as `ec2:RunInstances`, prepared for look-ups: letter case is folded once (S2.1).
///
/// It is one action: a pattern such as `ec2:*`, which is valid in a policy, is an error here. To
/// find out which of many actions a caller may do, use a [`PolicyMatrix`](crate::PolicyMatrix).
///
/// ```
/// use iam_eval::Action;
/// assert_eq!(Action::new("iam:listInstanceProfiles")?, Action::new("iam:ListInstanceProfiles")?);
/// assert!(Action::new("RunInstances").is_err());
/// assert!(Action::new("ec2:Run*").is_err());
/// assert!(Action::new("ec2:RunInstances ").is_err());
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Action<'a> {
    text: &'a str,
    colon: usize,
    /// Of the folded text, and of the folded service.
    pub(crate) hash: u64,
    pub(crate) service_hash: u64,
    /// The first eight bytes of the folded service, and of the folded name, padded with zeros.
    pub(crate) service_word: u64,
    pub(crate) name_word: u64,
}

impl<'a> Action<'a> {
    /// For a request in which each of several actions is put in turn.
    pub(crate) const UNSPECIFIED: Action<'static> = Action {
        text: ":",
        colon: 0,
        hash: 0,
        service_hash: 0,
        service_word: 0,
        name_word: 0,
    };

    /// # Errors
    /// [`RequestError::Action`] if the text is not `service:Name`, or contains white space, and
    /// [`RequestError::ActionPattern`] if it contains `*` or `?`.
    // Inlined because out of line its eight words are written one by one and copied in pairs, and
    // the processor stalls on that: a seventh of the time of a decision.
    #[inline(always)]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "the colon was found in the text"
    )]
    pub fn new(text: &'a str) -> Result<Self, RequestError> {
        match fold::find_colon(text.as_bytes()) {
            Some(colon) if colon > 0 && colon + 1 < text.len() => {
                let (action, is_odd) = Self::split_at(text, colon);
                match is_odd.then(|| oddity(text)).flatten() {
                    None => Ok(action),
                    Some(error) => Err(refused(text, error)),
                }
            }
            _ => Err(refused(text, RequestError::Action)),
        }
    }

    /// For a text that [`Action::new`] has accepted before.
    pub(crate) fn from_valid(text: &'a str) -> Self {
        Self::split_at(text, fold::find_colon(text.as_bytes()).unwrap_or(0)).0
    }

    /// Also returns whether the text contains a byte that names of actions don't have.
    #[inline(always)]
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "the colon was found in the text"
    )]
    fn split_at(text: &'a str, colon: usize) -> (Self, bool) {
        let bytes = text.as_bytes();
        let (hash, is_odd) = fold::hash_and_oddities(bytes);
        let service_word = fold::start_folded(bytes, colon);
        let action = Self {
            text,
            colon,
            hash,
            service_hash: match colon {
                1..=8 => fold::hash_of_word(service_word, colon),
                _ => long_hash(&bytes[..colon]),
            },
            service_word,
            name_word: fold::first_word_folded(&bytes[colon + 1..]),
        };
        (action, is_odd)
    }

    /// The action as it was given.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Whether this is an action of a service, ignoring letter case.
    ///
    /// ```
    /// use iam_eval::Action;
    /// assert!(Action::new("KMS:CreateGrant")?.is_of_service("kms"));
    /// # Ok::<(), iam_eval::RequestError>(())
    /// ```
    #[must_use]
    pub fn is_of_service(&self, service: &str) -> bool {
        self.service().eq_ignore_ascii_case(service.as_bytes())
    }

    /// The service's prefix as it was given.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the colon was found in the text")]
    pub(crate) fn service(&self) -> &'a [u8] {
        &self.text.as_bytes()[..self.colon]
    }

    /// What follows the service's prefix, as it was given.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "the colon was found in the text"
    )]
    pub(crate) fn name(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.colon + 1..]
    }

    /// Whether this is the service, given in lower case.
    #[inline]
    pub(crate) fn is_of(&self, service: &[u8]) -> bool {
        fold::same(service, self.service())
    }
}

/// For a service with a longer prefix than nearly all have.
#[inline(never)]
fn long_hash(service: &[u8]) -> u64 {
    fold::hash(service)
}

/// Why a text with an unusual byte is not an action, if it isn't.
#[cold]
#[inline(never)]
fn oddity(text: &str) -> Option<fn(Box<str>) -> RequestError> {
    // With white space it would be another action than the intended one, and no Deny would name it.
    if fold::has_blank(text.as_bytes()) {
        return Some(RequestError::Action);
    }
    fold::has_wildcard(text.as_bytes()).then_some(RequestError::ActionPattern as _)
}

/// Out of line, so that the path of all other texts stays short.
#[cold]
#[inline(never)]
fn refused(text: &str, error: fn(Box<str>) -> RequestError) -> RequestError {
    error(text.into())
}

/// Ignores letter case.
impl PartialEq for Action<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(other.text)
    }
}

impl Eq for Action<'_> {}

impl std::fmt::Display for Action<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text)
    }
}

/// See [`Action::new`].
impl<'a> TryFrom<&'a str> for Action<'a> {
    type Error = RequestError;

    fn try_from(text: &'a str) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}
