//! Letter case put aside: names are folded to lower case once and then compared byte by byte.

/// A hash of folded text. It only finds candidates: whoever looks up compares the text too, so that
/// a collision, even a contrived one, costs time and never an answer.
pub(crate) fn hash(folded: &[u8]) -> u64 {
    const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
    const MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;
    let mix = |state: u64, word: u64| {
        let product = u128::from(state ^ word).wrapping_mul(u128::from(MULTIPLIER));
        let bytes = product.to_le_bytes();
        let (low, high) = bytes.split_at(8);
        to_word(low) ^ to_word(high)
    };
    let mut state = SEED ^ (folded.len() as u64);
    let mut chunks = folded.chunks_exact(8);
    for chunk in &mut chunks {
        state = mix(state, to_word(chunk));
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        state = mix(state, u64::from_le_bytes(last));
    }
    mix(state, SEED)
}

fn to_word(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().unwrap_or_default())
}
