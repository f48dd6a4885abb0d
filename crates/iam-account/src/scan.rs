//! A reader of JSON that holds one buffer, whatever the length of the input, and knows line and
//! column of all that it meets. It takes strings and the shape of objects and arrays; a value of no
//! interest is passed over, and of a policy document only the place is kept: the engine reads it.
//! Nothing here recurses.

mod skip;

use crate::problem::{Problem, quoted, second_time};
use crate::source::body::Place;
use crate::source::file::foreign_encoding;
use iam_eval::Position;
use memchr::{memchr_iter, memchr2, memrchr};
use std::io::{ErrorKind, Read};

/// The buffer's size, but for an input that is shorter.
const BUFFER: usize = 256 * 1024;
/// Names and ARNs have at most 2,048 characters; a string with a document is not taken as a string.
const LONGEST_STRING: usize = 64 * 1024;
/// The details that AWS tells of anything have a dozen members.
const MOST_MEMBERS: usize = 64;

pub(crate) type Scanned<T> = Result<T, Problem>;

pub(crate) struct Scanner<'r> {
    reader: &'r mut dyn Read,
    name: &'r str,
    buffer: Box<[u8]>,
    /// What is read next.
    at: usize,
    /// The valid text in the buffer ends here, in front of `read` bytes in all.
    end: usize,
    read: usize,
    /// How far lines have been counted, and the position there.
    counted: usize,
    position: Position,
    /// Where in the input the buffer begins.
    base: u64,
    /// What is wrong with the bytes at `end`.
    fault: Option<(String, &'static str)>,
    depth: Vec<u8>,
    start: u64,
}

impl std::fmt::Debug for Scanner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scanner")
            .field("name", &self.name)
            .field("base", &self.base)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl<'r> Scanner<'r> {
    /// Begins to read an input of so many bytes; a byte order mark is passed over, and takes no column.
    pub(crate) fn new(name: &'r str, reader: &'r mut dyn Read, length: u64) -> Scanned<Self> {
        let length = usize::try_from(length).unwrap_or(BUFFER);
        // Most inputs are a few kilobytes: to clear the whole buffer takes longer than to read them.
        let buffer = length.saturating_add(1).min(BUFFER);
        let mut scanner = Self {
            reader,
            name,
            buffer: vec![0; buffer].into_boxed_slice(),
            at: 0,
            end: 0,
            read: 0,
            counted: 0,
            position: Position::START,
            base: 0,
            fault: None,
            depth: Vec::new(),
            start: 0,
        };
        let filled = scanner.fill();
        let start = scanner.buffer.get(..scanner.read).unwrap_or_default();
        if let Some((found, expected)) = foreign_encoding(start) {
            return Err(Problem::new(name, found, expected));
        }
        let has_mark = start.starts_with("\u{FEFF}".as_bytes());
        filled?;
        if has_mark {
            scanner.at = '\u{FEFF}'.len_utf8();
            scanner.counted = scanner.at;
            scanner.start = scanner.at as u64;
        }
        Ok(scanner)
    }

    /// Where the text begins, behind a byte order mark.
    pub(crate) const fn start(&self) -> Place {
        Place {
            offset: self.start,
            length: 0,
            start: Position::START,
        }
    }

    /// Reads on. The text that was consumed is given up; false at the end of the input.
    fn fill(&mut self) -> Scanned<bool> {
        self.position();
        if self.at < self.end {
            return Ok(true);
        }
        if let Some((found, expected)) = self.fault.take() {
            return Err(self.problem(found, expected));
        }
        self.buffer.copy_within(self.end..self.read, 0);
        self.base += self.end as u64;
        self.read -= self.end;
        (self.at, self.end, self.counted) = (0, 0, 0);
        while self.end == 0 {
            let free = self.buffer.get_mut(self.read..).unwrap_or_default();
            let more = match self.reader.read(free) {
                Ok(more) => more,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(Problem::unreadable(self.name, &error)),
            };
            self.read += more;
            let bytes = self.buffer.get(..self.read).unwrap_or_default();
            let (valid, broken) = match std::str::from_utf8(bytes) {
                Ok(_) => (self.read, false),
                Err(error) => (
                    error.valid_up_to(),
                    error.error_len().is_some() || more == 0,
                ),
            };
            self.end = valid;
            if broken {
                let byte = bytes.get(valid).copied().unwrap_or_default();
                self.fault = Some((format!("the byte 0x{byte:02X}"), "JSON text in UTF-8"));
                return if valid == 0 { self.fill() } else { Ok(true) };
            }
            if more == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn byte(&mut self) -> Scanned<Option<u8>> {
        if self.at == self.end && !self.fill()? {
            return Ok(None);
        }
        Ok(self.buffer.get(self.at).copied())
    }

    /// The text that is in the buffer and not consumed.
    fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..self.end).unwrap_or_default()
    }

    /// The next byte that isn't white space; it is not consumed. `None` at the end.
    pub(crate) fn peek(&mut self) -> Scanned<Option<u8>> {
        loop {
            let rest = self.rest();
            let space = rest
                .iter()
                .position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
            match space {
                Some(space) => {
                    self.at += space;
                    return self.byte();
                }
                None => {
                    self.at = self.end;
                    if !self.fill()? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Line and column of what is read next.
    pub(crate) fn position(&mut self) -> Position {
        let passed = self.buffer.get(self.counted..self.at).unwrap_or_default();
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
        self.counted = self.at;
        self.position
    }

    pub(crate) fn problem(&mut self, found: impl Into<String>, expected: &str) -> Problem {
        Problem::new(self.name, found, expected).at(self.position())
    }

    /// The next token is not what is expected.
    pub(crate) fn unexpected(&mut self, expected: &str) -> Problem {
        let found = match self.peek() {
            Err(problem) => return problem,
            Ok(None) => "the end of the text".to_owned(),
            Ok(Some(b'{')) => "an object".to_owned(),
            Ok(Some(b'[')) => "an array".to_owned(),
            Ok(Some(b'"')) => "a string".to_owned(),
            Ok(Some(b'-' | b'0'..=b'9')) => "a number".to_owned(),
            Ok(Some(_)) => {
                let text = std::str::from_utf8(self.rest()).unwrap_or_default();
                let is_word = |character: &char| character.is_alphanumeric();
                let word: String = text.chars().take_while(is_word).take(20).collect();
                let first: String = text.chars().take(1).collect();
                quoted(if word.is_empty() { &first } else { &word })
            }
        };
        self.problem(found, expected)
    }

    /// Consumes a byte that is the next but for white space.
    pub(crate) fn expect(&mut self, byte: u8, expected: &str) -> Scanned<()> {
        if self.peek()? != Some(byte) {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// The members of an object: `member` is called with each name and consumes the value.
    pub(crate) fn object(
        &mut self,
        expected: &str,
        mut member: impl FnMut(&mut Self, &str) -> Scanned<()>,
    ) -> Scanned<()> {
        self.expect(b'{', expected)?;
        let mut first = true;
        while self.another(b'}', &mut first)? {
            if self.peek()? != Some(b'"') {
                return Err(self.unexpected("a member name in double quotes"));
            }
            let name = self.string("a member name")?;
            self.expect(b':', "`:` after the member name")?;
            member(self, &name)?;
        }
        Ok(())
    }

    /// As [`Scanner::object`], of an object whose members must be there once: which of two AWS would go
    /// by is not to be guessed.
    pub(crate) fn details(
        &mut self,
        expected: &str,
        mut member: impl FnMut(&mut Self, &str) -> Scanned<()>,
    ) -> Scanned<()> {
        let mut seen: Vec<String> = Vec::new();
        self.object(expected, |scanner, name| {
            let is_second = seen.iter().any(|earlier| earlier == name);
            if is_second || seen.len() == MOST_MEMBERS {
                scanner.peek()?;
                let (found, expected) = match is_second {
                    true => second_time(name),
                    false => (format!("more than {MOST_MEMBERS} members"), expected),
                };
                return Err(scanner.problem(found, expected));
            }
            seen.push(name.to_owned());
            member(scanner, name)
        })
    }

    /// The elements of an array; `null` has none.
    pub(crate) fn array(
        &mut self,
        expected: &str,
        mut element: impl FnMut(&mut Self) -> Scanned<()>,
    ) -> Scanned<()> {
        if self.peek()? == Some(b'n') {
            return self.skip();
        }
        self.expect(b'[', expected)?;
        let mut first = true;
        while self.another(b']', &mut first)? {
            element(self)?;
        }
        Ok(())
    }

    fn another(&mut self, close: u8, first: &mut bool) -> Scanned<bool> {
        let next = self.peek()?;
        if next == Some(close) {
            self.at += 1;
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            let closing = char::from(close);
            if next != Some(b',') {
                return Err(self.unexpected(&format!("`,` or `{closing}`")));
            }
            let comma = self.position();
            self.at += 1;
            if self.peek()? == Some(close) {
                let found = format!("a comma before `{closing}`");
                let problem = Problem::new(self.name, found, "no comma after the last item");
                return Err(problem.at(comma));
            }
        }
        Ok(true)
    }

    /// A string, decoded.
    pub(crate) fn string(&mut self, expected: &str) -> Scanned<String> {
        self.peek()?;
        let start = self.position();
        let mut quoted = Vec::new();
        self.expect(b'"', expected)?;
        quoted.push(b'"');
        let mut escaped = false;
        self.pass_string(start, &mut |part, is_escape| {
            escaped |= is_escape;
            quoted.extend_from_slice(part);
            quoted.len() <= LONGEST_STRING
        })?;
        let misread = |found: &str| Problem::new(self.name, found, expected).at(start);
        if quoted.len() > LONGEST_STRING {
            return Err(misread("a very long string"));
        }
        if escaped {
            quoted.push(b'"');
            return serde_json::from_slice(&quoted).map_err(|_| misread("a malformed escape"));
        }
        String::from_utf8(quoted.split_off(1)).map_err(|_| misread("a malformed string"))
    }

    /// Consumes a string whose opening quote is consumed. `take` gets it in parts, and says whether
    /// it wants more.
    fn pass_string(
        &mut self,
        start: Position,
        take: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Scanned<()> {
        let mut wanted = true;
        loop {
            let rest = self.rest();
            let length = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            wanted = wanted && take(rest.get(..length).unwrap_or_default(), false);
            self.at += length;
            match self.byte()? {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    if let Some(escape) = self.byte()? {
                        wanted = wanted && take(&[b'\\', escape], true);
                        // A character of several bytes is no escape; what follows it is refused.
                        self.at += usize::from(escape.is_ascii());
                    }
                }
                Some(_) => {}
                None => {
                    let found = "a string that is never closed";
                    let problem = Problem::new(self.name, found, "a closing double quote");
                    return Err(problem.at(start));
                }
            }
        }
    }
}
