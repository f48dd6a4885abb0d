//! What was skipped in folders.

/// What was skipped, as a sentence; `None` for nothing. Folders end with a slash.
///
/// ```
/// use iam_cli_support::skipped::skipped;
/// assert_eq!(skipped(&[]), None);
/// let one = ["a.txt".to_owned()];
/// assert_eq!(skipped(&one).unwrap(), "skipped 1 file that doesn't end in .json: a.txt");
/// ```
#[must_use]
pub fn skipped(paths: &[String]) -> Option<String> {
    const SHOWN: usize = 3;
    let shown = paths.get(..SHOWN).unwrap_or(paths).join(", ");
    let more = if paths.len() > SHOWN { " …" } else { "" };
    match paths.len() {
        0 => None,
        // Folders are reported that are hidden and hold inputs.
        1 if shown.ends_with('/') => Some(format!(
            "skipped 1 hidden folder with *.json files: {shown}"
        )),
        count if paths.iter().any(|path| path.ends_with('/')) => Some(format!(
            "skipped {count} files and hidden folders: {shown}{more}"
        )),
        1 => Some(format!("skipped 1 file that doesn't end in .json: {shown}")),
        count => Some(format!(
            "skipped {count} files that don't end in .json: {shown}{more}"
        )),
    }
}
