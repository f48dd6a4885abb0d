//! Exact convolutions: the Fourier transform over the integers modulo 2^64 − 2^32 + 1, a prime
//! whose multiplicative group has roots of unity of every order 2^k up to 2^32.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "arithmetic of a field of 32 bits in words of 64, on arrays of one power of two"
)]

use crate::steps;

const PRIME: u64 = 0xFFFF_FFFF_0000_0001;
/// 2^64 modulo the prime.
const WRAPPED: u64 = 0xFFFF_FFFF;
/// A generator of the multiplicative group.
const GENERATOR: u64 = 7;

pub(super) fn add(a: u64, b: u64) -> u64 {
    let (sum, wrapped) = a.overflowing_add(b);
    let sum = if wrapped {
        sum.wrapping_add(WRAPPED)
    } else {
        sum
    };
    if sum >= PRIME { sum - PRIME } else { sum }
}

pub(super) fn subtract(a: u64, b: u64) -> u64 {
    add(a, if b == 0 { 0 } else { PRIME - b })
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the halves of a product are separated"
)]
pub(super) fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let (low, high) = (product as u64, (product >> 64) as u64);
    let (middle, top) = (high & WRAPPED, high >> 32);
    // 2^96 is −1, and 2^64 is 2^32 − 1.
    let low = if low >= PRIME { low - PRIME } else { low };
    add(subtract(low, top), middle * WRAPPED)
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    result
}

/// The transform of sequences of one length.
pub(super) struct Transform {
    length: usize,
    /// The powers of a root of unity of the order `length`.
    roots: Vec<u64>,
}

impl Transform {
    /// `length` is a power of two.
    pub(super) fn new(length: usize) -> Self {
        let root = power(GENERATOR, (PRIME - 1) / length as u64);
        let powers = std::iter::successors(Some(1), |power| Some(multiply(*power, root)));
        Self {
            length,
            roots: powers.take(length / 2).collect(),
        }
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The transform of values, padded with zeros; its order is the one that `inverse` expects.
    pub(super) fn forward(&self, values: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut values: Vec<u64> = values.take(self.length).collect();
        values.resize(self.length, 0);
        let mut half = self.length / 2;
        while half > 0 {
            steps::note(self.length);
            let stride = self.length / (2 * half);
            for block in values.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                let roots = self.roots.iter().step_by(stride);
                for ((a, b), root) in low.iter_mut().zip(high).zip(roots) {
                    let (sum, difference) = (add(*a, *b), subtract(*a, *b));
                    (*a, *b) = (sum, multiply(difference, *root));
                }
            }
            half /= 2;
        }
        values
    }

    pub(super) fn inverse(&self, mut values: Vec<u64>) -> Vec<u64> {
        let mut half = 1;
        while half < self.length {
            steps::note(self.length);
            let stride = self.length / (2 * half);
            for block in values.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                // The inverse of the root with the number k is minus the one with the number
                // length/2 − k.
                for (index, (a, b)) in low.iter_mut().zip(high).enumerate() {
                    let turned = match index {
                        0 => *b,
                        _ => {
                            let root = self.roots.get(self.length / 2 - index * stride);
                            subtract(0, multiply(*b, root.copied().unwrap_or(1)))
                        }
                    };
                    (*a, *b) = (add(*a, turned), subtract(*a, turned));
                }
            }
            half *= 2;
        }
        let scale = power(self.length as u64, PRIME - 2);
        for value in &mut values {
            *value = multiply(*value, scale);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::{PRIME, Transform, add, multiply, power, subtract};

    #[test]
    fn arithmetic_is_that_of_the_field() {
        let edges = [
            0,
            1,
            2,
            7,
            u64::from(u32::MAX),
            1 << 32,
            PRIME / 2,
            PRIME - 2,
            PRIME - 1,
        ];
        for a in edges {
            for b in edges {
                let (wide_a, wide_b, prime) = (u128::from(a), u128::from(b), u128::from(PRIME));
                assert_eq!(
                    u128::from(multiply(a, b)),
                    wide_a * wide_b % prime,
                    "{a} * {b}"
                );
                assert_eq!(
                    u128::from(add(a, b)),
                    (wide_a + wide_b) % prime,
                    "{a} + {b}"
                );
                assert_eq!(add(subtract(a, b), b), a, "{a} - {b}");
            }
        }
        assert_eq!(power(7, PRIME - 1), 1);
        assert_ne!(power(7, (PRIME - 1) / 2), 1);
    }

    #[test]
    fn a_product_of_transforms_is_a_convolution() {
        for length in [1_usize, 2, 4, 8, 64] {
            let transform = Transform::new(length);
            let (a, b): (Vec<u64>, Vec<u64>) =
                (0..length as u64).map(|i| (i * i + 3, 5 * i + 1)).unzip();
            let products = transform
                .forward(a.iter().copied())
                .into_iter()
                .zip(transform.forward(b.iter().copied()))
                .map(|(a, b)| multiply(a, b))
                .collect();
            let expected: Vec<u64> = (0..length)
                .map(|k| {
                    (0..length)
                        .map(|i| a[i] * b[(k + length - i) % length])
                        .sum()
                })
                .collect();
            assert_eq!(transform.inverse(products), expected, "{length}");
        }
    }
}
