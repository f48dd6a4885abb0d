//! ARNs: six parts, separated by the first five colons (S3.2).

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "positions of the first five colons of a text, and counts of at most six parts"
)]

use super::variables::{self, Piece};
use std::ops::Range;

/// The positions of the first five colons of an ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArnSplit([u32; 5]);

impl ArnSplit {
    /// `None` if the text has fewer than six parts.
    #[inline]
    pub fn of(text: &str) -> Option<Self> {
        Self::of_bytes(text.as_bytes())
    }

    /// [`ArnSplit::of`] for text in pattern form.
    #[inline]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        Self::with_rest(bytes).map(|(split, _)| split)
    }

    /// [`ArnSplit::of_bytes`], and whether the sixth part contains a colon.
    #[inline]
    pub fn with_rest(bytes: &[u8]) -> Option<(Self, bool)> {
        let mut colons = [0; 5];
        let mut found = memchr::memchr_iter(b':', bytes);
        for colon in &mut colons {
            *colon = u32::try_from(found.next()?).ok()?;
        }
        Some((Self(colons), found.next().is_some()))
    }

    /// The start of the sixth part.
    #[inline]
    pub fn resource_start(self) -> usize {
        self.0[4] as usize + 1
    }

    /// Part `index` (0 to 5) of the text that was split.
    #[inline]
    pub fn part<'a>(&self, text: &'a [u8], index: usize) -> &'a [u8] {
        text.get(self.range(text.len(), index)).unwrap_or_default()
    }

    /// The range of part `index` in the text that was split, which has this length.
    #[inline]
    pub fn range(&self, length: usize, index: usize) -> Range<usize> {
        let start = match index {
            0 => 0,
            _ => self.0[index - 1] as usize + 1,
        };
        let end = self.0.get(index).map_or(length, |colon| *colon as usize);
        start..end
    }
}

/// The parts of an ARN pattern as written: there may be fewer than six (S1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outline {
    /// At most six. The colons of variables don't count.
    pub parts: usize,
    /// The text ends in `*`.
    pub ends_in_star: bool,
    /// The third part is present and empty.
    pub has_empty_service: bool,
}

impl Outline {
    /// The outline of a text; colons inside a variable are not counted.
    pub fn of(text: &str, has_variables: bool) -> Self {
        let mut parts = 1;
        // Whether the current part has any characters.
        let mut is_empty = true;
        let mut has_empty_service = false;
        for piece in pieces(text, has_variables) {
            let Piece::Text(literal) = piece else {
                is_empty = false;
                continue;
            };
            for byte in literal.bytes() {
                if byte == b':' && parts < 6 {
                    has_empty_service |= parts == part::SERVICE + 1 && is_empty;
                    parts += 1;
                    is_empty = true;
                } else {
                    is_empty = false;
                }
            }
        }
        Self {
            parts,
            ends_in_star: text.ends_with('*'),
            has_empty_service: has_empty_service || (parts == part::SERVICE + 1 && is_empty),
        }
    }

    /// How many parts have to be filled with `*` (S1.8): a final `*` already stands for them.
    #[inline]
    pub fn missing_parts(self) -> usize {
        if self.ends_in_star { 0 } else { 6 - self.parts }
    }
}

/// The pieces of a pattern in which all variables are well formed.
#[inline]
pub fn pieces(text: &str, has_variables: bool) -> impl Iterator<Item = Piece<'_>> {
    let plain = (!has_variables && !text.is_empty()).then_some(Piece::Text(text));
    let pieces = has_variables.then(|| variables::pieces(text).flatten());
    pieces.into_iter().flatten().chain(plain)
}

/// S3.4: which of the first five parts of a pattern without variables end in `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailingStars(u8);

impl TrailingStars {
    /// Of a pattern as written.
    #[inline]
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let colons = memchr::memchr_iter(b':', bytes).take(part::RESOURCE);
        let is_run = |colon: usize| colon > 0 && bytes.get(colon - 1) == Some(&b'*');
        Self(colons.enumerate().fold(0, |runs, (part, colon)| {
            runs | u8::from(is_run(colon)) << part
        }))
    }

    /// Whether one of the first `parts` parts does.
    #[inline]
    pub fn within(self, parts: usize) -> bool {
        self.0 & ((1 << parts) - 1) != 0
    }
}

/// Parts of an ARN by name.
pub mod part {
    /// The service.
    pub const SERVICE: usize = 2;
    /// The account.
    pub const ACCOUNT: usize = 4;
    /// The resource: all that follows the fifth colon.
    pub const RESOURCE: usize = 5;
}
