//! Numbers and dates: between the thresholds in policies, all values are equivalent.

use iam_syntax::value::decimal::Decimal;
use iam_syntax::value::moment::Moment;
use std::cmp::Ordering;

/// One value of each kind that the thresholds distinguish: each threshold, and a value between any
/// two; whole numbers first.
pub(crate) fn numbers<'a>(thresholds: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut sorted: Vec<&str> = thresholds
        .filter(|text| Decimal::parse(text).is_some())
        .collect();
    let compare = |a: &str, b: &str| match (Decimal::parse(a), Decimal::parse(b)) {
        (Some(a), Some(b)) => a.compare(&b),
        _ => Ordering::Equal,
    };
    sorted.sort_by(|a, b| compare(a, b));
    sorted.dedup_by(|a, b| compare(a, b) == Ordering::Equal);
    let mut found = Vec::new();
    if let (Some(least), Some(most)) = (sorted.first(), sorted.last()) {
        let below = |text: &String| compare(text, least) == Ordering::Less;
        let above = |text: &String| compare(text, most) == Ordering::Greater;
        found.extend(outside(least, true).into_iter().find(below));
        found.extend(outside(most, false).into_iter().find(above));
    } else {
        found.push("1".to_owned());
    }
    for pair in sorted.windows(2) {
        let is_between = |text: &String| {
            compare(pair[0], text) == Ordering::Less && compare(text, pair[1]) == Ordering::Less
        };
        found.extend(between(pair[0], pair[1]).find(is_between));
    }
    found.extend(sorted.into_iter().map(str::to_owned));
    found.sort_by_key(|text| text.contains(['.', 'e', 'E']));
    found
}

fn float(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    (value.abs() < 1e15).then_some(value)
}

/// Numbers that may be below or above one, simple ones first.
fn outside(text: &str, below: bool) -> Vec<String> {
    let step = if below { -1.0 } else { 1.0 };
    let mut found = Vec::new();
    if let Some(value) = float(text) {
        let next = if below { value.ceil() } else { value.floor() } + step;
        found.push(format!("{next}"));
    }
    found.push(if below { "-1" } else { "1" }.to_owned());
    if let Some(number) = Decimal::parse(text) {
        let (_, digits, scale) = number.parts();
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        let sign = if below { "-" } else { "" };
        found.push(format!("{sign}0.{digits}e{}", scale + 1));
    }
    found
}

/// Numbers that may be between two, simple ones first.
fn between(least: &str, most: &str) -> impl Iterator<Item = String> {
    let plain = float(least).zip(float(most));
    let plain = plain.map(|(a, b)| {
        let middle = f64::midpoint(a, b);
        vec![
            format!("{}", a.floor() + 1.0),
            format!("{middle:.1}"),
            format!("{middle:.4}"),
        ]
    });
    // Just above the smaller one, or, for two negative ones, just below the greater absolute value.
    let sources = [(least, ""), (most, "-")];
    let near = sources.into_iter().filter_map(|(text, sign)| {
        let (negative, digits, scale) = Decimal::parse(text)?.parts();
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        let digits = if digits.is_empty() {
            "0".to_owned()
        } else {
            digits
        };
        (negative == (sign == "-") || digits == "0").then_some((sign, digits, scale))
    });
    let near: Vec<String> = near
        .flat_map(|(sign, digits, scale)| {
            (0..400).map(move |zeros| format!("{sign}0.{digits}{}1e{scale}", "0".repeat(zeros)))
        })
        .collect();
    std::iter::once("0".to_owned())
        .chain(plain.unwrap_or_default())
        .chain(near)
}

/// One moment of each kind that the dates distinguish. If numbers are compared with the same key,
/// the moments are written as numbers.
pub(crate) fn dates<'a>(thresholds: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut sorted: Vec<(Moment, &str)> = thresholds
        .filter_map(|text| Some((Moment::parse_of_policy(text)?, text)))
        .collect();
    sorted.sort_unstable();
    sorted.dedup_by_key(|(moment, _)| *moment);
    let mut found = Vec::new();
    let (Some(least), Some(most)) = (sorted.first(), sorted.last()) else {
        return vec!["2026-01-01T00:00:00Z".to_owned()];
    };
    found.push(calendar(least.0.seconds() - 86_400, 0));
    found.push(calendar(most.0.seconds() + 86_400, 0));
    for pair in sorted.windows(2) {
        let (a, b) = (pair[0].0, pair[1].0);
        let is_between = |text: &String| Moment::parse(text).is_some_and(|at| a < at && at < b);
        let middle = a.seconds() + (b.seconds() - a.seconds()) / 2;
        let nanoseconds = fraction(a);
        let near = [
            (middle, 0),
            (a.seconds() + 1, 0),
            (a.seconds(), nanoseconds + 1),
        ];
        let near = near
            .into_iter()
            .map(|(seconds, rest)| calendar(seconds, rest));
        found.extend(near.into_iter().find(is_between));
    }
    found.extend(sorted.into_iter().map(|(_, text)| text.to_owned()));
    found
}

/// The nanoseconds of a moment, determined by comparison.
fn fraction(moment: Moment) -> u32 {
    let is_at_most = |nanoseconds: u32| {
        Moment::parse(&calendar(moment.seconds(), nanoseconds)).is_some_and(|at| at <= moment)
    };
    let (mut low, mut high) = (0, 1_000_000_000);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if is_at_most(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The date as a number, if numbers are compared too.
pub(crate) fn as_number(date: &str) -> Option<String> {
    let moment = Moment::parse_of_policy(date)?;
    let (seconds, rest) = (moment.seconds(), fraction(moment));
    Some(match rest {
        0 => format!("{seconds}"),
        _ => format!("{seconds}.{rest:09}"),
    })
}

fn calendar(seconds: i64, nanoseconds: u32) -> String {
    // Days of the proleptic Gregorian calendar, counted from 1 March of the year 0.
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if !(1..=9_999).contains(&year) {
        return format!("{seconds}");
    }
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let rest = match nanoseconds {
        0 => String::new(),
        _ => format!(".{nanoseconds:09}"),
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{rest}Z")
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Moment, calendar, dates, numbers};

    #[test]
    fn there_is_a_number_in_every_gap() {
        let all = [
            "9",
            "10",
            "9007199254740992",
            "9007199254740993",
            "-2",
            "-1",
            "0",
            "1e-400",
        ];
        let found = numbers(all.into_iter());
        assert_eq!(found.len(), 2 * all.len() + 1, "{found:?}");
        assert!(
            found.iter().all(|text| Decimal::parse(text).is_some()),
            "{found:?}"
        );
    }

    #[test]
    fn there_is_a_date_in_every_gap() {
        let all = [
            "2026-01-01",
            "2026-01-01T00:00:01Z",
            "2026-01-01T00:00:01.000000001Z",
            "1767225600",
        ];
        let found = dates(all.into_iter());
        // The first and the last are the same moment; between the second and third there is none.
        assert_eq!(found.len(), 3 + 2 + 1, "{found:?}");
    }

    #[test]
    fn calendar_dates_are_read_back() {
        for seconds in [
            0,
            -1,
            951_782_399,
            951_782_400,
            1_767_225_600,
            -62_135_596_800,
            253_402_300_799,
        ] {
            let moment = Moment::parse(&calendar(seconds, 0)).unwrap();
            assert_eq!(moment.seconds(), seconds, "{}", calendar(seconds, 0));
        }
    }
}
