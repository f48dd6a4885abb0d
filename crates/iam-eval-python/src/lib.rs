//! The native half of the Python package `iam_eval`. It holds no semantics: each function reads its
//! arguments, asks a library of the workspace, and hands back what that says.
//! `python/iam_eval/_native.pyi` documents it.

#![allow(
    clippy::doc_lazy_continuation,
    reason = "the documentation is Python's, with its examples"
)]

/// The documentation of an item, from the stub: see `build.rs`.
macro_rules! docs {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".txt"))
    };
}

mod accounts;
mod answers;
mod arrow;
mod compare;
mod context;
mod decision;
mod documents;
mod errors;
mod explanation;
mod findings;
mod layers;
mod notebook;
mod parsed;
mod policy_set;
mod principals;
mod restore;
mod scenarios;
mod who_can;

use pyo3::prelude::*;

/// The module `iam_eval._native`. Nothing in it depends on the interpreter's global lock.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use crate::answers::Answer;
    #[pymodule_export]
    use crate::arrow::batch_evaluator::BatchEvaluator;
    #[pymodule_export]
    use crate::arrow::matrix::Matrix;
    #[pymodule_export]
    use crate::arrow::record_batch::RecordBatch;
    #[pymodule_export]
    use crate::catalog_actions;
    #[pymodule_export]
    use crate::compare::{Comparison, Witness, compare};
    #[pymodule_export]
    use crate::explanation::{Explanation, Statement};
    #[pymodule_export]
    use crate::findings::{Finding, apply_fixes, validate};
    #[pymodule_export]
    use crate::policy_set::PolicySet;
    #[pymodule_export]
    use crate::principals::read_principals;
    #[pymodule_export]
    use crate::restore::{RestoreReport, restore_check, restore_sets};
    #[pymodule_export]
    use crate::scenarios::evaluate_scenario;
    #[pymodule_export]
    use crate::version;
    #[pymodule_export]
    use crate::who_can::{Chain, Grant, Holder, Outsider, Reason, Step, WhoCan, who_can};
}

/// The version of the package.
#[pyfunction]
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

#[doc = docs!("actions")]
#[pyfunction(name = "actions")]
#[pyo3(signature = (service=None))]
fn catalog_actions(service: Option<&str>) -> Vec<String> {
    let catalog = iam_catalog::Catalog::embedded();
    let name = |action: iam_catalog::Action<'_>| action.name().to_owned();
    match service {
        Some(service) => catalog.actions_of(service).map(name).collect(),
        None => catalog.actions().map(name).collect(),
    }
}
