//! JSON numbers.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "offsets into a text that is much shorter than their range"
)]

use super::{Parsed, Reader, Scalar, json_mistake, span};
use crate::text::mistake::quoted;

impl Reader<'_> {
    /// Consumes the number that [`Reader::peek`] saw.
    pub fn number(&mut self) -> Parsed<Scalar> {
        let start = self.at;
        let mut at = start;
        let digits = |mut at: usize| {
            while matches!(self.bytes.get(at), Some(b'0'..=b'9')) {
                at += 1;
            }
            at
        };
        if self.bytes.get(at) == Some(&b'-') {
            at += 1;
        }
        let whole = digits(at);
        let mut valid = whole > at && !(self.bytes.get(at) == Some(&b'0') && whole > at + 1);
        at = whole;
        if self.bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            valid &= fraction > at + 1;
            at = fraction;
        }
        if matches!(self.bytes.get(at), Some(b'e' | b'E')) {
            at += 1;
            if matches!(self.bytes.get(at), Some(b'+' | b'-')) {
                at += 1;
            }
            let exponent = digits(at);
            valid &= exponent > at;
            at = exponent;
        }
        self.at = at;
        let number = span(start, at);
        if !valid {
            let found = format!("the malformed number {}", quoted(self.slice(number)));
            return Err(json_mistake(number, &found, "a number as JSON writes it"));
        }
        Ok(Scalar {
            span: number,
            escaped: false,
        })
    }
}
