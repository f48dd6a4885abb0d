//! Is anything newly allowed?

use crate::decision;
use crate::documents::text_of;
use crate::errors::{attach_error, bad_account, policy_error, request_error};
use crate::layers::{attach, kind_named};
use crate::policy_set::PolicySet;
use iam_catalog::Catalog;
use iam_compare::{Comparison as Compared, Question};
use iam_eval::{ContextValue, LayerKind, Policy, PolicyKind, Principal, is_account_id};
use iam_report::form::text::clean;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

#[doc = docs!("Comparison")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Comparison(Compared);

#[pymethods]
impl Comparison {
    /// `none`, `new` or `undecided`.
    #[getter]
    fn answer(&self) -> &'static str {
        match &self.0 {
            Compared::NoNewAccess(_) => "none",
            Compared::NewAccess(_) => "new",
            _ => "undecided",
        }
    }

    #[doc = docs!("Comparison.is_none")]
    #[getter]
    fn is_none(&self) -> bool {
        self.0.is_none()
    }

    #[doc = docs!("Comparison.witness")]
    #[getter]
    fn witness(&self) -> Option<Witness> {
        self.0.witness().cloned().map(Witness)
    }

    #[doc = docs!("Comparison.reason")]
    #[getter]
    fn reason(&self) -> Option<String> {
        match &self.0 {
            Compared::Undecided(reason) => Some(reason.to_string()),
            _ => None,
        }
    }

    fn __bool__(&self) -> PyResult<bool> {
        let message = "a comparison has three answers: use `.is_none`, or compare `.answer`";
        Err(PyTypeError::new_err(message))
    }

    fn __repr__(&self) -> String {
        match &self.0 {
            Compared::NoNewAccess(_) => "<Comparison: nothing is newly allowed>".to_owned(),
            Compared::NewAccess(witness) => {
                format!("<Comparison: newly allowed: {}>", line(witness))
            }
            Compared::Undecided(reason) => format!("<Comparison: undecided: {reason}>"),
            _ => "<Comparison: undecided>".to_owned(),
        }
    }
}

/// `s3:getobject on arn:… by arn:…`
fn line(witness: &iam_compare::Witness) -> String {
    let request = witness.request();
    let (action, resource) = (request.action(), request.resource());
    let text = format!("{action} on {resource} by {}", request.principal());
    clean(&text).into_owned()
}

#[doc = docs!("Witness")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Witness(iam_compare::Witness);

#[pymethods]
impl Witness {
    #[getter]
    fn principal(&self) -> &str {
        self.0.request().principal().as_str()
    }

    #[getter]
    fn action(&self) -> &str {
        self.0.request().action()
    }

    #[getter]
    fn resource(&self) -> &str {
        self.0.request().resource().as_str()
    }

    #[getter]
    fn resource_account(&self) -> Option<&str> {
        self.0.resource_account()
    }

    #[getter]
    fn context<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let context = PyDict::new(py);
        for (key, value) in self.0.request().context().entries() {
            match value {
                ContextValue::One(value) => context.set_item(key, &**value)?,
                ContextValue::Many(values) => {
                    let values: Vec<&str> = values.iter().map(|value| &**value).collect();
                    context.set_item(key, values)?;
                }
            }
        }
        Ok(context)
    }

    #[getter]
    fn old_decision(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let old = self.0.old_decision();
        old.map(|old| decision::decision(py, old)).transpose()
    }

    #[doc = docs!("Witness.is_typical")]
    #[getter]
    fn is_typical(&self) -> bool {
        self.0.is_typical()
    }

    fn __repr__(&self) -> String {
        format!("<Witness {}>", line(&self.0))
    }
}

#[doc = docs!("compare")]
#[pyfunction]
#[pyo3(signature = (old, new, *, kind="identity", principal=None, resource_account=None, actions=None, resources=None, region="us-east-1", budget=None))]
#[expect(clippy::too_many_arguments, reason = "the parts of a question")]
pub(crate) fn compare(
    py: Python<'_>,
    old: &Bound<'_, PyAny>,
    new: &Bound<'_, PyAny>,
    kind: &str,
    principal: Option<&str>,
    resource_account: Option<&str>,
    actions: Option<Vec<String>>,
    resources: Option<Vec<String>>,
    region: &str,
    budget: Option<usize>,
) -> PyResult<Comparison> {
    let kind = kind_named(py, kind)?;
    let (sets, question) = match (old.cast::<PolicySet>(), new.cast::<PolicySet>()) {
        (Ok(old), Ok(new)) => {
            let sets = (old.get().set.clone(), new.get().set.clone());
            (sets, Question::of_policies())
        }
        (Err(_), Err(_)) => {
            let sets = (alone("old", kind, old)?, alone("new", kind, new)?);
            (sets, Question::of_documents())
        }
        _ => {
            let message =
                "found a PolicySet beside a document, expected two documents or two PolicySets";
            return Err(PyTypeError::new_err(message));
        }
    };
    let mut question = question
        .with_catalog(Catalog::embedded())
        .in_region(region)
        .about(
            actions.iter().flatten().map(String::as_str),
            resources.iter().flatten().map(String::as_str),
        );
    if let Some(budget) = budget {
        question = question.with_budget(budget);
    }
    if let Some(principal) = principal {
        let principal = Principal::parse(principal).map_err(|error| request_error(py, &error))?;
        question = question.by(principal);
    }
    if let Some(account) = resource_account {
        if !is_account_id(account) {
            return Err(bad_account(py, account));
        }
        question = question.owned_by(account);
    }
    let (old, new) = sets;
    let compared = py.detach(|| iam_compare::compare(&old, &new, &question));
    Ok(Comparison(compared))
}

/// A set of one document.
fn alone(
    name: &str,
    kind: PolicyKind,
    document: &Bound<'_, PyAny>,
) -> PyResult<iam_eval::PolicySet> {
    let py = document.py();
    let text = text_of(document)?;
    let policy = Policy::parse(kind, name, &text).map_err(|error| policy_error(py, &error))?;
    let size = LayerKind::of(kind).size();
    let set = attach(iam_eval::PolicySet::new(), size, vec![vec![policy]]);
    set.map_err(|error| attach_error(py, &error))
}
