//! Answers to scenarios.

use crate::decision;
use crate::errors::scenario_error;
use iam_eval::Decision;
use iam_scenario::ScenarioError;
use pyo3::prelude::*;

#[doc = docs!("Answer")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Answer {
    id: Option<String>,
    answer: Result<Decision, ScenarioError>,
    /// Whether it is the answer that the scenario expects, where it expects one.
    as_expected: Option<bool>,
}

impl Answer {
    pub(crate) fn new(
        id: Option<String>,
        answer: Result<Decision, ScenarioError>,
        as_expected: Option<bool>,
    ) -> Self {
        Self {
            id,
            answer,
            as_expected,
        }
    }
}

#[pymethods]
impl Answer {
    #[getter]
    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    #[getter]
    fn decision(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let decided = self.answer.as_ref().ok();
        decided
            .map(|decided| decision::decision(py, *decided))
            .transpose()
    }

    /// The exception that says why there is no decision.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        let error = self.answer.as_ref().err()?;
        Some(scenario_error(py, error).into_value(py).into_any())
    }

    #[doc = docs!("Answer.as_expected")]
    #[getter]
    fn as_expected(&self) -> Option<bool> {
        self.as_expected
    }

    fn __bool__(&self) -> bool {
        matches!(self.answer, Ok(Decision::Allowed))
    }

    fn __repr__(&self) -> String {
        let id = self.id.as_deref().unwrap_or("without an id");
        match &self.answer {
            Ok(decision) => format!("<Answer {id}: {decision}>"),
            Err(error) => format!("<Answer {id}: error: {error}>"),
        }
    }
}
