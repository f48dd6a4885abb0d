//! What could not be read or understood, and where.

use crate::next_step::{NextStep, NextSteps};
use iam_eval::Position;

pub(crate) use iam_syntax::text::mistake::quoted;

/// The codes of problems with inputs, which stay the same when messages change. What a policy
/// document may also have wrong has the code of [`PolicyErrorKind`](iam_eval::PolicyErrorKind); a
/// document that is not valid has only such codes.
///
/// ```
/// let inputs = iam_account::read_text("a.json", r#"{"arn": 7}"#);
/// let problem = inputs.principal(0).unwrap_err();
/// assert_eq!(problem.what().code, iam_account::code::WRONG_TYPE);
/// ```
pub mod code {
    /// What has no other code.
    pub const INPUT: &str = "input";
    /// A file or folder that can't be read, that isn't there, or that changed while it was read.
    pub const UNREADABLE: &str = "unreadable";
    /// Bytes that are not text in UTF-8.
    pub const ENCODING: &str = "encoding";
    /// Text that is not JSON.
    pub const JSON: &str = "json";
    /// Longer, deeper or more than is read.
    pub const TOO_LARGE: &str = "tooLarge";
    /// A value of another JSON type than is expected.
    pub const WRONG_TYPE: &str = "wrongType";
    /// An object without a member that it must have.
    pub const MISSING_MEMBER: &str = "missingMember";
    /// A member that such an object doesn't have.
    pub const UNKNOWN_MEMBER: &str = "unknownMember";
    /// A member that is twice in an object.
    pub const DUPLICATE_MEMBER: &str = "duplicateMember";
    /// What is recognised, and isn't read, such as a CloudFormation template.
    pub const NOT_READ: &str = "notRead";
    /// A policy or group that applies, and whose document or details are not in the input.
    pub const MISSING_POLICY: &str = "missingPolicy";
    /// A dump of which a page is missing.
    pub const MISSING_PAGE: &str = "missingPage";
    /// Two statements about one thing that can't both be true, or of which one is too much.
    pub const CONTRADICTION: &str = "contradiction";
}

/// An input, or a part of one, that could not be understood: what is wrong and where, and what only
/// an account's inputs have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", for_principal(principal.as_deref(), &what.found))]
#[non_exhaustive]
pub struct Problem {
    what: Box<iam_eval::Problem>,
    /// The step that makes the input usable, where `expected` names one that a program may put in
    /// its own words.
    pub next_step: Option<NextStep>,
    /// The layer that it is about, such as `permissionsBoundary`, where the principal can be judged
    /// once that layer is ignored.
    pub layer: Option<&'static str>,
    /// The principal that can't be judged because of it, where it is the principal's own: its ARN,
    /// or else its name.
    pub principal: Option<Box<str>>,
}

/// What follows a problem of one principal, such as ` (for arn:…)`: many roles share a document,
/// and a line of a dump doesn't show which role it belongs to. Empty where the problem's words name
/// the principal.
///
/// ```
/// use iam_account::for_principal;
/// assert_eq!(for_principal(Some("veeam"), "no text"), " (for veeam)");
/// assert_eq!(for_principal(Some("veeam"), "the role `veeam` twice"), "");
/// assert_eq!(for_principal(None, "no text"), "");
/// ```
#[must_use]
pub fn for_principal(principal: Option<&str>, words: &str) -> String {
    let principal = principal.filter(|principal| !words.contains(&format!("`{principal}`")));
    principal.map_or_else(String::new, |principal| format!(" (for {principal})"))
}

impl Problem {
    /// A problem without a place, of the code [`code::INPUT`].
    pub fn new(source: &str, found: impl Into<Box<str>>, expected: impl Into<Box<str>>) -> Self {
        iam_eval::Problem::new(source, code::INPUT, found, expected).into()
    }

    /// What is wrong, and where.
    ///
    /// ```
    /// let problem = iam_account::Problem::new("a.json", "the effect `allow`", "`Allow` or `Deny`");
    /// assert_eq!(&*problem.what().found, "the effect `allow`");
    /// ```
    #[must_use]
    pub fn what(&self) -> &iam_eval::Problem {
        &self.what
    }

    /// The same problem, with a code: see [`code`].
    #[must_use]
    pub fn with_code(mut self, code: &'static str) -> Self {
        self.what.code = code;
        self
    }

    /// Another problem at the same place.
    #[must_use]
    pub(crate) fn saying(
        mut self,
        found: impl Into<Box<str>>,
        expected: impl Into<Box<str>>,
    ) -> Self {
        self.what.found = found.into();
        self.what.expected = expected.into();
        self
    }

    /// The same problem, which a step solves: that is what is expected.
    #[must_use]
    pub(crate) fn solved_by(mut self, step: NextStep) -> Self {
        self.what.expected = step.expected().into();
        self.next_step = Some(step);
        self
    }

    /// The same problem, with a program's words for its next step.
    #[must_use]
    pub(crate) fn in_words_of(mut self, steps: NextSteps) -> Self {
        let words = steps.iter().find(|(step, _)| Some(*step) == self.next_step);
        if let Some((_, expected)) = words {
            self.what.expected = (*expected).into();
        }
        self
    }

    /// The same problem, as one of a layer that may be ignored.
    #[must_use]
    pub fn of_layer(self, layer: &'static str) -> Self {
        Self {
            layer: Some(layer),
            ..self
        }
    }

    /// The same problem, with its place.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.what.position = Some(position);
        self
    }

    /// The same problem, as one of a principal, unless it is known already which one it is of.
    ///
    /// ```
    /// use iam_account::Problem;
    /// let problem = Problem::new("a.json", "the effect `allow`", "`Allow` or `Deny`");
    /// let problem = problem.of(Some("arn:aws:iam::111122223333:role/r"));
    /// assert_eq!(
    ///     problem.to_string(),
    ///     "a.json: found the effect `allow`, expected `Allow` or `Deny` \
    ///      (for arn:aws:iam::111122223333:role/r)"
    /// );
    /// ```
    #[must_use]
    pub fn of(self, principal: Option<&str>) -> Self {
        let principal = self.principal.or_else(|| principal.map(Box::from));
        Self { principal, ..self }
    }

    /// A file or folder that can't be read, with the system's reason.
    ///
    /// ```
    /// let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
    /// let problem = iam_account::Problem::unreadable("role.jsn", &missing);
    /// assert_eq!(problem.to_string(), "role.jsn: found no such file, expected a readable file");
    /// ```
    #[must_use]
    pub fn unreadable(path: &str, error: &std::io::Error) -> Self {
        let is_link = || std::fs::symlink_metadata(path).is_ok_and(|entry| entry.is_symlink());
        let found = match error.kind() {
            std::io::ErrorKind::NotFound if is_link() => {
                "a link to a file that isn't there".to_owned()
            }
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            std::io::ErrorKind::IsADirectory => "a folder".to_owned(),
            _ => error.to_string(),
        };
        Self::new(path, found, "a readable file").with_code(code::UNREADABLE)
    }

    /// URL-encoded text whose bytes are not UTF-8.
    pub(crate) fn not_url_encoded(source: &str, error: std::str::Utf8Error) -> Self {
        Self::new(source, error.to_string(), "URL-encoded text in UTF-8").with_code(code::ENCODING)
    }

    /// What is recognised, and isn't read.
    pub(crate) fn not_read(source: &str, found: &'static str, expected: &'static str) -> Self {
        Self::new(source, found, expected).with_code(code::NOT_READ)
    }
}

impl From<iam_eval::Problem> for Problem {
    fn from(what: iam_eval::Problem) -> Self {
        Self {
            what: Box::new(what),
            next_step: None,
            layer: None,
            principal: None,
        }
    }
}

impl From<iam_eval::PolicyError> for Problem {
    fn from(error: iam_eval::PolicyError) -> Self {
        iam_eval::Problem::from(error).into()
    }
}

/// What is found and expected where an object has a member twice.
pub(crate) fn second_time(member: &str) -> (String, &'static str) {
    let found = format!("the member {} a second time", quoted(member));
    (found, "each member once")
}
