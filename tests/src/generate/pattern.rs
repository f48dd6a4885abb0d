//! Patterns made from names: complete, truncated, with wildcards, in another letter case.

use proptest::prelude::*;
use proptest::sample::Index;

/// A way of making a pattern from a name.
#[derive(Debug, Clone)]
pub enum Change {
    /// The name itself.
    None,
    /// `*`.
    Star,
    /// The name up to a position, and `*`.
    Cut(Index),
    /// The part before the last separator, and `*`.
    CutAtSeparator,
    /// `*` instead of a substring.
    Inner(Index, Index),
    /// `?` instead of one character.
    One(Index),
    /// An inserted `*`.
    Insert(Index),
    /// One of the colon-separated parts becomes `*`.
    Part(Index),
    /// A part of an ARN becomes empty.
    EmptyPart(Index),
    /// The other letter case at one position.
    Case(Index),
    /// Upper case throughout.
    Upper,
    /// One more character at the end.
    Longer,
}

impl Change {
    /// Any change; most leave a pattern that still matches the name.
    pub fn any() -> impl Strategy<Value = Self> {
        let at = any::<Index>;
        prop_oneof![
            6 => Just(Self::None),
            4 => Just(Self::Star),
            3 => at().prop_map(Self::Cut),
            3 => Just(Self::CutAtSeparator),
            2 => (at(), at()).prop_map(|(a, b)| Self::Inner(a, b)),
            2 => at().prop_map(Self::One),
            1 => at().prop_map(Self::Insert),
            2 => at().prop_map(Self::Part),
            1 => at().prop_map(Self::EmptyPart),
            1 => at().prop_map(Self::Case),
            1 => Just(Self::Upper),
            1 => Just(Self::Longer),
        ]
    }

    /// The pattern. The first `kept` bytes of the name stay unchanged.
    #[must_use]
    pub fn apply(&self, name: &str, kept: usize) -> String {
        let (head, tail) = name.split_at_checked(kept).unwrap_or((name, ""));
        let chars: Vec<char> = tail.chars().collect();
        if chars.is_empty() {
            return name.to_owned();
        }
        let join = |parts: [&[char]; 2], between: &str| {
            let [before, after] = parts.map(|part| part.iter().collect::<String>());
            format!("{head}{before}{between}{after}")
        };
        match self {
            Self::None => name.to_owned(),
            Self::Star => "*".to_owned(),
            Self::Cut(at) => join([&chars[..at.index(chars.len())], &[]], "*"),
            Self::CutAtSeparator => match tail.rfind([':', '/']) {
                Some(at) => format!("{head}{}*", &tail[..=at]),
                None => format!("{head}*"),
            },
            Self::Inner(a, b) => {
                let (a, b) = (a.index(chars.len()), b.index(chars.len()));
                join([&chars[..a.min(b)], &chars[a.max(b)..]], "*")
            }
            // A colon is kept: it separates the parts of an ARN.
            Self::One(at) if chars[at.index(chars.len())] == ':' => name.to_owned(),
            Self::One(at) => {
                let at = at.index(chars.len());
                join([&chars[..at], &chars[at + 1..]], "?")
            }
            Self::Insert(at) => {
                let at = at.index(chars.len() + 1);
                join([&chars[..at], &chars[at..]], "*")
            }
            Self::Part(at) => head.to_owned() + &replace_part(tail, at, "*"),
            Self::EmptyPart(at) => head.to_owned() + &replace_part(tail, at, ""),
            Self::Case(at) => {
                let at = at.index(chars.len());
                let other = if chars[at].is_ascii_lowercase() {
                    chars[at].to_ascii_uppercase()
                } else {
                    chars[at].to_ascii_lowercase()
                };
                join([&chars[..at], &chars[at + 1..]], &other.to_string())
            }
            Self::Upper => head.to_owned() + &tail.to_ascii_uppercase(),
            Self::Longer => format!("{name}x"),
        }
    }
}

fn replace_part(text: &str, at: &Index, with: &str) -> String {
    let mut parts: Vec<&str> = text.split(':').collect();
    let at = at.index(parts.len());
    parts[at] = with;
    parts.join(":")
}
