//! Numbers (S5.5): compared exactly, digit by digit.

use std::cmp::Ordering;

/// A text with more digits than this is not a number.
const MOST_DIGITS: usize = 1_000;

/// A text with more exponent digits than this is not a number.
const MOST_EXPONENT_DIGITS: usize = 6;

/// A decimal number other than zero: 0.DIGITS * 10^point, where neither the first nor the last
/// digit is zero. Zero has no digits.
#[derive(Debug, PartialEq, Eq)]
struct Number {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

/// S5.5: the request's value compared with the policy's; `None` if either is not a number.
pub(super) fn compare(given: &str, value: &str) -> Option<Ordering> {
    Some(order(&parse(given)?, &parse(value)?))
}

/// `[+-]?(digits[.digits?]|.digits)([eE][+-]?digits)?`
fn parse(text: &str) -> Option<Number> {
    if text.bytes().filter(u8::is_ascii_digit).count() > MOST_DIGITS {
        return None;
    }
    let (negative, unsigned) = sign(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    let leading_zeros = i64::try_from(all.len() - significant.len()).ok()?;
    let whole_digits = i64::try_from(whole.len()).ok()?;
    Some(Number {
        negative,
        digits: significant.trim_end_matches('0').bytes().collect(),
        point: whole_digits - leading_zeros + exponent,
    })
}

/// Whether there is a minus sign, and what follows the sign.
fn sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('-') {
        (true, rest)
    } else {
        (false, text.strip_prefix('+').unwrap_or(text))
    }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = sign(text);
    if digits.is_empty() || !is_digits(digits) || digits.len() > MOST_EXPONENT_DIGITS {
        return None;
    }
    let size: i64 = digits.parse().ok()?;
    Some(if negative { -size } else { size })
}

/// ASCII digits only, possibly none.
fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn order(left: &Number, right: &Number) -> Ordering {
    let size = || order_of_sizes(left, right);
    match (sign_of(left), sign_of(right)) {
        (1, 1) => size(),
        (-1, -1) => size().reverse(),
        (left, right) => left.cmp(&right),
    }
}

/// -1, 0 or 1. There is no negative zero.
fn sign_of(number: &Number) -> i32 {
    match (number.digits.is_empty(), number.negative) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    }
}

/// The larger number has its first digit further left; otherwise the digits are compared as text.
fn order_of_sizes(left: &Number, right: &Number) -> Ordering {
    left.point
        .cmp(&right.point)
        .then_with(|| left.digits.cmp(&right.digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers() {
        for (left, right) in [
            ("10", "10.0"),
            ("10", "1e1"),
            ("+.5", "0.50"),
            ("1.", "1"),
            ("-0", "0e999999"),
            ("0.001", "1E-3"),
            ("00012", "12"),
        ] {
            assert_eq!(
                compare(left, right),
                Some(Ordering::Equal),
                "{left} {right}"
            );
        }
    }

    #[test]
    fn order_of_numbers() {
        let rising = [
            "-1e9",
            "-2",
            "-1.5",
            "0",
            "0.0999",
            "0.1",
            "9",
            "10",
            "9007199254740993",
        ];
        for (i, left) in rising.iter().enumerate() {
            for (j, right) in rising.iter().enumerate() {
                assert_eq!(compare(left, right), Some(i.cmp(&j)), "{left} {right}");
            }
        }
        assert_eq!(
            compare("9007199254740993", "9007199254740992"),
            Some(Ordering::Greater)
        );
    }

    #[test]
    fn what_is_not_a_number() {
        for text in [
            "",
            ".",
            "-",
            "+-1",
            "1e",
            "1e+",
            "e1",
            "1e1234567",
            "1.2.3",
            " 1",
            "1 ",
            "0x1",
            "ten",
            "\u{661}",
            "1e1.5",
            "NaN",
            "inf",
        ] {
            assert_eq!(compare(text, "1"), None, "{text}");
        }
        assert!(parse(&"1".repeat(1_000)).is_some());
        assert!(parse(&"1".repeat(1_001)).is_none());
    }
}
