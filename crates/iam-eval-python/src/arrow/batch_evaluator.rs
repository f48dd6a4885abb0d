//! Tables of requests, answered row by row.

use super::columns::RequestColumns;
use super::context_column::ContextOf;
use super::interner::Interner;
use super::output::Answers;
use super::record_batch::RecordBatch;
use super::sets::Sets;
use crate::errors::{account_message, bad_input};
use iam_eval::{Context, Principal, Request, Resource, is_account_id};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use std::sync::{Arc, Mutex, MutexGuard};

#[doc = docs!("BatchEvaluator")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct BatchEvaluator {
    with_statements: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sets: Sets,
    principals: Interner<Principal>,
    contexts: Interner<Context>,
    resources: Interner<Resource>,
}

/// So many rows are answered before it is asked whether the state has grown too large.
const ROWS: usize = 4096;

#[pymethods]
impl BatchEvaluator {
    #[new]
    #[pyo3(signature = (*, statements=true))]
    fn new(statements: bool) -> Self {
        Self {
            with_statements: statements,
            state: Mutex::default(),
        }
    }

    fn evaluate(&self, py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<RecordBatch> {
        let reader = data.extract::<AnyRecordBatch>()?.into_reader()?;
        let answered = py.detach(|| {
            let mut state = self.state();
            let mut answers = Answers::new(self.with_statements);
            for batch in reader {
                let batch = batch.map_err(|error| error.to_string())?;
                state.answer(&batch, &mut answers)?;
            }
            answers.finish().map_err(|error| error.to_string())
        });
        let answered = answered.map_err(|message| bad_input(py, "columns", &message))?;
        Ok(RecordBatch::new(answered))
    }

    fn __repr__(&self) -> String {
        format!("<BatchEvaluator statements={}>", self.with_statements)
    }
}

impl BatchEvaluator {
    /// The state. What another thread left in the middle of its work is thrown away.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| {
            self.state.clear_poison();
            let mut state = poisoned.into_inner();
            *state = State::default();
            state
        })
    }
}

impl State {
    fn answer(
        &mut self,
        batch: &arrow_array::RecordBatch,
        answers: &mut Answers,
    ) -> Result<(), String> {
        let columns = RequestColumns::new(batch)?;
        self.sets.begin(&columns.layers);
        self.principals.begin(&columns.principal);
        self.resources.begin(&columns.resource);
        if let Some(contexts) = &columns.context {
            contexts.begin(&mut self.contexts);
        }
        for from in (0..batch.num_rows()).step_by(ROWS) {
            self.trim();
            for row in from..batch.num_rows().min(from.saturating_add(ROWS)) {
                if let Err(error) = self.answer_row(&columns, row, answers) {
                    answers.failed(&error);
                }
            }
        }
        Ok(())
    }

    fn trim(&mut self) {
        self.sets.trim();
        if self.principals.is_full() {
            self.principals.forget();
        }
        if self.contexts.is_full() {
            self.contexts.forget();
        }
        if self.resources.is_full() {
            self.resources.forget();
        }
    }

    #[inline]
    fn answer_row(
        &mut self,
        columns: &RequestColumns,
        row: usize,
        answers: &mut Answers,
    ) -> Result<(), Arc<str>> {
        let number = self.sets.number(&columns.layers, row)?;
        let principal = self.principals.number(&columns.principal, row, |text| {
            Principal::parse(text).map_err(|error| error.to_string())
        });
        let resource = self.resources.number(&columns.resource, row, |text| {
            Resource::parse(text).map_err(|error| error.to_string())
        });
        let context = match &columns.context {
            Some(column) => column.of(row, &mut self.contexts)?,
            None => ContextOf::Empty,
        };
        let set = self.sets.get(number)?;
        let principal = principal.ok_or_else(|| null("principal"))?;
        let principal = self.principals.get(principal).map_err(Arc::clone)?;
        let action = columns.action.get(row).ok_or_else(|| null("action"))?;
        let resource = resource.ok_or_else(|| null("resource"))?;
        let resource = self.resources.get(resource).map_err(Arc::clone)?;
        let owner = columns.resource_account.as_ref();
        let owned = match owner.and_then(|accounts| accounts.get(row)) {
            Some(account) if is_account_id(account) => Some(resource.clone().owned_by(account)),
            Some(account) => return Err(account_message(account).into()),
            None => None,
        };
        let resource = owned.as_ref().unwrap_or(resource);
        let caller = set.caller(principal);
        let request = Request::new(&caller, action, resource);
        let request = request.map_err(|error| Arc::<str>::from(error.to_string()))?;
        let request = match &context {
            ContextOf::Empty => request,
            ContextOf::Kept(number) => {
                request.with_context(self.contexts.get(*number).map_err(Arc::clone)?)
            }
            ContextOf::Own(context) => request.with_context(context),
        };
        let place = (self.sets.generation(), number);
        if answers.wants_statements() {
            let (decision, origin) = set.evaluate_with_origin(&request);
            answers.decided(decision, origin.as_ref(), place);
        } else {
            answers.decided(set.evaluate(&request), None, place);
        }
        Ok(())
    }
}

fn null(name: &str) -> Arc<str> {
    format!("found null as `{name}`, expected a text").into()
}
