//! The part of an input that is in memory, and its position in the input.

use super::Read;
use crate::problem::{Problem, code};
use crate::source::body::{self, Input};
use iam_eval::Position;
use memchr::{memchr_iter, memrchr};
use std::io::{self, ErrorKind};

/// The size of a window into an input that is read piece by piece.
const SIZE: usize = 256 * 1024;

/// A part of an input's text, and how far it has been read.
pub(super) struct Window<'r> {
    pub(super) name: &'r str,
    bytes: Bytes<'r>,
    /// The index of the next byte to read.
    at: usize,
    /// The end of the valid text, after `read` bytes in total.
    end: usize,
    read: usize,
    /// How far lines have been counted, and the position there.
    counted: usize,
    position: Position,
    /// A token that may occur in a message, and its position once that can no longer be counted.
    pin: usize,
    pinned: Option<Position>,
    /// The offset of the window in the input.
    base: u64,
    /// The problem with the bytes at `end`.
    fault: Option<Problem>,
}

enum Bytes<'r> {
    /// All bytes.
    Whole(&'r [u8]),
    /// A piece, and the source of the rest.
    Piece(Box<[u8]>, &'r mut dyn io::Read),
}

impl<'r> Window<'r> {
    /// A window at the beginning of an input. Bytes that aren't UTF-8 are a problem once they are
    /// reached.
    pub(super) fn new(input: Input<'r>) -> Self {
        let name = input.name;
        match input.bytes {
            body::Bytes::Whole(bytes) => {
                let mut window = Self::empty(name, Bytes::Whole(bytes));
                window.read = bytes.len();
                window.find_end(true);
                window
            }
            body::Bytes::Stream(reader, length) => {
                let length = usize::try_from(length).unwrap_or(SIZE);
                // Most inputs are a few kilobytes: clearing a whole window takes longer than
                // reading them.
                let size = length.saturating_add(1).min(SIZE);
                let bytes = vec![0; size].into_boxed_slice();
                Self::empty(name, Bytes::Piece(bytes, reader))
            }
        }
    }

    /// A window over a text that is at `start` in its input.
    pub(super) fn of_text(name: &'r str, text: &'r str, start: Position) -> Self {
        let mut window = Self::empty(name, Bytes::Whole(text.as_bytes()));
        window.read = text.len();
        window.end = text.len();
        window.position = start;
        window
    }

    /// The same, of a text that begins so many bytes behind the beginning of its input.
    pub(super) fn at_offset(mut self, offset: u64) -> Self {
        self.base = offset;
        self
    }

    const fn empty(name: &'r str, bytes: Bytes<'r>) -> Self {
        Self {
            name,
            bytes,
            at: 0,
            end: 0,
            read: 0,
            counted: 0,
            position: Position::START,
            pin: 0,
            pinned: None,
            base: 0,
            fault: None,
        }
    }

    fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Whole(bytes) => bytes,
            Bytes::Piece(bytes, _) => bytes,
        }
    }

    /// All bytes in memory, whether read or not, and whether text or not.
    pub(super) fn loaded(&self) -> &[u8] {
        self.bytes().get(..self.read).unwrap_or_default()
    }

    /// The text in memory that is not consumed yet.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes().get(self.at..self.end).unwrap_or_default()
    }

    /// Consumes this number of bytes of [`Window::rest`].
    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Skips bytes at the beginning that don't count as a column.
    pub(super) fn skip_mark(&mut self, bytes: usize) {
        self.at = bytes;
        self.counted = bytes;
    }

    /// The next byte, without consuming it. `None` at the end.
    pub(super) fn byte(&mut self) -> Read<Option<u8>> {
        if self.at == self.end && !self.fill()? {
            return Ok(None);
        }
        Ok(self.bytes().get(self.at).copied())
    }

    /// The offset of the next byte in the input.
    pub(super) const fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Line and column of the next byte.
    pub(super) fn position(&mut self) -> Position {
        self.position_at(self.at)
    }

    /// Remembers the position of the next token. Its line and column are only computed on request.
    pub(super) fn pin(&mut self) {
        self.pin = self.at;
        self.pinned = None;
    }

    /// Line and column of the last pinned token.
    pub(super) fn pinned(&mut self) -> Position {
        match self.pinned {
            Some(position) => position,
            None => self.position_at(self.pin),
        }
    }

    /// Line and column of the byte at `at` in the window, which is not before those already
    /// requested.
    fn position_at(&mut self, at: usize) -> Position {
        let Some(passed) = self.bytes().get(self.counted..at) else {
            return self.position;
        };
        let newlines = memchr_iter(b'\n', passed).count();
        let line = memrchr(b'\n', passed).map_or(passed, |at| passed.get(at + 1..).unwrap_or(&[]));
        let characters = line.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        let column = if newlines == 0 {
            self.position.column
        } else {
            1
        };
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.position = Position {
            line: self.position.line.saturating_add(count(newlines)),
            column: column.saturating_add(count(characters)),
        };
        self.counted = at;
        self.position
    }

    /// Reads more. The consumed text is dropped; false at the end of the input.
    pub(super) fn fill(&mut self) -> Read<bool> {
        if self.at < self.end {
            return Ok(true);
        }
        if let Some(fault) = self.fault.take() {
            return Err(fault.at(self.position()));
        }
        if matches!(self.bytes, Bytes::Piece(..)) {
            self.pinned = Some(self.pinned());
            self.position();
        }
        let Bytes::Piece(bytes, reader) = &mut self.bytes else {
            return Ok(false);
        };
        bytes.copy_within(self.end..self.read, 0);
        self.base += self.end as u64;
        self.read -= self.end;
        (self.at, self.end, self.counted) = (0, 0, 0);
        let free = bytes.get_mut(self.read..).unwrap_or_default();
        let more = loop {
            match reader.read(free) {
                Ok(more) => break more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Problem::unreadable(self.name, &error)),
            }
        };
        self.read += more;
        self.find_end(more == 0);
        // The first bytes of a character are not text yet, and bytes that aren't UTF-8 never are.
        if self.end == 0 && (more > 0 || self.fault.is_some()) {
            return self.fill();
        }
        Ok(self.end > 0)
    }

    /// Finds the end of the valid text in memory: before the first byte that is not UTF-8.
    fn find_end(&mut self, is_all: bool) {
        let Err(error) = std::str::from_utf8(self.loaded()) else {
            self.end = self.read;
            return;
        };
        self.end = error.valid_up_to();
        if error.error_len().is_some() || is_all {
            let byte = self.loaded().get(self.end).copied().unwrap_or_default();
            let found = format!("the byte 0x{byte:02X}");
            let problem = Problem::new(self.name, found, "JSON text in UTF-8");
            self.fault = Some(problem.with_code(code::ENCODING));
        }
    }
}
