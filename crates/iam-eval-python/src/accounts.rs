//! Dumps and bundles as arguments, with the control policies that are given beside them.

use crate::documents::{one_or_several, text_of};
use crate::errors::problem;
use iam_access::report::{CatalogInfo, Tool};
use iam_account::{Inputs, PrincipalInput, Problem, parse_levels};
use iam_catalog::Catalog;
use iam_eval::{Policy, PolicyKind};
use pyo3::prelude::*;

/// Documents about principals, as texts.
pub(crate) struct Documents {
    texts: Vec<String>,
    name: String,
    scps: Option<Vec<Vec<Policy>>>,
    rcps: Option<Vec<Vec<Policy>>>,
}

impl Documents {
    pub(crate) fn new(
        documents: &Bound<'_, PyAny>,
        name: &str,
        scps: Option<&Bound<'_, PyAny>>,
        rcps: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let py = documents.py();
        let control = |kind, name, document: Option<&Bound<'_, PyAny>>| -> PyResult<_> {
            let Some(document) = document else {
                return Ok(None);
            };
            let levels = parse_levels(kind, name, text_of(document)?);
            levels.map(Some).map_err(|found| problem(py, &found))
        };
        Ok(Self {
            texts: one_or_several(documents)?,
            name: name.to_owned(),
            scps: control(PolicyKind::ServiceControl, "scps", scps)?,
            rcps: control(PolicyKind::ResourceControl, "rcps", rcps)?,
        })
    }

    /// Reads them.
    pub(crate) fn read(&mut self) -> Inputs {
        let texts = std::mem::take(&mut self.texts);
        let mut inputs = Inputs::default();
        let is_one = texts.len() == 1;
        for (index, text) in texts.into_iter().enumerate() {
            match is_one {
                true => inputs.add_text(&self.name, text),
                false => inputs.add_text(&format!("{}[{index}]", self.name), text),
            }
        }
        inputs
    }

    /// A principal, with the control policies.
    pub(crate) fn principal(
        &self,
        inputs: &Inputs,
        index: usize,
    ) -> Result<PrincipalInput, Problem> {
        let mut principal = inputs.principal(index)?;
        if let Some(levels) = &self.scps {
            principal.supply_scps(levels, "scps=…");
        }
        if let Some(levels) = &self.rcps {
            principal.supply_rcps(levels, "rcps=…");
        }
        Ok(principal)
    }
}

/// What made a report.
pub(crate) fn tool() -> Tool {
    Tool {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// The catalogue, as reports name it.
pub(crate) fn catalog_info(catalog: &Catalog) -> CatalogInfo {
    CatalogInfo {
        source: catalog.source().to_owned(),
        version: catalog.version().to_owned(),
        date: Some(catalog.date().to_owned()),
    }
}
