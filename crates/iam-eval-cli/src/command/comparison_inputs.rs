//! What `diff` and `check` have in common: reading policies, and asking about them.

use super::kind::Kind;
use crate::Outcome;
use crate::failure::Failure;
use iam_account::{Problem, parse_policy};
use iam_catalog::Catalog;
use iam_cli_support::{input, progress};
use iam_compare::{Comparison, Question};
use iam_eval::{Document, LevelKind, Policy, PolicyKind, PolicySet, Principal};
use rayon::prelude::*;
use std::path::Path;

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

    /// A file's policy, or what is wrong with it.
    pub(super) fn read(&self, file: &Path) -> Result<Policy, String> {
        let shown = file.to_string_lossy();
        let name = if shown == "-" { "<stdin>" } else { &*shown };
        let bytes = input::read(file, Document::MAX_BYTES as u64);
        let bytes = bytes.map_err(|error| Problem::unreadable(&shown, &error).to_string())?;
        let most = Document::MAX_BYTES;
        let bytes = bytes.ok_or_else(|| {
            format!("{shown}: found more than {most} bytes, expected a policy of at most that many")
        })?;
        let text = String::from_utf8(bytes);
        let text =
            text.map_err(|error| format!("{shown}: found text that is not UTF-8: {error}"))?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let is_yaml = file.extension().is_some_and(|extension| {
            extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
        });
        match is_yaml {
            true => parse_policy(self.kind.into(), name, text).map_err(|error| error.to_string()),
            false => Policy::parse(self.kind.into(), name, text).map_err(|error| error.to_string()),
        }
    }
}

/// The set of one policy.
pub(super) fn alone(policy: Policy) -> Result<PolicySet, Failure> {
    let set = match policy.document().kind() {
        PolicyKind::ServiceControl => {
            PolicySet::new().with_level(LevelKind::ServiceControl, [policy])
        }
        PolicyKind::ResourceControl => {
            PolicySet::new().with_level(LevelKind::ResourceControl, [policy])
        }
        _ => PolicySet::new().with(policy),
    };
    set.map_err(|error| Failure::Call(error.to_string()))
}

/// The exit status of several answers: what couldn't be read comes first, then what was found.
pub(super) fn worst(outcomes: &[Outcome]) -> Outcome {
    let order = [Outcome::Unreadable, Outcome::Found, Outcome::Undecided];
    let worst = order.into_iter().find(|outcome| outcomes.contains(outcome));
    worst.unwrap_or(Outcome::Good)
}

/// The exit status of one answer.
pub(super) fn outcome(answer: &Comparison) -> Outcome {
    match answer {
        Comparison::NoNewAccess(_) => Outcome::Good,
        Comparison::NewAccess(_) => Outcome::Found,
        _ => Outcome::Undecided,
    }
}

/// Runs on all processors, with a progress bar if that takes long; the results are in order.
pub(super) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const LONG: usize = 50;
    let progress = progress::bar(items.len(), LONG, "policies");
    let one = |item: &T| {
        let result = work(item);
        progress.inc(1);
        result
    };
    let results = match items {
        [only] => vec![one(only)],
        several => several.par_iter().map(one).collect(),
    };
    progress.finish_and_clear();
    results
}
