//! Texts that aren't texts: what reads Parquet files doesn't check that their texts are UTF-8.

use arrow_array::{
    Array, GenericBinaryArray, GenericStringArray, OffsetSizeTrait, StringViewArray,
};

/// In the place of a text that isn't UTF-8. It is no policy, principal, action, resource, account
/// or context, so that it is the error of its row.
pub(crate) const NOT_UTF8: &str = "(bytes that are not UTF-8)";

/// The array itself, or what it has with [`NOT_UTF8`].
pub(crate) fn checked<O: OffsetSizeTrait>(array: &GenericStringArray<O>) -> GenericStringArray<O> {
    let offsets = array.value_offsets();
    let ends = offsets.first().zip(offsets.last());
    let used = ends.and_then(|(first, last)| {
        let bytes = array.value_data();
        bytes.get(first.to_usize()?..last.to_usize()?)
    });
    let used = used.unwrap_or_default();
    if used.is_ascii() {
        return array.clone();
    }
    // As bytes, since a `&str` that isn't UTF-8 must not be.
    let (offsets, values, nulls) = array.clone().into_parts();
    let bytes = GenericBinaryArray::<O>::new(offsets, values, nulls);
    let is_valid = |row| bytes.is_null(row) || std::str::from_utf8(bytes.value(row)).is_ok();
    if (0..bytes.len()).all(is_valid) {
        return array.clone();
    }
    bytes.iter().map(|value| value.map(text)).collect()
}

/// The same for views.
pub(crate) fn checked_views(array: &StringViewArray) -> StringViewArray {
    let bytes = array.clone().to_binary_view();
    let is_valid = |row| bytes.is_null(row) || std::str::from_utf8(bytes.value(row)).is_ok();
    if (0..bytes.len()).all(is_valid) {
        return array.clone();
    }
    bytes.iter().map(|value| value.map(text)).collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or(NOT_UTF8)
}
