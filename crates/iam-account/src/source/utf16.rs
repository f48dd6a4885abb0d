//! Text in UTF-16, as the `>` of PowerShell 5.1 writes it, piece by piece as UTF-8.

use std::io::{self, ErrorKind, Read};

/// The order of the two bytes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// The order that a byte order mark at the beginning of an input says; `None` where there is
    /// none of UTF-16.
    pub(crate) fn of(start: &[u8]) -> Option<Self> {
        match start {
            // The mark of UTF-32.
            [0xFF, 0xFE, 0, 0, ..] => None,
            [0xFF, 0xFE, ..] => Some(Self::Little),
            [0xFE, 0xFF, ..] => Some(Self::Big),
            _ => None,
        }
    }
}

/// Reads UTF-16 and gives UTF-8, the byte order mark included. Half a character is an error:
/// replaced by another, a name would no longer be the one that a policy denies.
#[derive(Debug)]
pub(crate) struct Utf16<R> {
    inner: R,
    order: ByteOrder,
    /// Bytes that begin a character.
    begun: Vec<u8>,
    text: String,
    /// So much of the text has been given.
    given: usize,
    /// Where in the input the text began, for messages.
    offset: u64,
}

impl<R: Read> Utf16<R> {
    pub(crate) const fn new(inner: R, order: ByteOrder) -> Self {
        Self {
            inner,
            order,
            begun: Vec::new(),
            text: String::new(),
            given: 0,
            offset: 0,
        }
    }

    /// Reads on; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        const PIECE: u64 = 64 * 1024;
        let mut bytes = std::mem::take(&mut self.begun);
        let before = bytes.len();
        self.inner.by_ref().take(PIECE).read_to_end(&mut bytes)?;
        let is_end = bytes.len() == before;
        let order = self.order;
        let unit = |pair: &[u8]| match (order, pair) {
            (ByteOrder::Little, [low, high]) => u16::from_le_bytes([*low, *high]),
            (ByteOrder::Big, [high, low]) => u16::from_be_bytes([*high, *low]),
            _ => 0,
        };
        let mut whole = bytes.len() - bytes.len() % 2;
        let last = bytes
            .get(whole.saturating_sub(2)..whole)
            .unwrap_or_default();
        if matches!(unit(last), 0xD800..=0xDBFF) && !last.is_empty() {
            whole -= 2;
        }
        let (units, begun) = bytes.split_at_checked(whole).unwrap_or_default();
        if is_end && !begun.is_empty() {
            return Err(self.half_a_character(whole));
        }
        self.text.clear();
        self.given = 0;
        let mut at = 0;
        for character in char::decode_utf16(units.chunks_exact(2).map(unit)) {
            let character = character.map_err(|_| self.half_a_character(at))?;
            at += 2 * character.len_utf16();
            self.text.push(character);
        }
        self.offset += whole as u64;
        self.begun = begun.to_vec();
        Ok(!is_end)
    }

    fn half_a_character(&self, at: usize) -> io::Error {
        let offset = self.offset + at as u64;
        let found = format!("text in UTF-16 with half a character at byte {offset}");
        io::Error::new(ErrorKind::InvalidData, found)
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let rest = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::{ByteOrder, Utf16};
    use std::io::Read;

    fn encoded(text: &str, order: ByteOrder) -> Vec<u8> {
        let bytes = |unit: u16| match order {
            ByteOrder::Little => unit.to_le_bytes(),
            ByteOrder::Big => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// Gives one byte at a time: characters are cut everywhere.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.0.len().min(buffer.len()).min(1);
            let (now, rest) = self.0.split_at(length);
            buffer[..length].copy_from_slice(now);
            self.0 = rest;
            Ok(length)
        }
    }

    #[test]
    fn text_is_the_same_in_either_order_however_it_comes() {
        let text = format!("\u{FEFF}é€𝄞{}", "𝄞a".repeat(50_000));
        for order in [ByteOrder::Little, ByteOrder::Big] {
            let bytes = encoded(&text, order);
            assert_eq!(ByteOrder::of(&bytes), Some(order));
            let mut read = String::new();
            Utf16::new(bytes.as_slice(), order)
                .read_to_string(&mut read)
                .unwrap();
            assert!(read == text);
            read.clear();
            Utf16::new(Slow(&bytes), order)
                .read_to_string(&mut read)
                .unwrap();
            assert!(read == text);
        }
    }

    #[test]
    fn half_a_character_is_an_error_with_its_place() {
        let high = [b'a', 0, 0x34, 0xD8];
        let low = [b'a', 0, 0x1E, 0xDD];
        for (bytes, at) in [
            (&high[..], 2),
            (&low[..], 2),
            (&[b'a', 0, 0x34, 0xD8, b'b', 0][..], 2),
            (&[b'a', 0, b'b'][..], 2),
        ] {
            let mut read = String::new();
            let error = Utf16::new(bytes, ByteOrder::Little).read_to_string(&mut read);
            let said = error.unwrap_err().to_string();
            assert_eq!(
                said,
                format!("text in UTF-16 with half a character at byte {at}")
            );
        }
    }
}
