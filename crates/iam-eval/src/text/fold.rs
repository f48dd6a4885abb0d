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
