//! May a role restore? The checker's library, asked about texts in memory.

use crate::accounts::{Documents, catalog_info, tool};
use crate::context::context_of;
use crate::documents::{from_json, text_of};
use crate::errors::{bad_input, input_error, problem, request_error};
use crate::notebook;
use ::restore_check::{HINTS, KEYS_WITHOUT_MFA, WORDING, appliance, published};
use iam_access::judge::Questionnaire;
use iam_access::report::{Inputs, PrincipalReport, Report, Verdict};
use iam_access::{RequirementSet, ResourceCatalog, SetError};
use iam_account::{PrincipalInput, Problem};
use iam_catalog::Catalog;
use iam_eval::{Context, UnknownKeys};
use iam_report::access::{Format, Options, render};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

#[doc = docs!("RestoreReport")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct RestoreReport(Report);

impl RestoreReport {
    fn written(&self, format: Format) -> PyResult<String> {
        let mut options = Options::default();
        options.wording = WORDING;
        options.width = 100;
        let mut out = Vec::new();
        render(&self.0, format, options, &mut out)?;
        String::from_utf8(out).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The worst of all verdicts; none where something could not be read, or where there is nobody
    /// to judge.
    fn worst(&self) -> Option<Verdict> {
        if !self.0.errors.is_empty() || self.0.principals.is_empty() {
            return None;
        }
        let verdicts = self.0.principals.iter().map(|principal| principal.verdict);
        Some(Verdict::worst(verdicts))
    }
}

#[pymethods]
impl RestoreReport {
    #[doc = docs!("RestoreReport.verdict")]
    #[getter]
    fn verdict(&self) -> Option<&'static str> {
        self.worst().map(Verdict::name)
    }

    #[doc = docs!("RestoreReport.errors")]
    #[getter]
    fn errors(&self) -> Vec<String> {
        let errors = self.0.errors.iter();
        errors.map(|error| error.message.clone()).collect()
    }

    #[pyo3(signature = (format="text"))]
    fn render(&self, py: Python<'_>, format: &str) -> PyResult<String> {
        let mut formats = Format::ALL.into_iter();
        let Some(format) = formats.find(|known| known.name() == format) else {
            let known = Format::ALL.map(Format::name).join(", ");
            let message = format!("found the format `{format:.40}`, expected one of {known}");
            return Err(bad_input(py, "format", &message));
        };
        py.detach(|| self.written(format))
    }

    #[doc = docs!("RestoreReport.to_dict")]
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        from_json(py, &py.detach(|| self.written(Format::Json))?)
    }

    fn __bool__(&self) -> bool {
        self.worst() == Some(Verdict::Pass)
    }

    fn __str__(&self) -> PyResult<String> {
        self.written(Format::Text)
    }

    fn __repr__(&self) -> String {
        let summary = &self.0.summary;
        format!(
            "<RestoreReport: {} pass, {} conditional, {} fail, {} errors>",
            summary.pass,
            summary.conditional,
            summary.fail,
            self.0.errors.len()
        )
    }

    fn _repr_html_(&self) -> PyResult<String> {
        Ok(notebook::page(&self.written(Format::Html)?))
    }
}

#[doc = docs!("restore_sets")]
#[pyfunction]
pub(crate) fn restore_sets() -> Vec<&'static str> {
    published::names().collect()
}

#[doc = docs!("restore_check")]
#[pyfunction]
#[pyo3(signature = (documents, sets=None, *, name="input", scps=None, rcps=None, regions=None, context=None, absent=None, appliances=None))]
#[expect(clippy::too_many_arguments, reason = "the parts of a question")]
pub(crate) fn restore_check(
    py: Python<'_>,
    documents: &Bound<'_, PyAny>,
    sets: Option<&Bound<'_, PyAny>>,
    name: &str,
    scps: Option<&Bound<'_, PyAny>>,
    rcps: Option<&Bound<'_, PyAny>>,
    regions: Option<Vec<String>>,
    context: Option<&Bound<'_, PyAny>>,
    absent: Option<Vec<String>>,
    appliances: Option<Vec<String>>,
) -> PyResult<RestoreReport> {
    let asked = Asked {
        documents: Documents::new(documents, name, scps, rcps)?,
        sets: requirement_sets(py, sets)?,
        regions: regions.unwrap_or_default(),
        context: context_of(context)?,
        absent: absent.unwrap_or_default(),
    };
    let appliances = appliances.unwrap_or_default();
    let appliances = appliances.iter().map(|arn| appliance(arn));
    let assumers = appliances.collect::<Result<Vec<_>, _>>();
    let assumers = assumers.map_err(|error| request_error(py, &error))?;
    let report = py.detach(|| asked.judge(assumers));
    report
        .map(RestoreReport)
        .map_err(|message| bad_input(py, "sets", &message))
}

/// Published sets by name, and sets that are given as documents.
fn requirement_sets(
    py: Python<'_>,
    sets: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<RequirementSet>> {
    let published = |name: &str| {
        published::set(name).ok_or_else(|| {
            let known: Vec<&str> = published::names().collect();
            let known = known.join(", ");
            let message =
                format!("found the set `{name:.40}`, expected a document or one of {known}");
            bad_input(py, "sets", &message)
        })
    };
    let Some(sets) = sets else {
        return Ok(vec![published("ec2-restore")?]);
    };
    if sets.is_instance_of::<PyString>() {
        let message = "found a text as `sets`, expected a list of names and documents";
        return Err(pyo3::exceptions::PyTypeError::new_err(message));
    }
    let mut found = Vec::new();
    for (index, set) in sets.try_iter()?.enumerate() {
        let set = set?;
        let text = text_of(&set)?;
        let is_name =
            set.is_instance_of::<PyString>() && !text.trim_start().starts_with(['{', '[']);
        found.push(match is_name {
            true => published(&text)?,
            false => {
                let name = format!("sets[{index}]");
                let parsed = RequirementSet::parse(&name, &text, Catalog::embedded());
                parsed.map_err(|error| set_error(py, &error))?
            }
        });
    }
    Ok(found)
}

fn set_error(py: Python<'_>, error: &SetError) -> PyErr {
    match error {
        SetError::Unreadable(found) => problem(py, found),
        SetError::Statement(what) | SetError::Placeholder { problem: what, .. } => {
            input_error(py, what, &error.to_string())
        }
        other => bad_input(py, "sets", &other.to_string()),
    }
}

/// Everything that is asked, as Rust has it.
struct Asked {
    documents: Documents,
    sets: Vec<RequirementSet>,
    regions: Vec<String>,
    context: Context,
    absent: Vec<String>,
}

impl Asked {
    fn judge(mut self, assumers: Vec<iam_access::Assumer>) -> Result<Report, String> {
        let catalog = Catalog::embedded();
        let region = self.regions.first().map(String::as_str);
        let resources = ResourceCatalog::new(catalog, region).with_uses(published::uses());
        let mut questionnaire = Questionnaire::new(self.sets, &resources);
        questionnaire.hints = HINTS;
        questionnaire.knowledge.context = self.context;
        let mut absent: Vec<&str> = self.absent.iter().map(String::as_str).collect();
        if !assumers.is_empty() {
            absent.extend(KEYS_WITHOUT_MFA);
        }
        questionnaire.knowledge.unknown = UnknownKeys::all_but(absent);
        questionnaire.knowledge.region = region.map(str::to_owned);
        questionnaire.other_regions = self.regions.iter().skip(1).cloned().collect();
        questionnaire.assumers = assumers;
        let judge = questionnaire.prepare().map_err(|error| error.to_string())?;

        let inputs = self.documents.read();
        let mut problems = inputs.problems();
        let mut reports = Vec::new();
        for index in 0..inputs.len() {
            let principal = self.documents.principal(&inputs, index);
            let judged = principal.map_err(|found| vec![found]);
            let judged = judged.and_then(|principal| judge_one(&judge, principal));
            match judged {
                Ok(mut report) => {
                    report.proposal = judge.proposal(&report);
                    report.proposed_key_statements = judge.proposed_key_statements(&report);
                    reports.push(report);
                }
                Err(found) => problems.extend(found),
            }
        }
        let errors = problems.iter().map(Into::into).collect();
        let mut report = Report {
            tool: Some(tool()),
            catalog: Some(catalog_info(catalog)),
            inputs: Some(Inputs {
                files: inputs.files(),
                documents: inputs.shared_documents(),
                principals: inputs.len(),
                errors: problems.len(),
            }),
            ..Report::new(reports, errors)
        };
        report.omit_reasons();
        Ok(report)
    }
}

fn judge_one(
    judge: &iam_access::judge::Judge<'_>,
    mut principal: PrincipalInput,
) -> Result<PrincipalReport, Vec<Problem>> {
    let name = principal.arn.as_deref().or(principal.name.as_deref());
    let problems = std::mem::take(&mut principal.problems);
    if !problems.is_empty() {
        let named = problems.into_iter().map(|found| found.of(name));
        return Err(named.collect());
    }
    let judged = judge.judge(&principal);
    judged.map_err(|error| vec![error.into_problem(&principal.source).of(name)])
}
