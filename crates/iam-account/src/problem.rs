//! What could not be read or understood, and where.

use crate::location::place;
use iam_eval::Position;

/// An input, or a part of one, that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}: found {found}, expected {expected}{}",
    place(source_name, *line, *column),
    whom(principal.as_deref(), found)
)]
pub struct Problem {
    /// The file, as it was named.
    pub source_name: String,
    /// Line, counted from 1.
    pub line: Option<u32>,
    /// Column, counted from 1.
    pub column: Option<u32>,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
    /// The layer that it is about, such as `permissionsBoundary`, where the principal can be judged
    /// once that layer is left out.
    pub layer: Option<&'static str>,
    /// The principal that is not judged for it, where it is one's own: its ARN, or else its name.
    pub principal: Option<Box<str>>,
}

/// What follows a problem of a principal's: many roles share a document, and a line of a dump tells
/// nobody which role it belongs to. What names the principal itself says enough.
pub fn whom(principal: Option<&str>, said: &str) -> String {
    let principal = principal.filter(|principal| !said.contains(&format!("`{principal}`")));
    principal.map_or_else(String::new, |principal| format!(" (for {principal})"))
}

impl Problem {
    /// A problem without a place.
    pub fn new(source: &str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            source_name: source.to_owned(),
            line: None,
            column: None,
            found: found.into(),
            expected: expected.into(),
            layer: None,
            principal: None,
        }
    }

    /// The same problem, as one of a layer that may be left out.
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
            line: Some(position.line),
            column: Some(position.column),
            ..self
        }
    }

    /// The same problem, said of a principal, unless it is known already whose it is.
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

    /// A file or folder that the system doesn't let read.
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

/// Text of the user's in backticks, shortened.
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
