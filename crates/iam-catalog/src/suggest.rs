//! Suggests names for a name that the catalogue doesn't have.

use crate::action::Action;
use crate::catalog::Catalog;
use crate::service::Service;

/// The maximum length of a name that is compared: no action is that long.
const MAX_NAME: usize = 128;

/// The number of services with a similar prefix that are searched.
const NEAR_SERVICES: usize = 8;

/// An action's name that exists in more services than this doesn't indicate which one was intended.
const ELSEWHERE: usize = 5;

pub(crate) fn actions<'a>(catalog: &'a Catalog, wanted: &str, most: usize) -> Vec<&'a str> {
    let Some((prefix, name)) = wanted.split_once(':') else {
        return Vec::new();
    };
    if wanted.len() > MAX_NAME || wanted.contains(['*', '?']) {
        return Vec::new();
    }

    let mut found: Vec<(usize, &str)> = Vec::new();
    if let Some(service) = catalog.service(prefix) {
        found.extend(near_actions(service, name));
    }
    if found.is_empty() {
        for (far, service) in near_services(catalog, prefix)
            .into_iter()
            .take(NEAR_SERVICES)
        {
            found.extend(near_actions(service, name).map(|(further, name)| (far + further, name)));
        }
    }
    if found.is_empty() {
        found.extend(
            catalog
                .services()
                .filter_map(|s| Some((0, s.action(name)?.name()))),
        );
        if found.len() > ELSEWHERE {
            found.clear();
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).take(most).collect()
}

pub(crate) fn services<'a>(catalog: &'a Catalog, wanted: &str, most: usize) -> Vec<&'a str> {
    if wanted.len() > MAX_NAME {
        return Vec::new();
    }
    let near = near_services(catalog, wanted).into_iter();
    near.map(|(_, service)| service.prefix())
        .take(most)
        .collect()
}

fn near_actions<'a>(
    service: Service<'a>,
    wanted: &str,
) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
    let wanted = wanted.to_ascii_lowercase();
    let near = move |action: Action<'a>| {
        Some((
            distance(&wanted, &action.short_name().to_ascii_lowercase())?,
            action.name(),
        ))
    };
    service.actions().filter_map(near)
}

/// By distance.
fn near_services<'a>(catalog: &'a Catalog, wanted: &str) -> Vec<(usize, Service<'a>)> {
    let wanted = wanted.to_ascii_lowercase();
    let near = |service: Service<'a>| Some((distance(&wanted, service.prefix())?, service));
    let mut found: Vec<_> = catalog.services().filter_map(near).collect();
    found.sort_by_key(|&(far, _)| far);
    found
}

/// The number of typing errors that are tolerated in a name of this length.
fn limit(letters: usize) -> usize {
    match letters {
        0..=1 => 0,
        2..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// The number of letters that must be inserted, deleted, replaced, or swapped with the next one to
/// turn one name into the other; `None` if there are too many for a typing error in a name of this
/// length.
pub(crate) fn distance(wanted: &str, name: &str) -> Option<usize> {
    let (a, b) = (wanted.as_bytes(), name.as_bytes());
    let limit = limit(a.len());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // The usual table, row by row, keeping three rows.
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        let mut left = i + 1;
        row.push(left);
        for (j, ((&y, &up), &diagonal)) in b.iter().zip(&above[1..]).zip(&above).enumerate() {
            left = (left + 1).min(up + 1).min(diagonal + usize::from(x != y));
            if i > 0 && j > 0 && x == b[j - 1] && y == a[i - 1] {
                left = left.min(before[j - 1] + 1);
            }
            row.push(left);
        }
        if row.iter().min().is_some_and(|&least| least > limit) {
            return None;
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().filter(|&far| far <= limit)
}

/// The known name that was probably intended by an unknown one: the closest one, ignoring letter
/// case, if the difference may be a typing error.
///
/// ```
/// let known = ["PermissionsBoundary", "RolePolicyList"];
/// assert_eq!(iam_catalog::nearest_name("PermissionBoundary", known), Some("PermissionsBoundary"));
/// assert_eq!(iam_catalog::nearest_name("rolepolicylist", known), Some("RolePolicyList"));
/// assert_eq!(iam_catalog::nearest_name("Comment", known), None);
/// ```
#[must_use]
pub fn nearest_name<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.len() > MAX_NAME {
        return None;
    }
    let wanted = plain(wanted);
    let near = known.into_iter().filter_map(|name| {
        let far = distance(&wanted, &name.to_ascii_lowercase())?;
        Some((far, name))
    });
    near.min_by_key(|(far, _)| *far).map(|(_, name)| name)
}

/// Whether an unknown name of an action, or pattern of names, may have been intended for an action:
/// with one or two typing errors, or with letters that only look like those of the action.
///
/// ```
/// use iam_catalog::may_mean;
/// assert!(may_mean("ec2:RunInstance", "ec2:RunInstances"));
/// assert!(may_mean("\u{435}c2:Run*", "ec2:RunInstances"));
/// assert!(may_mean("ec2:Discribe*", "ec2:DescribeVolumes"));
/// assert!(!may_mean("ec2:MakeCoffee", "ec2:RunInstances"));
/// ```
#[must_use]
pub fn may_mean(written: &str, action: &str) -> bool {
    if written.len() > MAX_NAME || action.len() > MAX_NAME {
        return false;
    }
    let (written, action) = (plain(written), action.to_ascii_lowercase());
    let is_near = |wanted: &str, name: &str| {
        let literal = wanted.bytes().filter(|byte| !matches!(byte, b'*' | b'?'));
        glob_distance(wanted, name) <= limit(literal.count())
    };
    match (written.split_once(':'), action.split_once(':')) {
        (Some((prefix, name)), Some((service, short))) => {
            is_near(prefix, service) && is_near(name, short)
        }
        (None, _) => is_near(&written, &action),
        _ => false,
    }
}

/// Whether a pattern with `*` and `?` matches a name, ignoring letter case.
///
/// ```
/// assert!(iam_catalog::fits("ec2:run*", "ec2:RunInstances"));
/// ```
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = name.get(n) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(b'?') => (p, n) = (p + 1, n + 1),
            Some(wanted) if wanted.eq_ignore_ascii_case(byte) => (p, n) = (p + 1, n + 1),
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (p, n) = (at + 1, from + 1);
            }
        }
    }
    pattern
        .get(p..)
        .unwrap_or_default()
        .iter()
        .all(|byte| *byte == b'*')
}

/// [`distance`] for a pattern: `*` matches any letters, `?` any one. Without a limit.
fn glob_distance(pattern: &str, name: &str) -> usize {
    let name = name.as_bytes();
    let mut above: Vec<usize> = (0..=name.len()).collect();
    for byte in pattern.bytes() {
        let is_star = byte == b'*';
        let mut left = above.first().copied().unwrap_or_default() + usize::from(!is_star);
        let mut row = Vec::with_capacity(above.len());
        row.push(left);
        for ((&letter, &up), &diagonal) in name.iter().zip(above.iter().skip(1)).zip(&above) {
            left = match is_star {
                true => left.min(up),
                false => {
                    let changed = usize::from(byte != letter && byte != b'?');
                    (left + 1).min(up + 1).min(diagonal + changed)
                }
            };
            row.push(left);
        }
        above = row;
    }
    above.last().copied().unwrap_or_default()
}

/// A name in lower case: letters of other scripts that look like Latin ones become those, invisible
/// characters are removed, and any other character becomes one that no name has.
fn plain(name: &str) -> String {
    const INVISIBLE: [char; 4] = ['\u{AD}', '\u{2060}', '\u{FEFF}', '\u{180E}'];
    let is_seen = |letter: &char| {
        !letter.is_whitespace()
            && !letter.is_control()
            && !INVISIBLE.contains(letter)
            && !('\u{200B}'..='\u{200F}').contains(letter)
    };
    let fold = |letter: char| match letter {
        _ if letter.is_ascii() => letter.to_ascii_lowercase(),
        // Fullwidth forms are in ASCII order.
        '\u{FF01}'..='\u{FF5E}' => {
            let byte = u8::try_from(u32::from(letter) - 0xFEE0).unwrap_or(b'#');
            char::from(byte.to_ascii_lowercase())
        }
        _ => LOOK_ALIKE
            .iter()
            .find(|(_, others)| others.contains(letter))
            .map_or('#', |(latin, _)| *latin),
    };
    name.chars().filter(is_seen).map(fold).collect()
}

/// Letters and digits, and characters that look like them: Cyrillic, Greek and other letters, in
/// both cases (according to Unicode's confusables, for scripts that keyboards have).
const LOOK_ALIKE: [(char, &str); 26] = [
    ('a', "\u{430}\u{410}\u{3B1}\u{391}\u{251}"),
    ('b', "\u{412}\u{432}\u{392}\u{3B2}"),
    ('c', "\u{441}\u{421}\u{3F2}\u{3F9}"),
    ('d', "\u{501}\u{500}"),
    ('e', "\u{435}\u{415}\u{395}\u{3B5}\u{451}\u{401}"),
    ('f', "\u{3DC}"),
    ('g', "\u{261}\u{50D}"),
    ('h', "\u{4BB}\u{41D}\u{43D}\u{397}\u{4BA}"),
    ('i', "\u{456}\u{406}\u{399}\u{3B9}\u{131}\u{130}\u{4C0}"),
    ('j', "\u{458}\u{408}"),
    ('k', "\u{43A}\u{41A}\u{39A}\u{3BA}\u{212A}"),
    ('l', "\u{4CF}\u{2113}"),
    ('m', "\u{43C}\u{41C}\u{39C}"),
    ('n', "\u{39D}\u{3B7}\u{578}"),
    ('o', "\u{43E}\u{41E}\u{3BF}\u{39F}\u{585}"),
    ('p', "\u{440}\u{420}\u{3C1}\u{3A1}"),
    ('q', "\u{51B}\u{51A}"),
    ('r', "\u{433}\u{280}"),
    ('s', "\u{455}\u{405}\u{17F}"),
    ('t', "\u{442}\u{422}\u{3A4}\u{3C4}"),
    ('u', "\u{3C5}\u{57D}\u{446}"),
    ('v', "\u{3BD}\u{475}\u{474}"),
    ('w', "\u{51D}\u{51C}\u{461}"),
    ('x', "\u{445}\u{425}\u{3A7}\u{3C7}"),
    ('y', "\u{443}\u{423}\u{3A5}\u{4AF}"),
    ('z', "\u{396}\u{3B6}"),
];

#[cfg(test)]
mod tests {
    use super::{distance, fits, glob_distance, may_mean};

    #[test]
    fn a_name_may_mean_what_it_looks_like() {
        for (written, action) in [
            ("ec2:RunInstance", "ec2:RunInstances"),
            ("EC2:runinstancess", "ec2:RunInstances"),
            ("ec2:RunInstances ", "ec2:RunInstances"),
            ("ec2:Run\u{200B}Instances", "ec2:RunInstances"),
            ("ec2:RunInst\u{430}nces", "ec2:RunInstances"),
            ("\u{FF45}c2:*", "ec2:RunInstances"),
            ("ecc2:*", "ec2:RunInstances"),
            ("ec2:Rum*", "ec2:RunInstances"),
            ("ec2:*Instancse", "ec2:RunInstances"),
            ("ec2:Discribe*", "ec2:DescribeVolumes"),
            ("kms:CreateGrants", "kms:CreateGrant"),
        ] {
            assert!(may_mean(written, action), "{written} {action}");
        }
        for (written, action) in [
            ("s3:*", "ec2:RunInstances"),
            ("ec2:MakeCoffee", "ec2:RunInstances"),
            ("ec2:DescribeX*", "ec2:RunInstances"),
            ("ec2:", "ec2:RunInstances"),
            ("", "ec2:RunInstances"),
        ] {
            assert!(!may_mean(written, action), "{written} {action}");
        }
    }

    #[test]
    fn patterns_match_and_have_distances() {
        for (pattern, name, far) in [
            ("*", "", 0),
            ("a*c", "abbc", 0),
            ("a?c", "abc", 0),
            ("a?c", "ac", 1),
            ("*bd*", "abcx", 1),
            ("", "ab", 2),
        ] {
            assert_eq!(glob_distance(pattern, name), far, "{pattern} {name}");
            assert_eq!(fits(pattern, name), far == 0, "{pattern} {name}");
        }
        assert!(fits("Run*", "runInstances"));
    }

    #[test]
    fn distance_counts_typing_errors() {
        for (a, b, expected) in [
            ("", "", Some(0)),
            ("", "a", None),
            ("q", "s", None),
            ("ab", "a", Some(1)),
            ("runinstances", "runinstances", Some(0)),
            ("runinstance", "runinstances", Some(1)),
            ("runinsatnces", "runinstances", Some(1)),
            ("ruinsatnces", "runinstances", Some(2)),
            ("ec2", "ecs", Some(1)),
            ("ec2", "ssm", None),
            ("getobjects", "getobject", Some(1)),
            ("describevolumes", "describeimages", None),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
