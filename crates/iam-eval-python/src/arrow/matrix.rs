//! Many sets of policies against many actions.

use super::columns;
use super::interner::Interner;
use super::matrix_rows::{Form, Rows};
use super::record_batch::RecordBatch;
use super::sets::Sets;
use crate::context::context_of;
use crate::errors::{bad_account, bad_input, request_error};
use crate::policy_set::PolicySet;
use arrow_schema::SchemaRef;
use iam_eval::{
    ActionUniverse, Context, DecisionRow, MatrixRequest, PolicyMatrix, Principal, Resource,
    is_account_id,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use std::sync::{Arc, OnceLock};

#[doc = docs!("Matrix")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Matrix {
    matrix: PolicyMatrix,
    rows: Vec<Row>,
    /// The callers of the rows, where the table has them.
    principals: Option<Vec<Result<Principal, Arc<str>>>>,
    /// The schema of answers as bits.
    schema: OnceLock<SchemaRef>,
}

/// A row: its set in the matrix, or what is wrong with it; and its caller among the distinct ones.
#[derive(Debug)]
struct Row {
    set: Result<usize, Arc<str>>,
    principal: usize,
}

#[pymethods]
impl Matrix {
    #[new]
    fn new(policies: &Bound<'_, PyAny>, actions: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = policies.py();
        let mut names: Vec<String> = Vec::new();
        for action in actions.try_iter()? {
            names.push(action?.extract()?);
        }
        let universe = ActionUniverse::new(&names).map_err(|error| request_error(py, &error))?;
        let matrix = PolicyMatrix::new(universe);
        let is_table = policies.hasattr("__arrow_c_stream__")?;
        if is_table || policies.hasattr("__arrow_c_array__")? {
            return Self::of_table(matrix, policies);
        }
        let mut sets = Vec::new();
        for policy in policies.try_iter()? {
            let policy = policy?;
            match policy.cast::<PolicySet>() {
                Ok(set) => sets.push(set.get().set.clone()),
                Err(_) => {
                    let message =
                        "found something else than a PolicySet, expected PolicySets or a table";
                    return Err(PyTypeError::new_err(message));
                }
            }
        }
        Ok(py.detach(|| Self::of_sets(matrix, sets)))
    }

    #[doc = docs!("Matrix.actions")]
    #[getter]
    fn actions(&self) -> Vec<&str> {
        self.matrix.universe().actions().collect()
    }

    #[pyo3(signature = (principal=None, resource="*", context=None, *, resource_account=None, form="long"))]
    fn decide(
        &self,
        py: Python<'_>,
        principal: Option<&str>,
        resource: &str,
        context: Option<&Bound<'_, PyAny>>,
        resource_account: Option<&str>,
        form: &str,
    ) -> PyResult<RecordBatch> {
        let error = |error| request_error(py, &error);
        let given = principal.map(Principal::parse).transpose().map_err(error)?;
        if given.is_none() && self.principals.is_none() {
            let message =
                "found no principal, expected the argument or a column called `principal`";
            return Err(bad_input(py, "principal", message));
        }
        let mut resource = Resource::parse(resource).map_err(error)?;
        if let Some(account) = resource_account {
            if !is_account_id(account) {
                return Err(bad_account(py, account));
            }
            resource = resource.owned_by(account);
        }
        let context = context_of(context)?;
        let Some(form) = Form::named(form) else {
            let message = format!("found the form `{form:.40}`, expected `long` or `bits`");
            return Err(bad_input(py, "form", &message));
        };
        let decided = py.detach(|| self.decide_all(given.as_ref(), &resource, &context, form));
        let decided = decided.map_err(|message| bad_input(py, "matrix", &message))?;
        Ok(RecordBatch::new(decided))
    }

    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __repr__(&self) -> String {
        let (rows, actions) = (self.rows.len(), self.matrix.universe().len());
        format!("<Matrix of {rows} rows and {actions} actions>")
    }
}

impl Matrix {
    fn of_sets(mut matrix: PolicyMatrix, sets: Vec<iam_eval::PolicySet>) -> Self {
        let rows = sets.into_iter().enumerate().map(|(at, set)| {
            matrix.push(set);
            Row {
                set: Ok(at),
                principal: 0,
            }
        });
        let rows = rows.collect();
        Self {
            matrix,
            rows,
            principals: None,
            schema: OnceLock::new(),
        }
    }

    fn of_table(matrix: PolicyMatrix, table: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = table.py();
        let reader = table.extract::<AnyRecordBatch>()?.into_reader()?;
        let read = py.detach(|| {
            let mut building = Building {
                matrix,
                rows: Vec::new(),
                sets: Sets::default(),
                principals: None,
            };
            for batch in reader {
                building.add(&batch.map_err(|error| error.to_string())?)?;
            }
            let Building {
                matrix,
                rows,
                principals,
                ..
            } = building;
            let principals = principals.map(Interner::into_values);
            Ok(Self {
                matrix,
                rows,
                principals,
                schema: OnceLock::new(),
            })
        });
        read.map_err(|message: String| bad_input(py, "columns", &message))
    }

    fn decide_all(
        &self,
        given: Option<&Principal>,
        resource: &Resource,
        context: &Context,
        form: Form,
    ) -> Result<arrow_array::RecordBatch, String> {
        let mut out = Rows::new(form, self.matrix.universe(), &self.schema, self.rows.len());
        // Which rules of services bear on a caller's actions is found once for neighbours of one
        // caller.
        let mut asked: Option<(usize, MatrixRequest<'_>)> = None;
        let mut decided = DecisionRow::new();
        for (at, row) in self.rows.iter().enumerate() {
            let set = match &row.set {
                Ok(set) => *set,
                Err(error) => {
                    out.failed(at, error);
                    continue;
                }
            };
            if asked
                .as_ref()
                .is_none_or(|(of, _)| given.is_none() && *of != row.principal)
            {
                let principals = self.principals.as_ref();
                let own = principals.and_then(|principals| principals.get(row.principal));
                let principal = match (given, own) {
                    (Some(given), _) => given,
                    (None, Some(Ok(own))) => own,
                    (None, Some(Err(error))) => {
                        out.failed(at, error);
                        continue;
                    }
                    (None, None) => {
                        out.failed(at, "found null as `principal`, expected a text");
                        continue;
                    }
                };
                let request = self.matrix.request(principal, resource);
                asked = Some((row.principal, request.with_context(context)));
            }
            if let Some((_, request)) = &asked {
                request.evaluate(set, &mut decided);
                out.decided(at, &decided);
            }
        }
        out.finish().map_err(|error| error.to_string())
    }
}

/// A matrix of a table, batch by batch.
struct Building {
    matrix: PolicyMatrix,
    rows: Vec<Row>,
    sets: Sets,
    principals: Option<Interner<Principal>>,
}

impl Building {
    fn add(&mut self, batch: &arrow_array::RecordBatch) -> Result<(), String> {
        let layers = columns::layers(batch)?;
        let principals = columns::text(batch, "principal")?;
        self.sets.begin(&layers);
        if let Some(column) = &principals {
            self.principals.get_or_insert_default().begin(column);
        }
        for row in 0..batch.num_rows() {
            let set = self.sets.number(&layers, row).and_then(|number| {
                // Each new set is the matrix's next one, also one that can't be used.
                let set = self.sets.get(number).cloned();
                let at = number as usize;
                if at == self.matrix.len() {
                    self.matrix.push(set.clone().unwrap_or_default());
                }
                set.map(|_| at)
            });
            let number = match (&principals, &mut self.principals) {
                (Some(column), Some(known)) => known.number(column, row, |text| {
                    Principal::parse(text).map_err(|error| error.to_string())
                }),
                _ => None,
            };
            self.rows.push(Row {
                set,
                principal: number.map_or(usize::MAX, |number| number as usize),
            });
        }
        Ok(())
    }
}
