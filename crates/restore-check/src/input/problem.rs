//! What could not be read or understood, and where.

use iam_eval::Position;

/// An input, or a part of one, that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}{}: found {found}, expected {expected}", place(*line, *column))]
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
}

fn place(line: Option<u32>, column: Option<u32>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    }
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

    /// A file or folder that the system doesn't let read.
    pub(super) fn unreadable(path: &str, error: &std::io::Error) -> Self {
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
pub(super) fn second_time(member: &str) -> (String, &'static str) {
    let found = format!("the member {} a second time", quoted(member));
    (found, "each member once")
}

/// Text of the user's in backticks, shortened.
pub(super) fn quoted(text: &str) -> String {
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
