//! A table of answers, for whatever library takes Arrow data.

use arrow_array::{ArrayRef, StructArray};
use arrow_schema::Field;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::ffi::{
    ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule,
};
use std::sync::Arc;

#[doc = docs!("RecordBatch")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct RecordBatch(arrow_array::RecordBatch);

impl RecordBatch {
    pub(crate) fn new(batch: arrow_array::RecordBatch) -> Self {
        Self(batch)
    }

    fn field(&self) -> Field {
        let schema = self.0.schema();
        Field::new_struct("", schema.fields().clone(), false)
            .with_metadata(schema.metadata().clone())
    }

    fn structs(&self) -> StructArray {
        StructArray::from(self.0.clone())
    }
}

#[pymethods]
impl RecordBatch {
    #[getter]
    fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    #[getter]
    fn column_names(&self) -> Vec<String> {
        let schema = self.0.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    #[doc = docs!("RecordBatch.nbytes")]
    #[getter]
    fn nbytes(&self) -> usize {
        self.0.get_array_memory_size()
    }

    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py()
            .import("pyarrow")?
            .getattr("record_batch")?
            .call1((slf,))
    }

    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py()
            .import("polars")?
            .getattr("DataFrame")?
            .call1((slf,))
    }

    fn to_pylist<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_pyarrow(slf)?.call_method0("to_pylist")
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.field())?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let field = Arc::new(self.field());
        Ok(to_array_pycapsules(
            py,
            field,
            &self.structs(),
            requested_schema,
        )?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let array: ArrayRef = Arc::new(self.structs());
        let reader = ArrayIterator::new(vec![Ok(array)], Arc::new(self.field()));
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }

    fn __repr__(&self) -> String {
        let (rows, names) = (self.0.num_rows(), self.column_names());
        format!("<RecordBatch of {rows} rows: {}>", names.join(", "))
    }
}
