//! The answers of checks: what a policy must not allow.

use super::request::{BAD, BOLD, GOOD, write_request};
use super::sarif::{Entry, Place, RuleName, log};
use super::{assumptions, json, reason, scenario};
use crate::form::text::{Run, TextWriter};
use iam_compare::{Comparison, Witness};
use serde_json::json;
use std::io::{self, Write};

/// What is checked of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// None of some actions is granted on some resources.
    NotGranted,
    /// The policy isn't public by the rule that AWS documents.
    NotPublicByRule,
    /// The policy lets in only those whom it lists.
    NotPublic,
    /// Nothing is allowed that a reference doesn't allow.
    NoNewAccess,
}

impl Check {
    /// The check's name in text and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotGranted => "not granted",
            Self::NotPublicByRule => "not public by AWS's rule",
            Self::NotPublic => "not public",
            Self::NoNewAccess => "no new access",
        }
    }

    const fn rule(self) -> RuleName {
        match self {
            Self::NotGranted => RuleName::AccessGranted,
            Self::NotPublicByRule => RuleName::PublicByRule,
            Self::NotPublic => RuleName::Public,
            Self::NoNewAccess => RuleName::NewAccess,
        }
    }
}

/// The answer to one check of one policy.
#[derive(Debug, Clone)]
pub struct CheckAnswer {
    /// The policy's file.
    pub file: String,
    /// What was checked.
    pub check: Check,
    /// Whether there is such access.
    pub answer: Comparison,
}

/// Writes a line, and the request of a check that fails.
///
/// # Errors
/// What the writer gives.
pub fn write_check_text(checked: &CheckAnswer, out: &mut TextWriter<'_>) -> io::Result<()> {
    let (style, verdict) = match &checked.answer {
        Comparison::NoNewAccess(_) => (GOOD, "passes".to_owned()),
        Comparison::NewAccess(_) => (BAD, "fails".to_owned()),
        Comparison::Undecided(reason) => (BOLD, format!("undecided: {reason}")),
        _ => (BOLD, "undecided".to_owned()),
    };
    out.line(&[
        Run::plain(&checked.file),
        Run::plain(": "),
        Run::plain(checked.check.name()),
        Run::plain(": "),
        Run::new(style, &verdict),
    ])?;
    match checked.answer.witness() {
        Some(witness) => write_request(out, witness),
        None => Ok(()),
    }
}

/// Writes a line of JSON.
///
/// # Errors
/// What the writer gives.
pub fn write_check_line(checked: &CheckAnswer, out: &mut dyn Write) -> io::Result<()> {
    let result = match &checked.answer {
        Comparison::NoNewAccess(_) => "pass",
        Comparison::NewAccess(_) => "fail",
        _ => "undecided",
    };
    let witness = checked.answer.witness();
    let value = json!({
        "file": checked.file,
        "check": checked.check.name(),
        "result": result,
        "reason": reason(&checked.answer),
        "scenario": witness.map(|witness| scenario(&checked.file, witness)),
        "assumptions": assumptions(),
    });
    json::write(&value, out)
}

/// Writes a log of SARIF 2.1.0: a result for each check that fails, at the statement that allows
/// the request, and for each that is undecided. `unread` says which files could not be read, and
/// why.
///
/// # Errors
/// What the writer gives.
///
/// ```
/// let mut out = Vec::new();
/// iam_report::difference::write_check_log("1.0", &[], &["a.json: no such file".into()], &mut out)?;
/// let log: serde_json::Value = serde_json::from_slice(&out).unwrap();
/// assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_check_log(
    version: &str,
    answers: &[CheckAnswer],
    unread: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let entries = answers.iter().filter_map(|checked| {
        let place = |witness: Option<&Witness>| {
            let granting = witness.and_then(|witness| granting(witness, &checked.file));
            granting.unwrap_or_else(|| Place::of_file(&checked.file))
        };
        match &checked.answer {
            Comparison::NoNewAccess(_) => None,
            Comparison::NewAccess(witness) => Some(Entry::shown(
                checked.check.rule(),
                place(Some(witness)),
                checked.check.name(),
                witness,
            )),
            open => Some(Entry::undecided(
                place(None),
                checked.check.name(),
                reason(open),
            )),
        }
    });
    log(version, entries.collect(), unread, out)
}

/// The statement of the file that allows the request.
fn granting(witness: &Witness, file: &str) -> Option<Place> {
    let request = witness.request();
    let explanation = witness.policies().explain(&request.as_request());
    let mut deciding = explanation.deciding().map(|statement| &statement.origin);
    let origin = deciding.find(|origin| origin.policy() == file)?;
    Some(Place {
        file: file.to_owned(),
        position: Some(origin.position()),
        statement: Some(origin.statement()),
        sid: origin.sid().map(str::to_owned),
    })
}
