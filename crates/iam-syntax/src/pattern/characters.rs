//! The characters of a text or a pattern form, where the symbols of wildcards are between them.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "places in a text, and the bits of one character"
)]

use super::wildcard::is_continuation;

/// A character, or the symbol of a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Character {
    /// Its first byte: the whole of a wildcard's symbol.
    pub(super) lead: u8,
    /// Its number; that of a wildcard's symbol is beyond those of all characters.
    pub(super) number: u32,
    /// The offset at which it ends.
    pub(super) end: usize,
}

/// The number of a wildcard's symbol.
pub(super) const fn number_of(symbol: u8) -> u32 {
    0x11_0000 | symbol as u32
}

/// Where the character that begins at `at` ends.
pub(super) fn next_character(text: &[u8], at: usize) -> usize {
    let behind = text.get(at + 1..).unwrap_or_default();
    let continued = behind.iter().take_while(|byte| is_continuation(**byte));
    at + 1 + continued.count()
}

/// The characters, one after the other.
pub(super) fn characters(text: &[u8]) -> impl Iterator<Item = Character> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let lead = *text.get(at)?;
        let end = next_character(text, at);
        let own_bits = match lead {
            0xF8.. => None,
            0xF0.. => Some(0x07),
            0xE0.. => Some(0x0F),
            0xC0.. => Some(0x1F),
            _ => Some(0x7F),
        };
        let number = match own_bits {
            None => number_of(lead),
            Some(own_bits) => {
                let others = text.get(at + 1..end).unwrap_or_default();
                others
                    .iter()
                    .fold(u32::from(lead & own_bits), |number, byte| {
                        (number << 6) | u32::from(byte & 0x3F)
                    })
            }
        };
        at = end;
        Some(Character { lead, number, end })
    })
}

#[cfg(test)]
mod tests {
    use super::{characters, number_of};
    use crate::pattern::whole::{PART_ONE, PART_RUN, STEP_RUN};
    use crate::pattern::wildcard::{ONE, RUN};

    #[test]
    fn every_character_has_its_number_and_its_end() {
        for character in ('\0'..=char::MAX).step_by(7).chain(['\u{FFFF}', char::MAX]) {
            let text = format!("a{character}é");
            let found: Vec<_> = characters(text.as_bytes()).collect();
            let numbers = found.iter().map(|one| char::from_u32(one.number).unwrap());
            assert_eq!(numbers.collect::<String>(), text);
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
            let found: Vec<usize> = found.iter().map(|one| one.end).collect();
            assert_eq!(found, [&ends[..], &[text.len()]].concat());
        }
    }

    #[test]
    fn symbols_of_wildcards_are_no_characters() {
        let symbols = [RUN, ONE, PART_RUN, PART_ONE, STEP_RUN];
        let text = symbols.map(|symbol| vec![symbol, b'a']).concat();
        let found: Vec<u32> = characters(&text).map(|one| one.number).collect();
        let expected = symbols.map(|symbol| vec![number_of(symbol), u32::from(b'a')]);
        assert_eq!(found, expected.concat());
        assert!(
            symbols
                .iter()
                .all(|symbol| char::from_u32(number_of(*symbol)).is_none())
        );
    }
}
