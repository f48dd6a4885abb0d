//! Decisions with their reasons.

use crate::decision;
use crate::documents::from_json;
use iam_eval::{Decision, Effect, Origin, PartialDecision, StatementReason};
use iam_report::form::html::escaped;
use iam_report::form::text::clean;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

#[doc = docs!("Explanation")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Explanation(Of);

#[derive(Debug)]
enum Of {
    Whole(Box<iam_eval::Explanation>),
    Partial(Box<iam_eval::Explanation<PartialDecision>>),
}

impl Explanation {
    pub(crate) fn whole(explanation: iam_eval::Explanation) -> Self {
        Self(Of::Whole(Box::new(explanation)))
    }

    pub(crate) fn partial(explanation: iam_eval::Explanation<PartialDecision>) -> Self {
        Self(Of::Partial(Box::new(explanation)))
    }

    fn word(&self) -> &'static str {
        match &self.0 {
            Of::Whole(explanation) => explanation.decision.as_str(),
            Of::Partial(explanation) => explanation.decision.as_str(),
        }
    }

    fn text(&self) -> String {
        match &self.0 {
            Of::Whole(explanation) => explanation.to_string(),
            Of::Partial(explanation) => explanation.to_string(),
        }
    }
}

#[pymethods]
impl Explanation {
    #[getter]
    fn decision(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match &self.0 {
            Of::Whole(explanation) => decision::decision(py, explanation.decision),
            Of::Partial(explanation) => decision::partial_decision(py, explanation.decision),
        }
    }

    #[doc = docs!("Explanation.deciding")]
    #[getter]
    fn deciding(&self) -> Vec<Statement> {
        match &self.0 {
            Of::Whole(explanation) => explanation.deciding().map(Statement::from).collect(),
            Of::Partial(explanation) => explanation.deciding().map(Statement::from).collect(),
        }
    }

    #[doc = docs!("Explanation.statements")]
    #[getter]
    fn statements(&self) -> Vec<Statement> {
        match &self.0 {
            Of::Whole(explanation) => explanation.statements().map(Statement::from).collect(),
            Of::Partial(explanation) => explanation.statements().map(Statement::from).collect(),
        }
    }

    #[doc = docs!("Explanation.residual")]
    #[getter]
    fn residual(&self) -> Option<String> {
        match &self.0 {
            Of::Whole(_) => None,
            Of::Partial(explanation) => explanation.residual().map(|it| it.to_string()),
        }
    }

    #[doc = docs!("Explanation.to_dict")]
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let json = match &self.0 {
            Of::Whole(explanation) => serde_json::to_string(explanation),
            Of::Partial(explanation) => serde_json::to_string(explanation),
        };
        let json = json.map_err(|error| PyValueError::new_err(error.to_string()))?;
        from_json(py, &json)
    }

    fn __bool__(&self) -> bool {
        match &self.0 {
            Of::Whole(explanation) => explanation.decision == Decision::Allowed,
            Of::Partial(explanation) => explanation.decision == PartialDecision::Allowed,
        }
    }

    /// The words of policies are cleaned as for a terminal.
    fn __str__(&self) -> String {
        let text = self.text();
        let lines: Vec<_> = text.lines().map(clean).collect();
        lines.join("\n")
    }

    fn __repr__(&self) -> String {
        format!("<Explanation {}>", self.word())
    }

    fn _repr_html_(&self) -> String {
        let colour = match self.word() {
            "allowed" => "#1a7f37",
            "depends" => "#9a6700",
            _ => "#cf222e",
        };
        let (word, text) = (self.word(), self.__str__());
        let text = escaped(&text);
        format!(
            "<div><strong style=\"color:{colour}\">{word}</strong>\
             <pre style=\"white-space:pre-wrap\">{text}</pre></div>"
        )
    }
}

#[doc = docs!("Statement")]
#[pyclass(frozen, get_all, module = "iam_eval")]
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    #[doc = docs!("Statement.policy")]
    policy: String,
    #[doc = docs!("Statement.index")]
    index: usize,
    sid: Option<String>,
    effect: &'static str,
    applies: bool,
    line: u32,
    column: u32,
    #[doc = docs!("Statement.text")]
    text: String,
}

impl From<&StatementReason> for Statement {
    fn from(reason: &StatementReason) -> Self {
        let origin: &Origin = &reason.origin;
        let position = origin.position();
        Self {
            policy: origin.policy_id().name.to_owned(),
            index: origin.statement(),
            sid: origin.sid().map(str::to_owned),
            effect: match reason.effect {
                Effect::Allow => "Allow",
                Effect::Deny => "Deny",
            },
            applies: reason.applies(),
            line: position.line,
            column: position.column,
            text: clean(&origin.to_string()).into_owned(),
        }
    }
}

#[pymethods]
impl Statement {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<Statement {} {}>", self.effect, self.text)
    }
}
