//! Skips values that aren't needed, or that the engine reads.

use super::{Read, Reader};
use crate::location::Extent;
use crate::problem::{code, quoted};

/// No supported input nests deeper than a few dozen levels.
const DEEPEST: usize = 512;

impl Reader<'_> {
    /// Skips a value and returns its extent.
    pub(crate) fn extent(&mut self) -> Read<Extent> {
        let start = self.here()?;
        self.skip()?;
        Ok(self.since(start))
    }

    /// Skips a value. Brackets and strings are checked, everything else is not.
    pub(crate) fn skip(&mut self) -> Read<()> {
        match self.peek()? {
            Some(b'{' | b'[') => self.skip_nested(),
            Some(b'"') => self.pass_string(&mut |_| false),
            _ => self.skip_word(),
        }
    }

    fn skip_nested(&mut self) -> Read<()> {
        self.open.clear();
        loop {
            let structural = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']');
            let rest = self.window.rest();
            let plain = rest.iter().position(structural).unwrap_or(rest.len());
            self.window.advance(plain);
            match self.window.byte()? {
                Some(b'"') => {
                    self.pass_string(&mut |_| false)?;
                    continue;
                }
                Some(b'{' | b'[') if self.open.len() == DEEPEST => {
                    let expected = format!("at most {DEEPEST} levels");
                    let problem = self.problem("JSON that is nested too deep", &expected);
                    return Err(problem.with_code(code::TOO_LARGE));
                }
                Some(b'{') => self.open.push(b'}'),
                Some(b'[') => self.open.push(b']'),
                Some(close @ (b'}' | b']')) => {
                    let expected = self.open.pop().unwrap_or(b'}');
                    if close != expected {
                        let found = format!("`{}`", char::from(close));
                        let expected = format!("`{}`", char::from(expected));
                        return Err(self.problem(found, &expected).with_code(code::JSON));
                    }
                }
                Some(_) => continue,
                None => return Err(self.not_json("`}` or `]`")),
            }
            self.window.advance(1);
            if self.open.is_empty() {
                return Ok(());
            }
        }
    }

    fn skip_word(&mut self) -> Read<()> {
        const EXPECTED: &str = "a value";
        const LONGEST: usize = 64;
        self.window.pin();
        let mut word = Vec::new();
        while let Some(byte @ (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.')) =
            self.window.byte()?
        {
            word.push(byte);
            self.window.advance(1);
            if word.len() > LONGEST {
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
            return Err(self.not_json(EXPECTED));
        }
        let found = quoted(&String::from_utf8_lossy(&word));
        Err(self.pinned_problem(found, EXPECTED))
    }
}
