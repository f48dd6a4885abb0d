//! A column of texts, in any of the ways in which Arrow has them.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_buffer::NullBuffer;
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
        keys: Arc<[usize]>,
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
            DataType::Utf8 => Self::Small(array.as_string::<i32>().clone()),
            DataType::LargeUtf8 => Self::Large(array.as_string::<i64>().clone()),
            DataType::Utf8View => Self::View(array.as_string_view().clone()),
            DataType::Null => Self::Null,
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary();
                let values = Self::new(dictionary.values())?;
                // Its keys can't be numbered then.
                if dictionary.values().is_empty() {
                    return Some(Self::Null);
                }
                Self::Dictionary {
                    keys: dictionary.normalized_keys().into(),
                    nulls: dictionary.keys().nulls().cloned(),
                    values: Box::new(values),
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
                keys.get(row).copied().filter(|_| !is_null)
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
