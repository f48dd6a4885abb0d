//! Decimal numbers, compared exactly (S5.5), without rounding to a binary fraction.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "counts of a text's digits, and exponents whose range is checked when they are read"
)]

use std::cmp::Ordering;

/// A number as its sign, its significant digits, and the position of the decimal point before them.
#[derive(Debug, Clone, Copy)]
pub struct Decimal<'a> {
    negative: bool,
    /// From the first to the last digit that isn't 0; may contain the decimal point. Empty for
    /// zero.
    digits: &'a str,
    /// The value is 0.DIGITS × 10^scale.
    scale: i64,
}

impl<'a> Decimal<'a> {
    const LONGEST: usize = 1_000;

    /// `[+-]digits[.digits][e[+-]digits]`; nothing else is a number.
    pub fn parse(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let negative = text.starts_with('-');
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = whole.len() + fraction.len();
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if digits == 0 || digits > Self::LONGEST || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let significant = mantissa.trim_matches(['0', '.']);
        // The final zeros of `100` only affect the scale, which is taken from the front.
        let leading = whole.trim_start_matches('0');
        let scale = if leading.is_empty() {
            -signed(fraction.len() - fraction.trim_start_matches('0').len())
        } else {
            signed(leading.len())
        };
        Some(Self {
            negative: negative && !significant.is_empty(),
            digits: significant,
            scale: scale + exponent,
        })
    }

    /// Sign, digits and scale: with [`Decimal::from_parts`], a parsed number can be stored
    /// elsewhere.
    #[inline]
    pub fn parts(&self) -> (bool, &'a str, i64) {
        (self.negative, self.digits, self.scale)
    }

    /// A number from its digits, `scale` of which are after the point.
    #[inline]
    pub fn from_parts(negative: bool, digits: &'a str, scale: i64) -> Self {
        Self {
            negative,
            digits,
            scale,
        }
    }

    /// Compares two numbers exactly.
    #[inline]
    pub fn compare(&self, other: &Decimal<'_>) -> Ordering {
        let sign = |number: &Decimal<'_>| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        match (sign(self), sign(other)) {
            (1, 1) => self.compare_magnitude(other),
            (-1, -1) => other.compare_magnitude(self),
            (a, b) => a.cmp(&b),
        }
    }

    fn compare_magnitude(&self, other: &Decimal<'_>) -> Ordering {
        self.scale
            .cmp(&other.scale)
            .then_with(|| digits(self.digits).cmp(digits(other.digits)))
    }
}

fn digits(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().filter(|byte| *byte != b'.')
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let valid = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| valid)
}

fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Decimal;
    use std::cmp::Ordering;

    #[test]
    fn numbers_compare_exactly() {
        let compare = |a, b| {
            Decimal::parse(a)
                .unwrap()
                .compare(&Decimal::parse(b).unwrap())
        };
        for (a, b) in [
            ("10", "10.0"),
            ("1e3", "1000"),
            ("0", "-0.0"),
            ("+5", "5."),
            (".5", "0.50"),
            ("0.001e3", "1"),
            ("100", "1e2"),
        ] {
            assert_eq!(compare(a, b), Ordering::Equal, "{a} {b}");
        }
        for (less, more) in [
            ("9007199254740992", "9007199254740993"),
            ("-2", "-1"),
            ("-1", "0"),
            ("0.09", "0.1"),
            ("1", "1.0000000000000000000000000000001"),
            ("9", "10"),
            ("1e-400", "1e-399"),
        ] {
            assert_eq!(compare(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(compare(more, less), Ordering::Greater, "{more} {less}");
        }
    }

    #[test]
    fn what_is_not_a_number() {
        assert!(Decimal::parse(&"1".repeat(1_000)).is_some());
        let long = "1".repeat(1_001);
        for text in [
            "",
            "-",
            ".",
            "1.2.3",
            "0x10",
            "1e",
            "1e1234567",
            "NaN",
            "inf",
            " 1",
            "1 ",
            "１",
            &long,
        ] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
