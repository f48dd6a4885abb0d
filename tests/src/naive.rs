//! A wildcard matcher as one writes it on a blackboard, to compare the engine's with.

/// Whether the whole of `text` matches `pattern`, in which `*` is any run of characters and `?` any
/// one: for each beginning of the pattern, which beginnings of the text match it.
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
