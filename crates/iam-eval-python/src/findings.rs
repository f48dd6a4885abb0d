//! What is wrong with a document.

use crate::documents::text_of;
use crate::errors::bad_input;
use crate::layers::kind_named;
use iam_catalog::Catalog;
use iam_eval::Span;
use iam_lint::{Edit, Linter, Options, ResourceKind, Severity, Suppressions};
use iam_report::form::text::clean;
use pyo3::prelude::*;

#[doc = docs!("Finding")]
#[pyclass(frozen, get_all, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct Finding {
    #[doc = docs!("Finding.code")]
    code: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    line: u32,
    column: u32,
    #[doc = docs!("Finding.start")]
    start: usize,
    end: usize,
    statement: Option<u32>,
    sid: Option<String>,
    values: Vec<String>,
    #[doc = docs!("Finding.suppressed")]
    suppressed: Option<String>,
    #[doc = docs!("Finding.fixable")]
    fixable: bool,
}

#[pymethods]
impl Finding {
    fn __str__(&self) -> String {
        let Self {
            line,
            column,
            severity,
            code,
            message,
            ..
        } = self;
        format!("{line}:{column}: {severity} {code}: {}", clean(message))
    }

    fn __repr__(&self) -> String {
        format!("<Finding {}>", self.__str__())
    }
}

#[doc = docs!("validate")]
#[pyfunction]
#[pyo3(signature = (document, *, kind=None, resource_kind=None, suppressions=None, name="policy"))]
pub(crate) fn validate(
    py: Python<'_>,
    document: &Bound<'_, PyAny>,
    kind: Option<&str>,
    resource_kind: Option<&str>,
    suppressions: Option<&str>,
    name: &str,
) -> PyResult<Vec<Finding>> {
    let text = text_of(document)?;
    let asked = Asked::new(py, kind, resource_kind, suppressions)?;
    Ok(py.detach(|| {
        let found = asked.check(name, &text);
        let places = Characters::new(&text);
        let found = found.into_iter();
        found
            .map(|finding| in_characters(finding, &places))
            .collect()
    }))
}

#[doc = docs!("apply_fixes")]
#[pyfunction]
#[pyo3(signature = (document, *, kind=None, resource_kind=None, suppressions=None, name="policy"))]
pub(crate) fn apply_fixes(
    py: Python<'_>,
    document: &Bound<'_, PyAny>,
    kind: Option<&str>,
    resource_kind: Option<&str>,
    suppressions: Option<&str>,
    name: &str,
) -> PyResult<String> {
    let text = text_of(document)?;
    let asked = Asked::new(py, kind, resource_kind, suppressions)?;
    Ok(py.detach(|| {
        let found = asked.check(name, &text).into_iter();
        let wanted = found.filter(|finding| finding.suppressed.is_none());
        let edits: Vec<Edit> = wanted.flat_map(|finding| finding.edits).collect();
        iam_lint::apply(&text, &edits)
    }))
}

/// What is known of the document, and which findings are accepted.
struct Asked {
    kind: Option<iam_eval::PolicyKind>,
    resource_kind: Option<&'static ResourceKind>,
    suppressions: Option<Suppressions>,
}

impl Asked {
    fn new(
        py: Python<'_>,
        kind: Option<&str>,
        resource_kind: Option<&str>,
        suppressions: Option<&str>,
    ) -> PyResult<Self> {
        let kind = kind.map(|kind| kind_named(py, kind)).transpose()?;
        let resource_kind = resource_kind.map(|name| {
            ResourceKind::named(name).ok_or_else(|| {
                let known: Vec<&str> = ResourceKind::names().collect();
                let known = known.join(", ");
                let message =
                    format!("found the kind of resource `{name:.40}`, expected one of {known}");
                bad_input(py, "resourceKind", &message)
            })
        });
        let suppressions = suppressions
            .map(|text| Suppressions::parse("suppressions", text))
            .transpose()
            .map_err(|error| bad_input(py, "suppressions", &error.to_string()))?;
        Ok(Self {
            kind,
            resource_kind: resource_kind.transpose()?,
            suppressions,
        })
    }

    fn check(&self, name: &str, text: &str) -> Vec<iam_lint::Finding> {
        let options = Options {
            kind: self.kind,
            resource_kind: self.resource_kind,
            suppressions: self.suppressions.as_ref(),
            expectations: None,
        };
        let linter = Linter::new(Catalog::embedded());
        linter.check(name, text, &options).findings
    }
}

/// Where characters begin: Python counts them, and not bytes.
struct Characters {
    /// The offsets of all characters; none where every one takes a byte.
    offsets: Vec<usize>,
}

impl Characters {
    fn new(text: &str) -> Self {
        let offsets = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().map(|(offset, _)| offset).collect(),
        };
        Self { offsets }
    }

    fn place(&self, byte: u32) -> usize {
        let byte = byte as usize;
        match self.offsets.is_empty() {
            true => byte,
            false => self.offsets.partition_point(|offset| *offset < byte),
        }
    }
}

fn in_characters(finding: iam_lint::Finding, places: &Characters) -> Finding {
    let Span { start, end } = finding.span;
    Finding {
        code: finding.code,
        severity: Severity::code(finding.severity),
        message: finding.full_message(),
        line: finding.position.line,
        column: finding.position.column,
        start: places.place(start),
        end: places.place(end),
        statement: finding.statement,
        sid: finding.sid,
        values: finding.values,
        suppressed: finding.suppressed,
        fixable: !finding.edits.is_empty(),
        help: finding.help,
    }
}
