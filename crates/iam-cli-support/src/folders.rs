//! Folders as inputs.

pub use iam_account::{Expanded, expand_paths};

/// What was skipped in folders ([`Expanded::skipped`]), as a sentence; none where nothing was.
///
/// ```
/// use iam_cli_support::folders::skipped;
/// let sentence = skipped(&["a/notes.txt".to_owned()]).unwrap();
/// assert_eq!(sentence, "skipped 1 file that ends neither in .json nor in .yaml: a/notes.txt");
/// assert_eq!(skipped(&[]), None);
/// ```
#[must_use]
pub fn skipped(paths: &[String]) -> Option<String> {
    const SHOWN: usize = 3;
    let shown = paths.get(..SHOWN).unwrap_or(paths).join(", ");
    let more = if paths.len() > SHOWN { " …" } else { "" };
    match paths.len() {
        0 => None,
        // Folders are reported that are hidden and hold inputs.
        1 if shown.ends_with('/') => {
            Some(format!("skipped 1 hidden folder with documents: {shown}"))
        }
        count if paths.iter().any(|path| path.ends_with('/')) => Some(format!(
            "skipped {count} files and hidden folders: {shown}{more}"
        )),
        1 => Some(format!(
            "skipped 1 file that ends neither in .json nor in .yaml: {shown}"
        )),
        count => Some(format!(
            "skipped {count} files that end neither in .json nor in .yaml: {shown}{more}"
        )),
    }
}
