//! Policy documents of a template, with what its functions give in their places.

use super::function::Known;
use super::template::{DEEPEST, Template};
use crate::json::{Read, Value};
use crate::layout::Layout;
use crate::problem::Problem;
use crate::source::body::Part;
use iam_eval::{Document, Position};

impl<'a> Template<'a> {
    /// A document whose functions are all evaluated. Everything is on the line where the template
    /// has it.
    pub(super) fn document(&self, value: Value<'a>) -> Read<Part> {
        let value = self.branch(value, 0)?;
        if value.text.len() > Document::MAX_BYTES {
            return Err(too_long(value));
        }
        let mut layout = Layout::new(value.start);
        self.write(value, value, &mut layout, 0)?;
        Ok(Part::of_text(value.name, layout.into_text(), value.start))
    }

    /// Writes a value of the document `whole`.
    fn write(
        &self,
        value: Value<'a>,
        whole: Value<'a>,
        layout: &mut Layout,
        depth: usize,
    ) -> Read<()> {
        if depth >= DEEPEST || layout.len() > Document::MAX_BYTES {
            return Err(too_long(whole));
        }
        let written = match self.known(value, depth)? {
            Known::Nothing => return Err(value.problem("`AWS::NoValue`", "a value")),
            Known::Text(text) => {
                layout.go_to(value.start);
                match value.text.starts_with('{') {
                    true => layout.push_string(&text),
                    // As it is written, with its escapes.
                    false => layout.push(value.text),
                }
                return Ok(());
            }
            Known::Items(items) => {
                layout.go_to(value.start);
                layout.push("[");
                for (index, item) in items.iter().enumerate() {
                    layout.push(if index > 0 { "," } else { "" });
                    layout.push_string(item);
                }
                layout.push("]");
                return Ok(());
            }
            Known::Written(written) => written,
        };
        layout.go_to(written.start);
        let mut is_first = true;
        if written.is_array() {
            layout.push("[");
            for element in written.elements()? {
                let Some(element) = self.present(element, depth)? else {
                    continue;
                };
                layout.push(if is_first { "" } else { "," });
                is_first = false;
                self.write(element, whole, layout, depth + 1)?;
            }
            layout.push("]");
            return Ok(());
        }
        layout.push("{");
        for (name, member) in written.object("an object")?.iter() {
            let Some(member) = self.present(member, depth)? else {
                continue;
            };
            layout.push(if is_first { "" } else { "," });
            is_first = false;
            layout.go_to(before(member.start, name));
            layout.push_string(name);
            layout.push(":");
            self.write(member, whole, layout, depth + 1)?;
        }
        layout.push("}");
        Ok(())
    }

    /// The value itself, unless it is as if it weren't written.
    pub(super) fn present(&self, value: Value<'a>, depth: usize) -> Read<Option<Value<'a>>> {
        let value = self.branch(value, depth)?;
        // `Ref` alone gives nothing, and it is short.
        let is_short = value.text.starts_with('{') && value.text.len() < 64;
        let is_nothing = is_short && value.text.contains("AWS::NoValue");
        if is_nothing && matches!(self.known(value, depth)?, Known::Nothing) {
            return Ok(None);
        }
        Ok(Some(value))
    }
}

/// Where a member's name most likely is, whose value is at `value`.
fn before(value: Position, name: &str) -> Position {
    let length = u32::try_from(name.chars().count() + "\"\": ".len()).unwrap_or(u32::MAX);
    Position {
        line: value.line,
        column: value.column.saturating_sub(length).max(1),
    }
}

fn too_long(value: Value<'_>) -> Problem {
    let expected = format!("at most {} bytes and {DEEPEST} levels", Document::MAX_BYTES);
    value.problem("a document that is too long or nested too deep", expected)
}
