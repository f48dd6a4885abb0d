//! What could not be read or understood, and where.

use crate::location::place;
use crate::next_step::{NextStep, NextSteps};
use iam_eval::Position;

/// An input, or a part of one, that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}: found {found}, expected {expected}{}",
    place(source_name, position.map(|at| at.line), position.map(|at| at.column)),
    for_principal(principal.as_deref(), found)
)]
#[non_exhaustive]
pub struct Problem {
    /// The file, as it was named.
    pub source_name: String,
    /// Where in it, if that is known.
    pub position: Option<Position>,
    /// What is there.
    pub found: String,
    /// What should be there.
    pub expected: String,
    /// The step that makes the input usable, where `expected` names one that a program may put in its own
    /// words.
    pub next_step: Option<NextStep>,
    /// The layer that it is about, such as `permissionsBoundary`, where the principal can be judged
    /// once that layer is ignored.
    pub layer: Option<&'static str>,
    /// The principal that can't be judged because of it, where it is the principal's own: its ARN, or else
    /// its name.
    pub principal: Option<Box<str>>,
}

/// What follows a problem of one principal, such as ` (for arn:…)`: many roles share a document, and a line
/// of a dump doesn't show which role it belongs to. Empty where the problem's words name the principal.
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
    /// A problem without a place.
    pub fn new(source: &str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            source_name: source.to_owned(),
            position: None,
            found: found.into(),
            expected: expected.into(),
            next_step: None,
            layer: None,
            principal: None,
        }
    }

    /// The same problem, which a step solves: that is what is expected.
    #[must_use]
    pub(crate) fn solved_by(self, step: NextStep) -> Self {
        Self {
            expected: step.expected().to_owned(),
            next_step: Some(step),
            ..self
        }
    }

    /// The same problem, with a program's words for its next step.
    #[must_use]
    pub(crate) fn in_words_of(self, steps: NextSteps) -> Self {
        let words = steps.iter().find(|(step, _)| Some(*step) == self.next_step);
        match words {
            Some((_, expected)) => Self {
                expected: (*expected).to_owned(),
                ..self
            },
            None => self,
        }
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
    pub fn at(self, position: Position) -> Self {
        Self {
            position: Some(position),
            ..self
        }
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
    pub(crate) fn unreadable(path: &str, error: &std::io::Error) -> Self {
        let is_link = || std::fs::symlink_metadata(path).is_ok_and(|entry| entry.is_symlink());
        let found = match error.kind() {
            std::io::ErrorKind::NotFound if is_link() => {
                "a link to a file that isn't there".to_owned()
            }
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            _ => error.to_string(),
        };
        Self::new(path, found, "a readable file")
    }
}

impl From<iam_eval::PolicyError> for Problem {
    fn from(error: iam_eval::PolicyError) -> Self {
        Self::new(error.policy(), error.found(), error.expected()).at(error.position())
    }
}

/// What is found and expected where an object has a member twice.
pub(crate) fn second_time(member: &str) -> (String, &'static str) {
    let found = format!("the member {} a second time", quoted(member));
    (found, "each member once")
}

/// Text of the author's in backticks, shortened.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).flat_map(visible).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

fn visible(character: char) -> impl Iterator<Item = char> {
    let escaped = character.is_control().then(|| character.escape_default());
    let plain = (!character.is_control()).then_some(character);
    escaped.into_iter().flatten().chain(plain)
}
