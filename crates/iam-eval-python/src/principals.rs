//! The principals of an account's dump or of a bundle, as a table that the batch functions take.

use crate::arrow::record_batch::RecordBatch;
use crate::documents::text_of;
use crate::errors::bad_input;
use arrow_array::builder::{
    LargeListBuilder, LargeStringBuilder, StringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch as Batch};
use arrow_schema::ArrowError;
use iam_account::{LayerInput, PrincipalInput, read_text};
use iam_eval::Policy;
use pyo3::prelude::*;
use std::sync::Arc;

/// Texts of which many are alike: an account's roles share their managed policies.
type Texts = StringDictionaryBuilder<Int32Type>;

#[doc = docs!("read_principals")]
#[pyfunction]
#[pyo3(signature = (document, *, name="input"))]
pub(crate) fn read_principals(
    py: Python<'_>,
    document: &Bound<'_, PyAny>,
    name: &str,
) -> PyResult<RecordBatch> {
    let text = text_of(document)?;
    let table = py.detach(|| {
        let inputs = read_text(name, text);
        let mut table = Table::default();
        for problem in inputs.problems() {
            table.failed(name, None, &problem.to_string());
        }
        for index in 0..inputs.len() {
            match inputs.principal(index) {
                Ok(principal) => table.add(&principal),
                Err(problem) => table.failed(name, inputs.arn(index), &problem.to_string()),
            }
        }
        table.finish()
    });
    let table = table.map_err(|error| bad_input(py, "principals", &error.to_string()))?;
    Ok(RecordBatch::new(table))
}

#[derive(Default)]
struct Table {
    source: StringBuilder,
    principal: StringBuilder,
    policies: LargeListBuilder<Texts>,
    boundary: Texts,
    session: LargeListBuilder<Texts>,
    scps: LargeListBuilder<LargeListBuilder<Texts>>,
    rcps: LargeListBuilder<LargeListBuilder<Texts>>,
    trust_policy: Texts,
    error: LargeStringBuilder,
}

impl Table {
    /// A principal. One of which not every policy could be read has no policies here, but an error:
    /// with the rest it would be another one.
    fn add(&mut self, input: &PrincipalInput) {
        let arn = input.arn.as_deref();
        if let Some(problem) = input.problems.first() {
            return self.failed(&input.source, arn, &problem.to_string());
        }
        if !input.unknown_policies.is_empty() {
            let names = input.unknown_policies.join(", ");
            let error = format!("found no document of {names}, expected all policies");
            return self.failed(&input.source, arn, &error);
        }
        if input.identity.is_empty() && !input.identity_is_known {
            let error = "found no identity-based policies, expected them, or an empty list";
            return self.failed(&input.source, arn, error);
        }
        self.source.append_value(&input.source);
        self.principal.append_option(arn);
        append_all(self.policies.values(), &input.identity);
        self.policies.append(true);
        match input.boundary.as_ref() {
            Some(policy) => self.boundary.append_value(source(policy)),
            None => self.boundary.append_null(),
        }
        let session = input.session.as_ref();
        append_all(self.session.values(), session.into_iter().flatten());
        self.session.append(session.is_some());
        append_levels(&mut self.scps, &input.scps);
        append_levels(&mut self.rcps, &input.rcps);
        match &input.trust {
            Some(policy) => self.trust_policy.append_value(source(policy)),
            None => self.trust_policy.append_null(),
        }
        self.error.append_null();
    }

    fn failed(&mut self, name: &str, arn: Option<&str>, error: &str) {
        self.source.append_value(name);
        self.principal.append_option(arn);
        self.policies.append(false);
        self.boundary.append_null();
        self.session.append(false);
        self.scps.append(false);
        self.rcps.append(false);
        self.trust_policy.append_null();
        self.error.append_value(error);
    }

    fn finish(mut self) -> Result<Batch, ArrowError> {
        let columns: [(&str, ArrayRef); 9] = [
            ("source", Arc::new(self.source.finish())),
            ("principal", Arc::new(self.principal.finish())),
            ("policies", Arc::new(self.policies.finish())),
            ("boundary", Arc::new(self.boundary.finish())),
            ("session", Arc::new(self.session.finish())),
            ("scps", Arc::new(self.scps.finish())),
            ("rcps", Arc::new(self.rcps.finish())),
            ("trust", Arc::new(self.trust_policy.finish())),
            ("error", Arc::new(self.error.finish())),
        ];
        Batch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
    }
}

fn source(policy: &Policy) -> &str {
    policy.document().source()
}

fn append_all<'p>(texts: &mut Texts, policies: impl IntoIterator<Item = &'p Policy>) {
    for policy in policies {
        texts.append_value(source(policy));
    }
}

fn append_levels(
    column: &mut LargeListBuilder<LargeListBuilder<Texts>>,
    levels: &LayerInput<Vec<Vec<Policy>>>,
) {
    let levels = levels.as_ref();
    for level in levels.into_iter().flatten() {
        append_all(column.values().values(), level);
        column.values().append(true);
    }
    column.append(levels.is_some());
}
