//! Skips values that only have to be valid JSON.

use super::{JsonType, Parsed, Reader};

/// An object or an array that isn't closed yet, and whether its next item is its first.
enum Open {
    Object(bool),
    Array(bool),
}

impl Reader<'_> {
    /// Consumes the next value, of any type. Its depth uses memory, never stack.
    pub fn skip_value(&mut self) -> Parsed<()> {
        let mut open = Vec::new();
        loop {
            match self.peek("a value")? {
                JsonType::Object => {
                    self.enter();
                    open.push(Open::Object(true));
                }
                JsonType::Array => {
                    self.enter();
                    open.push(Open::Array(true));
                }
                JsonType::String => drop(self.string()?),
                JsonType::Number => drop(self.number()?),
                JsonType::True => drop(self.word("true")),
                JsonType::False => drop(self.word("false")),
                JsonType::Null => drop(self.word("null")),
            }
            while let Some(innermost) = open.last_mut() {
                let has_next = match innermost {
                    Open::Object(first) => self.member(first)?.is_some(),
                    Open::Array(first) => self.element(first)?,
                };
                if has_next {
                    break;
                }
                open.pop();
            }
            if open.is_empty() {
                return Ok(());
            }
        }
    }
}
