//! Tables in and out, over the Arrow C data interface.

pub(crate) mod batch_evaluator;
mod columns;
mod context_column;
mod interner;
mod layer_columns;
mod list_column;
pub(crate) mod matrix;
mod matrix_rows;
mod output;
pub(crate) mod record_batch;
mod sets;
mod text_column;
mod utf8;
