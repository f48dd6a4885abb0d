//! Which files a path means: a file, a folder, a glob that no shell has expanded.

use super::problem::Problem;
use globset::GlobBuilder;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The files that a path means: itself, or every `*.json` below a folder, or what a glob matches;
/// sorted. Hidden folders and links to folders are not entered.
///
/// # Errors
/// A [`Problem`] where there is none.
pub fn expand_paths(path: &str) -> Result<Vec<String>, Problem> {
    if path == "-" {
        return Ok(vec![path.to_owned()]);
    }
    if Path::new(path).is_dir() {
        let files = json_files(Path::new(path))?;
        if files.is_empty() {
            let expected = "a file, or a folder with `*.json` files in it";
            return Err(Problem::new(
                path,
                "a folder without `*.json` files",
                expected,
            ));
        }
        return Ok(files);
    }
    if !is_glob(OsStr::new(path)) || fs::symlink_metadata(path).is_ok() {
        return Ok(vec![path.to_owned()]);
    }
    expand_glob(path)
}

/// Every `*.json` below a folder, sorted.
fn json_files(folder: &Path) -> Result<Vec<String>, Problem> {
    let mut found = Vec::new();
    walk(folder, usize::MAX, &mut |file| {
        if is_json(file) {
            found.push(file.to_string_lossy().into_owned());
        }
    })?;
    found.sort();
    Ok(found)
}

pub(super) fn is_json(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// Calls `each` for every file below a folder, at most `depth` folders down.
fn walk(folder: &Path, depth: usize, each: &mut dyn FnMut(&Path)) -> Result<(), Problem> {
    let mut folders = vec![(folder.to_owned(), depth)];
    while let Some((folder, depth)) = folders.pop() {
        for (entry, is_folder) in entries(&folder)? {
            if !is_folder {
                each(&entry);
            } else if depth > 1 && !is_hidden(&entry) {
                folders.push((entry, depth - 1));
            }
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// What stands in a folder; the flag tells folders.
pub(super) fn entries(folder: &Path) -> Result<Vec<(PathBuf, bool)>, Problem> {
    let unreadable = |error: std::io::Error| {
        let name = folder.to_string_lossy();
        Problem::new(&name, error.to_string(), "a readable folder")
    };
    // The folder of a glob such as `*.json` has no name of its own.
    let here = folder.as_os_str().is_empty();
    let opened = if here { Path::new(".") } else { folder };
    let mut found = Vec::new();
    for entry in fs::read_dir(opened).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let is_folder = entry.file_type().map_err(unreadable)?.is_dir();
        found.push((folder.join(entry.file_name()), is_folder));
    }
    Ok(found)
}

/// A glob that came through as it was typed: quoted, or on a system whose shell expands none.
fn expand_glob(typed: &str) -> Result<Vec<String>, Problem> {
    let pattern = typed.strip_prefix("./").unwrap_or(typed);
    let matcher = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| Problem::new(typed, error.kind().to_string(), "a file or a glob"))?
        .compile_matcher();
    let parts: Vec<Component<'_>> = Path::new(pattern).components().collect();
    let plain = parts.iter().take_while(|part| !is_glob(part.as_os_str()));
    let base: PathBuf = plain.collect();
    let depth = if pattern.contains("**") {
        usize::MAX
    } else {
        parts.len() - base.components().count()
    };
    let mut found = Vec::new();
    if base.as_os_str().is_empty() || base.is_dir() {
        walk(&base, depth, &mut |file| {
            if matcher.is_match(file) {
                found.push(file.to_string_lossy().into_owned());
            }
        })?;
    }
    if found.is_empty() {
        let expected = "a file, a folder, or a glob that matches files";
        return Err(Problem::new(typed, "no file that matches", expected));
    }
    found.sort();
    Ok(found)
}

fn is_glob(part: &OsStr) -> bool {
    part.to_string_lossy().contains(['*', '?', '[', '{'])
}
