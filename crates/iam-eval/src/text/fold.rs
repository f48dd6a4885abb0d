//! Letter case put aside: names are folded to lower case once and then compared byte by byte.

/// A hash of folded text. It only finds candidates: whoever looks up compares the text too, so that
/// a collision, even a contrived one, costs time and never an answer.
#[inline]
pub(crate) fn hash(folded: &[u8]) -> u64 {
    let mut state = SEED ^ (folded.len() as u64);
    let mut chunks = folded.chunks_exact(8);
    for chunk in &mut chunks {
        state = mix(state, word(chunk));
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        state = mix(state, short_word(rest));
    }
    mix(state, SEED)
}

/// Folds `text` into `buffer`, which must be long enough, and hashes what it folds: the same value as
/// [`hash`] of the folded bytes gives.
#[inline]
pub(crate) fn fold_and_hash(text: &[u8], buffer: &mut [u8]) -> u64 {
    let mut state = SEED ^ (text.len() as u64);
    let mut chunks = text.chunks_exact(8);
    let mut places = buffer.chunks_exact_mut(8);
    for (chunk, place) in (&mut chunks).zip(&mut places) {
        let folded = fold_word(word(chunk));
        place.copy_from_slice(&folded.to_le_bytes());
        state = mix(state, folded);
    }
    let rest = chunks.remainder();
    if let (false, Some(place)) = (rest.is_empty(), places.next()) {
        let folded = fold_word(short_word(rest));
        place.copy_from_slice(&folded.to_le_bytes());
        state = mix(state, folded);
    }
    mix(state, SEED)
}

/// Eight bytes in lower case at once: a byte from A to Z gets the bit that makes it lower case.
#[inline]
fn fold_word(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let low_bits = word & !HIGHS;
    let from_a = low_bits + ONES * (0x80 - b'A' as u64);
    let beyond_z = low_bits + ONES * (0x7F - b'Z' as u64);
    let capitals = (from_a ^ beyond_z) & !word & HIGHS;
    word | (capitals >> 2)
}

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// Both halves of a product depend on all bits of both factors.
#[inline]
fn mix(state: u64, word: u64) -> u64 {
    const MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;
    let product = u128::from(state ^ word) * u128::from(MULTIPLIER);
    (product as u64) ^ ((product >> 64) as u64)
}

#[inline]
fn word(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().unwrap_or_default())
}

/// Fewer than eight bytes as a word, the missing ones 0.
#[inline]
fn short_word(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| (word << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::{fold_and_hash, hash};

    #[test]
    fn folding_by_words_is_folding_by_bytes() {
        let all: Vec<u8> = (0..=255).collect();
        for length in [0, 1, 7, 8, 9, 26, 64, 255] {
            for start in [0, 60, 64, 65, 90, 91, 97, 122, 128, 190] {
                let text = &all[start.min(255 - length)..][..length];
                let mut buffer = [0; 256];
                let hashed = fold_and_hash(text, &mut buffer);
                assert_eq!(buffer[..length], text.to_ascii_lowercase());
                assert_eq!(hashed, hash(&buffer[..length]));
            }
        }
    }
}
