//! IP addresses and CIDR ranges (S5.9).

use crate::steps;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A CIDR range; a single address is a range of one.
///
/// Not `#[non_exhaustive]`: addresses are version 4 or 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IpRange {
    /// IPv4.
    V4 {
        /// The first address.
        address: u32,
        /// The bits that all addresses share.
        mask: u32,
    },
    /// IPv6.
    V6 {
        /// The first address.
        address: u128,
        /// The bits that all addresses share.
        mask: u128,
    },
}

impl IpRange {
    /// Reads an address, or a range in CIDR notation.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(parse_prefix(prefix)?)),
            None => (text, None),
        };
        match address.parse().ok()? {
            IpAddr::V4(address) => {
                let prefix = prefix.unwrap_or(Ipv4Addr::BITS);
                let mask = u32::MAX.checked_shl(Ipv4Addr::BITS.checked_sub(prefix)?);
                let mask = mask.unwrap_or(0);
                let address = address.to_bits() & mask;
                Some(Self::V4 { address, mask })
            }
            IpAddr::V6(address) => {
                let prefix = prefix.unwrap_or(Ipv6Addr::BITS);
                let mask = u128::MAX.checked_shl(Ipv6Addr::BITS.checked_sub(prefix)?);
                let mask = mask.unwrap_or(0);
                let address = address.to_bits() & mask;
                Some(Self::V6 { address, mask })
            }
        }
    }

    /// An IPv4 address is never in an IPv6 range, and vice versa.
    #[inline]
    pub fn contains(self, address: IpAddr) -> bool {
        match (self, address) {
            (Self::V4 { address, mask }, IpAddr::V4(asked)) => asked.to_bits() & mask == address,
            (Self::V6 { address, mask }, IpAddr::V6(asked)) => asked.to_bits() & mask == address,
            _ => false,
        }
    }
}

/// A set of ranges, for looking up addresses.
#[derive(Debug, Default)]
pub struct Ranges {
    v4: Vec<(u128, u128)>,
    v6: Vec<(u128, u128)>,
}

impl Ranges {
    /// The ranges, sorted and merged.
    pub fn of(ranges: impl Iterator<Item = IpRange>) -> Self {
        let mut all = Self::default();
        for range in ranges {
            match range {
                IpRange::V4 { address, mask } => {
                    all.v4.push((address.into(), (address | !mask).into()));
                }
                IpRange::V6 { address, mask } => all.v6.push((address, address | !mask)),
            }
        }
        for ranges in [&mut all.v4, &mut all.v6] {
            // Two ranges are nested or disjoint: of those that overlap, the first contains the
            // others.
            ranges.sort_by_key(|(first, last)| {
                steps::note(1);
                (*first, std::cmp::Reverse(*last))
            });
            ranges.dedup_by(|later, kept| later.1 <= kept.1);
        }
        all
    }

    /// Whether one of the ranges contains the address.
    #[inline]
    pub fn contain(&self, address: IpAddr) -> bool {
        let (ranges, address) = match address {
            IpAddr::V4(address) => (&self.v4, address.to_bits().into()),
            IpAddr::V6(address) => (&self.v6, address.to_bits()),
        };
        let behind = ranges.partition_point(|(first, _)| {
            steps::note(1);
            *first <= address
        });
        let nearest = behind.checked_sub(1).and_then(|index| ranges.get(index));
        nearest.is_some_and(|(_, last)| address <= *last)
    }
}

/// The length of a prefix in plain decimal. A leading zero is rejected, as in the address: some
/// parsers read it as octal, and a range must not be ambiguous.
fn parse_prefix(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    text.parse().ok().filter(|_| plain && !leading_zero)
}
