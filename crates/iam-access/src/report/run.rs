//! What a report contains about the run as a whole: the program, its data, its inputs.

use super::{PrincipalReport, Verdict};
use iam_account::for_principal;
use iam_account::place;
use serde::{Deserialize, Serialize};

/// The program that wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The catalogue of actions that was consulted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogInfo {
    /// Its source.
    pub source: String,
    /// The version of the source.
    pub version: String,
    /// The date of the AWS data, as YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inputs {
    /// Files.
    pub files: usize,
    /// Policy documents in them.
    pub documents: usize,
    /// Principals that were found, judged or not.
    pub principals: usize,
    /// Problems: files and principals that could not be understood.
    pub errors: usize,
}

/// Counts over all principals that were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Principals judged.
    pub principals: usize,
    /// Principals whose verdict is `pass`.
    pub pass: usize,
    /// Principals whose verdict is `conditional`.
    pub conditional: usize,
    /// Principals whose verdict is `fail`.
    pub fail: usize,
}

impl Summary {
    /// Counts.
    #[must_use]
    pub fn of(principals: &[PrincipalReport]) -> Self {
        let mut summary = Self::default();
        for principal in principals {
            summary.count(principal.verdict);
        }
        summary
    }

    /// Counts one more principal.
    pub fn count(&mut self, verdict: Verdict) {
        self.principals += 1;
        *match verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Conditional => &mut self.conditional,
            Verdict::Fail => &mut self.fail,
        } += 1;
    }
}

/// An input, or a principal in one, that could not be read or understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InputProblem {
    /// The file, as it was given.
    pub source: String,
    /// What is wrong, in one line.
    pub message: String,
    /// The line, if known, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, if known, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// A word for programs that stays the same when the message changes, such as `wrongType`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What was found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What was expected there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The principal that is not judged because of it, if it concerns one: its ARN, otherwise its
    /// name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
}

impl InputProblem {
    /// Its position, as `file:line:column`.
    ///
    /// ```
    /// use iam_access::report::InputProblem;
    /// let problem = InputProblem { source: "a.json".to_owned(), line: Some(3), ..Default::default() };
    /// assert_eq!(problem.place(), "a.json:3");
    /// ```
    #[must_use]
    pub fn place(&self) -> String {
        place(&self.source, self.line, self.column)
    }

    /// What is wrong, and for which principal.
    ///
    /// ```
    /// use iam_access::report::InputProblem;
    /// let problem = InputProblem {
    ///     message: "found no text, expected JSON".to_owned(),
    ///     principal: Some("backup".to_owned()),
    ///     ..Default::default()
    /// };
    /// assert_eq!(problem.sentence(), "found no text, expected JSON (for backup)");
    /// ```
    #[must_use]
    pub fn sentence(&self) -> String {
        format!(
            "{}{}",
            self.message,
            for_principal(self.principal.as_deref(), &self.message)
        )
    }
}

/// A role that was requested by name and that one of several accounts doesn't have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AbsentRole {
    /// The role's name.
    pub role: String,
    /// The account without it.
    pub account: String,
}

impl AbsentRole {
    /// What is wrong, as a sentence.
    ///
    /// ```
    /// use iam_access::report::AbsentRole;
    /// let absent = AbsentRole { role: "backup".to_owned(), account: "111122223333".to_owned() };
    /// assert_eq!(absent.sentence(), "account 111122223333 has no role `backup`");
    /// ```
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("account {} has no role `{}`", self.account, self.role)
    }
}

/// An action that the user ignores.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IgnoredAction {
    /// The action, as the user wrote it.
    pub action: String,
    /// Why it doesn't count.
    pub reason: String,
}
