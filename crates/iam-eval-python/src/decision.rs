//! Decisions as members of the enums that `python/iam_eval/_decision.py` defines.

use iam_eval::{Decision, PartialDecision};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

static DECISIONS: PyOnceLock<[Py<PyAny>; 3]> = PyOnceLock::new();
static PARTIAL_DECISIONS: PyOnceLock<[Py<PyAny>; 5]> = PyOnceLock::new();

const ALL: [Decision; 3] = [
    Decision::Allowed,
    Decision::ImplicitDeny,
    Decision::ExplicitDeny,
];

const ALL_PARTIAL: [PartialDecision; 5] = [
    PartialDecision::Allowed,
    PartialDecision::ImplicitDeny,
    PartialDecision::ExplicitDeny,
    PartialDecision::Denied,
    PartialDecision::Depends,
];

pub(crate) fn decision(py: Python<'_>, decision: Decision) -> PyResult<Py<PyAny>> {
    let members =
        DECISIONS.get_or_try_init(py, || members(py, "Decision", ALL.map(Decision::as_str)))?;
    let [allowed, implicit, explicit] = members;
    let member = match decision {
        Decision::Allowed => allowed,
        Decision::ImplicitDeny => implicit,
        Decision::ExplicitDeny => explicit,
    };
    Ok(member.clone_ref(py))
}

pub(crate) fn partial_decision(py: Python<'_>, decision: PartialDecision) -> PyResult<Py<PyAny>> {
    let members = PARTIAL_DECISIONS.get_or_try_init(py, || {
        members(
            py,
            "PartialDecision",
            ALL_PARTIAL.map(PartialDecision::as_str),
        )
    })?;
    let [allowed, implicit, explicit, denied, depends] = members;
    let member = match decision {
        PartialDecision::Allowed => allowed,
        PartialDecision::ImplicitDeny => implicit,
        PartialDecision::ExplicitDeny => explicit,
        PartialDecision::Denied => denied,
        PartialDecision::Depends => depends,
    };
    Ok(member.clone_ref(py))
}

/// The members of an enum by their values.
fn members<const N: usize>(
    py: Python<'_>,
    class: &str,
    values: [&str; N],
) -> PyResult<[Py<PyAny>; N]> {
    let class = py.import("iam_eval._decision")?.getattr(class)?;
    let mut members = Vec::with_capacity(N);
    for value in values {
        members.push(class.call1((value,))?.unbind());
    }
    members.try_into().map_err(|_: Vec<_>| {
        pyo3::exceptions::PySystemError::new_err("an enum has as many members as values")
    })
}
