//! The table of answers.

use super::sets::statement_text;
use arrow_array::builder::{Int8Builder, Int32Builder, LargeStringBuilder};
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{ArrayRef, DictionaryArray, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use hashbrown::HashMap;
use iam_eval::{Decision, Origin};
use std::sync::Arc;

/// Decisions as the column names them, by number.
const DECISIONS: [Decision; 3] = [
    Decision::Allowed,
    Decision::ImplicitDeny,
    Decision::ExplicitDeny,
];

/// The number of a decision in its column.
pub(crate) const fn number(decision: Decision) -> i8 {
    match decision {
        Decision::Allowed => 0,
        Decision::ImplicitDeny => 1,
        Decision::ExplicitDeny => 2,
    }
}

/// A column of decisions by their numbers: each word is there once.
pub(crate) fn decisions(mut numbers: Int8Builder) -> Result<ArrayRef, ArrowError> {
    let words = StringArray::from_iter_values(DECISIONS.map(Decision::as_str));
    let column = DictionaryArray::<Int8Type>::try_new(numbers.finish(), Arc::new(words))?;
    Ok(Arc::new(column))
}

/// A dictionary's type.
pub(crate) fn dictionary(keys: DataType) -> DataType {
    DataType::Dictionary(Box::new(keys), Box::new(DataType::Utf8))
}

/// A statement among all that decided: of a set in a generation, the policy's name by its address,
/// which the set keeps, and the statement.
type StatementKey = (u32, u32, usize, usize);

/// The answers to requests, row by row.
#[derive(Debug)]
pub(crate) struct Answers {
    decisions: Int8Builder,
    statements: Option<Statements>,
    errors: LargeStringBuilder,
}

#[derive(Debug, Default)]
struct Statements {
    numbers: Int32Builder,
    known: HashMap<StatementKey, i32>,
    texts: HashMap<Arc<str>, i32>,
    in_order: Vec<Arc<str>>,
}

/// Of a message no more than this is kept.
const LONGEST: usize = 2_000;

impl Answers {
    pub(crate) fn new(with_statements: bool) -> Self {
        Self {
            decisions: Int8Builder::new(),
            statements: with_statements.then(Statements::default),
            errors: LargeStringBuilder::new(),
        }
    }

    pub(crate) fn wants_statements(&self) -> bool {
        self.statements.is_some()
    }

    #[inline]
    pub(crate) fn decided(
        &mut self,
        decision: Decision,
        origin: Option<&Origin>,
        (generation, set): (u32, u32),
    ) {
        self.decisions.append_value(number(decision));
        self.errors.append_null();
        let Some(statements) = &mut self.statements else {
            return;
        };
        match origin {
            None => statements.numbers.append_null(),
            Some(origin) => {
                let name = origin.policy_id().name.as_ptr() as usize;
                let number = statements.number((generation, set, name, origin.statement()), origin);
                statements.numbers.append_value(number);
            }
        }
    }

    pub(crate) fn failed(&mut self, error: &str) {
        self.decisions.append_null();
        self.errors.append_value(clipped(error));
        if let Some(statements) = &mut self.statements {
            statements.numbers.append_null();
        }
    }

    pub(crate) fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let mut fields = vec![Field::new("decision", dictionary(DataType::Int8), true)];
        let mut columns = vec![decisions(self.decisions)?];
        if let Some(statements) = self.statements {
            fields.push(Field::new("statement", dictionary(DataType::Int32), true));
            columns.push(statements.finish()?);
        }
        fields.push(Field::new("error", DataType::LargeUtf8, true));
        columns.push(Arc::new(self.errors.finish()));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }
}

/// The beginning of a message that is too long.
pub(crate) fn clipped(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

impl Statements {
    #[inline]
    fn number(&mut self, key: StatementKey, origin: &Origin) -> i32 {
        if let Some(number) = self.known.get(&key) {
            return *number;
        }
        let text: Arc<str> = statement_text(origin).into();
        let next = i32::try_from(self.in_order.len()).unwrap_or(i32::MAX);
        let number = *self.texts.entry(Arc::clone(&text)).or_insert_with(|| {
            self.in_order.push(text);
            next
        });
        self.known.insert(key, number);
        number
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let texts = StringArray::from_iter_values(&self.in_order);
        let column = DictionaryArray::<Int32Type>::try_new(self.numbers.finish(), Arc::new(texts))?;
        Ok(Arc::new(column))
    }
}
