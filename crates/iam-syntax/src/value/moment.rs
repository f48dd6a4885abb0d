//! Dates (S5.6): the W3C profile of ISO 8601, or epoch seconds.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "calendar numbers, whose range is checked when their digits are read"
)]

/// A moment in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds after that second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

impl Moment {
    /// Whole seconds since the epoch.
    #[inline]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Four digits are a year (OPEN: the documentation names both forms and doesn't say which takes
    /// precedence).
    #[inline]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if !text.is_ascii() {
            return None;
        }
        let year_alone = bytes.len() == 4 && bytes.iter().all(u8::is_ascii_digit);
        if year_alone || bytes.get(4) == Some(&b'-') {
            Self::parse_calendar(text)
        } else {
            Self::parse_epoch(text)
        }
    }

    /// A policy's value. AWS reads a value with a minus sign as a year, if at all (measured:
    /// `-292275054`, the first year of its calendar), which matches nothing.
    #[inline]
    pub fn parse_of_policy(text: &str) -> Option<Self> {
        Self::parse(text).filter(|_| !text.starts_with('-'))
    }

    fn parse_epoch(text: &str) -> Option<Self> {
        let (whole, nanoseconds) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, parse_fraction(fraction)?),
            None => (text, 0),
        };
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        if !(1..=18).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let seconds: i64 = whole.parse().ok()?;
        // -1.5 is half a second before -1.
        if whole.starts_with('-') && nanoseconds > 0 {
            return Some(Self {
                seconds: seconds - 1,
                nanoseconds: 1_000_000_000 - nanoseconds,
            });
        }
        Some(Self {
            seconds,
            nanoseconds,
        })
    }

    fn parse_calendar(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|part| number(part, 2));
        let day = parts.next().map(|part| number(part, 2));
        if parts.next().is_some() || (time.is_some() && day.is_none()) {
            return None;
        }
        let month = month.unwrap_or(Some(1))?;
        let day = day.unwrap_or(Some(1))?;
        if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        let midnight = days_from_epoch(year, month, day) * 86_400;
        let (seconds, nanoseconds) = time.map_or(Some((0, 0)), parse_time)?;
        Some(Self {
            seconds: midnight + seconds,
            nanoseconds,
        })
    }
}

/// S1.12: whether AWS accepts a text as a date in a policy. It accepts more than it documents
/// (measured: `01T`, `2016-12-13t2:00:00.593194+23`). Which moment such a date means was not
/// measured, so no value of a request is equal to it, before it or after it (OPEN).
#[inline]
pub fn is_taken(text: &str) -> bool {
    Moment::parse_of_policy(text).is_some() || is_epoch(text) || is_loose_calendar(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_epoch(text: &str) -> bool {
    is_digits(text) && text.parse::<i64>().is_ok()
}

/// Years of any length, no time after the `T`, one-digit hours, no zone or one without minutes.
fn is_loose_calendar(text: &str) -> bool {
    const YEARS: std::ops::RangeInclusive<i64> = -292_275_054..=292_278_993;
    if !text.is_ascii() || !text.contains(['T', 't', '-']) {
        return false;
    }
    let (date, time) = text.split_once(['T', 't']).unwrap_or((text, ""));
    let (sign, date) = match date.strip_prefix('-') {
        Some(date) => (-1, date),
        None => (1, date),
    };
    let mut parts = date.split('-');
    let mut next = |most_digits: usize| match parts.next() {
        Some(part) if is_digits(part) && part.len() <= most_digits => {
            Some(part.parse::<i64>().ok())
        }
        Some(_) => Some(None),
        None => None,
    };
    let (Some(Some(year)), month, day) = (next(9), next(2), next(2)) else {
        return false;
    };
    let (Some(month), Some(day)) = (month.unwrap_or(Some(1)), day.unwrap_or(Some(1))) else {
        return false;
    };
    let year = sign * year;
    parts.next().is_none()
        && YEARS.contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && (time.is_empty() || is_loose_time(time))
}

fn is_loose_time(text: &str) -> bool {
    let below = |text: &str, lengths: &[usize], limit: u32| {
        lengths.contains(&text.len())
            && is_digits(text)
            && text.parse::<u32>().is_ok_and(|value| value < limit)
    };
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone);
    let zone_is_taken = match zone.get(1..) {
        None => true,
        Some(rest) if zone.starts_with(['Z', 'z']) => rest.is_empty(),
        Some(rest) => {
            let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "00"));
            below(hours, &[2], 24) && below(minutes, &[2], 60)
        }
    };
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let limits = [24, 60, 60];
    zone_is_taken
        && fraction.is_none_or(|fraction| {
            is_digits(fraction) && fraction.len() <= 9 && parts.len() == limits.len()
        })
        && parts.len() <= limits.len()
        && parts
            .iter()
            .zip(limits)
            .all(|(part, limit)| below(part, &[1, 2], limit))
}

/// `hh:mmTZD`, `hh:mm:ssTZD` or `hh:mm:ss.sTZD`: seconds after midnight UTC, nanoseconds.
fn parse_time(text: &str) -> Option<(i64, u32)> {
    let zone = text.find(['Z', '+', '-'])?;
    let (clock, zone) = text.split_at(zone);
    let (clock, nanoseconds) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(parse_fraction(fraction)?)),
        None => (clock, None),
    };
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = number(parts.next()?, 2).filter(|minute| *minute < 60)?;
    let second = match parts.next() {
        Some(part) => number(part, 2).filter(|second| *second < 60)?,
        None if nanoseconds.is_some() => return None,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    let seconds = hour * 3_600 + minute * 60 + second - parse_zone(zone)?;
    Some((seconds, nanoseconds.unwrap_or(0)))
}

/// `Z` or `±hh:mm`, in seconds.
fn parse_zone(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hour, minute) = text.get(1..)?.split_once(':')?;
    let hour = number(hour, 2).filter(|hour| *hour < 24)?;
    let minute = number(minute, 2).filter(|minute| *minute < 60)?;
    Some(sign * (hour * 3_600 + minute * 60))
}

fn parse_fraction(text: &str) -> Option<u32> {
    let digits = (1..=9).contains(&text.len());
    let value = number(text, text.len()).filter(|_| digits)?;
    let scale = 10u32.pow(9u32.checked_sub(u32::try_from(text.len()).ok()?)?);
    u32::try_from(value).ok()?.checked_mul(scale)
}

fn number(text: &str, length: usize) -> Option<i64> {
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar. The year is counted from March, so that
/// the leap day is its last day.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let years = if month > 2 { year } else { year - 1 };
    let months_since_march = (month + 9) % 12;
    let day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
    let leap_days = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
    const MARCH_OF_YEAR_0_TO_EPOCH: i64 = 719_468;
    years * 365 + leap_days + day_of_year - MARCH_OF_YEAR_0_TO_EPOCH
}

#[cfg(test)]
mod tests {
    use super::{Moment, is_taken};

    #[test]
    fn every_form_names_its_moment() {
        for (text, seconds, nanoseconds) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2024-06-01T12:00:00Z", 1_717_243_200, 0),
            ("2024-06-01T14:00+02:00", 1_717_243_200, 0),
            ("2024-06-01T08:30:00.25-03:30", 1_717_243_200, 250_000_000),
            ("2024-06-01", 1_717_200_000, 0),
            ("2024-06", 1_717_200_000, 0),
            ("2024", 1_704_067_200, 0),
            ("0000-03-01", -62_162_035_200, 0),
            ("2000-02-29", 951_782_400, 0),
            ("1717243200", 1_717_243_200, 0),
            ("-1.5", -2, 500_000_000),
            ("-1.0", -1, 0),
            ("-1", -1, 0),
            ("12024", 12_024, 0),
        ] {
            assert_eq!(
                Moment::parse(text),
                Some(Moment {
                    seconds,
                    nanoseconds
                }),
                "{text}"
            );
        }
    }

    #[test]
    fn what_aws_takes_beside_its_documented_dates() {
        for text in [
            "01T",
            "2016-12-13t2:00:00.593194+23",
            "2016-12-13T21:20:37.593194+00:00",
            "-292275054",
            "2016-12-13T21:20:37",
            "2016-12-13T21:20:37z",
            "2016-1-3",
            "1717243200",
            "9223372036854775807",
            "0000009223372036854775807",
            "2024",
        ] {
            assert!(is_taken(text), "{text}");
        }
        for text in [
            "",
            "someday",
            "T",
            "-",
            "234-13",
            "2016-12-32",
            "2016-02-30",
            "2016-12-13-1",
            "2016-12-13t2:00:00.593194+1",
            "2016-12-13t2:00:00.593194+24",
            "2016-12-13t2:00:00.1999999999+10:59",
            "2016-12-13t2:00:00+10:60",
            "2016-12-13t24:00:00Z",
            "2016-12-13T12:00:00Zx",
            "2016-12-13T12:00.5Z",
            "2016-12-13T12:00.0Z",
            "2016-12-13T12:00:00.Z",
            "-292275055",
            "-1.5",
            "2016-12-13 12:00Z",
            "9223372036854775808",
            "-292275055-01",
            "${aws:CurrentTime}",
            "2024-06-*",
        ] {
            assert!(!is_taken(text), "{text}");
        }
    }

    #[test]
    fn a_policys_value_with_a_minus_is_no_moment() {
        assert!(Moment::parse("-5").is_some());
        assert_eq!(Moment::parse_of_policy("-5"), None);
        assert!(is_taken("-5"));
        assert_eq!(Moment::parse_of_policy("5"), Moment::parse("5"));
    }

    #[test]
    fn what_is_not_a_date() {
        for text in [
            "",
            "x",
            "2024-13",
            "2024-02-30",
            "1900-02-29",
            "2024-06-01T12:00:00",
            "2024-06-01 12:00Z",
            "2024-06-01T24:00Z",
            "2024-06-01T12:60Z",
            "2024-06-01T12:00:60Z",
            "2024-06-01T12:00:00.Z",
            "2024-06T12:00Z",
            "2024-06-01T12:00:00.1234567891Z",
            "2024-06-01t12:00:00z",
            "1e9",
            "+5",
            "1234567890123456789",
            "2024-6-1",
            "2024-06-01T12:00:00+2:00",
            "２０２４",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
