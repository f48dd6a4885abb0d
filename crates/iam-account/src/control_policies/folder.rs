//! The folders that contain levels of control policies.

use crate::problem::Problem;
use crate::source::paths::{DOCUMENTS, Kind, entries, is_document, shown};
use std::path::{Path, PathBuf};

/// The contents of a folder, sorted by name, without hidden files.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) folders: Vec<PathBuf>,
    /// The documents.
    pub(super) files: Vec<PathBuf>,
    pub(super) others: Vec<PathBuf>,
}

impl Folder {
    pub(super) fn read(folder: &Path) -> Result<Self, Problem> {
        let mut found = Self::default();
        for (path, kind) in entries(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // A hidden policy may be one that was put aside, or one that should count.
            if name.starts_with('.') {
                if is_document(&path) {
                    let expected = format!(
                        "{DOCUMENTS} that aren't hidden: a control policy is never omitted"
                    );
                    let found = "a hidden file with a policy's extension";
                    return Err(Problem::new(&shown(&path), found, expected));
                }
                continue;
            }
            if kind == Kind::Folder || (kind == Kind::Other && path.is_dir()) {
                found.folders.push(path);
            } else if is_document(&path) {
                found.files.push(path);
            } else {
                found.others.push(path);
            }
        }
        found.folders.sort();
        found.files.sort();
        found.others.sort();
        Ok(found)
    }
}
