//! The action that a request asks for.

use super::RequestError;
use crate::text::fold;

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
    /// The folded text where it is short enough, which every action of AWS's is.
    short: [u8; Action::SHORT],
    /// The folded text where it isn't.
    long: Option<Box<[u8]>>,
    colon: usize,
    pub(crate) hash: u64,
    pub(crate) service_hash: u64,
}

impl<'a> Action<'a> {
    const SHORT: usize = 80;

    /// # Errors
    /// [`RequestError::Action`] where the text is not `service:Name`.
    #[inline]
    pub fn new(text: &'a str) -> Result<Self, RequestError> {
        // A service's prefix is short: looking byte by byte is fastest.
        match text.bytes().position(|byte| byte == b':') {
            Some(colon) if colon > 0 && colon + 1 < text.len() => Ok(Self::split_at(text, colon)),
            _ => Err(RequestError::Action(text.into())),
        }
    }

    /// For a text that [`Action::new`] has accepted before.
    #[cfg(feature = "scenario")]
    pub(crate) fn from_valid(text: &'a str) -> Self {
        Self::split_at(text, memchr::memchr(b':', text.as_bytes()).unwrap_or(0))
    }

    #[inline]
    fn split_at(text: &'a str, colon: usize) -> Self {
        let mut short = [0; Self::SHORT];
        if text.len() <= Self::SHORT {
            let hash = fold::fold_and_hash(text.as_bytes(), &mut short);
            return Self {
                text,
                service_hash: fold::hash(&short[..colon]),
                short,
                long: None,
                colon,
                hash,
            };
        }
        let long = text.to_ascii_lowercase().into_bytes();
        Self {
            text,
            hash: fold::hash(&long),
            service_hash: fold::hash(&long[..colon]),
            short,
            long: Some(long.into_boxed_slice()),
            colon,
        }
    }

    /// The action as it was given.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    #[inline]
    pub(crate) fn folded(&self) -> &[u8] {
        match &self.long {
            None => &self.short[..self.text.len()],
            Some(long) => long,
        }
    }

    #[inline]
    pub(crate) fn service(&self) -> &[u8] {
        &self.folded()[..self.colon]
    }

    #[inline]
    pub(crate) fn name(&self) -> &[u8] {
        &self.folded()[self.colon + 1..]
    }
}

/// Letter case doesn't count.
impl PartialEq for Action<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for Action<'_> {}
