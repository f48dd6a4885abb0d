//! Detects files that several paths refer to: each is read once.

use std::collections::HashSet;
use std::collections::hash_map::{Entry, HashMap};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// Identifies a file while it exists. Two names of one file have the same ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FileId(#[cfg(unix)] (u64, u64));

impl FileId {
    #[cfg(unix)]
    pub(crate) fn of(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self((found.dev(), found.ino()))
    }

    /// The system provides no identity: all files may be the same one.
    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Self {
        Self()
    }
}

/// The files seen so far.
#[derive(Debug, Default)]
pub(crate) struct SeenFiles {
    first: HashMap<FileId, PathBuf>,
    /// The canonical paths of files that were seen more than once, or can't be opened.
    paths: HashSet<PathBuf>,
}

impl SeenFiles {
    /// Whether a path refers to a file that no earlier path referred to. Hard links count as
    /// separate files: the canonical path is only determined if a file with the same ID was seen
    /// before.
    pub(crate) fn is_new(&mut self, path: &Path, id: FileId) -> bool {
        match self.first.entry(id) {
            Entry::Vacant(vacant) => {
                vacant.insert(path.to_owned());
                true
            }
            Entry::Occupied(first) => {
                self.paths.extend(first.get().canonicalize());
                path.canonicalize()
                    .map_or(true, |path| self.paths.insert(path))
            }
        }
    }

    /// [`SeenFiles::is_new`] for a file that can't be opened.
    pub(crate) fn is_new_problem(&mut self, path: &Path) -> bool {
        let known = path.canonicalize().ok().filter(|path| path.is_file());
        known.is_none_or(|path| self.paths.insert(path))
    }
}
