//! What may have been meant by a name that the catalogue doesn't have.

use crate::action::Action;
use crate::catalog::Catalog;
use crate::service::Service;

/// The longest name that is looked at: no action is as long.
const MAX_NAME: usize = 128;

/// How many services with a prefix like the one given are searched.
const NEAR_SERVICES: usize = 8;

/// In more services than this, an action's name says nothing about which one was meant.
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

/// How many letters must be put in, left out, changed, or swapped with the next one to make one
/// name of the other; `None` if they are too many for a slip of the hand in a name of its length.
fn distance(wanted: &str, name: &str) -> Option<usize> {
    let (a, b) = (wanted.as_bytes(), name.as_bytes());
    let limit = match a.len() {
        0..=1 => 0,
        2..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // Row by row through the usual table, of which three rows are kept.
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

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_slips() {
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
