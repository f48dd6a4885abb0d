//! The columns of requests.

use super::context_column::ContextColumn;
use super::layer_columns::LayerColumn;
use super::text_column::TextColumn;
use arrow_array::{ArrayRef, RecordBatch};

/// The columns of a table of requests. Others than these are none of ours.
#[derive(Debug)]
pub(crate) struct RequestColumns {
    pub(crate) layers: Vec<LayerColumn>,
    pub(crate) principal: TextColumn,
    pub(crate) action: TextColumn,
    pub(crate) resource: TextColumn,
    pub(crate) resource_account: Option<TextColumn>,
    pub(crate) context: Option<ContextColumn>,
}

impl RequestColumns {
    /// # Errors
    /// What column is missing, or has another type.
    pub(crate) fn new(batch: &RecordBatch) -> Result<Self, String> {
        Ok(Self {
            layers: layers(batch)?,
            principal: required(batch, "principal")?,
            action: required(batch, "action")?,
            resource: required(batch, "resource")?,
            resource_account: text(batch, "resource_account")?,
            context: match column(batch, "context")? {
                Some(array) => Some(ContextColumn::new(array)?),
                None => None,
            },
        })
    }
}

/// The columns of policies; that of identity-based ones must be there.
pub(crate) fn layers(batch: &RecordBatch) -> Result<Vec<LayerColumn>, String> {
    let name = "policies";
    column(batch, name)?.ok_or_else(|| missing(batch, name))?;
    LayerColumn::all(batch)
}

/// A column by its name.
///
/// # Errors
/// That several have it: which one is meant is not guessed.
pub(crate) fn column<'b>(
    batch: &'b RecordBatch,
    name: &str,
) -> Result<Option<&'b ArrayRef>, String> {
    let schema = batch.schema_ref();
    let fields = schema.fields().iter().zip(batch.columns());
    let mut named = fields.filter(|(field, _)| field.name() == name);
    let found = named.next().map(|(_, array)| array);
    match named.next() {
        Some(_) => Err(format!(
            "found several columns called `{name}`, expected one"
        )),
        None => Ok(found),
    }
}

/// A column of texts, if there is one of this name.
pub(crate) fn text(batch: &RecordBatch, name: &str) -> Result<Option<TextColumn>, String> {
    let Some(array) = column(batch, name)? else {
        return Ok(None);
    };
    let column = TextColumn::new(array).ok_or_else(|| {
        let found = array.data_type();
        format!("found the column `{name}` of the type {found}, expected text")
    })?;
    Ok(Some(column))
}

fn required(batch: &RecordBatch, name: &str) -> Result<TextColumn, String> {
    text(batch, name)?.ok_or_else(|| missing(batch, name))
}

fn missing(batch: &RecordBatch, name: &str) -> String {
    let schema = batch.schema();
    let found: Vec<&str> = schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    let found = match found.is_empty() {
        true => "no column".to_owned(),
        false => format!("the columns {}", found.join(", ")),
    };
    format!("found {found:.400}, expected one called `{name}`")
}
