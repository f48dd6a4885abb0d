//! Markdown (GitHub's) with words that stay words.

use crate::text::clean;
use std::fmt::Write as _;

/// Words, escaped for a paragraph or a table's cell: no markup, no HTML, no link, one line.
///
/// ```
/// use iam_report::markdown::escaped;
/// assert_eq!(escaped("a|b <img> *c*"), r"a\|b &lt;img&gt; \*c\*");
/// ```
#[must_use]
pub fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for character in clean(words).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            // Neither a mention of somebody nor a link by itself.
            '@' => out.push_str("&#64;"),
            _ => out.push(character),
        }
    }
    if out.contains("://") {
        out = out.replace("://", ":&#47;&#47;");
    }
    out
}

/// Words as code, for a paragraph or a table's cell. In a cell a `|` needs its backslash even in
/// code; a backtick in the words makes the fence longer.
///
/// ```
/// use iam_report::markdown::code;
/// assert_eq!(code("ec2:RunInstances"), "`ec2:RunInstances`");
/// assert_eq!(code("a`b|c"), r"`` a`b\|c ``");
/// ```
#[must_use]
pub fn code(words: &str) -> String {
    let words = clean(words).replace('|', "\\|");
    if words.trim().is_empty() {
        return String::new();
    }
    let mut longest = 0;
    let mut current = 0;
    for character in words.chars() {
        current = if character == '`' { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    if longest == 0 {
        return format!("`{words}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {words} {fence}")
}

/// A table. Cells are Markdown already: see [`escaped`] and [`code`].
#[derive(Debug, Clone)]
pub struct Table {
    text: String,
}

impl Table {
    /// A table with these titles of columns.
    #[must_use]
    pub fn new(titles: &[&str]) -> Self {
        let mut table = Self {
            text: String::new(),
        };
        table.row(titles);
        table.row(&vec!["---"; titles.len()]);
        table
    }

    /// Adds a row.
    pub fn row<Cell: AsRef<str>>(&mut self, cells: &[Cell]) {
        for cell in cells {
            let _ = write!(self.text, "| {} ", cell.as_ref());
        }
        self.text.push_str("|\n");
    }

    /// The table's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A block of code that its content cannot end.
#[must_use]
pub fn code_block(language: &str, content: &str) -> String {
    let mut fence = "```".to_owned();
    while content.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}\n", content.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Table, code, code_block, escaped};

    #[test]
    fn hostile_words_make_no_markup() {
        let hostile = "</td><script>x</script> [a](http://b) `c` @who |d|\n# e ![i](j) \u{1b}[31m";
        let safe = escaped(hostile);
        for marker in ["<", "[a](", " `", "@", "://", "\n", "\u{1b}"] {
            assert!(!safe.contains(marker), "{marker:?} in {safe}");
        }
        assert!(!code("a\n| b").contains('\n'));
    }

    #[test]
    fn a_block_of_code_ends_where_it_should() {
        assert_eq!(
            code_block("json", "a\n```\nb\n"),
            "````json\na\n```\nb\n````\n"
        );
    }

    #[test]
    fn a_table_has_its_rule() {
        let mut table = Table::new(&["a", "b"]);
        table.row(&["1", "2"]);
        assert_eq!(table.as_str(), "| a | b |\n| --- | --- |\n| 1 | 2 |\n");
    }
}
