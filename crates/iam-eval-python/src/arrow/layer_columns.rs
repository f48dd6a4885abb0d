//! The columns with the policies of each layer.

use super::columns::column;
use super::interner::Interner;
use super::list_column::ListColumn;
use super::text_column::TextColumn;
use super::utf8::NOT_UTF8;
use crate::layers::{LAYERS, LayerName};
use arrow_array::RecordBatch;
use iam_eval::{LayerSize, Policy};

/// The documents of a layer, for each row.
#[derive(Debug)]
pub(crate) enum Documents {
    One(TextColumn),
    Many(ListColumn<TextColumn>),
    Levels(ListColumn<ListColumn<TextColumn>>),
}

/// A layer's column with its place in `LAYERS`.
#[derive(Debug)]
pub(crate) struct LayerColumn {
    pub(crate) at: usize,
    pub(crate) layer: &'static LayerName,
    documents: Documents,
}

impl LayerColumn {
    /// The layers that a table has columns for.
    ///
    /// # Errors
    /// What is wrong with a column's type.
    pub(crate) fn all(batch: &RecordBatch) -> Result<Vec<Self>, String> {
        let mut columns = Vec::new();
        for (at, layer) in LAYERS.iter().enumerate() {
            let Some(array) = column(batch, layer.column)? else {
                continue;
            };
            let one = || TextColumn::new(array).map(Documents::One);
            let list = || ListColumn::new(array, TextColumn::new).map(Documents::Many);
            let of_lists = || {
                let level = |items: &_| ListColumn::new(items, TextColumn::new);
                ListColumn::new(array, level).map(Documents::Levels)
            };
            let (documents, expected) = match layer.size() {
                LayerSize::One => (one(), "text"),
                LayerSize::Many => (one().or_else(list), "text, or a list of texts"),
                LayerSize::Levels(_) => (
                    of_lists().or_else(|| one().filter(is_null)),
                    "a list of levels, each a list of texts",
                ),
            };
            let Some(documents) = documents else {
                let (name, found) = (layer.column, array.data_type());
                return Err(format!(
                    "found the column `{name}` of the type {found}, expected {expected}"
                ));
            };
            columns.push(Self {
                at,
                layer,
                documents,
            });
        }
        Ok(columns)
    }

    /// Says that the next rows are those of this column.
    pub(crate) fn begin(&self, policies: &mut Interner<Policy>) {
        match &self.documents {
            Documents::One(texts) => policies.begin(texts),
            Documents::Many(lists) => policies.begin(&lists.items),
            Documents::Levels(levels) => policies.begin(&levels.items.items),
        }
    }

    /// Appends what a row has to the row's key: the layer, how many documents, and the number of
    /// each. Nothing where the row has no policy of the layer.
    pub(crate) fn append(
        &self,
        row: usize,
        policies: &mut Interner<Policy>,
        key: &mut Vec<u32>,
    ) -> Result<(), String> {
        let layer = self.layer;
        let compile = |text: &str| match text {
            NOT_UTF8 => {
                let name = layer.column;
                Err(format!(
                    "found bytes that are not UTF-8 in `{name}`, expected the text of a policy"
                ))
            }
            text => Policy::parse(layer.kind, layer.column, text).map_err(|it| it.to_string()),
        };
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let null_within = || {
            let name = layer.column;
            format!("found null in the list of `{name}`, expected the text of a policy")
        };
        let at = count(self.at);
        match &self.documents {
            Documents::One(texts) => {
                if let Some(number) = policies.number(texts, row, compile) {
                    key.extend([at, 1, number]);
                }
            }
            Documents::Many(lists) => {
                let Some(places) = lists.range(row) else {
                    return Ok(());
                };
                key.extend([at, count(places.len())]);
                for place in places {
                    let number = policies.number(&lists.items, place, compile);
                    key.push(number.ok_or_else(null_within)?);
                }
            }
            Documents::Levels(levels) => {
                let Some(of_row) = levels.range(row) else {
                    return Ok(());
                };
                key.extend([at, count(of_row.len())]);
                for level in of_row {
                    let places = levels.items.range(level).ok_or_else(null_within)?;
                    key.push(count(places.len()));
                    for place in places {
                        let number = policies.number(&levels.items.items, place, compile);
                        key.push(number.ok_or_else(null_within)?);
                    }
                }
            }
        }
        Ok(())
    }
}

fn is_null(documents: &Documents) -> bool {
    matches!(documents, Documents::One(TextColumn::Null))
}
