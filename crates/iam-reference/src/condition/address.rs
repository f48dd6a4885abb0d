//! IP addresses (S5.9).

use std::net::IpAddr;

/// A range: an address and the length of its prefix.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Range {
    address: IpAddr,
    prefix: usize,
}

/// S5.9: an address with or without a prefix length; without one, it is that one address.
pub(super) fn parse_range(text: &str) -> Option<Range> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let longest = bits(&address).len();
    let prefix = match prefix {
        Some(prefix) => parse_prefix(prefix, longest)?,
        None => longest,
    };
    Some(Range { address, prefix })
}

/// A number from 0 to the length of the address, in plain decimal: no sign, no leading zero.
fn parse_prefix(text: &str, longest: usize) -> Option<usize> {
    (0..=longest).find(|prefix| prefix.to_string() == text)
}

/// S5.9: whether the request's address is in the policy's range. Addresses of different versions
/// never match; bits of the range beyond the prefix are ignored.
pub(super) fn contains(range: &str, given: &str) -> bool {
    let (Some(range), Ok(given)) = (parse_range(range), given.parse::<IpAddr>()) else {
        return false;
    };
    let (range_bits, given_bits) = (bits(&range.address), bits(&given));
    range_bits.len() == given_bits.len()
        && range_bits
            .iter()
            .zip(&given_bits)
            .take(range.prefix)
            .all(|(range, given)| range == given)
}

/// The bits of an address, the highest first.
fn bits(address: &IpAddr) -> Vec<bool> {
    let bytes = match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte & (1 << bit) != 0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert!(contains("203.0.113.7", "203.0.113.7"));
        assert!(contains("203.0.113.200/25", "203.0.113.128"));
        assert!(!contains("203.0.113.200/25", "203.0.113.127"));
        assert!(contains("0.0.0.0/0", "198.51.100.1"));
        assert!(!contains("0.0.0.0/0", "::1"));
        assert!(!contains("::/0", "198.51.100.1"));
        assert!(contains("2001:DB8::/33", "2001:db8:7fff::1"));
        assert!(!contains("2001:DB8::/33", "2001:db8:8000::1"));
        assert!(!contains("203.0.113.0/24", "::ffff:203.0.113.7"));
        assert!(!contains("0.0.0.0/0", "x"));
    }

    #[test]
    fn what_is_not_a_range() {
        for text in [
            "",
            "/",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "10.0.0/8",
            "010.0.0.0/8",
            "10.0.0.0/8/8",
            "::/129",
            "fe80::1%eth0",
            "10.0.0.*",
            "10.0.0.0/99999999999999999999",
        ] {
            assert_eq!(parse_range(text), None, "{text}");
        }
    }
}
