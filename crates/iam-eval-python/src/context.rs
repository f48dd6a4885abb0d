//! The context of a request, out of a `dict`.

use crate::errors::bad_request;
use iam_eval::{Context, ContextValue};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyFloat, PyFrozenSet, PyInt, PyList, PyMapping, PySet, PyString, PyTuple,
};

/// Reads a context: keys with a value, or with a list of values. Numbers and booleans are their
/// texts, as JSON writes them (S5.17).
pub(crate) fn context_of(context: Option<&Bound<'_, PyAny>>) -> PyResult<Context> {
    let Some(context) = context else {
        return Ok(Context::new());
    };
    let py = context.py();
    let Ok(mapping) = context.cast::<PyMapping>() else {
        let found = context.get_type().name()?;
        let message =
            format!("found a context of the type {found}, expected a dict of condition keys");
        return Err(bad_request(py, "context", &message));
    };
    let mut pairs = Vec::with_capacity(mapping.len()?);
    for pair in mapping.items()?.iter() {
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        let Ok(key) = key.cast::<PyString>() else {
            let message = "found a condition key that is no text, expected one such as \
                           `aws:SourceIp`";
            return Err(bad_request(py, "context", message));
        };
        let key = key.to_str()?.to_owned();
        let value = value_of(&key, &value)?;
        pairs.push((key, value));
    }
    Context::from_pairs(pairs).map_err(|key| {
        let message = format!(
            "found the condition key `{key}` a second time, expected each once in any letter case"
        );
        bad_request(py, "context", &message)
    })
}

fn value_of(key: &str, value: &Bound<'_, PyAny>) -> PyResult<ContextValue> {
    let is_list = value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>();
    if !is_list {
        return Ok(ContextValue::One(scalar(key, value)?));
    }
    let mut values = Vec::new();
    for value in value.try_iter()? {
        values.push(scalar(key, &value?)?);
    }
    Ok(ContextValue::Many(values.into_boxed_slice()))
}

fn scalar(key: &str, value: &Bound<'_, PyAny>) -> PyResult<Box<str>> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_str()?.into());
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(if truth.is_true() { "true" } else { "false" }.into());
    }
    // The text of a subclass, such as an `IntEnum`, may be a name.
    if value.is_exact_instance_of::<PyInt>() {
        let digits = value.str().map_err(|error| {
            let message = format!(
                "found a number as `{key:.80}` without a text: {}",
                error.value(value.py())
            );
            bad_request(value.py(), "context", &message)
        })?;
        return Ok(digits.to_str()?.into());
    }
    if let Ok(number) = value.cast_exact::<PyFloat>()
        && number.value().is_finite()
    {
        return Ok(value.repr()?.to_str()?.into());
    }
    let found = value.get_type().name()?;
    let message = format!(
        "found a value of the type {found} for `{key:.80}`, expected str, bool, int, a finite float, or a list of these"
    );
    Err(bad_request(value.py(), "context", &message))
}
