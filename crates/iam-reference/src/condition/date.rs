//! Dates (S5.6): the W3C profile of ISO 8601, or seconds since 1970, in nanoseconds.

use std::cmp::Ordering;

const SECOND: i128 = 1_000_000_000;

/// S5.6: the request's value compared with the policy's; `None` if either is not a date.
pub(super) fn compare(given: &str, value: &str) -> Option<Ordering> {
    Some(parse(given)?.cmp(&parse_value(value)?))
}

/// S5.6: whether a policy may contain the text as a date: one that can be compared, or one that AWS
/// accepts although its meaning was not measured. The latter matches nothing.
pub(super) fn is_accepted(text: &str) -> bool {
    let is_epoch = digits(text).is_some_and(|n| n <= i128::from(i64::MAX));
    parse_value(text).is_some() || is_loose_calendar(text) || is_epoch
}

/// A policy's value: with a minus sign it is a year, if anything; which moment that means was not
/// measured.
fn parse_value(text: &str) -> Option<i128> {
    if text.starts_with('-') {
        return None;
    }
    parse(text)
}

/// `-?Y…[-M[-D]]`, optionally followed by `T` and an optional time. Numbers may be short, letters
/// in either case.
fn is_loose_calendar(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let (date, time) = text.split_once('t').unwrap_or((&text, ""));
    let (sign, date) = match date.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, date),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let (year, month, day) = match parts.as_slice() {
        [year] => (*year, "1", "1"),
        [year, month] => (*year, *month, "1"),
        [year, month, day] => (*year, *month, *day),
        _ => return false,
    };
    let (Some(year), Some(month), Some(day)) = (short(year, 9), short(month, 2), short(day, 2))
    else {
        return false;
    };
    let year = sign * year;
    (-292_275_054..=292_278_993).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && (time.is_empty() || is_loose_time(time))
}

/// `h[:m[:s[.f]]]`, optionally followed by a zone: `z`, `+hh`, `+hh:mm`, or with a minus sign.
fn is_loose_time(text: &str) -> bool {
    let zone_at = text.find(['z', '+', '-']).unwrap_or(text.len());
    let (time, zone) = text.split_at(zone_at);
    let is_below = |text: &str, limit: i128| short(text, 2).is_some_and(|n| n < limit);
    let is_second = |text: &str| match text.split_once('.') {
        Some((second, fraction)) => is_below(second, 60) && short(fraction, 9).is_some(),
        None => is_below(text, 60),
    };
    let parts: Vec<&str> = time.split(':').collect();
    let time_is_fine = match parts.as_slice() {
        [hour] => is_below(hour, 24),
        [hour, minute] => is_below(hour, 24) && is_below(minute, 60),
        [hour, minute, second] => is_below(hour, 24) && is_below(minute, 60) && is_second(second),
        _ => false,
    };
    let zone_is_fine = match zone.strip_prefix(['+', '-']) {
        None => matches!(zone, "" | "z"),
        Some(rest) => {
            let (hour, minute) = rest.split_once(':').unwrap_or((rest, "00"));
            hours_and_minutes(hour, minute).is_some()
        }
    };
    time_is_fine && zone_is_fine
}

/// At least one digit, at most `most`.
fn short(text: &str, most: usize) -> Option<i128> {
    if text.len() > most {
        return None;
    }
    digits(text)
}

/// Nanoseconds since 1970-01-01T00:00:00Z. Four digits alone are a year.
fn parse(text: &str) -> Option<i128> {
    parse_calendar(text).or_else(|| parse_epoch(text))
}

/// `-?digits` of at most 18 digits, optionally with a fraction of at most 9.
fn parse_epoch(text: &str) -> Option<i128> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, parse_fraction(fraction)?),
        None => (unsigned, 0),
    };
    if whole.len() > 18 {
        return None;
    }
    let size = digits(whole)? * SECOND + fraction;
    Some(if negative { -size } else { size })
}

/// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`; then, after `T`, a time and a zone.
fn parse_calendar(text: &str) -> Option<i128> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let (year, month, day) = match parts.as_slice() {
        [year] => (*year, "01", "01"),
        [year, month] => (*year, *month, "01"),
        [year, month, day] => (*year, *month, *day),
        _ => return None,
    };
    if time.is_some() && parts.len() != 3 {
        return None;
    }
    let (year, month, day) = (fixed(year, 4)?, fixed(month, 2)?, fixed(day, 2)?);
    let midnight = days_since_1970(year, month, day)? * 86_400 * SECOND;
    match time {
        None => Some(midnight),
        Some(time) => Some(midnight + parse_time(time)?),
    }
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s`, and a zone: nanoseconds since midnight UTC.
fn parse_time(text: &str) -> Option<i128> {
    let zone_at = text.find(['Z', '+', '-'])?;
    let (time, zone) = text.split_at(zone_at);
    let parts: Vec<&str> = time.split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, "00"),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let (second, fraction) = match second.split_once('.') {
        Some((second, fraction)) => (second, parse_fraction(fraction)?),
        None => (second, 0),
    };
    let second = below(fixed(second, 2)?, 60)?;
    let clock = hours_and_minutes(hour, minute)? + second;
    Some((clock - parse_zone(zone)?) * SECOND + fraction)
}

/// `Z`, `+hh:mm` or `-hh:mm`: seconds ahead of UTC.
fn parse_zone(text: &str) -> Option<i128> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hour, minute) = rest.split_once(':')?;
    Some(sign * hours_and_minutes(hour, minute)?)
}

/// In seconds.
fn hours_and_minutes(hour: &str, minute: &str) -> Option<i128> {
    let hour = below(fixed(hour, 2)?, 24)?;
    let minute = below(fixed(minute, 2)?, 60)?;
    Some((hour * 60 + minute) * 60)
}

/// One to nine digits after the point, in nanoseconds.
fn parse_fraction(text: &str) -> Option<i128> {
    if text.len() > 9 {
        return None;
    }
    let mut nanoseconds = digits(text)?;
    for _ in text.len()..9 {
        nanoseconds *= 10;
    }
    Some(nanoseconds)
}

/// The number of days from 1970-01-01, counted year by year and month by month.
fn days_since_1970(year: i128, month: i128, day: i128) -> Option<i128> {
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let whole_years: i128 = if year >= 1970 {
        (1970..year).map(days_in_year).sum()
    } else {
        -(year..1970).map(days_in_year).sum::<i128>()
    };
    let whole_months: i128 = (1..month).map(|month| days_in_month(year, month)).sum();
    Some(whole_years + whole_months + day - 1)
}

fn is_leap(year: i128) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_year(year: i128) -> i128 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_in_month(year: i128, month: i128) -> i128 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The number, if it is below the limit.
fn below(number: i128, limit: i128) -> Option<i128> {
    (number < limit).then_some(number)
}

/// Exactly `length` digits.
fn fixed(text: &str, length: usize) -> Option<i128> {
    if text.len() != length {
        return None;
    }
    digits(text)
}

/// At least one ASCII digit and nothing else.
fn digits(text: &str) -> Option<i128> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_instant() {
        for (left, right) in [
            ("1970", "1970-01-01T00:00:00Z"),
            ("2024-06-01T12:00:00Z", "1717243200"),
            ("2024-06-01T12:00:00Z", "1717243200.0"),
            ("2024-06-01T14:00+02:00", "2024-06-01T12:00Z"),
            ("2024-06-01T00:30:00.5-00:30", "2024-06-01T01:00:00.500Z"),
            ("2024-06", "2024-06-01"),
            ("-1.5", "1969-12-31T23:59:58.5Z"),
            ("2000-02-29", "951782400"),
        ] {
            assert_eq!(
                compare(left, right),
                Some(Ordering::Equal),
                "{left} {right}"
            );
        }
        assert_eq!(parse("0000-01-01"), Some(-719_528 * 86_400 * SECOND));
    }

    #[test]
    fn what_aws_accepts() {
        for text in [
            "2016-12-13T21:20:37.593194+00:00",
            "01T",
            "2016-12-13t2:00:00.593194+23",
            "-292275054",
            "9223372036854775807",
            "0000009223372036854775807",
            "0000000000000000000000000",
            "2024-6-1",
            "2024-06-01T12:00:00",
        ] {
            assert!(is_accepted(text), "{text}");
        }
        for text in [
            "",
            "someday",
            "234-13",
            "2016-12-13t2:00:00.593194+1",
            "2016-12-13t2:00:00.1999999999+10:59",
            "9223372036854775808",
            "-292275055",
            "-1.5",
            "2016-12-13T12:00.0Z",
            "2023-02-29",
            "2026-01-01T24:00:00Z",
            "${aws:CurrentTime}",
        ] {
            assert!(!is_accepted(text), "{text}");
        }
        assert_eq!(compare("01T", "01T"), None);
        assert_eq!(compare("-5", "-5"), None);
        assert_eq!(compare("-5", "5"), Some(Ordering::Less));
    }

    #[test]
    fn four_digits_are_a_year() {
        assert_eq!(compare("2024", "02024"), Some(Ordering::Greater));
        assert_eq!(parse("02024"), Some(2024 * SECOND));
        assert_eq!(parse("-2024"), Some(-2024 * SECOND));
    }

    #[test]
    fn what_is_not_a_date() {
        for text in [
            "",
            "-",
            "1.",
            ".5",
            "+5",
            "1e9",
            "1.1234567890",
            "1234567890123456789",
            "2024-6-1",
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-06-31",
            "2024-06-01T12:00:00",
            "2024-06-01t12:00:00Z",
            "2024-06-01T12:00:00z",
            "2024-06-01T12Z",
            "2024-06-01T24:00:00Z",
            "2024-06-01T12:60:00Z",
            "2024-06-01T12:00:60Z",
            "2024-06-01T12:00.5Z",
            "2024-06-01T12:00:00.Z",
            "2024-06-01T12:00:00+24:00",
            "2024-06-01T12:00:00+0200",
            "2024-06-01T12:00:00Z ",
            "2024-06T12:00:00Z",
            "2024-06-01 12:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
