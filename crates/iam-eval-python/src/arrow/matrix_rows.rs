//! The table of a matrix's answers: a line for each decision, or bits.

use super::output::{clipped, decisions, dictionary, number};
use arrow_array::builder::{
    BooleanBufferBuilder, Int8Builder, LargeStringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, FixedSizeBinaryArray, Int32Array, RecordBatch, StringArray,
    UInt32Array,
};
use arrow_buffer::{Buffer, NullBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use iam_eval::{ActionUniverse, DecisionRow};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// How the answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A line for each row and action.
    Long,
    /// A line for each row: a bit for each action.
    Bits,
}

impl Form {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "long" => Some(Self::Long),
            "bits" => Some(Self::Bits),
            _ => None,
        }
    }
}

/// The answers, row by row.
pub(crate) enum Rows<'a> {
    Long(Box<Long<'a>>),
    Bits(Box<Bits<'a>>),
}

impl<'a> Rows<'a> {
    /// `schema` is that of bits, once it was needed: it names all actions.
    pub(crate) fn new(
        form: Form,
        universe: &'a ActionUniverse,
        schema: &'a OnceLock<SchemaRef>,
        rows: usize,
    ) -> Self {
        match form {
            Form::Long => Self::Long(Box::new(Long::new(universe, rows))),
            Form::Bits => Self::Bits(Box::new(Bits::new(universe, schema, rows))),
        }
    }

    pub(crate) fn decided(&mut self, at: usize, row: &DecisionRow) {
        match self {
            Self::Long(long) => long.decided(at, row),
            Self::Bits(bits) => bits.decided(row),
        }
    }

    pub(crate) fn failed(&mut self, at: usize, error: &str) {
        match self {
            Self::Long(long) => long.failed(at, clipped(error)),
            Self::Bits(bits) => bits.failed(clipped(error)),
        }
    }

    pub(crate) fn finish(self) -> Result<RecordBatch, ArrowError> {
        match self {
            Self::Long(long) => long.finish(),
            Self::Bits(bits) => bits.finish(),
        }
    }
}

/// A line for each row and action; of a row that failed, one line.
pub(crate) struct Long<'a> {
    universe: &'a ActionUniverse,
    rows: Vec<u32>,
    actions: Vec<i32>,
    /// Which lines have an action.
    valid: BooleanBufferBuilder,
    decisions: Int8Builder,
    errors: StringDictionaryBuilder<Int32Type>,
}

impl<'a> Long<'a> {
    fn new(universe: &'a ActionUniverse, rows: usize) -> Self {
        let lines = universe.len().saturating_mul(rows);
        Self {
            universe,
            rows: Vec::with_capacity(lines),
            actions: Vec::with_capacity(lines),
            valid: BooleanBufferBuilder::new(lines),
            decisions: Int8Builder::with_capacity(lines),
            errors: StringDictionaryBuilder::new(),
        }
    }

    fn decided(&mut self, at: usize, row: &DecisionRow) {
        let count = row.len();
        let line = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.rows.extend(std::iter::repeat_n(line(at), count));
        self.actions.extend((0..).take(count));
        self.valid.append_n(count, true);
        let numbers: Vec<i8> = row.decisions().map(number).collect();
        self.decisions.append_slice(&numbers);
        self.errors.append_nulls(count);
    }

    fn failed(&mut self, at: usize, error: &str) {
        self.rows.push(u32::try_from(at).unwrap_or(u32::MAX));
        self.actions.push(0);
        self.valid.append(false);
        self.decisions.append_null();
        self.errors.append_value(error);
    }

    fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let valid = NullBuffer::new(self.valid.finish());
        let keys = Int32Array::try_new(self.actions.into(), Some(valid))?;
        let names = match self.universe.is_empty() {
            // A null needs a key, and a key a value.
            true => StringArray::from_iter_values([""]),
            false => StringArray::from_iter_values(self.universe.actions()),
        };
        let actions = DictionaryArray::<Int32Type>::try_new(keys, Arc::new(names))?;
        let fields = vec![
            Field::new("row", DataType::UInt32, false),
            Field::new("action", dictionary(DataType::Int32), true),
            Field::new("decision", dictionary(DataType::Int8), true),
            Field::new("error", dictionary(DataType::Int32), true),
        ];
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from(self.rows)),
            Arc::new(actions),
            decisions(self.decisions)?,
            Arc::new(self.errors.finish()),
        ];
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }
}

/// A line for each row: bit `n % 8` of byte `n / 8` is the action at `n`.
pub(crate) struct Bits<'a> {
    universe: &'a ActionUniverse,
    schema: &'a OnceLock<SchemaRef>,
    /// How many words a line has.
    words: usize,
    /// Words of little-endian machines, whose bytes are those of the columns.
    allowed: Vec<u64>,
    denied: Vec<u64>,
    valid: BooleanBufferBuilder,
    errors: LargeStringBuilder,
}

impl<'a> Bits<'a> {
    fn new(universe: &'a ActionUniverse, schema: &'a OnceLock<SchemaRef>, rows: usize) -> Self {
        let words = universe.len().div_ceil(64);
        let all = words.saturating_mul(rows);
        Self {
            universe,
            schema,
            words,
            allowed: Vec::with_capacity(all),
            denied: Vec::with_capacity(all),
            valid: BooleanBufferBuilder::new(rows),
            errors: LargeStringBuilder::with_capacity(rows, 0),
        }
    }

    fn decided(&mut self, row: &DecisionRow) {
        self.allowed
            .extend(row.allowed().iter().map(|word| word.to_le()));
        let denied = row.explicitly_denied().iter();
        self.denied.extend(denied.map(|word| word.to_le()));
        self.valid.append(true);
        self.errors.append_null();
    }

    fn failed(&mut self, error: &str) {
        let nothing = || std::iter::repeat_n(0, self.words);
        self.allowed.extend(nothing());
        self.denied.extend(nothing());
        self.valid.append(false);
        self.errors.append_value(error);
    }

    fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let valid = NullBuffer::new(self.valid.finish());
        let bytes = self.words.saturating_mul(size_of::<u64>());
        let width = i32::try_from(bytes).map_err(|_| {
            ArrowError::InvalidArgumentError("found too many actions for a row of bits".into())
        })?;
        let column = |words: Vec<u64>| -> Result<ArrayRef, ArrowError> {
            let bytes = Buffer::from_vec(words);
            let column = FixedSizeBinaryArray::try_new(width, bytes, Some(valid.clone()))?;
            Ok(Arc::new(column))
        };
        let schema = match self.schema.get() {
            Some(schema) => schema,
            None => {
                let schema = bits_schema(self.universe, width)?;
                self.schema.get_or_init(|| schema)
            }
        };
        let columns = vec![
            column(self.allowed)?,
            column(self.denied)?,
            Arc::new(self.errors.finish()) as ArrayRef,
        ];
        RecordBatch::try_new(Arc::clone(schema), columns)
    }
}

fn bits_schema(universe: &ActionUniverse, width: i32) -> Result<SchemaRef, ArrowError> {
    let actions: Vec<&str> = universe.actions().collect();
    let actions = serde_json::to_string(&actions)
        .map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
    let of_bits = DataType::FixedSizeBinary(width);
    let fields = vec![
        Field::new("allowed", of_bits.clone(), true),
        Field::new("explicitly_denied", of_bits, true),
        Field::new("error", DataType::LargeUtf8, true),
    ];
    let metadata = HashMap::from([("actions".to_owned(), actions)]);
    Ok(Arc::new(Schema::new(fields).with_metadata(metadata)))
}
