//! Account IDs.

/// The ID of an AWS account: twelve digits, as in `111122223333`.
///
/// ```
/// use iam_syntax::AccountId;
/// assert_eq!(AccountId::parse("111122223333").map(AccountId::as_str), Some("111122223333"));
/// for text in ["", "11112222333", "1111222233334", "11112222333x", "aws"] {
///     assert_eq!(AccountId::parse(text), None);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId<'a>(&'a str);

impl<'a> AccountId<'a> {
    /// Reads an account ID; `None` if the text isn't one.
    #[must_use]
    #[inline]
    pub fn parse(text: &'a str) -> Option<Self> {
        (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(Self(text))
    }

    /// The twelve digits.
    #[must_use]
    #[inline]
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl std::fmt::Display for AccountId<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Whether a text is an [`AccountId`].
#[must_use]
#[inline]
pub fn is_account_id(text: &str) -> bool {
    AccountId::parse(text).is_some()
}
