//! The files that a path refers to: a file, a folder, a glob that no shell has expanded.

use crate::problem::{Problem, code};
use globset::GlobBuilder;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The files that a path refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Expanded {
    /// The files to read, sorted.
    pub files: Vec<PathBuf>,
    /// Contents of a folder that aren't read: files whose names don't end in `.json`, `.yaml` or
    /// `.yml`, links to folders, and hidden folders that contain such files; sorted. Other hidden
    /// files and folders aren't intended as inputs, and are not listed.
    pub skipped: Vec<String>,
}

/// The files that a path refers to: the path itself, every `*.json`, `*.yaml` and `*.yml` below a
/// folder, or the matches of a glob. Hidden folders and links to folders are not entered.
///
/// # Errors
/// A [`Problem`] if there are none.
pub fn expand_paths(path: &str) -> Result<Expanded, Problem> {
    let lone = || Expanded {
        files: vec![PathBuf::from(path)],
        ..Expanded::default()
    };
    if path == "-" {
        return Ok(lone());
    }
    if Path::new(path).is_dir() {
        let found = documents(Path::new(path))?;
        if found.files.is_empty() {
            let expected = format!("a file, or a folder with {DOCUMENTS} in it");
            let problem = Problem::new(path, format!("a folder without {DOCUMENTS}"), expected);
            return Err(problem.with_code(code::UNREADABLE));
        }
        return Ok(found);
    }
    if !is_glob(OsStr::new(path)) || fs::symlink_metadata(path).is_ok() {
        return Ok(lone());
    }
    expand_glob(path)
}

/// What a folder is read for, in messages.
pub(crate) const DOCUMENTS: &str = "`*.json` or `*.yaml` files";

/// Every document below a folder, and what else is in it.
fn documents(folder: &Path) -> Result<Expanded, Problem> {
    let mut found = Expanded::default();
    let mut odd = None;
    walk(folder, usize::MAX, &mut |file, kind| {
        if kind == Kind::Folder {
            // The contents follow, unless it is hidden.
            if is_hidden(file) && holds_documents(file) {
                found.skipped.push(format!("{}/", shown(file)));
            }
        } else if is_document(file) {
            if kind != Kind::File {
                odd = odd.take().or_else(|| not_regular(file));
            }
            found.files.push(file.to_owned());
        } else if !is_hidden(file) {
            found.skipped.push(shown(file));
        }
    })?;
    if let Some(problem) = odd {
        return Err(problem);
    }
    found.files.sort();
    found.skipped.sort();
    Ok(found)
}

/// Whether a hidden folder itself contains documents. Folders below it, such as those of a version
/// control system, don't count.
fn holds_documents(folder: &Path) -> bool {
    let entries = entries(folder).unwrap_or_default();
    entries
        .iter()
        .any(|(entry, kind)| *kind != Kind::Folder && is_document(entry))
}

/// A path in readable form, with escapes for bytes that aren't UTF-8.
pub(crate) fn shown(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            name.push_str(&format!("\\x{byte:02X}"));
        }
    }
    name
}

/// Why a file in a folder isn't read: a pipe or a device among files may never end.
pub(crate) fn not_regular(file: &Path) -> Option<Problem> {
    // A file without metadata can't be read either, and is reported then.
    let is_odd = fs::metadata(file).is_ok_and(|found| !found.is_file() && !found.is_dir());
    is_odd.then(|| {
        let expected = "regular files in a folder";
        Problem::new(&shown(file), "a pipe or a device", expected).with_code(code::UNREADABLE)
    })
}

pub(crate) fn is_document(file: &Path) -> bool {
    let is_one = |extension: &OsStr| {
        let mut known = ["json", "yaml", "yml"].iter();
        known.any(|known| extension.eq_ignore_ascii_case(known))
    };
    file.extension().is_some_and(is_one)
}

/// The kind of an entry of a folder, according to the folder itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Folder,
    File,
    /// A link, a pipe, a device.
    Other,
}

/// Calls `each` for every file and folder below a folder, down to `depth` levels.
fn walk(folder: &Path, depth: usize, each: &mut dyn FnMut(&Path, Kind)) -> Result<(), Problem> {
    let mut folders = vec![(folder.to_owned(), depth)];
    while let Some((folder, depth)) = folders.pop() {
        for (entry, kind) in entries(&folder)? {
            each(&entry, kind);
            if kind == Kind::Folder && depth > 1 && !is_hidden(&entry) {
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

/// The entries of a folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<(PathBuf, Kind)>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::new(&shown(folder), error.to_string(), "a readable folder")
            .with_code(code::UNREADABLE)
    };
    // The folder of a glob such as `*.json` has an empty name.
    let here = folder.as_os_str().is_empty();
    let opened = if here { Path::new(".") } else { folder };
    let mut found = Vec::new();
    for entry in fs::read_dir(opened).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let kind = match (kind.is_dir(), kind.is_file()) {
            (true, _) => Kind::Folder,
            (false, true) => Kind::File,
            (false, false) => Kind::Other,
        };
        found.push((folder.join(entry.file_name()), kind));
    }
    Ok(found)
}

/// A glob that no shell expanded: it was quoted, or the system's shell doesn't expand globs.
fn expand_glob(typed: &str) -> Result<Expanded, Problem> {
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
    let mut found = Expanded::default();
    let mut folders = Vec::new();
    let mut odd = None;
    if base.as_os_str().is_empty() || base.is_dir() {
        walk(&base, depth, &mut |entry, kind| {
            let is_folder = kind == Kind::Folder;
            if !matcher.is_match(entry) || (is_folder && is_hidden(entry)) {
                return;
            }
            if is_folder {
                folders.push(entry.to_owned());
            } else {
                if kind != Kind::File {
                    odd = odd.take().or_else(|| not_regular(entry));
                }
                found.files.push(entry.to_owned());
            }
        })?;
    }
    if let Some(problem) = odd {
        return Err(problem);
    }
    // A shell would have listed the folders, too.
    for folder in folders {
        let inside = documents(&folder)?;
        found.files.extend(inside.files);
        found.skipped.extend(inside.skipped);
    }
    found.files.sort();
    found.files.dedup();
    found.skipped.sort();
    found.skipped.dedup();
    let files: Vec<String> = found.files.iter().map(|file| shown(file)).collect();
    found.skipped.retain(|path| !files.contains(path));
    if found.files.is_empty() {
        let expected = "a file, a folder, or a glob that matches files";
        let problem = Problem::new(typed, "no file that matches", expected);
        return Err(problem.with_code(code::UNREADABLE));
    }
    Ok(found)
}

fn is_glob(part: &OsStr) -> bool {
    part.to_string_lossy().contains(['*', '?', '[', '{'])
}
