//! A policy document of a principal about which nothing else is known: as an object, as text in a
//! string, or URL-encoded.

use super::{Mark, Reading, Shape, other_text, recognised_text};
use crate::embedded_document::{compile, parse, url_decoded};
use crate::json::{Members, Value};
use crate::principal::PrincipalInput;
use crate::problem::Problem;
use iam_eval::{Policy, PolicyKind, Position};
use std::borrow::Cow;

const MEMBERS: [&str; 2] = ["Statement", "Version"];

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&MEMBERS),
    reading: Reading::Document,
};

/// True for an object that, whatever else it has, is meant as a policy document.
pub(crate) fn is_document(members: &Members<'_>) -> bool {
    MEMBERS.iter().any(|member| members.has(member))
}

/// Reads an input that is one document, or nothing that is recognised: the engine says what is
/// wrong with it.
pub(crate) fn read_whole(
    name: &str,
    text: &str,
    start: Position,
) -> Result<PrincipalInput, Problem> {
    if let Some(problem) = recognised_text::problem(name, text, start) {
        return Err(problem);
    }
    if let Some((found, expected)) = other_text(text) {
        return Err(Problem::not_read(name, found, expected));
    }
    let decoded = url_decoded(text).map_err(|error| Problem::not_url_encoded(name, error))?;
    let policy = match decoded {
        Cow::Borrowed(text) => parse(PolicyKind::Identity, name, text, start),
        Cow::Owned(text) => {
            let name = format!("{name} (decoded)");
            parse(PolicyKind::Identity, &name, &text, Position::START)
        }
    };
    Ok(principal(name, policy?))
}

/// Reads a document that is one of several values, or a string.
pub(crate) fn read(value: Value<'_>) -> Result<PrincipalInput, Problem> {
    let policy = compile(value, PolicyKind::Identity, "a string")?;
    Ok(principal(value.name, policy))
}

fn principal(name: &str, policy: Policy) -> PrincipalInput {
    let mut principal = PrincipalInput::new(name);
    principal.identity.push(policy);
    principal
}
