//! A simple wildcard matcher, to which the engine's is compared.

/// Whether the whole of `text` matches `pattern`, in which `*` is any run of characters and `?` any
/// one: computes, for each prefix of the pattern, the prefixes of the text that match it.
#[must_use]
pub fn wildcard_matches(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for symbol in pattern.chars() {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            let one_less = at > 0 && reached[at - 1];
            next[at] = match symbol {
                '*' => reached[at] || (at > 0 && next[at - 1]),
                '?' => one_less,
                literal => one_less && text[at - 1] == literal,
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// One symbol of a pattern of resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Literal(char),
    /// `*`, and whether it may match colons.
    Run(bool),
    /// `?`, and whether it may match a colon.
    One(bool),
}

/// Whether an ARN matches a value of `Resource` (S1.8, S3.4, S6.2), in which `${v}` stands for
/// `value`: a `*` that ends one of the first five parts may match colons, as may every wildcard of
/// the sixth, and missing parts are completed with `*`.
#[must_use]
pub fn resource_matches(pattern: &str, value: &str, arn: &str) -> bool {
    let mut pattern = pattern.replace("${v}", "\u{1}");
    if !pattern.ends_with('*') {
        while pattern.matches(':').count() < 5 {
            pattern.push_str(":*");
        }
    }
    let characters: Vec<char> = pattern.chars().collect();
    let mut symbols = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        let is_sixth = characters[..at]
            .iter()
            .filter(|known| **known == ':')
            .count()
            >= 5;
        match character {
            '*' => {
                let ends_part = matches!(characters.get(at + 1), None | Some(':'));
                symbols.push(Symbol::Run(is_sixth || ends_part));
            }
            '?' => symbols.push(Symbol::One(is_sixth)),
            '\u{1}' => symbols.extend(value.chars().map(Symbol::Literal)),
            literal => symbols.push(Symbol::Literal(*literal)),
        }
    }
    let text: Vec<char> = arn.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for symbol in symbols {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            let one_less = at > 0 && reached[at - 1];
            let takes = |colons: bool| at > 0 && (colons || text[at - 1] != ':');
            next[at] = match symbol {
                Symbol::Run(colons) => reached[at] || (takes(colons) && next[at - 1]),
                Symbol::One(colons) => one_less && takes(colons),
                Symbol::Literal(literal) => one_less && text[at - 1] == literal,
            };
        }
        reached = next;
    }
    reached[text.len()]
}
