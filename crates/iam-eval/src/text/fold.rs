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
    if !chunks.remainder().is_empty() {
        state = mix(state, last_word(folded));
    }
    mix(state, SEED)
}

/// The [`hash`] of the folded text, without folding it anywhere.
#[inline]
pub(crate) fn hash_folded(text: &[u8]) -> u64 {
    let mut state = SEED ^ (text.len() as u64);
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        state = mix(state, fold_word(word(chunk)));
    }
    if !chunks.remainder().is_empty() {
        state = mix(state, fold_word(last_word(text)));
    }
    mix(state, SEED)
}

/// Whether `text`, once folded, is `folded`. Names are short: comparing words here takes less time
/// than folding into a buffer and calling the C library.
#[inline]
pub(crate) fn same(folded: &[u8], text: &[u8]) -> bool {
    if folded.len() != text.len() {
        return false;
    }
    let (mut chunks, mut text_chunks) = (folded.chunks_exact(8), text.chunks_exact(8));
    let whole_words = (&mut chunks)
        .zip(&mut text_chunks)
        .all(|(chunk, text)| word(chunk) == fold_word(word(text)));
    whole_words
        && (chunks.remainder().is_empty() || last_word(folded) == fold_word(last_word(text)))
}

/// The [`first_word`] of the folded text.
#[inline]
pub(crate) fn first_word_folded(text: &[u8]) -> u64 {
    fold_word(first_word(text))
}

/// The same for what is known when the program is built.
pub(crate) const fn first_word_folded_const(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let mut at = 0;
    while at < text.len() && at < 8 {
        bytes[at] = text[at].to_ascii_lowercase();
        at += 1;
    }
    u64::from_le_bytes(bytes)
}

/// Where the first colon stands.
#[inline]
pub(crate) fn find_colon(text: &[u8]) -> Option<usize> {
    const COLONS: u64 = ONES * b':' as u64;
    if let Some(start) = text.first_chunk::<8>() {
        // Only a byte that is a colon becomes 0, and the lowest that does is found exactly.
        let word = u64::from_le_bytes(*start) ^ COLONS;
        let zeros = word.wrapping_sub(ONES) & !word & HIGHS;
        if zeros != 0 {
            return Some(zeros.trailing_zeros() as usize / 8);
        }
    }
    memchr::memchr(b':', text)
}

/// Whether `*` or `?` stands anywhere.
#[inline]
pub(crate) fn has_wildcard(text: &[u8]) -> bool {
    let mut chunks = text.chunks_exact(8);
    let found = (&mut chunks).fold(0, |found, chunk| found | wildcards(word(chunk)));
    let rest = match chunks.remainder() {
        [] => 0,
        _ => last_word(text),
    };
    found | wildcards(rest) != 0
}

/// Whether a blank or a control character of ASCII stands anywhere.
#[inline]
pub(crate) fn has_blank(text: &[u8]) -> bool {
    let mut chunks = text.chunks_exact(8);
    let found = (&mut chunks).fold(0, |found, chunk| found | blanks(word(chunk)));
    let rest = chunks.remainder().iter().any(|byte| *byte <= b' ');
    found != 0 || rest
}

/// Not 0 where one of the bytes is a blank or a control character of ASCII.
#[inline]
fn blanks(word: u64) -> u64 {
    word.wrapping_sub(ONES * (b' ' as u64 + 1)) & !word & HIGHS
}

/// Not 0 where one of the bytes is `*` or `?`.
#[inline]
fn wildcards(word: u64) -> u64 {
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    zeros(word ^ (ONES * b'*' as u64)) | zeros(word ^ (ONES * b'?' as u64))
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes in lower case at once: a byte from A to Z gets the bit that makes it lower case.
#[inline]
fn fold_word(word: u64) -> u64 {
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

/// The bytes behind the last whole word, of which there must be some, as a word: the missing ones 0.
#[inline]
fn last_word(text: &[u8]) -> u64 {
    let rest = text.len() % 8;
    match text.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * rest),
        None => first_word(text),
    }
}

/// The first eight bytes as a word, the missing ones 0.
#[inline]
pub(crate) fn first_word(text: &[u8]) -> u64 {
    if let Some(first) = text.first_chunk::<8>() {
        return u64::from_le_bytes(*first);
    }
    // Two reads that may overlap instead of a loop.
    if let (Some(low), Some(high)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let (low, high) = (u32::from_le_bytes(*low), u32::from_le_bytes(*high));
        return u64::from(low) | u64::from(high) << (8 * (text.len() - 4));
    }
    let byte = |at: usize| text.get(at).map_or(0, |byte| u64::from(*byte) << (8 * at));
    byte(0) | byte(1) | byte(2)
}

#[cfg(test)]
mod tests {
    use super::{
        find_colon, first_word, first_word_folded, first_word_folded_const, has_blank,
        has_wildcard, hash, hash_folded, same,
    };

    #[test]
    fn a_blank_is_found_wherever_it_stands() {
        for length in 1..20 {
            for byte in 0..=255 {
                let is_blank = byte <= b' ';
                for place in 0..length {
                    let mut text = vec![b'!'; length];
                    text[place] = byte;
                    assert_eq!(has_blank(&text), is_blank, "{text:?}");
                }
            }
        }
        assert!(!has_blank(b""));
    }

    #[test]
    fn folding_by_words_is_folding_by_bytes() {
        let all: Vec<u8> = (0..=255).collect();
        for length in [0, 1, 2, 3, 4, 7, 8, 9, 26, 64, 255] {
            for start in [0, 60, 64, 65, 90, 91, 97, 122, 128, 190] {
                let text = &all[start.min(255 - length)..][..length];
                let folded = text.to_ascii_lowercase();
                assert_eq!(hash_folded(text), hash(&folded));
                assert_eq!(first_word_folded(text), first_word(&folded));
                assert_eq!(first_word_folded(text), first_word_folded_const(text));
                assert!(same(&folded, text));
            }
        }
    }

    #[test]
    fn wildcards_are_found_wherever_they_are() {
        for length in 0..=25 {
            for other in [b'a', b'+', b')', b'>', b'@', 0, 0xAA, 0xBF, 0xFF] {
                let text = vec![other; length];
                assert!(!has_wildcard(&text), "{other} {length}");
                for at in 0..length {
                    for wildcard in [b'*', b'?'] {
                        let mut text = text.clone();
                        text[at] = wildcard;
                        assert!(has_wildcard(&text), "{other} {length} {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn words_are_read_whole() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        for length in 0..=text.len() {
            let part = &text[..length];
            let mut expected = [0; 8];
            expected[..length.min(8)].copy_from_slice(&part[..length.min(8)]);
            assert_eq!(first_word(part), u64::from_le_bytes(expected), "{length}");
            assert!(same(part, part));
            for at in 0..length {
                let mut other = part.to_vec();
                other[at] ^= 0x80;
                assert!(!same(part, &other), "{length} {at}");
                other[at] = b':';
                assert_eq!(find_colon(&other), Some(at));
                assert!(!same(part, &part[..at]));
            }
            assert_eq!(find_colon(part), None);
        }
        assert_eq!(find_colon(b"\x3b::\xba"), Some(1));
    }
}
