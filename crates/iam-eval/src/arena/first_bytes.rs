//! Whether a text can match at all, judged by its first eight bytes.

use iam_syntax::pattern::wildcard::{ONE, RUN};
use iam_syntax::text::fold;

/// A test of the first eight bytes of a text, necessary for the text to match some patterns. A text
/// that passes may still not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    bits: u64,
    mask: u64,
}

impl Start {
    pub(crate) const ANY: Self = Self { bits: 0, mask: 0 };

    /// For a pattern in pattern form.
    pub(crate) fn of(pattern: &[u8]) -> Self {
        let bits = fold::first_word(pattern);
        let wildcard = pattern.iter().position(|byte| matches!(*byte, RUN | ONE));
        let mask = match wildcard {
            // A shorter text has zeros for the missing bytes.
            None => u64::MAX,
            Some(literals) => 1u64
                .checked_shl(
                    u32::try_from(literals)
                        .unwrap_or(8)
                        .min(8)
                        .saturating_mul(8),
                )
                .map_or(u64::MAX, |bit| bit.wrapping_sub(1)),
        };
        Self {
            bits: bits & mask,
            mask,
        }
    }

    /// For the eight bytes after those of [`Start::of`], for a pattern in pattern form.
    pub(crate) fn next_of(pattern: &[u8]) -> Self {
        let (first, rest) = pattern.split_at(pattern.len().min(8));
        match first.iter().any(|byte| matches!(*byte, RUN | ONE)) {
            true => Self::ANY,
            false => Self::of(rest),
        }
    }

    /// Admits what either admits, and possibly more.
    pub(crate) fn or(self, other: Self) -> Self {
        let mask = self.mask & other.mask & !(self.bits ^ other.bits);
        Self {
            bits: self.bits & mask,
            mask,
        }
    }

    /// Whether a text with this first word may match.
    #[inline]
    pub(crate) fn admits(self, word: u64) -> bool {
        word & self.mask == self.bits
    }
}

#[cfg(test)]
mod tests {
    use super::Start;
    use iam_syntax::pattern::wildcard;
    use iam_syntax::text::fold;

    #[test]
    fn what_matches_is_admitted() {
        let texts = [
            "",
            "a",
            "ab",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
            "b",
            "ab\0",
        ];
        let patterns = [
            "",
            "*",
            "?",
            "a",
            "a*",
            "ab*",
            "a?c*",
            "abcdefgh*",
            "abcdefghi*",
            "*a",
            "b",
        ];
        let (mut rejected, mut next_rejected) = (0, 0);
        for (glob, text) in patterns
            .iter()
            .flat_map(|glob| texts.map(|text| (glob, text)))
        {
            let pattern = wildcard::pattern(glob);
            let word = fold::first_word(text.as_bytes());
            let next = fold::first_word(text.as_bytes().get(8..).unwrap_or_default());
            let next_admitted = Start::next_of(&pattern).admits(next);
            assert!(
                next_admitted || !wildcard::matches(&pattern, text.as_bytes()),
                "{glob} {text}: next"
            );
            next_rejected += usize::from(!next_admitted);
            let admitted = Start::of(&pattern).admits(word);
            assert!(
                admitted || !wildcard::matches(&pattern, text.as_bytes()),
                "{glob} {text}"
            );
            rejected += usize::from(!admitted);
            for other in patterns {
                let either = Start::of(&pattern).or(Start::of(&wildcard::pattern(other)));
                assert!(either.admits(word) || !admitted, "{glob} {other} {text}");
            }
        }
        assert!(rejected >= 40, "{rejected}");
        assert!(next_rejected >= 8, "{next_rejected}");
    }
}
