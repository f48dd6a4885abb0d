//! Case-insensitive comparison: names are folded to lower case once and then compared byte by byte.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "bit tricks on words of eight bytes: shifts by less than a word, sums without a carry between bytes"
)]

/// A hash of a text, ignoring letter case. It only finds candidates: a lookup also compares the
/// text, so that a collision, even a deliberate one, costs time but never changes an answer.
#[inline]
pub fn hash(text: &[u8]) -> u64 {
    hash_of(text, |_| ())
}

/// The [`hash`] of a text, and whether it contains a byte that names of actions never have: white
/// space, a control character, `*`, `?`, and a few more.
#[inline]
pub fn hash_and_oddities(text: &[u8]) -> (u64, bool) {
    let (mut found, mut last) = (0, 0);
    let hash = hash_of(text, |word| {
        found |= last;
        // Bytes below `-`, and `?`. The lowest byte found is exact; those above it may be false
        // positives.
        let low = word.wrapping_sub(ONES * u64::from(b'-')) & !word;
        let question = word ^ (ONES * u64::from(b'?'));
        last = low | (question.wrapping_sub(ONES) & !question);
    });
    // The last word is padded with zeros, which are not bytes of the text.
    let rest = text.len() % 8;
    let of_text = match rest {
        0 => u64::MAX,
        _ => (1 << (8 * rest)) - 1,
    };
    (hash, (found | (last & of_text)) & HIGHS != 0)
}

/// Whether the text contains `*` or `?`.
#[inline]
pub fn has_wildcard(text: &[u8]) -> bool {
    memchr::memchr2(b'*', b'?', text).is_some()
}

/// The [`hash`] of a text of one to eight bytes, given as a word.
#[inline]
pub fn hash_of_word(word: u64, length: usize) -> u64 {
    mix(SEED ^ (length as u64), word | CASES, CASES)
}

/// Two words per multiplication, since each multiplication waits for the previous one. Setting the
/// case bit of every byte also merges some other characters; it is faster than folding.
#[inline(always)]
fn hash_of(text: &[u8], mut read: impl FnMut(u64)) -> u64 {
    let mut read = |word| {
        read(word);
        word | CASES
    };
    let mut state = SEED ^ (text.len() as u64);
    let mut pairs = text.chunks_exact(16);
    for pair in &mut pairs {
        let (low, high) = pair.split_at(8);
        let low = read(word(low));
        state = mix(state, low, read(word(high)));
    }
    let rest = pairs.remainder();
    match rest.first_chunk::<8>() {
        Some(first) if rest.len() > 8 => {
            let low = read(u64::from_le_bytes(*first));
            mix(state, low, read(last_word(text)))
        }
        Some(only) => mix(state, read(u64::from_le_bytes(*only)), CASES),
        None if rest.is_empty() => state,
        None => mix(state, read(last_word(text)), CASES),
    }
}

/// Whether `text`, once folded, is `folded`. Names are short: comparing words here is faster than
/// folding into a buffer and calling the C library.
#[inline(always)]
pub fn same(folded: &[u8], text: &[u8]) -> bool {
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

/// Whether `text`, once folded, contains `folded`. Takes the product of their lengths in the worst
/// case: names are short, and a search with preparation takes longer.
#[inline]
pub fn contains(folded: &[u8], text: &[u8]) -> bool {
    let Some(first) = folded.first() else {
        return true;
    };
    // Ignores the bit of letter case, which also distinguishes some other characters.
    let may_begin = |byte: u8| (byte ^ first) & !0x20 == 0;
    let mut parts = text.windows(folded.len());
    parts.any(|part| part.first().is_some_and(|byte| may_begin(*byte)) && same(folded, part))
}

/// The [`first_word`] of the folded text.
#[inline]
pub fn first_word_folded(text: &[u8]) -> u64 {
    fold_word(first_word(text))
}

/// The [`first_word_folded`] of the text before `end`.
#[inline]
pub fn start_folded(text: &[u8], end: usize) -> u64 {
    match text.first_chunk::<8>() {
        Some(first) if end < 8 => fold_word(u64::from_le_bytes(*first) & !(u64::MAX << (8 * end))),
        _ => first_word_folded(&text[..end]),
    }
}

/// [`first_word_folded`] for text known at compile time.
#[inline]
pub const fn first_word_folded_const(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let mut at = 0;
    while at < text.len() && at < 8 {
        bytes[at] = text[at].to_ascii_lowercase();
        at += 1;
    }
    u64::from_le_bytes(bytes)
}

/// The position of the first colon.
#[inline]
pub fn find_colon(text: &[u8]) -> Option<usize> {
    if let Some(start) = text.first_chunk::<8>() {
        // Only a colon becomes 0, and the lowest zero byte is found exactly.
        let word = u64::from_le_bytes(*start) ^ COLONS;
        let zeros = word.wrapping_sub(ONES) & !word & HIGHS;
        if zeros != 0 {
            return Some(zeros.trailing_zeros() as usize / 8);
        }
    }
    memchr::memchr(b':', text)
}

/// Whether the text contains an ASCII space or control character.
#[inline]
pub fn has_blank(text: &[u8]) -> bool {
    text.iter().any(|byte| *byte <= b' ')
}

/// True for an ASCII text with one colon and without spaces and control characters: for nearly
/// every action name, and for no other text.
#[inline]
pub fn has_one_colon_and_no_blank(text: &[u8]) -> bool {
    // A longer text could have more colons than a byte can count.
    const LONGEST: usize = 240;
    let (mut odd, mut colons) = (0u64, 0u64);
    let mut read = |word: u64| {
        // Exact for ASCII bytes: those below 0x21 don't reach the highest bit, all others do.
        odd |= word | !((word & !HIGHS) + ONES * (0x80 - 0x21));
        let others = (word ^ COLONS) & !HIGHS;
        // Each byte counts the colons at its index.
        colons = colons.wrapping_add((!((others + ONES * 0x7F) | word) & HIGHS) >> 7);
    };
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        read(word(chunk));
    }
    let rest = text.len() % 8;
    if rest > 0 {
        read(last_word(text) | (ONES * b'a' as u64) << (8 * rest));
    }
    let in_all = colons.wrapping_mul(ONES) >> 56;
    odd & HIGHS == 0 && in_all == 1 && text.len() <= LONGEST
}

const COLONS: u64 = ONES * b':' as u64;

/// The bit of each byte that distinguishes capitals from small letters.
const CASES: u64 = ONES * 0x20;
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

/// Mixes so that both halves of the product depend on all bits of both factors.
#[inline]
fn mix(state: u64, low: u64, high: u64) -> u64 {
    const MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;
    let product = u128::from(state ^ low) * u128::from(MULTIPLIER ^ high);
    (product as u64) ^ ((product >> 64) as u64)
}

#[inline]
fn word(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().unwrap_or_default())
}

/// The bytes after the last whole word (at least one), as a word padded with zeros.
#[inline]
fn last_word(text: &[u8]) -> u64 {
    let rest = text.len() % 8;
    match text.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * rest),
        None => first_word(text),
    }
}

/// The first eight bytes as a word, padded with zeros.
#[inline]
pub fn first_word(text: &[u8]) -> u64 {
    if let Some(first) = text.first_chunk::<8>() {
        return u64::from_le_bytes(*first);
    }
    // Two reads that may overlap, instead of a loop.
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
        contains, find_colon, first_word, first_word_folded, first_word_folded_const, has_blank,
        has_one_colon_and_no_blank, has_wildcard, hash, hash_and_oddities, hash_of_word, same,
        start_folded,
    };

    #[test]
    fn folding_by_words_is_folding_by_bytes() {
        let all: Vec<u8> = (0..=255).collect();
        for length in [0, 1, 2, 3, 4, 7, 8, 9, 26, 64, 255] {
            for start in [0, 60, 64, 65, 90, 91, 97, 122, 128, 190] {
                let text = &all[start.min(255 - length)..][..length];
                let folded = text.to_ascii_lowercase();
                assert_eq!(hash(text), hash(&folded));
                if (1..=8).contains(&length) {
                    assert_eq!(hash_of_word(first_word(&folded), length), hash(&folded));
                }
                for end in 0..=length {
                    let start = first_word_folded(&text[..end]);
                    assert_eq!(start_folded(text, end), start);
                }
                assert_eq!(first_word_folded(text), first_word(&folded));
                assert_eq!(first_word_folded(text), first_word_folded_const(text));
                assert!(same(&folded, text));
            }
        }
    }

    #[test]
    fn a_part_is_found_in_any_letter_case() {
        let text = b"ListMultipartUploadParts";
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let part = text[start..end].to_ascii_lowercase();
                assert!(contains(&part, text), "{start} {end}");
                assert!(!contains(&[&part[..], b"!"].concat(), text));
                assert!(!contains(&[b"!", &part[..]].concat(), text));
            }
        }
        assert!(!contains(b"a", b"") && contains(b"", b""));
        assert!(!contains(b"[", b"{"), "letters only have a case");
    }

    #[test]
    fn odd_bytes_are_found_wherever_they_are() {
        let is_odd = |text: &[u8]| {
            let (hash, is_odd) = hash_and_oddities(text);
            assert_eq!(hash, super::hash(text));
            is_odd
        };
        for length in 0..=42 {
            for plain in [b'a', b'-', b'>', b'@', b':', b'Z', 0x7F, 0xAA, 0xBF, 0xFF] {
                let text = vec![plain; length];
                assert!(!is_odd(&text), "{plain} {length}");
                for at in 0..length {
                    for odd in [0, b'\t', b' ', b'!', b'*', b',', b'?'] {
                        let mut text = text.clone();
                        text[at] = odd;
                        assert!(is_odd(&text), "{plain} {odd} {length} {at}");
                        assert_eq!(has_blank(&text), odd <= b' ');
                        assert_eq!(has_wildcard(&text), odd == b'*' || odd == b'?');
                    }
                }
            }
        }
    }

    #[test]
    fn names_are_distinguished_from_other_texts() {
        for length in 0..=25 {
            for other in (0..=u8::MAX).filter(|byte| *byte != b':') {
                let plain = (0x21..0x80).contains(&other);
                for at in 0..length {
                    let mut text = vec![b'z'; length];
                    text[at] = other;
                    assert!(!has_one_colon_and_no_blank(&text), "{other} {length}");
                    for colon in (0..length).filter(|colon| *colon != at) {
                        let mut text = text.clone();
                        text[colon] = b':';
                        assert_eq!(has_one_colon_and_no_blank(&text), plain, "{other} {length}");
                        text[at] = b':';
                        assert!(!has_one_colon_and_no_blank(&text), "{length}");
                    }
                }
            }
        }
    }

    #[test]
    fn more_colons_than_a_byte_counts_are_not_one() {
        for colons in [2, 8, 239, 240, 241, 256, 257, 513] {
            assert!(!has_one_colon_and_no_blank(&vec![b':'; colons]), "{colons}");
        }
        assert!(has_one_colon_and_no_blank(b":"));
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
