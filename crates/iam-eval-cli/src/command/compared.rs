//! Code shared by `diff` and `check`: reading policies, asking questions, and showing a request.

use super::kind::Kind;
use crate::failure::{Failure, complain};
use anstyle::{AnsiColor, Style};
use iam_catalog::Catalog;
use iam_cli_support::input;
use iam_compare::{Question, Witness};
use iam_eval::{
    Context, ContextValue, Document, LayerSize, LevelKind, Policy, PolicySet, Principal,
};
use iam_report::form::text::{Run, TextWriter};
use serde_json::{Map, Value, json};
use std::io;

pub(super) const PLAIN: Style = Style::new();
pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default();

/// Options that select requests.
#[derive(Debug, clap::Args)]
pub(super) struct Requests {
    /// What the documents are used as
    #[arg(long, value_enum, default_value = "identity")]
    pub(super) kind: Kind,

    /// Only requests by this caller
    #[arg(long, value_name = "ARN")]
    principal: Option<String>,

    /// Only resources in this account
    #[arg(long, value_name = "ACCOUNT")]
    resource_account: Option<String>,

    /// The Region of the resources in the output
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,

    /// The maximum number of steps for an answer; beyond it, the answer is undecided
    #[arg(long, value_name = "STEPS", default_value_t = 200_000)]
    budget: usize,
}

impl Requests {
    pub(super) fn question(&self) -> Result<Question<'static>, Failure> {
        let mut question = Question::of_documents()
            .with_catalog(Catalog::embedded())
            .in_region(&self.region)
            .with_budget(self.budget);
        if let Some(principal) = &self.principal {
            let principal = Principal::parse(principal);
            question = question.by(principal.map_err(|error| Failure::Call(error.to_string()))?);
        }
        if let Some(account) = &self.resource_account {
            if !iam_eval::is_account_id(account) {
                return Err(Failure::Call(format!(
                    "found the account `{account}`, expected 12 digits"
                )));
            }
            question = question.owned_by(account);
        }
        Ok(question)
    }

    /// The policy of a file; `None` if it is invalid, which has been reported then.
    pub(super) fn read(&self, file: &str) -> Option<Policy> {
        let name = if file == "-" { "<stdin>" } else { file };
        let read = || -> Result<Policy, String> {
            let bytes = input::read(file, Document::MAX_BYTES as u64);
            let bytes = bytes.map_err(|error| format!("{file}: {error}"))?;
            let most = Document::MAX_BYTES;
            let bytes = bytes.ok_or_else(|| {
                format!(
                    "{file}: found more than {most} bytes, expected a policy of at most that many"
                )
            })?;
            let text = String::from_utf8(bytes);
            let text =
                text.map_err(|error| format!("{file}: found text that is not UTF-8: {error}"))?;
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
            Policy::parse(self.kind.into(), name, text).map_err(|error| error.to_string())
        };
        read().map_err(|message| complain(&message)).ok()
    }

    /// The set with one policy.
    pub(super) fn set(&self, policy: Policy) -> Result<PolicySet, Failure> {
        let set = match self.kind {
            Kind::Scp => PolicySet::new().with_level(LevelKind::ServiceControl, [policy]),
            Kind::Rcp => PolicySet::new().with_level(LevelKind::ResourceControl, [policy]),
            _ => PolicySet::new().with(policy),
        };
        set.map_err(|error| Failure::Call(error.to_string()))
    }
}

/// A request in a line or two.
pub(super) fn show(out: &mut TextWriter<'_>, witness: &Witness) -> io::Result<()> {
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

fn context(context: &Context) -> Vec<(String, Value)> {
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

/// The request as a scenario for `iam-eval explain`.
pub(super) fn scenario(id: &str, witness: &Witness, policies: &PolicySet) -> Value {
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
    json!({"id": id, "request": asked, "policies": layers})
}

/// The assumptions behind an answer.
pub(super) const ASSUMPTIONS: &str = "\
The answer is about requests with an action of printable ASCII, an ARN of six parts or no resource, and values of the \
type that a policy compares with; a key has several values only if a set operator names it. A document is considered \
alone: everything else that has to allow the request does.";
