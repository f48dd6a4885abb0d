//! IP address operators: whether an address is in a range (S5.9).

use super::family::{Family, Scope};
use crate::logic::Truth;
use iam_syntax::value::ip::{IpRange, Ranges};
use std::net::IpAddr;

/// `IpAddress`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Within;

/// `None` for a text that is not a range.
pub(super) fn compile(value: &str) -> Option<IpRange> {
    IpRange::parse(value)
}

impl Family for Within {
    type Operand = Option<IpRange>;
    type Value<'v> = Option<IpAddr>;

    #[inline]
    fn read(self, text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[inline]
    fn compare(self, value: &Option<IpAddr>, operand: &Option<IpRange>, _: Scope<'_>) -> Truth {
        match (value, operand) {
            (Some(address), Some(range)) => Truth::from(range.contains(*address)),
            (None, _) | (_, None) => Truth::False,
        }
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[Option<IpRange>],
        _: Scope<'_>,
    ) -> Vec<Truth> {
        let ranges = Ranges::of(operands.iter().copied().flatten());
        let is_within = |value: &str| {
            let address = self.read(value);
            Truth::from(address.is_some_and(|address| ranges.contain(address)))
        };
        values.iter().map(|value| is_within(value)).collect()
    }
}
