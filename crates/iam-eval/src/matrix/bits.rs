//! Sets of actions as bits: bit `n` of the words is action `n` of the universe.

use std::ops::Range;

pub(super) fn words_for(actions: usize) -> usize {
    actions.div_ceil(64)
}

/// Sets the bits of a range, whole words at a time.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a non-empty range has an end above 0"
)]
pub(super) fn set_range(words: &mut [u64], range: &Range<u32>) {
    if range.is_empty() {
        return;
    }
    let (first, last) = (range.start / 64, (range.end - 1) / 64);
    let from_start = u64::MAX << (range.start % 64);
    let to_end = u64::MAX >> (63 - (range.end - 1) % 64);
    let Some(words) = words.get_mut(first as usize..=last as usize) else {
        return;
    };
    match words {
        [] => {}
        [word] => *word |= from_start & to_end,
        [start, between @ .., end] => {
            *start |= from_start;
            between.fill(u64::MAX);
            *end |= to_end;
        }
    }
}

/// Replaces a set by its complement in a universe of `actions`.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a remainder of 64 is below 64"
)]
pub(super) fn complement(words: &mut [u64], actions: usize) {
    for word in words.iter_mut() {
        *word = !*word;
    }
    let used = actions % 64;
    if let (Some(last), true) = (words.last_mut(), used > 0) {
        *last &= u64::MAX >> (64 - used);
    }
}

/// The ranges in a set: most sets have few ranges.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "bits of a word are below 64, and those of a set below the universe's size"
)]
pub(super) fn ranges(words: &[u64]) -> Vec<Range<u32>> {
    let mut ranges: Vec<Range<u32>> = Vec::new();
    for (word, base) in words.iter().zip((0u32..).step_by(64)) {
        let mut rest = *word;
        while rest != 0 {
            let start = rest.trailing_zeros();
            let length = (rest >> start).trailing_ones();
            let (from, to) = (base + start, base + start + length);
            match ranges.last_mut() {
                Some(last) if last.end == from => last.end = to,
                _ => ranges.push(from..to),
            }
            rest &= u64::MAX.checked_shl(start + length).unwrap_or(0);
        }
    }
    ranges
}

pub(super) fn is_set(words: &[u64], bit: usize) -> bool {
    words
        .get(bit / 64)
        .is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::{complement, is_set, ranges, set_range, words_for};

    #[test]
    fn ranges_go_in_and_come_out() {
        for actions in [1u32, 63, 64, 65, 128, 200] {
            for start in [0, 1, 62, 63, 64, 127] {
                for end in [1, 63, 64, 65, 128, 150, 200] {
                    let range = start..end;
                    if range.is_empty() || end > actions {
                        continue;
                    }
                    let mut words = vec![0; words_for(actions as usize)];
                    set_range(&mut words, &range);
                    assert!(ranges(&words).iter().eq([&range]));
                    for bit in 0..actions {
                        assert_eq!(is_set(&words, bit as usize), range.contains(&bit));
                    }
                    complement(&mut words, actions as usize);
                    let others = ranges(&words);
                    let expected = [0..start, end..actions];
                    assert!(
                        others
                            .iter()
                            .eq(expected.iter().filter(|range| !range.is_empty()))
                    );
                }
            }
        }
    }
}
