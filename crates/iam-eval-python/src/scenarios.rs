//! Questions in the scenario format.

use crate::answers::Answer;
use crate::documents::text_of;
use iam_scenario::Scenario;
use pyo3::prelude::*;

#[doc = docs!("evaluate_scenario")]
#[pyfunction]
pub(crate) fn evaluate_scenario(py: Python<'_>, scenario: &Bound<'_, PyAny>) -> PyResult<Answer> {
    let text = text_of(scenario)?;
    Ok(py.detach(|| {
        let (label, scenario) = Scenario::parse_labelled(&text);
        let answer = scenario.map(|scenario| scenario.evaluate());
        let as_expected = label.expect.map(|expected| expected.accepts(&answer));
        Answer::new(label.id, answer, as_expected)
    }))
}
