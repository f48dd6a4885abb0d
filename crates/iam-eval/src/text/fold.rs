//! Letter case put aside: names are folded to lower case once and then compared byte by byte.

/// A hash of folded text. It only finds candidates: whoever looks up compares the text too, so that
/// a collision, even a contrived one, costs time and never an answer.
#[inline]
pub(crate) fn hash(folded: &[u8]) -> u64 {
    hash_of(folded, |word| word)
}

/// The [`hash`] of the folded text, without folding it anywhere.
#[inline]
pub(crate) fn hash_folded(text: &[u8]) -> u64 {
    hash_of(text, fold_word)
}

/// The [`hash_folded`] of a text, and whether `*` or `?` stands anywhere in it.
#[inline]
pub(crate) fn hash_folded_and_wildcards(text: &[u8]) -> (u64, bool) {
    let mut found = 0;
    let hash = hash_of(text, |word| {
        found |= wildcards(word);
        fold_word(word)
    });
    (hash, found != 0)
}

/// The [`hash`] of a folded text of one to eight bytes that is given as a word.
#[inline]
pub(crate) fn hash_of_word(word: u64, length: usize) -> u64 {
    mix(SEED ^ (length as u64), word, 0)
}

/// Two words for each multiplication: each has to wait for the one before.
#[inline(always)]
fn hash_of(text: &[u8], mut read: impl FnMut(u64) -> u64) -> u64 {
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
        Some(only) => mix(state, read(u64::from_le_bytes(*only)), 0),
        None if rest.is_empty() => state,
        None => mix(state, read(last_word(text)), 0),
    }
}

/// Whether `text`, once folded, is `folded`. Names are short: comparing words here takes less time
/// than folding into a buffer and calling the C library.
#[inline(always)]
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

/// Whether `text`, once folded, contains `folded`. Takes the product of their lengths at worst.
pub(crate) fn contains(folded: &[u8], text: &[u8]) -> bool {
    let Some(first) = folded.first() else {
        return true;
    };
    let Some(last) = text.len().checked_sub(folded.len()) else {
        return false;
    };
    let starts = memchr::memchr2_iter(*first, first.to_ascii_uppercase(), &text[..=last]);
    let mut starts = starts.filter_map(|at| text.get(at..at + folded.len()));
    starts.any(|part| same(folded, part))
}

/// The [`first_word`] of the folded text.
#[inline]
pub(crate) fn first_word_folded(text: &[u8]) -> u64 {
    fold_word(first_word(text))
}

/// The [`first_word_folded`] of what stands before `end`.
#[inline]
pub(crate) fn start_folded(text: &[u8], end: usize) -> u64 {
    match text.first_chunk::<8>() {
        Some(first) if end < 8 => fold_word(u64::from_le_bytes(*first) & !(u64::MAX << (8 * end))),
        _ => first_word_folded(&text[..end]),
    }
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

/// True of a text in ASCII with one colon, without blanks and control characters: of any action's name.
#[inline]
pub(crate) fn has_one_colon_and_no_blank(text: &[u8]) -> bool {
    let (mut odd, mut colons) = (0, 0);
    let mut read = |word: u64| {
        // Of bytes in ASCII exact: those below 0x21 don't reach the highest bit, as all others do.
        odd |= word | !((word & !HIGHS) + ONES * (0x80 - 0x21));
        let others = (word ^ COLONS) & !HIGHS;
        colons += (!((others + ONES * 0x7F) | word) & HIGHS).count_ones();
    };
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        read(word(chunk));
    }
    let rest = text.len() % 8;
    if rest > 0 {
        read(last_word(text) | (ONES * b'a' as u64) << (8 * rest));
    }
    odd & HIGHS == 0 && colons == 1
}

const COLONS: u64 = ONES * b':' as u64;
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
fn mix(state: u64, low: u64, high: u64) -> u64 {
    const MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;
    let product = u128::from(state ^ low) * u128::from(MULTIPLIER ^ high);
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
        contains, find_colon, first_word, first_word_folded, first_word_folded_const, has_blank,
        has_one_colon_and_no_blank, hash, hash_folded, hash_folded_and_wildcards, hash_of_word,
        same, start_folded,
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
    fn wildcards_are_found_wherever_they_are() {
        let has_wildcard = |text: &[u8]| {
            let (hash, has_wildcard) = hash_folded_and_wildcards(text);
            assert_eq!(hash, hash_folded(text));
            has_wildcard
        };
        for length in 0..=42 {
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
    fn names_are_told_from_other_texts() {
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
