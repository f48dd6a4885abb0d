//! What a text means, found once for each distinct text.

use super::text_column::TextColumn;
use hashbrown::HashMap;
use std::sync::Arc;

/// What was made of each distinct text, or why nothing could be made of it.
///
/// The texts of a column are numbered as they come. A column that has its distinct texts numbered
/// is looked up by those numbers; any other one by the text, whose neighbours are mostly alike.
#[derive(Debug)]
pub(crate) struct Interner<V> {
    values: Vec<Result<V, Arc<str>>>,
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    bytes: usize,
    /// For each number of the column that is being read.
    of_column: Vec<u32>,
    last: u32,
}

const NONE: u32 = u32::MAX;

/// What an interner keeps before it starts anew.
const MOST_BYTES: usize = 64 << 20;
const MOST_TEXTS: usize = 1 << 20;

impl<V> Default for Interner<V> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            texts: Vec::new(),
            numbers: HashMap::new(),
            bytes: 0,
            of_column: Vec::new(),
            last: NONE,
        }
    }
}

impl<V> Interner<V> {
    /// Says that the next rows are those of this column.
    pub(crate) fn begin(&mut self, column: &TextColumn) {
        self.of_column.clear();
        self.of_column.resize(column.keys(), NONE);
    }

    /// True where it is time to forget: then all numbers mean nothing any more.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes > MOST_BYTES || self.texts.len() > MOST_TEXTS
    }

    pub(crate) fn forget(&mut self) {
        let keys = self.of_column.len();
        *self = Self::default();
        self.of_column.resize(keys, NONE);
    }

    /// The number of a row's text; `None` for null.
    #[inline]
    pub(crate) fn number(
        &mut self,
        column: &TextColumn,
        row: usize,
        make: impl FnOnce(&str) -> Result<V, String>,
    ) -> Option<u32> {
        if let TextColumn::Dictionary { .. } = column {
            let key = column.key(row)?;
            let known = self.of_column.get(key).copied().unwrap_or(NONE);
            if known != NONE {
                return Some(known);
            }
            let number = self.number_of(column.get(row)?, make);
            if let Some(place) = self.of_column.get_mut(key) {
                *place = number;
            }
            return Some(number);
        }
        let text = column.get(row)?;
        if self
            .texts
            .get(self.last as usize)
            .is_some_and(|last| **last == *text)
        {
            return Some(self.last);
        }
        self.last = self.number_of(text, make);
        Some(self.last)
    }

    fn number_of(&mut self, text: &str, make: impl FnOnce(&str) -> Result<V, String>) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).unwrap_or(NONE);
        let kept: Arc<str> = text.into();
        self.values.push(make(text).map_err(Arc::from));
        self.texts.push(Arc::clone(&kept));
        self.numbers.insert(kept, number);
        self.bytes = self.bytes.saturating_add(text.len());
        number
    }

    /// What was made of all texts, by their numbers.
    pub(crate) fn into_values(self) -> Vec<Result<V, Arc<str>>> {
        self.values
    }

    /// What was made of a text, by its number.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Result<&V, &Arc<str>> {
        static LOST: std::sync::LazyLock<Arc<str>> =
            std::sync::LazyLock::new(|| "found too many distinct texts".into());
        match self.values.get(number as usize) {
            Some(value) => value.as_ref(),
            None => Err(&LOST),
        }
    }
}
