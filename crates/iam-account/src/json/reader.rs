//! A JSON reader, token by token.

use super::string::decoded;
use super::window::Window;
use crate::location::Extent;
use crate::problem::{Problem, code, quoted, second_time};
use crate::source::body::Input;
use crate::source::encoding::not_plain_text;
use crate::stray_text::{cut_by_depth, foreign};
use iam_eval::Position;
use memchr::memchr2;

/// Names and ARNs have at most 2,048 characters; a string with a document is not read as a string.
const LONGEST_STRING: usize = 64 * 1024;
/// The objects that AWS prints have about a dozen members.
const MOST_MEMBERS: usize = 64;

/// What was read, or the problem with its position.
pub(crate) type Read<T> = Result<T, Problem>;

pub(crate) struct Reader<'r> {
    pub(super) window: Window<'r>,
    /// The open brackets in a value that is being skipped.
    pub(super) open: Vec<u8>,
    start: Extent,
    /// True where members of objects that AWS prints begin with a small letter.
    has_small_members: bool,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("name", &self.window.name)
            .field("offset", &self.window.offset())
            .finish_non_exhaustive()
    }
}

impl<'r> Reader<'r> {
    /// Starts to read an input; a byte order mark is skipped, and doesn't count as a column.
    pub(crate) fn new(input: Input<'r>) -> Read<Self> {
        const MARK: &[u8] = "\u{FEFF}".as_bytes();
        let mut window = Window::new(input);
        let filled = window.fill();
        if let Some((found, expected)) = not_plain_text(window.loaded()) {
            return Err(Problem::new(window.name, found, expected).with_code(code::ENCODING));
        }
        filled?;
        if window.loaded().starts_with(MARK) {
            window.skip_mark(MARK.len());
        }
        Ok(Self::at(window, Position::START))
    }

    /// Starts to read a text that is at `start` in its input.
    pub(crate) fn of_text(name: &'r str, text: &'r str, start: Position) -> Self {
        Self::at(Window::of_text(name, text, start), start)
    }

    /// Begins to read a part of an input, of which the text is in memory: extents are those in the
    /// input.
    pub(crate) fn of_part(name: &'r str, text: &'r str, part: Extent) -> Self {
        let window = Window::of_text(name, text, part.start).at_offset(part.offset);
        Self::at(window, part.start)
    }

    fn at(window: Window<'r>, start: Position) -> Self {
        Self {
            start: Extent {
                offset: window.offset(),
                length: 0,
                start,
            },
            window,
            open: Vec::new(),
            has_small_members: false,
        }
    }

    /// The members of objects that AWS prints are written with a small first letter:
    /// [`Reader::details`] gives their names with a capital one.
    pub(crate) const fn capitalize_members(&mut self) {
        self.has_small_members = true;
    }

    /// Where the text begins, behind a byte order mark.
    pub(crate) const fn start(&self) -> Extent {
        self.start
    }

    /// The next byte that isn't white space, without consuming it. `None` at the end.
    pub(crate) fn peek(&mut self) -> Read<Option<u8>> {
        loop {
            let rest = self.window.rest();
            let space = rest
                .iter()
                .position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
            let all = rest.len();
            match space {
                Some(space) => {
                    self.window.advance(space);
                    return self.window.byte();
                }
                None => {
                    self.window.advance(all);
                    if !self.window.fill()? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Line and column of the next token.
    pub(crate) fn position(&mut self) -> Read<Position> {
        self.peek()?;
        Ok(self.window.position())
    }

    /// The empty extent at the next token.
    pub(crate) fn here(&mut self) -> Read<Extent> {
        Ok(Extent {
            start: self.position()?,
            offset: self.window.offset(),
            length: 0,
        })
    }

    /// The extent from `start` to the end of what was consumed last.
    pub(crate) const fn since(&self, start: Extent) -> Extent {
        Extent {
            length: self.window.offset() - start.offset,
            ..start
        }
    }

    /// A problem with the next token.
    pub(crate) fn problem(&mut self, found: impl Into<Box<str>>, expected: &str) -> Problem {
        match self.position() {
            Ok(position) => Problem::new(self.window.name, found, expected).at(position),
            Err(problem) => problem,
        }
    }

    /// The token that was pinned last is not JSON.
    pub(super) fn pinned_problem(&mut self, found: impl Into<Box<str>>, expected: &str) -> Problem {
        let position = self.window.pinned();
        Problem::new(self.window.name, found, expected)
            .with_code(code::JSON)
            .at(position)
    }

    /// The problem that the next token is not what is expected.
    pub(crate) fn unexpected(&mut self, expected: &str) -> Problem {
        let found = match self.peek() {
            Err(problem) => return problem,
            Ok(None) => {
                return self
                    .problem("the end of the text", expected)
                    .with_code(code::JSON);
            }
            Ok(Some(b'{')) => "an object",
            Ok(Some(b'[')) => "an array",
            Ok(Some(b'"')) => return self.unexpected_string(expected),
            Ok(Some(b'-' | b'0'..=b'9')) => "a number",
            Ok(Some(_)) => {
                self.window.pin();
                let rest = self.window.rest();
                let rest = rest.get(..4).unwrap_or(rest);
                let rest = rest.utf8_chunks().next().map_or("", |chunk| chunk.valid());
                if let Some((found, expected)) = foreign(rest) {
                    return self.pinned_problem(found, expected);
                }
                return match self.word() {
                    Ok(word) => {
                        let code = match word.as_str() {
                            "true" | "false" | "null" => code::WRONG_TYPE,
                            _ => code::JSON,
                        };
                        self.pinned_problem(quoted(&word), expected).with_code(code)
                    }
                    Err(problem) => problem,
                };
            }
        };
        self.problem(found, expected).with_code(code::WRONG_TYPE)
    }

    /// The next token is not one that JSON has there.
    pub(crate) fn not_json(&mut self, expected: &str) -> Problem {
        self.unexpected(expected).with_code(code::JSON)
    }

    /// A string, which is the next token, is not what is expected. It is not consumed.
    fn unexpected_string(&mut self, expected: &str) -> Problem {
        let text = self.window.rest().get(1..).unwrap_or_default();
        let text = text.split(|byte| *byte == b'"').next().unwrap_or_default();
        match std::str::from_utf8(text).ok().and_then(cut_by_depth) {
            Some((found, expected)) => self.problem(found, expected),
            None => self.problem("a string", expected),
        }
    }

    /// Consumes the following letters and digits, up to a limit; any other character alone.
    fn word(&mut self) -> Read<String> {
        const LONGEST: usize = 20;
        let mut word = String::new();
        while word.chars().count() < LONGEST && self.window.byte()?.is_some() {
            let rest = self.window.rest();
            let rest = rest.get(..4).unwrap_or(rest);
            let text = rest.utf8_chunks().next().map_or("", |chunk| chunk.valid());
            match text.chars().next() {
                Some(next) if word.is_empty() || next.is_alphanumeric() => {
                    word.push(next);
                    self.window.advance(next.len_utf8());
                    if !next.is_alphanumeric() {
                        break;
                    }
                }
                _ => break,
            }
        }
        Ok(word)
    }

    /// Consumes a byte after optional white space.
    fn expect(&mut self, byte: u8, expected: &str) -> Read<()> {
        if self.peek()? != Some(byte) {
            return Err(self.unexpected(expected));
        }
        self.window.advance(1);
        Ok(())
    }

    /// Reads the members of an object: `member` is called with each name and consumes the value.
    pub(crate) fn object(
        &mut self,
        expected: &str,
        mut member: impl FnMut(&mut Self, String) -> Read<()>,
    ) -> Read<()> {
        self.expect(b'{', expected)?;
        let mut first = true;
        while self.another(b'}', &mut first)? {
            if self.peek()? != Some(b'"') {
                return Err(self.not_json("a member name in double quotes"));
            }
            let name = self.string("a member name")?;
            self.expect(b':', "`:` after the member name")
                .map_err(|problem| problem.with_code(code::JSON))?;
            member(self, name)?;
        }
        Ok(())
    }

    /// [`Reader::object`] for an object that AWS prints, in which each member must occur once: it
    /// is not guessed which of two AWS would use.
    pub(crate) fn details(
        &mut self,
        expected: &str,
        mut member: impl FnMut(&mut Self, &str) -> Read<()>,
    ) -> Read<()> {
        let mut seen: Vec<String> = Vec::new();
        self.object(expected, |reader, mut name| {
            if reader.has_small_members
                && let Some(first) = name.get_mut(..1)
            {
                first.make_ascii_uppercase();
            }
            if seen.contains(&name) {
                let (found, expected) = second_time(&name);
                return Err(reader
                    .problem(found, expected)
                    .with_code(code::DUPLICATE_MEMBER));
            }
            if seen.len() == MOST_MEMBERS {
                let found = format!("more than {MOST_MEMBERS} members");
                return Err(reader.problem(found, expected).with_code(code::TOO_LARGE));
            }
            member(reader, &name)?;
            seen.push(name);
            Ok(())
        })
    }

    /// Reads the elements of an array; `null` has none.
    pub(crate) fn array(
        &mut self,
        expected: &str,
        mut element: impl FnMut(&mut Self) -> Read<()>,
    ) -> Read<()> {
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

    /// As [`Reader::array`]; also one element alone, as `ConvertTo-Json` may write a list of one.
    /// True where it was so.
    pub(crate) fn list(
        &mut self,
        expected: &str,
        mut element: impl FnMut(&mut Self) -> Read<()>,
    ) -> Read<bool> {
        if self.peek()? == Some(b'{') {
            return element(self).map(|()| true);
        }
        self.array(expected, element).map(|()| false)
    }

    fn another(&mut self, close: u8, first: &mut bool) -> Read<bool> {
        let next = self.peek()?;
        if next == Some(close) {
            self.window.advance(1);
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            let closing = char::from(close);
            if next != Some(b',') {
                return Err(self.not_json(&format!("`,` or `{closing}`")));
            }
            self.window.pin();
            self.window.advance(1);
            if self.peek()? == Some(close) {
                let found = format!("a comma before `{closing}`");
                return Err(self.pinned_problem(found, "no comma after the last item"));
            }
        }
        Ok(true)
    }

    /// A decoded string.
    pub(crate) fn string(&mut self, expected: &str) -> Read<String> {
        if self.peek()? != Some(b'"') {
            return Err(self.unexpected(expected));
        }
        if let Some(text) = self.plain_string() {
            return Ok(text);
        }
        let mut quoted = vec![b'"'];
        self.pass_string(&mut |part| {
            quoted.extend_from_slice(part);
            quoted.len() <= LONGEST_STRING
        })?;
        if quoted.len() > LONGEST_STRING {
            return Err(self
                .pinned_problem("a very long string", expected)
                .with_code(code::TOO_LARGE));
        }
        quoted.push(b'"');
        let start = self.window.pinned();
        match String::from_utf8(quoted) {
            Ok(quoted) => decoded(self.window.name, &quoted, start, expected),
            Err(_) => Err(self.pinned_problem("a malformed string", expected)),
        }
    }

    /// Consumes a string that is the next token, if it is in memory and has no escapes.
    fn plain_string(&mut self) -> Option<String> {
        let rest = self.window.rest().get(1..)?;
        let length = memchr2(b'"', b'\\', rest).filter(|at| *at < LONGEST_STRING)?;
        let (text, end) = rest.split_at_checked(length)?;
        if !end.starts_with(b"\"") || text.iter().any(u8::is_ascii_control) {
            return None;
        }
        let text = std::str::from_utf8(text).ok()?.to_owned();
        self.window.advance(length + 2);
        Some(text)
    }

    /// Consumes a string that is the next token, and pins it. `take` gets it in parts, and returns
    /// whether it needs more.
    pub(super) fn pass_string(&mut self, take: &mut dyn FnMut(&[u8]) -> bool) -> Read<()> {
        self.window.pin();
        self.window.advance(1);
        let mut is_wanted = true;
        loop {
            let rest = self.window.rest();
            let length = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            is_wanted = is_wanted && take(rest.get(..length).unwrap_or_default());
            self.window.advance(length);
            match self.window.byte()? {
                Some(b'"') => {
                    self.window.advance(1);
                    return Ok(());
                }
                Some(b'\\') => {
                    self.window.advance(1);
                    if let Some(escaped) = self.window.byte()? {
                        is_wanted = is_wanted && take(&[b'\\', escaped]);
                        // A character of several bytes is not an escape; what follows it is
                        // rejected.
                        self.window.advance(usize::from(escaped.is_ascii()));
                    }
                }
                Some(_) => {}
                None => {
                    let found = "a string that is never closed";
                    return Err(self.pinned_problem(found, "a closing double quote"));
                }
            }
        }
    }
}
