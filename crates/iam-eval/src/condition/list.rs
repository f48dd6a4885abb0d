//! The lists in which values of conditions are kept, and the places of one condition's values in
//! them.

use iam_syntax::document::Text;
use std::ops::Range;

/// Compiles values to the end of a list, of which `most` is the most that are expected.
pub(super) fn append<T>(
    list: &mut Vec<T>,
    most: usize,
    texts: &[Text],
    compile: impl FnMut(&Text) -> T,
) -> Range<u32> {
    if list.is_empty() {
        // Most conditions have one value, and most documents one family of operators.
        list.reserve(most);
    }
    let from = length(list);
    list.extend(texts.iter().map(compile));
    from..length(list)
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

#[inline]
pub(super) fn slice<'o, T>(list: &'o [T], range: &Range<u32>) -> &'o [T] {
    list.get(range.start as usize..range.end as usize)
        .unwrap_or_default()
}
