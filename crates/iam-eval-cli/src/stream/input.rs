//! The lines of the inputs, as many at a time as have arrived: a peer that waits for an answer gets
//! it before it sends its next line, and a bulk stream is read in large pieces.

use iam_account::Problem;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

/// The number of bytes requested at a time. A pipe returns what it contains, which is less.
const PIECE: usize = 128 << 10;

/// The number of bytes of a line that are skipped before the line is considered endless, like
/// `/dev/zero`.
const ENDLESS: u64 = 256 << 20;

/// Lines that arrived together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// Their input.
    pub(crate) file: Arc<str>,
    /// The number of the first line in its input, counted from 1.
    pub(crate) first_line: u64,
    pub(crate) content: Content,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Whole lines with their line ends, which only the last line of an input may lack.
    Lines(Vec<u8>),
    /// The length of one line that was too long to be kept.
    TooLong(u64),
}

impl Content {
    /// True for content that is answered in less time than it takes to wake a thread.
    pub(super) fn is_small(&self) -> bool {
        const SMALL: usize = 4 << 10;
        match self {
            Self::Lines(bytes) => bytes.len() <= SMALL,
            Self::TooLong(_) => true,
        }
    }
}

/// The inputs, one after the other.
pub(crate) struct Input {
    files: std::vec::IntoIter<String>,
    source: Option<Source>,
    longest: usize,
    problems: Vec<String>,
}

/// An input that is being read.
struct Source {
    name: Arc<str>,
    reader: Box<dyn Read + Send>,
    /// What was read after the last batch.
    rest: Vec<u8>,
    lines: u64,
}

impl Input {
    /// `-` is standard input; a line may have up to `longest` bytes, excluding its end.
    pub(crate) fn new(files: Vec<String>, longest: usize) -> Self {
        Self {
            files: files.into_iter(),
            source: None,
            longest,
            problems: Vec::new(),
        }
    }

    /// Takes the problems of unreadable inputs since the last call.
    pub(super) fn take_problems(&mut self) -> Vec<String> {
        std::mem::take(&mut self.problems)
    }

    /// Waits for at least one line, and returns the lines that have arrived. `None` at the end of
    /// all inputs.
    ///
    /// `bytes` is a buffer to reuse. An unreadable input is recorded as a problem, and the next one
    /// follows.
    pub(super) fn next_batch(&mut self, mut bytes: Vec<u8>) -> Option<Batch> {
        loop {
            let source = match &mut self.source {
                Some(source) => source,
                None => {
                    let file = self.files.next()?;
                    match Source::open(&file) {
                        Ok(source) => self.source.insert(source),
                        Err(error) => {
                            let problem = Problem::unreadable(&file, &error);
                            self.problems.push(problem.to_string());
                            continue;
                        }
                    }
                }
            };
            bytes.clear();
            match source.next_batch(bytes, self.longest) {
                Ok(Ok(batch)) => return Some(batch),
                Ok(Err(unused)) => bytes = unused,
                Err(error) => {
                    let problem = Problem::unreadable(&source.name, &error);
                    self.problems.push(problem.to_string());
                    bytes = Vec::new();
                }
            }
            self.source = None;
        }
    }
}

impl Source {
    fn open(file: &str) -> io::Result<Self> {
        Ok(match file {
            "-" => Self::new("<stdin>", io::stdin()),
            path => Self::new(path, File::open(path)?),
        })
    }

    fn new(name: &str, reader: impl Read + Send + 'static) -> Self {
        Self {
            name: name.into(),
            reader: Box::new(reader),
            rest: Vec::new(),
            lines: 0,
        }
    }

    /// At the end of the input, returns the buffer.
    fn next_batch(
        &mut self,
        mut bytes: Vec<u8>,
        longest: usize,
    ) -> io::Result<Result<Batch, Vec<u8>>> {
        bytes.append(&mut self.rest);
        let mut searched = 0;
        loop {
            let unsearched = bytes.get(searched..).unwrap_or_default();
            if let Some(at) = memchr::memrchr(b'\n', unsearched) {
                let end = searched + at + 1;
                self.rest.extend_from_slice(&bytes[end..]);
                bytes.truncate(end);
                break;
            }
            searched = bytes.len();
            // The line may still turn out to end with a carriage return.
            if searched > longest.saturating_add(1) {
                let length = self.skip_line(bytes, ENDLESS.max(longest as u64))?;
                return Ok(Ok(self.batch(1, Content::TooLong(length))));
            }
            if self.read_piece(&mut bytes)? == 0 {
                if bytes.is_empty() {
                    return Ok(Err(bytes));
                }
                break;
            }
        }
        let lines = memchr::memchr_iter(b'\n', &bytes).count();
        Ok(Ok(self.batch(lines as u64, Content::Lines(bytes))))
    }

    fn batch(&mut self, lines: u64, content: Content) -> Batch {
        let first_line = self.lines + 1;
        self.lines += lines;
        Batch {
            file: Arc::clone(&self.name),
            first_line,
            content,
        }
    }

    /// Reads to the end of a line without keeping it, and returns its length. A line that is longer
    /// than `most` is an error.
    fn skip_line(&mut self, mut bytes: Vec<u8>, most: u64) -> io::Result<u64> {
        let mut length = bytes.len() as u64;
        bytes = Vec::new();
        loop {
            bytes.clear();
            let read = self.read_piece(&mut bytes)?;
            match memchr::memchr(b'\n', &bytes) {
                Some(end) => {
                    self.rest.extend_from_slice(&bytes[end + 1..]);
                    return Ok(length + end as u64);
                }
                None if read == 0 => return Ok(length),
                None => length += read as u64,
            }
            if length > most {
                let found = format!("found a line that has no end within {most} bytes");
                return Err(io::Error::new(io::ErrorKind::InvalidData, found));
            }
        }
    }

    /// Appends what has arrived; waits for at least one byte. Returns 0 at the end of the input.
    fn read_piece(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let length = bytes.len();
        bytes.resize(length + PIECE, 0);
        let outcome = loop {
            match self.reader.read(&mut bytes[length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        bytes.truncate(length + outcome.as_ref().map_or(0, |read| *read));
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Source};
    use std::io::Read;

    /// Returns a text in pieces of a few bytes, like a slow pipe.
    struct Pieces(Vec<u8>, usize);

    impl Read for Pieces {
        fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(to.len());
            to[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    fn batches(text: &str, piece: usize, longest: usize) -> Vec<(u64, Content)> {
        let mut source = Source::new("x", Pieces(text.as_bytes().to_vec(), piece));
        let mut found = Vec::new();
        while let Ok(batch) = source.next_batch(Vec::new(), longest).unwrap() {
            found.push((batch.first_line, batch.content));
        }
        found
    }

    #[test]
    fn lines_are_complete_for_any_pieces() {
        let text = "ab\n\nlonger line\r\nlast";
        for piece in [1, 2, 3, 7, 64] {
            let mut together = Vec::new();
            for (first_line, content) in batches(text, piece, 11) {
                let Content::Lines(bytes) = content else {
                    panic!("no line is too long");
                };
                let before = memchr::memchr_iter(b'\n', &together).count();
                assert_eq!(first_line, before as u64 + 1, "{piece}");
                together.extend_from_slice(&bytes);
                assert!(bytes.ends_with(b"\n") || together.len() == text.len());
            }
            assert_eq!(together, text.as_bytes(), "{piece}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_an_error() {
        let mut source = Source::new("x", std::io::repeat(b'x'));
        assert!(source.skip_line(Vec::new(), 1 << 20).is_err());
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped() {
        let lines = |line, text: &str| (line, Content::Lines(text.as_bytes().to_vec()));
        assert_eq!(
            batches("abc\nabcdefgh\nx\n", 2, 3),
            [lines(1, "abc\n"), (2, Content::TooLong(8)), lines(3, "x\n"),]
        );
        assert_eq!(batches("abcdefgh", 3, 3), [(1, Content::TooLong(8))]);
        assert_eq!(
            batches("abcdefg\nx\ny\nz", 6, 3),
            [(1, Content::TooLong(7)), lines(2, "x\ny\n"), lines(4, "z"),]
        );
    }
}
