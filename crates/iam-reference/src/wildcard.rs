//! Matching with `*` and `?` (S2.2, S3.3, S3.7, S5.4).

/// One character of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    /// A character as the policy's author wrote it: `*` and `?` are wildcards.
    Written(char),
    /// A `*` or `?` that matches no colon (S3.4).
    WithinSegment(char),
    /// A character that only means itself: from a variable's value, or `${*}` (S6.5, S6.7).
    Literal(char),
}

impl Symbol {
    /// The character, whatever it means.
    pub(crate) fn char(self) -> char {
        match self {
            Symbol::Written(c) | Symbol::WithinSegment(c) | Symbol::Literal(c) => c,
        }
    }
}

/// Every character of the text as it is written.
pub(crate) fn written(text: &str) -> Vec<Symbol> {
    text.chars().map(Symbol::Written).collect()
}

/// S2.2, S2.7: whether the whole text fits the whole pattern. `*` is any run of characters, also
/// none; `?` is exactly one character (one Unicode scalar value). S3.4: some match no colon.
///
/// `reached[i]` says whether the symbols so far can fit the first `i` characters of the text.
pub(crate) fn matches(pattern: &[Symbol], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for symbol in pattern {
        let mut next = vec![false; text.len() + 1];
        match symbol {
            Symbol::Written('*') => {
                next[0] = reached[0];
                for i in 0..text.len() {
                    next[i + 1] = reached[i + 1] || next[i];
                }
            }
            Symbol::WithinSegment('*') => {
                next[0] = reached[0];
                for i in 0..text.len() {
                    next[i + 1] = reached[i + 1] || (next[i] && text[i] != ':');
                }
            }
            Symbol::Written('?') => {
                next[1..].copy_from_slice(&reached[..text.len()]);
            }
            Symbol::WithinSegment('?') => {
                for i in 0..text.len() {
                    next[i + 1] = reached[i] && text[i] != ':';
                }
            }
            Symbol::Written(c) | Symbol::WithinSegment(c) | Symbol::Literal(c) => {
                for i in 0..text.len() {
                    next[i + 1] = reached[i] && text[i] == *c;
                }
            }
        }
        reached = next;
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        matches(&written(pattern), text)
    }

    #[test]
    fn star_is_any_run_and_question_mark_is_one() {
        assert!(fits("", ""));
        assert!(!fits("", "a"));
        assert!(fits("*", ""));
        assert!(fits("a*c", "ac"));
        assert!(fits("a*b*c", "a-b-b-c"));
        assert!(!fits("a*b*c", "a-c"));
        assert!(fits("a?c", "abc"));
        assert!(!fits("a?c", "ac"));
        assert!(!fits("b", "abc"));
        assert!(fits("?", "\u{1F600}"));
    }

    #[test]
    fn within_a_segment_no_wildcard_matches_a_colon() {
        let star = [Symbol::WithinSegment('*')];
        let one = [Symbol::WithinSegment('?')];
        assert!(matches(&star, "") && matches(&star, "a/b") && !matches(&star, "a:b"));
        assert!(matches(&one, "a") && !matches(&one, ":") && !matches(&one, ""));
        let both = [Symbol::WithinSegment('*'), Symbol::Written('*')];
        assert!(matches(&both, "a:b"));
        let then_colon = [Symbol::WithinSegment('*'), Symbol::Written(':')];
        assert!(matches(&then_colon, "a:") && !matches(&then_colon, "a:b:"));
    }

    #[test]
    fn literal_symbols_are_no_wildcards() {
        assert!(matches(&[Symbol::Literal('*')], "*"));
        assert!(!matches(&[Symbol::Literal('*')], "a"));
        assert!(!matches(&[Symbol::Literal('?')], "a"));
    }
}
