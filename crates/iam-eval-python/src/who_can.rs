//! Who may do something? The library's question about whole accounts, asked about texts in memory.

mod parts;

pub(crate) use parts::{Chain, Grant, Holder, Outsider, Reason, Step};

use crate::accounts::{Documents, catalog_info, tool};
use crate::context::context_of;
use crate::documents::{from_json, one_or_several, text_of};
use crate::errors::{
    attach_error, bad_account, bad_input, bad_request, policy_error, problem, request_error,
};
use crate::notebook;
use iam_access::ResourceCatalog;
use iam_access::check::Knowledge;
use iam_access::judge::JudgeError;
use iam_access::questions::{
    Accounts, KnownTwice, NotOne, Place, ReplaceError, Replacement, UnknownLayer, UnknownOwner,
    attach_to, replace, unknown_action, without,
};
use iam_account::{Problem, parse_policy};
use iam_catalog::Catalog;
use iam_eval::{Policy, PolicyKind, is_account_id};
use iam_report::form::text::TextWriter;
use iam_report::questions::{html, json, who_can_csv, who_can_text};
use pyo3::exceptions::{PyTypeError, PyUserWarning, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyMapping;
use std::ffi::CString;
use std::sync::Arc;

#[doc = docs!("WhoCan")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct WhoCan(Arc<iam_access::questions::WhoCan>);

/// The forms in which an answer is written.
const FORMATS: [&str; 4] = ["text", "json", "csv", "html"];

impl WhoCan {
    fn written(&self, format: &str) -> PyResult<String> {
        let mut out = Vec::new();
        match format {
            "json" => json(&*self.0, &mut out)?,
            "csv" => who_can_csv(&self.0, &mut out)?,
            "html" => html(&*self.0, &mut out)?,
            _ => who_can_text(&self.0, &mut TextWriter::new(&mut out, 100, false))?,
        }
        String::from_utf8(out).map_err(|error| PyValueError::new_err(error.to_string()))
    }
}

#[pymethods]
impl WhoCan {
    #[doc = docs!("WhoCan.answer")]
    #[getter]
    fn answer(&self) -> Option<bool> {
        self.0.answer
    }

    #[doc = docs!("WhoCan.action")]
    #[getter]
    fn action(&self) -> &str {
        &self.0.action
    }

    #[doc = docs!("WhoCan.resource")]
    #[getter]
    fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    #[doc = docs!("WhoCan.principals")]
    #[getter]
    fn principals(&self) -> Vec<Holder> {
        let count = self.0.principals.len();
        (0..count).map(|at| Holder::new(&self.0, at)).collect()
    }

    #[doc = docs!("WhoCan.outsiders")]
    #[getter]
    fn outsiders(&self) -> Vec<Outsider> {
        self.0.outsiders.iter().map(Outsider::new).collect()
    }

    #[doc = docs!("WhoCan.asked")]
    #[getter]
    fn asked(&self) -> usize {
        self.0.asked
    }

    #[doc = docs!("WhoCan.assumptions")]
    #[getter]
    fn assumptions(&self) -> Vec<String> {
        self.0.assumptions.clone()
    }

    #[doc = docs!("WhoCan.errors")]
    #[getter]
    fn errors(&self) -> Vec<String> {
        let errors = self.0.errors.iter();
        errors
            .map(|error| format!("{}: {}", error.place(), error.message))
            .collect()
    }

    #[pyo3(signature = (format="text"))]
    fn render(&self, py: Python<'_>, format: &str) -> PyResult<String> {
        if !FORMATS.contains(&format) {
            let known = FORMATS.join(", ");
            let message = format!("found the format `{format:.40}`, expected one of {known}");
            return Err(bad_input(py, "format", &message));
        }
        py.detach(|| self.written(format))
    }

    #[doc = docs!("WhoCan.to_dict")]
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        from_json(py, &py.detach(|| self.written("json"))?)
    }

    fn __bool__(&self) -> PyResult<bool> {
        let message = "who can do something has three answers: use `.answer`, or `.principals`";
        Err(PyTypeError::new_err(message))
    }

    fn __str__(&self) -> PyResult<String> {
        self.written("text")
    }

    fn __repr__(&self) -> String {
        let answer = &self.0;
        let word = match answer.answer {
            Some(true) => "yes",
            Some(false) => "none",
            None => "open",
        };
        format!(
            "<WhoCan {}: {word}, {} of {} principals, {} outsiders, {} errors>",
            answer.action,
            answer.principals.len(),
            answer.asked,
            answer.outsiders.len(),
            answer.errors.len()
        )
    }

    fn _repr_html_(&self) -> PyResult<String> {
        Ok(notebook::page(&self.written("html")?))
    }
}

#[doc = docs!("who_can")]
#[pyfunction]
#[pyo3(signature = (documents, action, resource=None, *, name="input", chain=2, scps=None, rcps=None, resource_policy=None, resource_account=None, context=None, absent=None, region=None, add_policies=None, replace=None, without=None))]
#[expect(clippy::too_many_arguments, reason = "the parts of a question")]
pub(crate) fn who_can(
    py: Python<'_>,
    documents: &Bound<'_, PyAny>,
    action: &str,
    resource: Option<&str>,
    name: &str,
    chain: u8,
    scps: Option<&Bound<'_, PyAny>>,
    rcps: Option<&Bound<'_, PyAny>>,
    resource_policy: Option<&Bound<'_, PyAny>>,
    resource_account: Option<&str>,
    context: Option<&Bound<'_, PyAny>>,
    absent: Option<Vec<String>>,
    region: Option<&str>,
    add_policies: Option<&Bound<'_, PyAny>>,
    replace: Option<&Bound<'_, PyAny>>,
    without: Option<Vec<String>>,
) -> PyResult<WhoCan> {
    let catalog = Catalog::embedded();
    iam_eval::Action::new(action).map_err(|error| request_error(py, &error))?;
    let asked = Asked {
        documents: Documents::new(documents, name, scps, rcps)?,
        action: action.to_owned(),
        place: place(py, resource, resource_policy, resource_account)?,
        chain: chain.into(),
        knowledge: Knowledge::of(context_of(context)?, &absent.unwrap_or_default(), region)
            .map_err(|error: KnownTwice| bad_request(py, "context", &error.to_string()))?,
        added: added(py, add_policies)?,
        replaced: replaced(py, replace)?,
        without: without.unwrap_or_default(),
    };
    let answer = py.detach(|| asked.answer(catalog));
    let answer = answer.map_err(|refusal| refusal.raise(py))?;
    if let Some(warning) = unknown_action(catalog, action) {
        let warning = CString::new(warning)?;
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &warning, 1)?;
    }
    Ok(WhoCan(Arc::new(answer)))
}

fn place(
    py: Python<'_>,
    resource: Option<&str>,
    policy: Option<&Bound<'_, PyAny>>,
    account: Option<&str>,
) -> PyResult<Place> {
    let place = resource.map(Place::on).transpose();
    let mut place = place
        .map_err(|error| request_error(py, &error))?
        .unwrap_or_default();
    if let Some(account) = account {
        if !is_account_id(account) {
            return Err(bad_account(py, account));
        }
        place = place.owned_by(account);
    }
    if let Some(policy) = policy {
        if place.resource().is_none() {
            let message =
                "found a `resource_policy`, expected the resource whose policy it is, too";
            return Err(bad_request(py, "resource", message));
        }
        let policy = parse_policy(PolicyKind::Resource, "resource_policy", text_of(policy)?);
        place = place.with_policy(policy.map_err(|found| problem(py, &found))?);
    }
    Ok(place)
}

/// The pairs of an argument that maps names to something.
fn pairs<'py>(
    argument: &str,
    mapping: Option<&Bound<'py, PyAny>>,
) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let Some(mapping) = mapping else {
        return Ok(Vec::new());
    };
    let Ok(mapping) = mapping.cast::<PyMapping>() else {
        let found = mapping.get_type().name()?;
        let message = format!("found {found} as `{argument}`, expected a dict with names as keys");
        return Err(PyTypeError::new_err(message));
    };
    let pairs = mapping.items()?;
    pairs.iter().map(|pair| pair.extract()).collect()
}

/// Policies to add, with the names of their principals.
fn added(py: Python<'_>, policies: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<(String, Policy)>> {
    let mut added = Vec::new();
    for (principal, documents) in pairs("add_policies", policies)? {
        for text in one_or_several(&documents)? {
            let name = format!("add_policies[{principal}]");
            let policy = parse_policy(PolicyKind::Identity, &name, text);
            let policy = policy.map_err(|found| problem(py, &found))?;
            added.push((principal.clone(), policy));
        }
    }
    Ok(added)
}

fn replaced(py: Python<'_>, policies: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<Replacement>> {
    let mut replaced = Vec::new();
    for (name, document) in pairs("replace", policies)? {
        let text = text_of(&document)?;
        let title = format!("replace[{name}]");
        let new = Replacement::new(name, |kind| parse_policy(kind, &title, text.as_str()));
        replaced.push(new.map_err(|found| problem(py, &found))?);
    }
    Ok(replaced)
}

/// Everything that is asked, as Rust has it.
struct Asked {
    documents: Documents,
    action: String,
    place: Place,
    chain: usize,
    knowledge: Knowledge,
    added: Vec<(String, Policy)>,
    replaced: Vec<Replacement>,
    without: Vec<String>,
}

/// Why there is no answer.
enum Refusal {
    Owner(UnknownOwner),
    Principal(NotOne),
    Replace(ReplaceError),
    Layer(UnknownLayer),
    Judge(JudgeError),
}

impl Refusal {
    fn raise(&self, py: Python<'_>) -> PyErr {
        match self {
            Self::Owner(error) => {
                let message = format!("{error}: `resource_account`");
                bad_request(py, "account", &message)
            }
            Self::Principal(error) => bad_input(py, "principal", &error.to_string()),
            Self::Replace(error) => bad_input(py, "replace", &error.to_string()),
            Self::Layer(error) => bad_input(py, "without", &error.to_string()),
            Self::Judge(JudgeError::Request(error)) => request_error(py, error),
            Self::Judge(JudgeError::Policy(error)) => policy_error(py, error),
            Self::Judge(JudgeError::Attach(error)) => attach_error(py, error),
            Self::Judge(error) => bad_input(py, "question", &error.to_string()),
        }
    }
}

impl Asked {
    fn answer(mut self, catalog: &Catalog) -> Result<iam_access::questions::WhoCan, Refusal> {
        let inputs = self.documents.read();
        let mut problems: Vec<Problem> = inputs.problems();
        let mut principals = Vec::with_capacity(inputs.len());
        for index in 0..inputs.len() {
            match self.documents.principal(&inputs, index) {
                Ok(principal) => principals.push(principal),
                Err(found) => problems.push(found),
            }
        }
        for new in &self.replaced {
            replace(&mut principals, new).map_err(Refusal::Replace)?;
        }
        for (name, policy) in std::mem::take(&mut self.added) {
            attach_to(&mut principals, &name, policy).map_err(Refusal::Principal)?;
        }
        for layer in &self.without {
            without(&mut principals, layer).map_err(Refusal::Layer)?;
        }
        let resources = ResourceCatalog::new(catalog, self.knowledge.region.as_deref());
        let accounts = Accounts::new(principals, &self.knowledge, &resources);
        let accounts = accounts.with_problems(problems);
        accounts.check_owner(&self.place).map_err(Refusal::Owner)?;
        let answer = accounts.who_can(&self.action, &self.place, self.chain);
        let mut answer = answer.map_err(Refusal::Judge)?;
        answer.tool = Some(tool());
        answer.catalog = Some(catalog_info(catalog));
        Ok(answer)
    }
}
