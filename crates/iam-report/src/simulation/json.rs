//! A line of JSON for each answer.

use super::words::{because, deciding, decision_word};
use super::{ActionAnswers, Answer, MissingKey};
use crate::form::json::EscapingWriter;
use iam_eval::{Effect, LayerReason, Origin, StatementReason};
use serde::Serialize;
use std::io::{self, Write};

/// The JSON Schema of a line.
pub const SCHEMA: &str = include_str!("../../../../docs/schema/simulation-1.schema.json");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    principal: Option<&'a str>,
    action: &'a str,
    resource: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'a str>,
    decision: &'static str,
    because: String,
    decided_by: Vec<Statement<'a>>,
    if_missing_are_absent: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing_keys: Vec<Missing<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    lacking_keys: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assumed: Vec<String>,
}

#[derive(Serialize)]
struct Statement<'a> {
    layer: String,
    effect: Effect,
    #[serde(flatten)]
    origin: &'a Origin,
}

#[derive(Serialize)]
struct Missing<'a> {
    key: &'a str,
    decides: bool,
    statements: &'a [Origin],
}

impl<'a> From<(&'a LayerReason, &'a StatementReason)> for Statement<'a> {
    fn from((layer, statement): (&'a LayerReason, &'a StatementReason)) -> Self {
        Self {
            layer: layer.layer.path(),
            effect: statement.effect,
            origin: &statement.origin,
        }
    }
}

impl<'a> From<&'a MissingKey> for Missing<'a> {
    fn from(missing: &'a MissingKey) -> Self {
        Self {
            key: &missing.key,
            decides: missing.decides,
            statements: &missing.statements,
        }
    }
}

/// Writes an answer as one line: [`SCHEMA`] describes it.
///
/// # Errors
/// What the writer gives.
pub fn write_line(action: &ActionAnswers, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let explanation = &answer.explanation;
    let line = Line {
        principal: answer.principal.as_deref(),
        action: &action.action,
        resource: &answer.resource,
        resource_type: answer.resource_type.as_deref(),
        call: action.is_call.then_some(&*action.action),
        decision: decision_word(explanation.decision),
        because: because(explanation),
        decided_by: deciding(explanation)
            .into_iter()
            .map(Statement::from)
            .collect(),
        if_missing_are_absent: decision_word(answer.if_absent.decision),
        missing_keys: answer.missing.iter().map(Missing::from).collect(),
        lacking_keys: &answer.lacking,
        assumed: explanation
            .assumptions
            .iter()
            .map(ToString::to_string)
            .collect(),
    };
    serde_json::to_writer(EscapingWriter::new(&mut *out), &line)?;
    writeln!(out)
}
