//! Ranges of addresses that are someone's network, as opposed to a large part of the Internet.

use iam_syntax::value::ip::IpRange;
use std::collections::BTreeSet;

/// The number of address bits that a network may have: /8 for IPv4, /32 for IPv6.
const MOST_BITS: (u32, u32) = (24, 96);

/// The ranges, as written, that are narrow, and still are together with those next to them: the
/// 256 ranges of /8 are all addresses.
pub(super) fn narrow(ranges: impl Iterator<Item = String>) -> BTreeSet<String> {
    let (mut of_v4, mut of_v6) = (Vec::new(), Vec::new());
    for text in ranges {
        match IpRange::parse(&text) {
            Some(IpRange::V4 { address, mask }) => {
                of_v4.push((u128::from(address), u128::from(address | !mask), text));
            }
            Some(IpRange::V6 { address, mask }) => of_v6.push((address, address | !mask, text)),
            None => {}
        }
    }
    let mut found = BTreeSet::new();
    found.extend(narrow_of(of_v4, MOST_BITS.0));
    found.extend(narrow_of(of_v6, MOST_BITS.1));
    found
}

/// Of first and last addresses, with their texts.
fn narrow_of(mut ranges: Vec<(u128, u128, String)>, most_bits: u32) -> Vec<String> {
    let is_narrow = |first: u128, last: u128| (last - first) >> most_bits == 0;
    ranges.retain(|(first, last, _)| is_narrow(*first, *last));
    ranges.sort_unstable();
    let mut found = Vec::new();
    let mut rest = ranges.into_iter().peekable();
    while let Some((first, mut last, text)) = rest.next() {
        let mut texts = vec![text];
        while let Some((_, end, text)) =
            rest.next_if(|(start, ..)| *start <= last.saturating_add(1))
        {
            last = last.max(end);
            texts.push(text);
        }
        if is_narrow(first, last) {
            found.append(&mut texts);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::narrow;

    #[test]
    fn ranges_next_to_each_other_are_one() {
        let count = |ranges: &[&str]| narrow(ranges.iter().map(|text| (*text).to_owned())).len();
        assert_eq!(count(&["10.0.0.0/8"]), 1);
        assert_eq!(count(&["10.0.0.0/7"]), 0);
        assert_eq!(count(&["10.0.0.0/8", "11.0.0.0/8"]), 0);
        assert_eq!(count(&["10.0.0.0/8", "12.0.0.0/8"]), 2);
        assert_eq!(count(&["10.0.0.0/9", "10.128.0.0/9", "10.1.2.3"]), 3);
        assert_eq!(count(&["0.0.0.0/0", "192.0.2.0/24"]), 1);
        assert_eq!(count(&["2001:db8::/32", "::/0", "of-no-type"]), 1);
        let all: Vec<String> = (0..256).map(|first| format!("{first}.0.0.0/8")).collect();
        assert!(narrow(all.into_iter()).is_empty());
    }
}
