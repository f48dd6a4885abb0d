//! Text that is made of an input's, with everything on the line where the input has it, so that
//! messages about it have the input's lines.

use iam_eval::Position;

/// Text that grows, and the position that its end has in the input.
#[derive(Debug)]
pub(crate) struct Layout {
    text: String,
    at: Position,
}

impl Layout {
    /// Nothing yet; the text begins at `start` in its input.
    pub(crate) const fn new(start: Position) -> Self {
        Self {
            text: String::new(),
            at: start,
        }
    }

    /// Goes on at a position, or after what is written already. Between two tokens, JSON takes any
    /// number of line breaks and spaces.
    pub(crate) fn go_to(&mut self, to: Position) {
        while self.at.line < to.line {
            self.text.push('\n');
            self.at = Position {
                line: self.at.line + 1,
                column: 1,
            };
        }
        while self.at.line == to.line && self.at.column < to.column {
            self.text.push(' ');
            self.at.column += 1;
        }
    }

    /// Appends text, which may have line breaks.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.at = self.at.advanced(text, text.len());
    }

    /// Appends a string as JSON writes it.
    pub(crate) fn push_string(&mut self, said: &str) {
        // A string is always written.
        self.push(&serde_json::Value::from(said).to_string());
    }

    /// How many bytes were written.
    pub(crate) const fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}
