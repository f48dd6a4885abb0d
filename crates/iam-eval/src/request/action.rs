//! The action that a request asks for.

use super::RequestError;
use crate::text::fold;
use smallvec::SmallVec;

/// An action such as `ec2:RunInstances`, prepared for look-ups: letter case is folded once (S2.1).
///
/// ```
/// use iam_eval::Action;
/// assert_eq!(Action::new("iam:listInstanceProfiles")?, Action::new("iam:ListInstanceProfiles")?);
/// assert!(Action::new("RunInstances").is_err());
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Action<'a> {
    text: &'a str,
    folded: SmallVec<[u8; 64]>,
    colon: usize,
    pub(crate) hash: u64,
    pub(crate) service_hash: u64,
}

impl<'a> Action<'a> {
    /// # Errors
    /// [`RequestError::Action`] where the text is not `service:Name`.
    pub fn new(text: &'a str) -> Result<Self, RequestError> {
        let colon = memchr::memchr(b':', text.as_bytes())
            .filter(|colon| *colon > 0 && colon + 1 < text.len())
            .ok_or_else(|| RequestError::Action(text.into()))?;
        Ok(Self::split_at(text, colon))
    }

    /// For a text that [`Action::new`] has accepted before.
    #[cfg(feature = "scenario")]
    pub(crate) fn from_valid(text: &'a str) -> Self {
        Self::split_at(text, memchr::memchr(b':', text.as_bytes()).unwrap_or(0))
    }

    fn split_at(text: &'a str, colon: usize) -> Self {
        let mut folded = SmallVec::from_slice(text.as_bytes());
        folded.make_ascii_lowercase();
        Self {
            text,
            colon,
            hash: fold::hash(&folded),
            service_hash: fold::hash(&folded[..colon]),
            folded,
        }
    }

    /// The action as it was given.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    #[inline]
    pub(crate) fn folded(&self) -> &[u8] {
        &self.folded
    }

    #[inline]
    pub(crate) fn service(&self) -> &[u8] {
        &self.folded[..self.colon]
    }

    #[inline]
    pub(crate) fn name(&self) -> &[u8] {
        &self.folded[self.colon + 1..]
    }
}

/// Letter case doesn't count.
impl PartialEq for Action<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Action<'_> {}
