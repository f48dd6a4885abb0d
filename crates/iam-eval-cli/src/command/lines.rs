//! Lines of an input, as many at a time as have arrived: a peer that waits for an answer gets it
//! before it sends its next line, and a bulk stream comes in large pieces.

use std::io::{self, BufRead};

/// A line without its end, or the length of one that was too long to be kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Text(Vec<u8>),
    TooLong(u64),
}

#[derive(Debug)]
pub(super) struct Lines<R> {
    input: R,
    longest: usize,
    /// The start of a line whose end has not arrived.
    started: Vec<u8>,
    /// The length of a line that is too long and whose end has not arrived.
    passed_over: u64,
    at_start: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R, longest: usize) -> Self {
        Self {
            input,
            longest,
            started: Vec::new(),
            passed_over: 0,
            at_start: true,
        }
    }

    /// The lines that have arrived; waits for at least one. Empty at the end of the input.
    pub(super) fn next_batch(&mut self) -> io::Result<Vec<Line>> {
        let mut batch = Vec::new();
        while batch.is_empty() {
            let arrived = match self.input.fill_buf() {
                Ok(arrived) => arrived,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if arrived.is_empty() {
                batch.extend(self.last_line());
                break;
            }
            let mut bytes = arrived;
            let length = arrived.len();
            if std::mem::take(&mut self.at_start) {
                bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
            }
            let mut pieces = bytes.split(|byte| *byte == b'\n').peekable();
            let mut taken = Vec::new();
            while let Some(piece) = pieces.next() {
                taken.push((piece, pieces.peek().is_some()));
            }
            for (piece, ends) in taken {
                if self.passed_over > 0 || self.started.len() + piece.len() > self.longest {
                    self.passed_over += (self.started.len() + piece.len()) as u64;
                    self.started = Vec::new();
                } else {
                    self.started.extend_from_slice(piece);
                }
                if ends {
                    batch.push(match std::mem::take(&mut self.passed_over) {
                        0 => Line::Text(std::mem::take(&mut self.started)),
                        length => Line::TooLong(length),
                    });
                }
            }
            self.input.consume(length);
        }
        Ok(batch)
    }

    /// A line that the end of the input ends.
    fn last_line(&mut self) -> Option<Line> {
        match std::mem::take(&mut self.passed_over) {
            0 if self.started.is_empty() => None,
            0 => Some(Line::Text(std::mem::take(&mut self.started))),
            length => Some(Line::TooLong(length)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Lines};
    use std::io::BufReader;

    fn all(text: &str, buffer: usize, longest: usize) -> Vec<Line> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, text.as_bytes()), longest);
        let mut found = Vec::new();
        loop {
            let batch = lines.next_batch().unwrap();
            if batch.is_empty() {
                return found;
            }
            found.extend(batch);
        }
    }

    #[test]
    fn lines_come_whole_whatever_the_pieces() {
        let text = |line: &str| Line::Text(line.as_bytes().to_vec());
        for buffer in [1, 2, 3, 7, 64] {
            let found = all("ab\n\nlonger line\nlast", buffer, 11);
            let expected = [text("ab"), text(""), text("longer line"), text("last")];
            assert_eq!(found, expected, "{buffer}");
            assert_eq!(
                all("abc\nabcdef\nx\n", buffer, 3),
                [text("abc"), Line::TooLong(6), text("x")]
            );
        }
    }
}
