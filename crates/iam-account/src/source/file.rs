//! A file as one text.

use crate::problem::{Problem, code};
use crate::source::encoding::decode;
use crate::source::paths::shown;
use std::path::Path;

/// The maximum length of a file that is read into one text, in bytes: nothing of a longer one is
/// read. Dumps are read piece by piece instead.
const MOST: u64 = 64 << 20;

/// The text of an input, and its name.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SourceText {
    /// The path as the user gave it; `<stdin>` for standard input.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

/// Reads a file, or standard input for `-`, into one text.
///
/// # Errors
/// A [`Problem`] if it can't be read, is longer than 64 MiB, or isn't UTF-8 text.
pub fn read(path: &str) -> Result<SourceText, Problem> {
    read_path(Path::new(path))
}

pub(crate) fn read_path(path: &Path) -> Result<SourceText, Problem> {
    let name = match path == Path::new("-") {
        true => "<stdin>".to_owned(),
        false => shown(path),
    };
    let bytes = match crate::source::bounded::read(path, MOST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let found = format!("more than {MOST} bytes");
            let problem = Problem::new(&name, found, "at most that many");
            return Err(problem.with_code(code::TOO_LARGE));
        }
        Err(error) => return Err(Problem::unreadable(&shown(path), &error)),
    };
    let text = decode(&name, bytes)?;
    Ok(SourceText { name, text })
}
