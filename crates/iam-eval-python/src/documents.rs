//! Documents as Python has them: text, bytes, or what `json.loads` makes of a text.

use crate::errors::{Class, Details, bad_input, raise};
use pyo3::exceptions::{PyRecursionError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString};

/// The text of a document. Of a `dict` it is what `json.dumps(document, indent=2)` writes: lines
/// and columns are those of that text.
pub(crate) fn text_of(document: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = document.cast::<PyString>() {
        let text = text.to_str()?;
        return Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned());
    }
    if let Ok(bytes) = document.cast::<PyBytes>() {
        let py = document.py();
        let text = std::str::from_utf8(bytes.as_bytes()).map_err(|error| {
            let message = format!("found bytes that are not UTF-8: {error}");
            let details = Details {
                code: "encoding",
                ..Details::default()
            };
            raise(py, Class::Input, &message, details)
        })?;
        return Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned());
    }
    if document.is_instance_of::<PyDict>() || document.is_instance_of::<PyList>() {
        return to_json(document);
    }
    if let Ok(mapping) = document.cast::<PyMapping>() {
        let dict = PyDict::new(document.py());
        dict.update(mapping)?;
        return to_json(&dict);
    }
    let found = document.get_type().name()?.to_string();
    Err(PyTypeError::new_err(format!(
        "found a document of the type {found}, expected str, bytes or dict"
    )))
}

/// The documents of an argument that may be one document or several.
pub(crate) fn one_or_several(argument: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if is_one(argument) {
        return Ok(vec![text_of(argument)?]);
    }
    let Ok(documents) = argument.try_iter() else {
        let found = argument.get_type().name()?.to_string();
        return Err(PyTypeError::new_err(format!(
            "found documents of the type {found}, expected str, bytes or dict, or a list of these"
        )));
    };
    let mut texts = Vec::new();
    for document in documents {
        texts.push(text_of(&document?)?);
    }
    Ok(texts)
}

/// Levels of documents; each is a list of documents.
pub(crate) fn levels(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<Vec<Vec<String>>> {
    let refuse = || {
        let expected = "a list of levels, each a list of documents: `[[…], […]]`";
        Err(PyTypeError::new_err(format!(
            "found documents as `{name}`, expected {expected}"
        )))
    };
    if is_one(argument) {
        return refuse();
    }
    let mut levels = Vec::new();
    for level in argument.try_iter()? {
        let level = level?;
        if is_one(&level) {
            return refuse();
        }
        levels.push(one_or_several(&level)?);
    }
    Ok(levels)
}

/// True for what is one document, and not a list of them.
fn is_one(argument: &Bound<'_, PyAny>) -> bool {
    argument.is_instance_of::<PyString>()
        || argument.is_instance_of::<PyBytes>()
        || argument.cast::<PyMapping>().is_ok() && !argument.is_instance_of::<PyList>()
}

/// What Python's `json.dumps` writes.
fn to_json(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = value.py();
    let options = PyDict::new(py);
    options.set_item("ensure_ascii", false)?;
    options.set_item("allow_nan", false)?;
    options.set_item("indent", 2)?;
    let dumps = py.import("json")?.getattr("dumps")?;
    let text = dumps.call((value,), Some(&options)).map_err(|error| {
        // A number that JSON doesn't have, a dict within itself, or one that is too deep.
        let is_input = error.is_instance_of::<PyValueError>(py)
            || error.is_instance_of::<PyRecursionError>(py);
        match is_input {
            true => {
                let message = format!("found a document without a JSON text: {}", error.value(py));
                bad_input(py, "document", &message)
            }
            false => error,
        }
    })?;
    text.extract()
}

/// What Python's `json.loads` reads.
pub(crate) fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.getattr("loads")?.call1((text,))
}
