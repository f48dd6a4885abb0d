//! Arrow IPC: a stream of batches, which pandas, Polars, DuckDB and Spark read without parsing.

use super::{MatrixForm, Wanted, actions, places};
use arrow_array::builder::{Int32Builder, ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int32Array, ListArray, RecordBatch, StringArray,
};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use iam_eval::{ActionUniverse, Decision, DecisionRow};
use std::io::{self, Write};
use std::sync::Arc;

/// How many policies a batch has.
const BATCH: usize = 1_024;

/// Writes an Arrow IPC stream with a row for each policy: `policy`, `error`, and for each wanted
/// decision a list of actions, which are places in one dictionary.
pub struct ArrowMatrix<W: Write> {
    writer: StreamWriter<W>,
    schema: Arc<Schema>,
    /// Every action of the universe, in its order.
    dictionary: Arc<StringArray>,
    policies: StringBuilder,
    errors: StringBuilder,
    lists: Vec<(Decision, ListBuilder<Int32Builder>)>,
    rows: usize,
}

impl<W: Write> std::fmt::Debug for ArrowMatrix<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = formatter.debug_struct("ArrowMatrix");
        debug.field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl<W: Write> ArrowMatrix<W> {
    /// Begins the stream.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn new(out: W, universe: &ActionUniverse, wanted: &Wanted) -> io::Result<Self> {
        let mut fields = vec![
            Field::new("policy", DataType::Utf8, false),
            Field::new("error", DataType::Utf8, true),
        ];
        let list = DataType::List(item());
        fields.extend(
            wanted
                .columns()
                .map(|(_, name)| Field::new(name, list.clone(), true)),
        );
        let schema = Arc::new(Schema::new(fields));
        let writer = StreamWriter::try_new(out, &schema).map_err(of_arrow)?;
        let lists = wanted.columns();
        let lists = lists.map(|(decision, _)| (decision, ListBuilder::new(Int32Builder::new())));
        Ok(Self {
            writer,
            schema,
            dictionary: Arc::new(StringArray::from(actions(universe))),
            policies: StringBuilder::new(),
            errors: StringBuilder::new(),
            lists: lists.collect(),
            rows: 0,
        })
    }

    fn write_batch(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.policies.finish()),
            Arc::new(self.errors.finish()),
        ];
        for (_, list) in &mut self.lists {
            let list = list.finish();
            let places = list.values().as_any().downcast_ref::<Int32Array>();
            let places = places
                .cloned()
                .unwrap_or_else(|| Int32Array::from(Vec::<i32>::new()));
            let dictionary = Arc::clone(&self.dictionary) as ArrayRef;
            let values = DictionaryArray::<Int32Type>::try_new(places, dictionary);
            let values = Arc::new(values.map_err(of_arrow)?);
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            let list = ListArray::try_new(item(), offsets, values, nulls).map_err(of_arrow)?;
            columns.push(Arc::new(list));
        }
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(of_arrow)?;
        self.writer.write(&batch).map_err(of_arrow)
    }
}

impl<W: Write> MatrixForm for ArrowMatrix<W> {
    fn policy(&mut self, name: &str, answer: Result<&DecisionRow, &str>) -> io::Result<()> {
        self.policies.append_value(name);
        self.errors.append_option(answer.err());
        for (decision, list) in &mut self.lists {
            if let Ok(row) = answer {
                for place in places(row, *decision) {
                    list.values()
                        .append_value(i32::try_from(place).unwrap_or(i32::MAX));
                }
            }
            list.append(answer.is_ok());
        }
        self.rows += 1;
        match self.rows >= BATCH {
            true => self.write_batch(),
            false => Ok(()),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.write_batch()?;
        self.writer.finish().map_err(of_arrow)?;
        self.writer.get_mut().flush()
    }
}

/// An element of a list: an action.
fn item() -> Arc<Field> {
    let action = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    Arc::new(Field::new("item", action, false))
}

/// The writer's own error, its kind kept.
fn of_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{ArrowMatrix, MatrixForm, Wanted};
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int32Type;
    use arrow_array::{Array, ListArray};
    use arrow_ipc::reader::StreamReader;
    use iam_eval::{
        ActionUniverse, DecisionRow, Policy, PolicyKind, PolicyMatrix, PolicySet, Principal,
        Resource,
    };

    fn actions(list: &ListArray, row: usize) -> Vec<String> {
        let values = list.value(row);
        let values = values.as_dictionary::<Int32Type>();
        let values = values.downcast_dict::<arrow_array::StringArray>().unwrap();
        values
            .into_iter()
            .map(|value| value.unwrap().to_owned())
            .collect()
    }

    #[test]
    fn another_reader_finds_what_was_written() {
        let universe =
            ActionUniverse::new(["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]).unwrap();
        let mut matrix = PolicyMatrix::new(universe.clone());
        let text = r#"{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}]}"#;
        let policy = Policy::parse(PolicyKind::Identity, "p", text).unwrap();
        matrix.push(PolicySet::new().with(policy).unwrap());
        let principal = Principal::parse("arn:aws:iam::111122223333:role/r").unwrap();
        let resource = Resource::any();
        let mut row = DecisionRow::new();
        matrix.request(&principal, &resource).evaluate(0, &mut row);
        let mut out = Vec::new();
        let mut form = ArrowMatrix::new(&mut out, &universe, &Wanted::new(&[])).unwrap();
        // More than a batch.
        for index in 0..3_000 {
            let answer = if index == 1 {
                Err("found no policy")
            } else {
                Ok(&row)
            };
            form.policy(&format!("p{index}"), answer).unwrap();
        }
        form.finish().unwrap();
        drop(form);
        let mut rows = 0;
        for batch in StreamReader::try_new(out.as_slice(), None).unwrap() {
            let batch = batch.unwrap();
            let names: Vec<&str> = batch
                .schema_ref()
                .fields()
                .iter()
                .map(|field| field.name().as_str())
                .collect();
            assert_eq!(names, ["policy", "error", "allowed", "explicitDeny"]);
            let policies = batch.column(0).as_string::<i32>();
            let errors = batch.column(1).as_string::<i32>();
            let allowed = batch.column(2).as_list::<i32>();
            let denied = batch.column(3).as_list::<i32>();
            for at in 0..batch.num_rows() {
                assert_eq!(policies.value(at), format!("p{rows}"));
                if rows == 1 {
                    assert_eq!(errors.value(at), "found no policy");
                    assert!(allowed.is_null(at));
                } else {
                    assert!(errors.is_null(at));
                    assert_eq!(actions(allowed, at), ["s3:GetObject"]);
                    assert_eq!(actions(denied, at), ["s3:PutObject"]);
                }
                rows += 1;
            }
        }
        assert_eq!(rows, 3_000);
    }
}
