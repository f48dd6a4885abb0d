//! Addresses: the ends of the ranges in policies, and their neighbours.

use iam_syntax::value::ip::IpRange;
use std::net::{Ipv4Addr, Ipv6Addr};

/// One address of each kind that the ranges distinguish.
pub(crate) fn addresses<'a>(ranges: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut v4 = vec![0, u32::MAX];
    let mut v6 = vec![0, u128::MAX];
    for range in ranges.filter_map(IpRange::parse) {
        match range {
            IpRange::V4 { address, mask } => {
                let last = address | !mask;
                // An address within the range reads better than the first one, which no host has.
                v4.extend([address, last, address.wrapping_sub(1), last.wrapping_add(1)]);
                v4.extend((address < last).then(|| address + 1));
            }
            IpRange::V6 { address, mask } => {
                let last = address | !mask;
                v6.extend([address, last, address.wrapping_sub(1), last.wrapping_add(1)]);
                v6.extend((address < last).then(|| address + 1));
            }
        }
    }
    v4.sort_unstable();
    v4.dedup();
    v6.sort_unstable();
    v6.dedup();
    let typical = ["198.51.100.7".to_owned(), "2001:db8::7".to_owned()];
    let v4 = v4
        .into_iter()
        .map(|bits| Ipv4Addr::from_bits(bits).to_string());
    let v6 = v6
        .into_iter()
        .map(|bits| Ipv6Addr::from_bits(bits).to_string());
    typical.into_iter().chain(v4).chain(v6).collect()
}
