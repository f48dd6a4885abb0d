//! Finds the texts in a list that others cover.

use crate::report::Report;
use std::collections::HashMap;

/// The indices of texts that others in the list cover, each with the index of one of these. Of
/// equal texts, the later ones are covered.
///
/// Only patterns cover others, so only they are compared with each text: the comparisons are
/// counted.
pub(super) fn covered(
    texts: &[&str],
    covers: impl Fn(&str, &str) -> bool,
    report: &mut Report,
) -> Vec<(usize, usize)> {
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(texts.len());
    let mut found = Vec::new();
    let mut left = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match first.get(text) {
            Some(earlier) => found.push((at, *earlier)),
            None => {
                first.insert(text, at);
                left.push((at, *text));
            }
        }
    }
    // Sorted by prefix: a text that a pattern covers has the same start.
    left.sort_unstable_by_key(|(_, text)| *text);
    let patterns = left.iter().filter(|(_, text)| text.contains(['*', '?']));
    let mut is_covered = vec![None; texts.len()];
    for (by, pattern) in patterns {
        let literal = pattern.find(['*', '?']).unwrap_or(0);
        let beginning = &pattern[..literal];
        let from = left.partition_point(|(_, text)| *text < beginning);
        let alike = left[from..]
            .iter()
            .take_while(|(_, text)| text.starts_with(beginning));
        for (at, text) in alike {
            // A comparison goes through both texts.
            if !report.spend(1 + pattern.len() * text.len() / 256) {
                return found;
            }
            let is_other = at != by && is_covered[*at].is_none() && is_covered[*by] != Some(*at);
            if is_other && covers(pattern, text) {
                is_covered[*at] = Some(*by);
            }
        }
    }
    found.extend(
        is_covered
            .iter()
            .enumerate()
            .filter_map(|(at, by)| Some((at, (*by)?))),
    );
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::covered;
    use crate::report::Report;

    #[test]
    fn one_of_equal_texts_is_kept() {
        let covers = |wider: &str, narrower: &str| iam_catalog::fits(wider, narrower);
        let found = |texts: &[&str]| covered(texts, covers, &mut Report::new());
        assert_eq!(found(&["a:b", "a:b", "a:*"]), [(0, 2), (1, 0)]);
        assert_eq!(found(&["a:*", "a:**"]).len(), 1);
        assert_eq!(found(&["a:b", "a:c"]), []);
        assert_eq!(found(&["*", "a:b", "b:?"]), [(1, 0), (2, 0)]);
    }
}
