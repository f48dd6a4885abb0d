//! Passing over values that are of no interest, or that somebody else reads.

use super::{Scanned, Scanner};
use crate::problem::{Problem, quoted};
use crate::source::body::Place;

/// Nothing that is read here nests deeper than a few dozen levels.
const DEEPEST: usize = 512;

impl Scanner<'_> {
    /// Passes over a value; tells where it stands.
    pub(crate) fn place(&mut self) -> Scanned<Place> {
        let start = self.here()?;
        self.skip()?;
        Ok(self.since(start))
    }

    /// The place of the next token, of no length yet.
    pub(crate) fn here(&mut self) -> Scanned<Place> {
        self.peek()?;
        Ok(Place {
            offset: self.base + self.at as u64,
            length: 0,
            start: self.position(),
        })
    }

    /// The place that begins at `start` and ends with what was consumed last.
    pub(crate) fn since(&self, start: Place) -> Place {
        Place {
            length: self.base + self.at as u64 - start.offset,
            ..start
        }
    }

    /// Passes over a value. Brackets and strings are checked, what stands between them is not.
    pub(crate) fn skip(&mut self) -> Scanned<()> {
        match self.peek()? {
            Some(b'{' | b'[') => self.skip_nested(),
            Some(b'"') => {
                let start = self.position();
                self.at += 1;
                self.pass_string(start, &mut |_, _| false)
            }
            _ => self.skip_word(),
        }
    }

    fn skip_nested(&mut self) -> Scanned<()> {
        self.depth.clear();
        loop {
            let structural = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']');
            let rest = self.rest();
            let plain = rest.iter().position(structural).unwrap_or(rest.len());
            self.at += plain;
            let byte = self.byte()?;
            match byte {
                Some(b'"') => {
                    let start = self.position();
                    self.at += 1;
                    self.pass_string(start, &mut |_, _| false)?;
                    continue;
                }
                Some(b'{' | b'[') if self.depth.len() == DEEPEST => {
                    let expected = format!("at most {DEEPEST} levels");
                    return Err(self.problem("JSON that is nested too deep", &expected));
                }
                Some(b'{') => self.depth.push(b'}'),
                Some(b'[') => self.depth.push(b']'),
                Some(close @ (b'}' | b']')) => match self.depth.pop() {
                    Some(open) if open == close => {}
                    open => {
                        let expected = char::from(open.unwrap_or(b'}'));
                        let found = format!("`{}`", char::from(close));
                        return Err(self.problem(found, &format!("`{expected}`")));
                    }
                },
                Some(_) => continue,
                None => return Err(self.problem("the end of the text", "`}` or `]`")),
            }
            self.at += 1;
            if self.depth.is_empty() {
                return Ok(());
            }
        }
    }

    fn skip_word(&mut self) -> Scanned<()> {
        const EXPECTED: &str = "a value";
        let start = self.position();
        let mut word = Vec::new();
        while let Some(byte @ (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.')) =
            self.byte()?
        {
            word.push(byte);
            self.at += 1;
            if word.len() > 64 {
                break;
            }
        }
        let is_number = word
            .first()
            .is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'));
        if is_number || matches!(word.as_slice(), b"true" | b"false" | b"null") {
            return Ok(());
        }
        if word.is_empty() {
            return Err(self.unexpected(EXPECTED));
        }
        let found = quoted(&String::from_utf8_lossy(&word));
        Err(Problem::new(self.name, found, EXPECTED).at(start))
    }
}
