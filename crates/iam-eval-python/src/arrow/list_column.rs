//! A column of lists.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::DataType;
use std::ops::Range;

/// A column of lists; `T` is the column of all their items.
#[derive(Debug, Clone)]
pub(crate) struct ListColumn<T> {
    offsets: Offsets,
    nulls: Option<NullBuffer>,
    pub(crate) items: T,
}

#[derive(Debug, Clone)]
enum Offsets {
    Small(OffsetBuffer<i32>),
    Large(OffsetBuffer<i64>),
}

impl<T> ListColumn<T> {
    /// `None` where the array has no lists, or lists of something else.
    pub(crate) fn new(
        array: &ArrayRef,
        items: impl FnOnce(&ArrayRef) -> Option<T>,
    ) -> Option<Self> {
        let (offsets, all) = match array.data_type() {
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                (Offsets::Small(list.offsets().clone()), list.values())
            }
            DataType::LargeList(_) => {
                let list = array.as_list::<i64>();
                (Offsets::Large(list.offsets().clone()), list.values())
            }
            DataType::Map(_, _) => {
                let map = array.as_map();
                let offsets = Offsets::Small(map.offsets().clone());
                return Some(Self {
                    offsets,
                    nulls: array.nulls().cloned(),
                    items: items(&(std::sync::Arc::new(map.entries().clone()) as ArrayRef))?,
                });
            }
            _ => return None,
        };
        Some(Self {
            offsets,
            nulls: array.nulls().cloned(),
            items: items(all)?,
        })
    }

    /// The places of a row's items; `None` for null, and for a row that isn't there.
    pub(crate) fn range(&self, row: usize) -> Option<Range<usize>> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        let end = row.checked_add(1)?;
        let place = |at: usize| match &self.offsets {
            Offsets::Small(offsets) => usize::try_from(*offsets.get(at)?).ok(),
            Offsets::Large(offsets) => usize::try_from(*offsets.get(at)?).ok(),
        };
        Some(place(row)?..place(end)?)
    }
}
