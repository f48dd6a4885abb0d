//! A column of texts, in any of the ways in which Arrow has them.

use super::utf8::{checked, checked_views};
use arrow_array::cast::AsArray;
use arrow_array::types::ArrowDictionaryKeyType;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, LargeStringArray, StringArray, StringViewArray,
    downcast_dictionary_array,
};
use arrow_buffer::{ArrowNativeType, NullBuffer};
use arrow_schema::DataType;
use std::sync::Arc;

/// A column of texts.
#[derive(Debug, Clone)]
pub(crate) enum TextColumn {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    /// Each text once, and which one a row has.
    Dictionary {
        keys: Arc<[u32]>,
        nulls: Option<NullBuffer>,
        values: Box<TextColumn>,
    },
    /// Nothing but nulls.
    Null,
}

impl TextColumn {
    /// `None` where the array has no texts.
    pub(crate) fn new(array: &ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Self::Small(checked(array.as_string())),
            DataType::LargeUtf8 => Self::Large(checked(array.as_string())),
            DataType::Utf8View => Self::View(checked_views(array.as_string_view())),
            DataType::Null => Self::Null,
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary();
                Self::Dictionary {
                    values: Box::new(Self::new(dictionary.values())?),
                    nulls: dictionary.keys().nulls().cloned(),
                    keys: keys_of(array)?,
                }
            }
            _ => return None,
        })
    }

    /// The text of a row; `None` for null, and for a row that isn't there.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Small(array) => {
                (row < array.len() && array.is_valid(row)).then(|| array.value(row))
            }
            Self::Large(array) => {
                (row < array.len() && array.is_valid(row)).then(|| array.value(row))
            }
            Self::View(array) => {
                (row < array.len() && array.is_valid(row)).then(|| array.value(row))
            }
            Self::Dictionary { values, .. } => values.get(self.key(row)?),
            Self::Null => None,
        }
    }

    /// The number of a row's text among the distinct ones, where the column has them numbered.
    #[inline]
    pub(crate) fn key(&self, row: usize) -> Option<usize> {
        match self {
            Self::Dictionary { keys, nulls, .. } => {
                let is_null = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
                let key = keys.get(row).filter(|_| !is_null)?;
                Some(*key as usize)
            }
            _ => None,
        }
    }

    /// The number of distinct texts, where the column has them numbered.
    pub(crate) fn keys(&self) -> usize {
        match self {
            Self::Dictionary { values, .. } => match &**values {
                Self::Small(array) => array.len(),
                Self::Large(array) => array.len(),
                Self::View(array) => array.len(),
                Self::Dictionary { keys, .. } => keys.len(),
                Self::Null => 0,
            },
            _ => 0,
        }
    }
}

/// The keys of a dictionary. One that is none of its values' numbers stays so: its row has no text.
fn keys_of(array: &ArrayRef) -> Option<Arc<[u32]>> {
    fn keys<K: ArrowDictionaryKeyType>(array: &DictionaryArray<K>) -> Arc<[u32]> {
        let number = |key: usize| u32::try_from(key).ok();
        let keys = array.keys().values().iter();
        keys.map(|key| key.to_usize().and_then(number).unwrap_or(u32::MAX))
            .collect()
    }
    downcast_dictionary_array!(
        array => Some(keys(array)),
        _ => None,
    )
}
