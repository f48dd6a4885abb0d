//! A request that shows access: in lines, in a sentence, as a scenario.

use crate::form::text::{Run, TextWriter};
use anstyle::{AnsiColor, Style};
use iam_compare::Witness;
use iam_eval::{Context, ContextValue, LayerSize, PolicySet};
use serde_json::{Map, Value, json};
use std::io;

pub(super) const PLAIN: Style = Style::new();
pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default();

/// What an answer is relative to, in a few sentences.
///
/// ```
/// assert!(iam_report::difference::assumptions().contains("is considered alone"));
/// ```
#[must_use]
pub const fn assumptions() -> &'static str {
    "The answer is about requests with an action of printable ASCII, an ARN of six parts or no resource, and values of \
     the type that a policy compares with; a key has several values only if a set operator names it. A document \
     is considered alone: everything else that has to allow the request does. What a resource-based policy grants by \
     itself in the account of the resource's owner counts if the ARN contains the account or the owner is given."
}

/// A request in a line or two.
pub(super) fn write_request(out: &mut TextWriter<'_>, witness: &Witness) -> io::Result<()> {
    let request = witness.request();
    out.line(&[
        Run::plain("    "),
        Run::new(BOLD, request.action()),
        Run::plain(" on "),
        Run::new(BOLD, request.resource().as_str()),
    ])?;
    out.line(&[
        Run::new(DIM, "    by "),
        Run::plain(request.principal().as_str()),
        Run::new(
            DIM,
            if witness.resource_account().is_some() {
                ", resource of account "
            } else {
                ""
            },
        ),
        Run::plain(witness.resource_account().unwrap_or_default()),
    ])?;
    for (key, value) in context(request.context()) {
        out.line(&[
            Run::new(DIM, "    with "),
            Run::plain(&key),
            Run::plain(" = "),
            Run::of(PLAIN, value),
        ])?;
    }
    if !witness.is_typical() {
        let note = "    (no action in the catalogue shows it on a resource of its types)";
        out.line(&[Run::new(DIM, note)])?;
    }
    Ok(())
}

/// `s3:GetObject on arn:aws:s3:::b/x by arn:aws:iam::111122223333:role/example with aws:SourceIp =
/// "192.0.2.1"`
pub(super) fn sentence(witness: &Witness) -> String {
    let request = witness.request();
    let mut text = format!(
        "{} on {} by {}",
        request.action(),
        request.resource(),
        request.principal().as_str()
    );
    for (at, (key, value)) in context(request.context()).iter().enumerate() {
        text.push_str(if at == 0 { " with " } else { ", " });
        text.push_str(&format!("{key} = {value}"));
    }
    text
}

/// The keys and values of a request, sorted.
pub(super) fn context(context: &Context) -> Vec<(String, Value)> {
    let mut pairs: Vec<(String, Value)> = context
        .entries()
        .map(|(key, value)| {
            let value = match value {
                ContextValue::One(value) => json!(value),
                ContextValue::Many(values) => json!(values),
            };
            (key.to_owned(), value)
        })
        .collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

/// A request with the policies that allow it as a scenario, which `iam-eval explain` takes.
#[must_use]
pub fn scenario(id: &str, witness: &Witness) -> Value {
    let request = witness.request();
    let mut asked = json!({
        "principal": request.principal().as_str(),
        "action": request.action(),
        "resource": request.resource().as_str(),
        "context": Map::from_iter(context(request.context())),
    });
    if let Some(account) = witness.resource_account() {
        asked["resourceAccount"] = json!(account);
    }
    json!({"id": id, "request": asked, "policies": layers(witness.policies())})
}

fn layers(policies: &PolicySet) -> Map<String, Value> {
    let mut layers = Map::new();
    for (layer, level) in policies.layers() {
        let documents = level
            .iter()
            .map(|policy| serde_json::from_str(policy.document().source()).unwrap_or(Value::Null));
        let documents: Vec<Value> = documents.collect();
        let kind = layer.kind();
        let value = match kind.size() {
            LayerSize::One => documents.into_iter().next().unwrap_or(Value::Null),
            LayerSize::Many => Value::Array(documents),
            LayerSize::Levels(_) => {
                let levels = layers.entry(kind.member()).or_insert_with(|| json!([]));
                if let Some(levels) = levels.as_array_mut() {
                    levels.push(Value::Array(documents));
                }
                continue;
            }
        };
        layers.insert(kind.member().to_owned(), value);
    }
    layers
}
