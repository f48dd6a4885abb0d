//! GitHub-flavoured Markdown with safely escaped text.

use crate::form::text::clean;
use std::fmt::Write as _;

/// Escapes text for a paragraph or a table cell: no markup, no HTML, no link, one line.
///
/// GitHub and GitLab look for links, mentions, issues, commits, formulas and emoji after processing
/// backslashes and entities, so escapes don't prevent them; only code does. A word that might be
/// interpreted as one of these is written as code.
///
/// ```
/// use iam_report::form::markdown::escaped;
/// assert_eq!(escaped("a|b <img> *c*"), r"a\|b &lt;img&gt; \*c\*");
/// assert_eq!(escaped("see www.example.com or @octocat"), "see `www.example.com` or `@octocat`");
/// ```
#[must_use]
pub fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for (index, word) in clean(words).split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        if is_taken_for_a_reference(word) {
            let begin = word.trim_start_matches(['(', '"', '\'']);
            // A parenthesis at the end belongs to the word if the word contains an opening one.
            let ends = |end| r#""',.;:"#.contains(end) || (end == ')' && !begin.contains('('));
            let inner = begin.trim_end_matches(ends);
            escape(&word[..word.len() - begin.len()], false, &mut out);
            out.push_str(&code(inner));
            escape(&begin[inner.len()..], false, &mut out);
        } else {
            escape(word, index == 0, &mut out);
        }
    }
    out
}

fn escape(word: &str, first: bool, out: &mut String) {
    // Characters that could begin a list, at the beginning of a line.
    let number = word.trim_start_matches(|character: char| character.is_ascii_digit());
    let begins_list = word.starts_with(['-', '+', '=']) || matches!(number, "." | ")");
    let mark = match begins_list && first {
        true => word.len() - number.len(),
        false => usize::MAX,
    };
    for (at, character) in word.char_indices() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            _ if at == mark => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
}

/// Whether a renderer may interpret a word as a reference.
fn is_taken_for_a_reference(word: &str) -> bool {
    if !word.contains(|character: char| !character.is_ascii_alphabetic()) {
        return false;
    }
    let lower = word.to_ascii_lowercase();
    // URLs, mentions, formulas.
    if ["://", "www.", "mailto:", "xmpp:", "@", "$"]
        .iter()
        .any(|sign| lower.contains(sign))
    {
        return true;
    }
    // Issues, and GitLab's other references: `#12`, `!12`, `&12`, `%3.0`, `~bug`, `^alert#3`,
    // `GH-12`.
    let follows = |sign: char, next: fn(char) -> bool| {
        let mut after = lower.split(sign).skip(1);
        after.any(|after| after.starts_with(next))
    };
    if ['#', '!', '&', '%', '~', '^']
        .iter()
        .any(|sign| follows(*sign, |next| next.is_alphanumeric() || next == '"'))
    {
        return true;
    }
    let mut issues = lower.split("gh-").skip(1);
    if issues.any(|after| after.starts_with(|next: char| next.is_ascii_digit())) {
        return true;
    }
    // Commits, except numbers only: those are accounts.
    let mut runs = lower.split(|character: char| !character.is_ascii_hexdigit());
    let is_commit = |run: &str| {
        let digit = run.contains(|character: char| character.is_ascii_digit());
        run.len() >= 7 && digit && run.contains(|character: char| character.is_ascii_alphabetic())
    };
    if runs.any(is_commit) {
        return true;
    }
    // Emoji: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:s` has one. Positions, such as
    // `a.json:3:17`, have none.
    let mut names = lower.split(':').skip(1).peekable();
    while let Some(name) = names.next() {
        let in_name = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
        let letter = |c: char| c.is_ascii_alphabetic() || "+-".contains(c);
        let numbers = matches!(name, "100" | "1234");
        let is_name = numbers || (name.chars().all(in_name) && name.contains(letter));
        if names.peek().is_some() && is_name {
            return true;
        }
    }
    false
}

/// Formats text as code, for a paragraph or a table cell. In a cell a `|` needs its backslash even
/// in code; a backtick in the text makes the fence longer.
///
/// ```
/// use iam_report::form::markdown::code;
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

/// A table. Cells must already be Markdown: see [`escaped`] and [`code`].
#[derive(Debug, Clone)]
pub struct Table {
    text: String,
}

impl Table {
    /// A table with these column titles.
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

/// A code block that its content can't end.
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
        for marker in ["<td", "<s", "![", "\n", "\u{1b}"] {
            assert!(!safe.contains(marker), "{marker:?} in {safe}");
        }
        assert!(
            safe.contains(r"`[a](http://b)` \`c\` `@who` \|d\| \# e"),
            "{safe}"
        );
        assert!(!code("a\n| b").contains('\n'));
    }

    #[test]
    fn what_renderers_take_for_a_reference_is_code() {
        for word in [
            "www.example.com",
            "WWW.example.com",
            "http://example.com",
            "ftp://a",
            "mailto:a",
            "a@b.example",
            "@octocat",
            "@org/team",
            "#12",
            "octo/repo#12",
            "GH-12",
            "!12",
            "$x$",
            "~bug",
            "%3.0",
            "16c999e8c71134401a78d4d46435517b2271d6ac",
            "x/1234abc",
            "a:lock:b",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s",
            "`@octocat`",
            "a|@b",
        ] {
            let sentence = format!("the role {word} is");
            assert_eq!(escaped(&sentence), format!("the role {} is", code(word)));
            let sentence = format!("the role ({word}), is");
            assert_eq!(escaped(&sentence), format!("the role ({}), is", code(word)));
        }
        assert_eq!(escaped("a :+1: b"), "a `:+1`: b");
        for word in [
            "role.json:3:17",
            "ec2:RunInstances",
            "kms:*",
            "111122223333",
            "deadbeef",
            "a.b",
            "don't",
            "50 %",
            "(2)",
        ] {
            assert!(!escaped(&format!("x {word}")).contains('`'), "{word}");
        }
    }

    #[test]
    fn no_line_begins_a_list() {
        assert_eq!(escaped("- a - b"), r"\- a - b");
        assert_eq!(escaped("1. a 2. b"), r"1\. a 2. b");
        assert_eq!(escaped("1.5 of 3"), "1.5 of 3");
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
