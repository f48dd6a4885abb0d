//! The column of contexts: JSON texts, or maps of keys and values.

use super::interner::Interner;
use super::list_column::ListColumn;
use super::text_column::TextColumn;
use super::utf8::NOT_UTF8;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use iam_eval::{Context, ContextValue};
use std::sync::Arc;

/// The contexts of the rows.
#[derive(Debug)]
pub(crate) enum ContextColumn {
    /// JSON objects, as in scenarios.
    Json(TextColumn),
    /// Maps from keys to a value.
    Map(ListColumn<(TextColumn, TextColumn)>),
    /// Maps from keys to lists of values.
    MapOfLists(ListColumn<(TextColumn, ListColumn<TextColumn>)>),
}

/// A row's context.
#[derive(Debug)]
pub(crate) enum ContextOf {
    Empty,
    /// A number in the interner.
    Kept(u32),
    Own(Context),
}

const BROKEN: &str = "found bytes that are not UTF-8 in `context`, expected text";

impl ContextColumn {
    /// # Errors
    /// What is wrong with the column's type.
    pub(crate) fn new(array: &ArrayRef) -> Result<Self, String> {
        let texts = TextColumn::new(array).map(Self::Json);
        let entries = |items: &ArrayRef| Self::entries(items);
        let map = || {
            let read = |items: &ArrayRef| {
                let (keys, values) = entries(items)?;
                Some((TextColumn::new(&keys)?, TextColumn::new(&values)?))
            };
            ListColumn::new(array, read).map(Self::Map)
        };
        let of_lists = || {
            let read = |items: &ArrayRef| {
                let (keys, values) = entries(items)?;
                let values = ListColumn::new(&values, TextColumn::new)?;
                Some((TextColumn::new(&keys)?, values))
            };
            ListColumn::new(array, read).map(Self::MapOfLists)
        };
        texts.or_else(map).or_else(of_lists).ok_or_else(|| {
            let found = array.data_type();
            let expected = "JSON texts, or a map of texts, or of texts to lists of texts";
            format!("found the column `context` of the type {found}, expected {expected}")
        })
    }

    /// The keys and values of a map's entries.
    fn entries(items: &ArrayRef) -> Option<(ArrayRef, ArrayRef)> {
        if !matches!(items.data_type(), DataType::Struct(_)) {
            return None;
        }
        match items.as_struct().columns() {
            [keys, values] => Some((Arc::clone(keys), Arc::clone(values))),
            _ => None,
        }
    }

    pub(crate) fn begin(&self, contexts: &mut Interner<Context>) {
        if let Self::Json(texts) = self {
            contexts.begin(texts);
        }
    }

    /// The context of a row; an empty one for null.
    pub(crate) fn of(
        &self,
        row: usize,
        contexts: &mut Interner<Context>,
    ) -> Result<ContextOf, Arc<str>> {
        let null = || Arc::<str>::from("found null as a value in `context`, expected a text");
        // Any text would be a value.
        let text = |texts: &TextColumn, at| match texts.get(at) {
            Some(NOT_UTF8) => Err(Arc::from(BROKEN)),
            Some(text) => Ok(text.to_owned()),
            None => Err(null()),
        };
        match self {
            Self::Json(texts) => {
                let parse = |text: &str| match text {
                    NOT_UTF8 => Err(BROKEN.to_owned()),
                    text => iam_scenario::parse_context(text).map_err(|error| error.to_string()),
                };
                let number = contexts.number(texts, row, parse);
                Ok(number.map_or(ContextOf::Empty, ContextOf::Kept))
            }
            Self::Map(map) => {
                let Some(places) = map.range(row) else {
                    return Ok(ContextOf::Empty);
                };
                let (keys, values) = &map.items;
                let mut pairs = Vec::with_capacity(places.len());
                for at in places {
                    let value = ContextValue::One(text(values, at)?.into());
                    pairs.push((text(keys, at)?, value));
                }
                own(pairs)
            }
            Self::MapOfLists(map) => {
                let Some(places) = map.range(row) else {
                    return Ok(ContextOf::Empty);
                };
                let (keys, values) = &map.items;
                let mut pairs = Vec::with_capacity(places.len());
                for at in places {
                    let of_key = values.range(at).ok_or_else(null)?;
                    let texts =
                        of_key.map(|at| text(&values.items, at).map(String::into_boxed_str));
                    let texts: Result<Box<[_]>, Arc<str>> = texts.collect();
                    pairs.push((text(keys, at)?, ContextValue::Many(texts?)));
                }
                own(pairs)
            }
        }
    }
}

fn own(pairs: Vec<(String, ContextValue)>) -> Result<ContextOf, Arc<str>> {
    let context = Context::from_pairs(pairs);
    context
        .map(ContextOf::Own)
        .map_err(|key| format!("`context`: found the condition key `{key}` a second time").into())
}
