//! The parts of the answer to who may do something.

use iam_access::questions::{self, WhoCan};
use iam_access::report;
use iam_account::place;
use iam_report::form::text::clean;
use pyo3::prelude::*;
use std::sync::Arc;

#[doc = docs!("Holder")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Holder {
    answer: Arc<WhoCan>,
    at: usize,
}

impl Holder {
    pub(super) fn new(answer: &Arc<WhoCan>, at: usize) -> Self {
        Self {
            answer: Arc::clone(answer),
            at,
        }
    }

    fn it(&self) -> PyResult<&questions::Holder> {
        let holder = self.answer.principals.get(self.at);
        holder.ok_or_else(|| pyo3::exceptions::PyIndexError::new_err("no such principal"))
    }
}

#[pymethods]
impl Holder {
    #[doc = docs!("Holder.principal")]
    #[getter]
    fn principal(&self) -> PyResult<&str> {
        Ok(&self.it()?.principal)
    }

    #[getter]
    fn kind(&self) -> PyResult<&'static str> {
        Ok(self.it()?.kind.name())
    }

    #[getter]
    fn source(&self) -> PyResult<&str> {
        Ok(&self.it()?.source)
    }

    #[getter]
    fn line(&self) -> PyResult<Option<u32>> {
        Ok(self.it()?.line)
    }

    #[doc = docs!("Holder.extent")]
    #[getter]
    fn extent(&self) -> PyResult<&'static str> {
        Ok(self.it()?.extent.name())
    }

    #[doc = docs!("Holder.direct")]
    #[getter]
    fn direct(&self) -> PyResult<Option<Grant>> {
        Ok(self.it()?.direct.as_ref().map(Grant::new))
    }

    #[doc = docs!("Holder.chain")]
    #[getter]
    fn chain(&self) -> PyResult<Option<Chain>> {
        Ok(self.it()?.chain.as_ref().map(Chain::new))
    }

    fn __repr__(&self) -> PyResult<String> {
        let it = self.it()?;
        let chain = it
            .chain
            .as_ref()
            .map(|chain| format!(" {}", chain.sentence()));
        let chain = chain.unwrap_or_default();
        let (principal, extent) = (&it.principal, it.extent.name());
        Ok(shown(&format!("<Holder {principal}: {extent}{chain}>")))
    }
}

#[doc = docs!("Chain")]
#[pyclass(frozen, get_all, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Chain {
    #[doc = docs!("Chain.extent")]
    extent: &'static str,
    #[doc = docs!("Chain.steps")]
    steps: Vec<Step>,
    #[doc = docs!("Chain.grant")]
    grant: Grant,
    text: String,
}

impl Chain {
    fn new(chain: &questions::Chain) -> Self {
        Self {
            extent: chain.extent.name(),
            steps: chain.steps.iter().map(Step::new).collect(),
            grant: Grant::new(&chain.grant),
            text: chain.sentence(),
        }
    }
}

#[pymethods]
impl Chain {
    fn __str__(&self) -> String {
        shown(&self.text)
    }

    fn __repr__(&self) -> String {
        shown(&format!("<Chain {}: {}>", self.text, self.extent))
    }
}

#[doc = docs!("Step")]
#[pyclass(frozen, get_all, module = "iam_eval")]
#[derive(Debug, Clone)]
pub(crate) struct Step {
    #[doc = docs!("Step.assumes")]
    assumes: String,
    #[doc = docs!("Step.by")]
    by: Grant,
}

impl Step {
    fn new(step: &questions::Step) -> Self {
        Self {
            assumes: step.assumes.clone(),
            by: Grant::new(&step.by),
        }
    }
}

#[pymethods]
impl Step {
    fn __repr__(&self) -> String {
        shown(&format!("<Step {}: {}>", self.assumes, self.by.extent))
    }
}

#[doc = docs!("Grant")]
#[pyclass(frozen, get_all, module = "iam_eval")]
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    #[doc = docs!("Grant.extent")]
    extent: &'static str,
    #[doc = docs!("Grant.reasons")]
    reasons: Vec<Reason>,
    #[doc = docs!("Grant.reasons_left_out")]
    reasons_left_out: usize,
    #[doc = docs!("Grant.when")]
    when: Option<String>,
    #[doc = docs!("Grant.keys")]
    keys: Vec<String>,
}

impl Grant {
    fn new(grant: &questions::Grant) -> Self {
        Self {
            extent: grant.extent.name(),
            reasons: grant.reasons.iter().map(Reason::new).collect(),
            reasons_left_out: grant.reasons_left_out,
            when: grant.when.clone(),
            keys: grant.keys.clone(),
        }
    }
}

#[pymethods]
impl Grant {
    fn __repr__(&self) -> String {
        let when = self.when.as_ref().map(|when| format!(" {when}"));
        shown(&format!(
            "<Grant {}{}>",
            self.extent,
            when.unwrap_or_default()
        ))
    }
}

#[doc = docs!("Reason")]
#[pyclass(frozen, get_all, module = "iam_eval")]
#[derive(Debug, Clone)]
pub(crate) struct Reason {
    #[doc = docs!("Reason.layer")]
    layer: String,
    #[doc = docs!("Reason.policy")]
    policy: Option<String>,
    #[doc = docs!("Reason.policy_name")]
    policy_name: Option<String>,
    statement: Option<usize>,
    sid: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    effect: Option<String>,
    #[doc = docs!("Reason.why")]
    why: String,
}

impl Reason {
    fn new(reason: &report::Reason) -> Self {
        Self {
            layer: reason.layer.clone(),
            policy: reason.policy.clone(),
            policy_name: reason.policy_name.clone(),
            statement: reason.statement,
            sid: reason.sid.clone(),
            line: reason.line,
            column: reason.column,
            effect: reason.effect.clone(),
            why: reason.why.clone(),
        }
    }
}

#[pymethods]
impl Reason {
    fn __repr__(&self) -> String {
        let of = self.policy.as_deref();
        let of = of.map(|policy| format!(" {}", place(policy, self.line, self.column)));
        let of = of.unwrap_or_default();
        shown(&format!("<Reason {}{of}: {}>", self.layer, self.why))
    }
}

#[doc = docs!("Outsider")]
#[pyclass(frozen, get_all, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Outsider {
    #[doc = docs!("Outsider.principal")]
    principal: String,
    #[doc = docs!("Outsider.kind")]
    kind: &'static str,
    #[doc = docs!("Outsider.assumes")]
    assumes: Option<String>,
    #[doc = docs!("Outsider.by")]
    by: Grant,
}

impl Outsider {
    pub(super) fn new(outsider: &questions::Outsider) -> Self {
        Self {
            principal: outsider.principal.clone(),
            kind: outsider.kind.name(),
            assumes: outsider.assumes.clone(),
            by: Grant::new(&outsider.by),
        }
    }
}

#[pymethods]
impl Outsider {
    fn __repr__(&self) -> String {
        let (principal, kind, extent) = (&self.principal, self.kind, self.by.extent);
        shown(&format!("<Outsider {principal} ({kind}): {extent}>"))
    }
}

/// A line for people: texts of policies are cleaned as for a terminal.
fn shown(text: &str) -> String {
    clean(text).into_owned()
}
